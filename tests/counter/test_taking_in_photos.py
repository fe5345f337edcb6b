"""Photos on their way in: known by their bytes, made silent, counted, and told in words when they are not taken."""

from __future__ import annotations

import io

import pytest
from cast import NOON
from counter_help import JSON, TOWN, asked, photo, saying
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from xiangyue.counter.readers import FILE, files, kept
from xiangyue.house import moment
from xiangyue.kernel.actions.attach import MAX_BYTES
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Attachment, Matter

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64


@pytest.fixture(autouse=True)
def noon(monkeypatch, own_media):
    monkeypatch.setattr(moment, "now", lambda: NOON)


def given_file(name, data):
    return SimpleUploadedFile(name, data)


def with_exif(kind, name):
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "SecretCamera", "2024:11:05 10:00:00"
    return photo(name, kind, exif=exif)


def say(*photos, **more):
    return Client().post(f"/portal/{TOWN}/say", saying(photos=list(photos), **more), headers=JSON)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("GIF", "a.gif"), ("PNG", "名字不对.jpg")],
)
def test_every_kind_of_photo_is_kept_as_a_plain_jpeg_without_a_word_of_the_camera(cast, kind, name):
    given_one = photo(name, kind) if kind == "GIF" else with_exif(kind, name)
    answer = say(given_one)
    assert answer.status_code == 201, answer.json()
    one = Attachment.objects.get()
    data = one.file.read()
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (60, 40), {})
    assert b"SecretCamera" not in data and b"Exif" not in data
    assert (one.media_type, one.title, one.for_requester) == ("image/jpeg", name, True)
    assert one.file.name.endswith(".jpg")


def test_a_photo_taken_sideways_is_kept_upright(cast):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by a quarter
    assert say(photo(exif=exif)).status_code == 201
    assert Image.open(Attachment.objects.get().file).size == (40, 60)


REFUSED = {
    "HEIC": (given_file("IMG_1.HEIC", HEIC), "HEIC"),
    "a text": (given_file("a.jpg", "这不是照片".encode()), "不是能识别的照片"),
    "a PDF": (given_file("a.pdf", PDF), "不是能识别的照片"),
    "an empty file": (given_file("a.jpg", b""), ""),
    "half a photo": (given_file("半张.jpg", photo().read()[:300]), "没有传完整"),
    "a page": (given_file("a.png", b"<html><script>alert(1)</script>"), "不是能识别的照片"),
    "a workbook": (given_file("a.jpg", b"PK\x03\x04" + b"\0" * 60), "不是能识别的照片"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_photo_is_told_by_its_name_and_nothing_at_all_is_written(cast, what):
    file, says = REFUSED[what]
    file.seek(0)
    answer = say(photo(colour="red"), file)
    assert answer.status_code == 422, answer.content
    assert says in answer.json()["says"] and file.name in answer.json()["says"]
    assert not Matter.objects.exists() and not Attachment.objects.exists()


def test_a_photo_that_is_too_large_is_refused_before_it_is_read():
    class Large(SimpleUploadedFile):
        def read(self, *_more):
            raise AssertionError("read into memory")

    large = Large("大.jpg", b"x")
    large.size = MAX_BYTES + 1
    with pytest.raises(Refused, match="“大.jpg”超过 20 MB"):
        kept(large)


def test_as_many_photos_as_are_allowed_and_not_one_more(cast):
    colours = ["red", "green", "blue", "white", "black", "gray", "brown"]
    many = say(*(photo(f"{colour}.jpg", colour=colour) for colour in colours))
    assert many.status_code == 422 and "照片最多 6 张" in many.json()["says"]
    assert say(*(photo(f"{colour}.jpg", colour=colour) for colour in colours[:6])).status_code == 201
    assert Attachment.objects.count() == 6


def test_the_same_photo_twice_is_kept_once(cast):
    assert say(photo(), photo("又一次.jpg")).status_code == 201
    assert Attachment.objects.count() == 1


def test_a_name_with_a_path_in_it_is_only_a_name(cast):
    assert say(photo("../../../etc/passwd.jpg"), photo("x" * 300 + ".jpg", colour="red")).status_code == 201
    for one in Attachment.objects.all():
        assert "/" not in one.title and len(one.title) <= 120 and ".." not in one.file.name


def test_sent_again_from_a_queue_the_photos_are_not_doubled(cast):
    assert [say(photo()).status_code for _ in range(2)] == [201, 201]
    assert Attachment.objects.count() == 1


# The readers of files


def test_one_file_is_a_photo_or_a_pdf_and_none_is_none():
    assert FILE(asked(None), "it") is None
    found = FILE(asked(None, files={"it": [given_file("收据.pdf", PDF)]}), "it")
    assert (found.media_type, found.ending, found.data, found.title) == ("application/pdf", "pdf", PDF, "收据.pdf")
    found = FILE(asked(None, files={"it": [with_exif("PNG", "a.png")]}), "it")
    assert (found.media_type, found.ending) == ("image/jpeg", "jpg") and b"SecretCamera" not in found.data


def test_files_are_counted_where_there_is_a_most_and_pdfs_are_no_photos():
    three = {"it": [photo(), given_file("a.pdf", PDF), photo(colour="red")]}
    assert [one.ending for one in files()(asked(None, files=three), "it")] == ["jpg", "pdf", "jpg"]
    assert files(3)(asked(None), "it") == []
    with pytest.raises(Refused, match="最多 2 张"):
        files(2)(asked(None, files={"it": [photo(), photo(), photo()]}), "it")
    with pytest.raises(Refused, match="“a.pdf”没有收下"):
        files(photos_only=True)(asked(None, files={"it": [given_file("a.pdf", PDF)]}), "it")


@settings(max_examples=60, deadline=None)
@given(name=st.text(max_size=40), data=st.binary(max_size=400), cut=st.integers(0, 400))
@example(name="", data=b"", cut=0)
@example(name="/", data=b"\xff\xd8\xff\xe0", cut=9)
def test_no_bytes_at_all_make_the_reader_fall_over(name, data, cut):
    whole = photo().read()
    for content in (data, whole[:cut] + data, b"GIF89a" + data, b"\x89PNG\r\n\x1a\n" + data, b"RIFF" + data):
        file = SimpleUploadedFile("x", content)
        file._name = name  # as a client may send it; Django's own would have tidied it
        try:
            found = kept(file)
        except Refused:
            continue
        else:
            assert found.media_type in ("image/jpeg", "application/pdf") and found.data
