"""Photographs from phones: made small, safe and silent about where and with what they were taken."""

import struct
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from math import isfinite
from threading import Lock

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
GPS_DIRECTORY = 0x8825
PHOTO_DIRECTORY, TAKEN = 0x8769, 0x9003
NORTH_SOUTH, LATITUDE, EAST_WEST, LONGITUDE = 1, 2, 3, 4
QUALITY = 85
# A camera's JPEG is made small while it is decoded; all others stand in memory whole, some of them twice.
IN_STEPS = 60_000_000
AT_ONCE = 20_000_000
_ONE_AT_A_TIME = Lock()  # of this process: what several visitors send at once is not decoded at once
UNREADABLE = (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError, SyntaxError, OSError, struct.error)


class NotAPhoto(Exception):
    """A file that will not be kept as a photograph; the message is for the person who sent it."""


@dataclass(frozen=True)
class CleanPhoto:
    """A JPEG without any metadata. `taken_at_point` is (lon, lat) and `taken_at` the camera's own clock, as it wrote
    them, None when it did not.
    """

    data: bytes
    width: int
    height: int
    taken_at_point: tuple[float, float] | None
    taken_at: datetime | None = None


def clean_photo(data: bytes, *, max_side: int = 2000) -> CleanPhoto:
    """The first frame, upright, at most `max_side` pixels on its longer side, re-encoded from pixels alone.

    Raises NotAPhoto for anything but a whole JPEG, PNG, WebP or GIF of no more pixels than its kind may have.
    """
    if not data:
        raise NotAPhoto("照片是空文件，请重新选择。")
    try:
        with _ONE_AT_A_TIME:
            # verify() leaves the image unusable, so it is opened twice.
            _opened(data).verify()
            with _opened(data) as image:
                image.seek(0)
                point, taken_at = _point_of(image), _moment_of(image)
                image.draft("RGB", (max_side, max_side))
                return replace(_encoded(image, max_side, point), taken_at=taken_at)
    except NotAPhoto:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPhoto(_too_large(AT_ONCE)) from None
    except UnidentifiedImageError:
        raise NotAPhoto(_unknown(data)) from None
    except Exception as damage:
        # Decoders meet broken bytes with many kinds of exception (OSError, SyntaxError, struct.error, ...).
        raise NotAPhoto("照片已损坏或没有传完整，请重新拍摄或重新上传。") from damage


def _opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data), formats=FORMATS)
    most = IN_STEPS if image.format == "JPEG" and not image.info.get("progressive") else AT_ONCE
    if image.width * image.height > most:
        raise NotAPhoto(_too_large(most))
    return image


def _too_large(max_pixels: int) -> str:
    return f"照片的像素太多，超过 {max_pixels // 10_000} 万像素，请缩小后再上传。"


def _unknown(data: bytes) -> str:
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"hevc", b"msf1"}:
        return (
            "这是苹果手机的 HEIC 照片，系统不能读取。请在手机“设置—相机—格式”中选“兼容性最佳”，或另存为 JPG 后再上传。"
        )
    return "这不是能识别的照片。请上传 JPG、PNG、WebP 或 GIF 格式的图片。"


def _point_of(image: Image.Image) -> tuple[float, float] | None:
    try:
        gps = image.getexif().get_ifd(GPS_DIRECTORY)
        lat = _degrees(gps[LATITUDE]) * (-1 if gps.get(NORTH_SOUTH) == "S" else 1)
        lon = _degrees(gps[LONGITUDE]) * (-1 if gps.get(EAST_WEST) == "W" else 1)
    except UNREADABLE:
        # Cameras write the GPS part in many broken ways; a photo without a place is still a photo.
        return None
    if not (isfinite(lat) and isfinite(lon)) or abs(lat) > 90 or abs(lon) > 180 or (lat, lon) == (0, 0):
        return None
    return lon, lat


def _moment_of(image: Image.Image) -> datetime | None:
    try:
        written = image.getexif().get_ifd(PHOTO_DIRECTORY)[TAKEN]
        return datetime.strptime(str(written).strip("\x00 "), "%Y:%m:%d %H:%M:%S")
    except UNREADABLE:  # cameras write the moment in as many broken ways as the place
        return None


def _degrees(parts: tuple[float, float, float]) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _encoded(image: Image.Image, max_side: int, point: tuple[float, float] | None) -> CleanPhoto:
    if image.mode[0] in "1PI":  # numbers that are names of colours have no middle, and sixteen bits are not made small
        image = image.convert("RGBA")
    if max(image.size) > max_side:
        image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = ImageOps.exif_transpose(image).convert("RGBA")
    # A new image carries no comment, XMP or profile over; the encoder would copy them from the old one.
    fresh = Image.new("RGB", image.size, "white")
    fresh.paste(image, mask=image.getchannel("A"))
    out = BytesIO()
    fresh.save(out, "JPEG", quality=QUALITY, optimize=True)
    return CleanPhoto(out.getvalue(), fresh.width, fresh.height, point)


_COLUMNS, _ROWS = 9, 8
_FLAT = 4  # a picture that is darker or lighter in fewer places than this is like every other plain one


def likeness(data: bytes) -> int | None:
    """64 bits that stay the same when a picture is made smaller or saved again: where it grows lighter from left to
    right, in eight rows. None for what has no drawing in it, or is no picture. Signed, as databases keep it.
    """
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            image.draft("L", (_COLUMNS * 32, _ROWS * 32))
            small = image.convert("L").resize((_COLUMNS, _ROWS), Image.Resampling.LANCZOS).tobytes()
    except Exception:  # decoders meet broken bytes with many kinds of exception
        return None
    bits = 0
    for row in range(_ROWS):
        line = small[row * _COLUMNS : (row + 1) * _COLUMNS]
        for left, right in pairwise(line):
            bits = bits << 1 | (right > left)
    return _signed(bits) if _FLAT <= bits.bit_count() <= 64 - _FLAT else None


def nearly(bits: int) -> set[int]:
    """These 64 bits, and those that differ from them in one."""
    return {bits} | {_signed((bits & _ALL) ^ 1 << at) for at in range(64)}


_ALL = (1 << 64) - 1


def _signed(bits: int) -> int:
    return bits - (1 << 64) if bits >> 63 else bits
