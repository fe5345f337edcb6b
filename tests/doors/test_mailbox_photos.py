"""Photos that come before their letter: cleaned, kept for one visitor, gone when nobody takes them."""

from __future__ import annotations

import io

import pytest
from cast import NOON, later
from django.test import Client
from mailbox_people import Phone, jpeg, letter_again
from PIL import Image

from xiangyue.doors.mailbox import actions
from xiangyue.doors.mailbox.models import WaitingPhoto
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Matter

pytest_plugins = ["mailbox_fixtures"]
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7 ...",
        b"",
        b"GIF89a<script>",
        b"\xff\xd8\xff\xe0broken",
    ],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(phone, data):
    answer = phone.photo(data, "a.jpg")
    assert answer.status_code == 422
    assert "没有收下" in answer.json()["says"] or "没有收到" in answer.json()["says"]
    assert not WaitingPhoto.objects.exists()


def test_photos_of_somebody_else_old_ones_and_too_many_are_refused(phone, wechat, own_media, monkeypatch):
    stranger = Phone(wechat, "openid-stranger")
    stranger.log_in()
    theirs = stranger.photo(jpeg("red")).json()["id"]
    refused = phone.write(photos=[theirs])
    assert (refused.status_code, "不是您传的" in refused.json()["says"]) == (422, True)
    mine = phone.photo(jpeg()).json()["id"]
    assert phone.photo(jpeg()).json()["id"] == mine  # the same photo twice is kept once
    monkeypatch.setattr(moment, "now", lambda: later(NOON, hours=25))
    assert phone.write(photos=[mine]).status_code == 422
    assert actions.purge_waiting(later(NOON, hours=25)) == 2
    assert [one for one in own_media.rglob("*") if one.is_file()] == []
    many = [
        phone.photo(jpeg(colour)).json()["id"] for colour in ("red", "green", "blue", "black", "white", "gray", "pink")
    ]
    assert "最多 6 张" in phone.write(photos=many).json()["says"]
    assert Matter.objects.filter(kind="letter").count() == 0
    assert WaitingPhoto.objects.count() == 7  # a refused letter takes no photos


def test_a_photo_loses_what_the_camera_wrote_and_opens_only_with_its_leave(phone, mailbox_town):
    image = Image.new("RGB", (50, 40), "green")
    exif = image.getexif()
    exif[0x010F] = "SecretCamera"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    told = phone.write(photos=[phone.photo(out.getvalue()).json()["id"]]).json()
    address = told["photos"][0]
    kept = b"".join(Client().get(address).streaming_content)
    assert b"SecretCamera" not in kept
    assert Client().get(address.partition("?")[0]).status_code == 404
    assert Client().get(address[:-1] + ("A" if address[-1] != "A" else "B")).status_code == 404
    letter = letter_again(Matter.objects.get(kind="letter"))
    kernel.attach(
        letter.matter,
        kernel.sniff("内部.jpg", jpeg("red")),
        actor=kernel.Actor.of(mailbox_town.seats["clerk"]),
        at=later(NOON, hours=1),
    )
    assert (
        len(phone.get(f"letters/{told['number']}").json()["photos"]) == 1
    )  # the town's own files are not the writer's
