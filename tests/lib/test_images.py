"""Photographs made clean."""

import random
import struct
import subprocess
import sys
import zlib
from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from xiangyue.lib.images import NotAPhoto, clean_photo, likeness, nearly


def saved(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def with_gps(image: Image.Image, north: object = (39.0, 42.0, 36.0), east: object = (116.0, 46.0, 48.0)) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhoneMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: north, 3: "E", 4: east})
    return saved(image, exif=exif)


RED = Image.new("RGB", (40, 20), "red")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_usual_form_becomes_a_jpeg(form: str) -> None:
    photo = clean_photo(saved(RED, form))
    again = Image.open(BytesIO(photo.data))
    assert (again.format, again.size, photo.width, photo.height) == ("JPEG", (40, 20), 40, 20)
    red, green, blue = again.convert("RGB").getpixel((20, 10))
    assert red > 240
    assert green < 15
    assert blue < 15


def test_the_place_is_read_and_then_forgotten() -> None:
    photo = clean_photo(with_gps(RED))
    assert photo.taken_at_point == pytest.approx((116.78, 39.71), abs=1e-6)
    assert not Image.open(BytesIO(photo.data)).getexif()
    assert b"SecretPhoneMaker" not in photo.data
    assert b"Exif" not in photo.data


def test_a_comment_or_profile_is_not_carried_over() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "secret-author")
    assert b"secret" not in clean_photo(saved(RED, "PNG", pnginfo=notes)).data
    photo = clean_photo(saved(RED, comment=b"secret-comment", icc_profile=b"secret-profile", xmp=b"secret-xmp"))
    assert b"secret" not in photo.data


@pytest.mark.parametrize(
    ("north", "east"), [((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)), ((95.0, 0.0, 0.0), (1.0, 0.0, 0.0)), ((1.0,), (1.0,))]
)
def test_a_broken_place_is_no_place(north: object, east: object) -> None:
    assert clean_photo(with_gps(RED, north, east)).taken_at_point is None


def test_a_photo_without_a_place_has_none() -> None:
    assert clean_photo(saved(RED)).taken_at_point is None


def test_a_photo_held_sideways_is_turned_upright() -> None:
    picture = Image.new("RGB", (40, 20), "blue")
    picture.paste("red", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = clean_photo(saved(picture, exif=exif, quality=95))
    upright = Image.open(BytesIO(photo.data)).convert("RGB")
    assert upright.size == (20, 40)
    assert upright.getpixel((10, 5))[0] > 200
    assert upright.getpixel((10, 35))[2] > 200


def test_a_large_photo_is_made_smaller_with_its_shape_kept() -> None:
    photo = clean_photo(saved(Image.new("RGB", (3000, 1500))), max_side=600)
    assert (photo.width, photo.height) == (600, 300)


def test_only_the_first_frame_is_kept() -> None:
    moving = saved(RED, "GIF", save_all=True, append_images=[Image.new("RGB", (40, 20), "blue")])
    pixel = Image.open(BytesIO(clean_photo(moving).data)).convert("RGB").getpixel((5, 5))
    assert pixel[0] > 200


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16", "RGBA"])
def test_every_colour_mode_is_taken(mode: str) -> None:
    assert clean_photo(saved(Image.new(mode, (8, 8)), "PNG")).width == 8


def test_four_colour_print_is_taken() -> None:
    assert clean_photo(saved(Image.new("CMYK", (8, 8)))).width == 8


def test_what_shone_through_becomes_white() -> None:
    clear = saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")
    assert Image.open(BytesIO(clean_photo(clear).data)).convert("RGB").getpixel((4, 4)) == (255, 255, 255)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a hundred bytes that claims to be very large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [8_000, 10_000, 12_000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused(side: int) -> None:
    with pytest.raises(NotAPhoto, match="2000 万像素"):
        clean_photo(bomb(side, side))


# What three visitors send at once, in a process of its own: the memory at its highest is asked of the system.
THREE_AT_ONCE = """
import resource, sys, threading
from xiangyue.lib.images import NotAPhoto, clean_photo, likeness, nearly
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
kept = []
def send():
    try:
        kept.append(clean_photo(data).width)
    except NotAPhoto:
        kept.append(0)
visitors = [threading.Thread(target=send) for _ in range(3)]
[one.start() for one in visitors]
[one.join() for one in visitors]
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, *kept)
"""


@pytest.mark.parametrize(
    ("size", "mode", "form", "most", "kept"),
    [
        ((8000, 7500), "RGB", "PNG", 30, 0),  # 60 million: it took three times 300 MB
        ((5000, 4000), "RGB", "PNG", 260, 2000),
        ((5000, 4000), "RGBA", "PNG", 260, 2000),
        ((5000, 4000), "P", "GIF", 260, 2000),
        ((8000, 7500), "RGB", "JPEG", 120, 2000),
        ((8000, 7500), "RGB", "progressive", 30, 0),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_three_large_pictures_at_once_take_the_memory_of_one(size, mode, form, most, kept) -> None:
    progressive = form == "progressive"
    data = saved(Image.new(mode, size), "JPEG" if progressive else form, progressive=progressive)
    assert len(data) < 2_000_000
    ran = subprocess.run([sys.executable, "-c", THREE_AT_ONCE], input=data, capture_output=True, check=True)
    taken, *widths = map(int, ran.stdout.split())
    assert (taken < most, widths) == (True, [kept] * 3), f"{taken} MB"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空文件"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是能识别的照片"),
        (b"%PDF-1.7 ...", "不是能识别的照片"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "HEIC"),
        (saved(Image.effect_noise((200, 200), 90))[:3000], "损坏"),
        (saved(Image.effect_noise((200, 200), 90), "PNG")[:3000], "损坏"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 30, "照片"),
        (saved(RED, "BMP"), "不是能识别的照片"),
        (saved(RED, "TIFF"), "不是能识别的照片"),
    ],
)
def test_what_is_no_photo_is_refused_in_plain_words(data: bytes, says: str) -> None:
    with pytest.raises(NotAPhoto, match=says):
        clean_photo(data)


def scene(seed: int) -> Image.Image:
    """Patches of light and dark, as a photograph has."""
    dice = random.Random(seed)
    small = Image.new("L", (12, 9))
    small.putdata([dice.randrange(256) for _ in range(12 * 9)])
    return small.resize((1200, 900), Image.Resampling.BICUBIC).convert("RGB")


@pytest.mark.parametrize("seed", range(20))
def test_a_picture_made_smaller_and_saved_again_is_still_like_itself_and_no_other(seed: int) -> None:
    one = likeness(saved(scene(seed), quality=92))
    again = likeness(saved(scene(seed).resize((640, 480)), quality=60))
    assert one is not None
    assert again in nearly(one)
    assert likeness(saved(scene(seed + 100))) not in nearly(one)
    assert all(-(2**63) <= bits < 2**63 for bits in nearly(one)) and len(nearly(one)) == 65


@pytest.mark.parametrize("data", [saved(RED), saved(Image.new("L", (3, 3))), b"", b"%PDF-1.4", saved(RED)[:60]])
def test_what_shows_nothing_is_like_nothing(data: bytes) -> None:
    assert likeness(data) is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024:11:05 09:30:00", datetime(2024, 11, 5, 9, 30)),
        ("2024:11:05 09:30:00\x00", datetime(2024, 11, 5, 9, 30)),
        ("0000:00:00 00:00:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_cameras_clock_is_read_and_then_forgotten(written: str, read: datetime | None) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = written
    photo = clean_photo(saved(RED, exif=exif))
    assert photo.taken_at == read
    assert not Image.open(BytesIO(photo.data)).getexif()
