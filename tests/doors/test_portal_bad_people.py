"""The portal under bad input and bad people: nothing leaks, nothing falls over, the honest caller is still heard."""

from __future__ import annotations

import io
import zlib

import pytest
from cast import NOON, make_town
from django.core.cache import cache
from django.test import Client
from PIL import Image

from xiangyue.counter.models import Tally
from xiangyue.counter.throttle import BASE_BITS
from xiangyue.house import moment
from xiangyue.kernel import receipts
from xiangyue.kernel.models import Matter
from xiangyue.lib.effort import work

TOWN = "110112117000"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    cache.clear()
    monkeypatch.setattr(moment, "now", lambda: NOON)


def post(client=None, *, request_id="bad-00001", accept="application/json", **more):
    form = {
        "words": "村口的路灯不亮，晚上看不见路。",
        "request_type": "help",
        "request_id": request_id,
        "nonce": work(TOWN, request_id, BASE_BITS),
    } | more
    return (client or Client()).post(f"/portal/{TOWN}/say", form, headers={"accept": accept})


def file(data, name):
    made = io.BytesIO(data)
    made.name = name
    return made


def jpeg(size=(40, 30)):
    out = io.BytesIO()
    Image.new("RGB", size).save(out, "JPEG")
    return out.getvalue()


def bomb():
    """A PNG that says it has 40,000 × 40,000 pixels."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (40_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


REFUSED = {
    "no words": ({"words": ""}, "是什么事"),
    "two characters": ({"words": "水"}, "太少"),
    "too many words": ({"words": "水" * 5001}, "5000"),
    "a type that is none": ({"request_type": "order"}, "选择"),
    "a village of another town": ({"place": "nowhere"}, "没有这个村"),
    "a telephone that is none": ({"phone": "12345678"}, "号码"),
    "letters for a telephone": ({"phone": "ring me"}, "号码"),
    "a position in Shanghai": ({"lon": "121.47", "lat": "31.23"}, "位置"),
    "a position off the earth": ({"lon": "721.47", "lat": "31.23"}, ""),
    "a position that is no number": ({"lon": "nan", "lat": "39.7"}, ""),
    "an SVG as photo": (
        {"photos": [file(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.jpg")]},
        "没有收下",
    ),
    "a page as photo": ({"photos": [file(b"GIF89a<html><script>alert(1)</script>", "a.gif")]}, "没有收下"),
    "a PDF as photo": ({"photos": [file(b"%PDF-1.7 ...", "a.pdf")]}, "没有收下"),
    "a bomb of pixels": ({"photos": [file(bomb(), "a.png")]}, "像素"),
    "seven photos": ({"photos": [file(jpeg((40, 30 + number)), f"{number}.jpg") for number in range(7)]}, "最多 6 张"),
    "no request id": ({"request_id": ""}, "太旧"),
    "a request id with a path in it": ({"request_id": "../../etc/passwd"}, "太旧"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_in_is_said_in_words_and_writes_nothing(cast, what):
    more, says = REFUSED[what]
    cast.town.lon, cast.town.lat = 116.8, 39.7
    cast.town.save(update_fields=["lon", "lat"])
    answer = post(**more)
    assert answer.status_code == 422, answer.content
    assert says in answer.json()["says"]
    assert not Matter.objects.exists()


ACCEPTED = {
    "a Hong Kong number": ({"phone": "+852 9123 4567"}, "4567"),
    "a landline": ({"phone": "010-8056 1234"}, "1234"),
    "a mobile with +86": ({"phone": "+86 199 0000 1234"}, "1234"),
    "scripts in every field": ({"words": SCRIPT, "name": SCRIPT, "address": SCRIPT}, ""),
    "rare characters": ({"words": "𠮷林里有𡋾人 🚰 停水了"}, ""),
    "a polyglot photo": ({"photos": [file(jpeg() + b"<script>alert(1)</script>", "a.jpg")]}, ""),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_what_is_odd_but_honest_is_taken_in(cast, own_media, what):
    more, tail = ACCEPTED[what]
    client = Client()
    answer = post(client, **more)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    page = client.get(told["url"]).content.decode()
    assert "<script>alert" not in page
    assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert", "")
    for kept in Matter.objects.get().attachments.all():
        assert b"<script>" not in kept.file.read()
    if tail:
        assert receipts.open_receipt(cast.town, code=told["query_code"], tail=tail, at=NOON)


def test_someone_elses_receipt_opens_nothing_and_says_nothing(cast):
    mine = post(phone="19900001234").json()
    stranger = Client()
    wrong = stranger.post(f"/portal/{TOWN}/find", {"code": mine["query_code"], "tail": "0000"})
    made_up = stranger.post(f"/portal/{TOWN}/find", {"code": "1000000008", "tail": "0000"})
    assert wrong.status_code == made_up.status_code == 403
    assert mine["number"] not in wrong.content.decode()
    for path in ("", "/words", "/rating", "/withdrawal", "/reopening"):
        address = f"/portal/{TOWN}/mine/{mine['number']}{path}"
        assert (stranger.post if path else stranger.get)(address).status_code == 403
    other = make_town("110112118000", "漷县镇").town
    assert stranger.post(f"/portal/{other.code}/find", {"code": mine["query_code"], "tail": "1234"}).status_code == 403


def test_a_replayed_post_changes_nothing(cast):
    first = post()
    for _ in range(3):
        assert post().json() == first.json()
    assert Matter.objects.count() == 1


def test_work_done_for_one_request_does_not_serve_another(cast):
    nonce = next(str(n) for n in range(10**6) if not _worked("bad-00002", str(n)))
    answer = post(request_id="bad-00002", nonce=nonce)
    assert (answer.status_code, answer.json()["error"]) == (429, "more_work")
    assert not Matter.objects.exists()


def _worked(request_id, nonce):
    from xiangyue.lib.effort import has_worked

    return has_worked(TOWN, request_id, nonce, BASE_BITS)


def test_a_flood_from_one_address_costs_more_and_more_and_the_neighbour_is_still_heard(
    cast, django_assert_max_num_queries
):
    flood = Client(REMOTE_ADDR="198.51.100.7")
    statuses = []
    form = {"words": "刷屏刷屏刷屏", "request_type": "help", "nonce": "0"}
    for number in range(400):
        statuses.append(
            flood.post(
                f"/portal/{TOWN}/say",
                form | {"request_id": f"flood-{number:05d}"},
                headers={"accept": "application/json"},
            )
        )
    assert {answer.status_code for answer in statuses} == {429}
    assert statuses[0].json()["bits"] == BASE_BITS
    assert statuses[150].json()["bits"] > BASE_BITS
    assert statuses[-1].json()["error"] == "too_many"
    with django_assert_max_num_queries(6):  # two counts, and what stands around them
        flood.post(f"/portal/{TOWN}/say", form | {"request_id": "flood-last"}, headers={"accept": "application/json"})
    assert not Matter.objects.exists()
    Tally.objects.all().delete()  # the town-wide count of this minute is over
    assert post(Client(REMOTE_ADDR="203.0.113.9")).status_code == 201


def test_guessing_codes_is_stopped_for_the_address(cast):
    guesser = Client(REMOTE_ADDR="198.51.100.8")
    answers = [
        guesser.post(f"/portal/{TOWN}/find", {"code": "1000000008", "tail": "1234"}).content.decode() for _ in range(40)
    ]
    assert "太频繁" in answers[-1]
    assert "太频繁" not in answers[0]


def test_only_our_own_proxy_is_believed(rf, settings):
    from xiangyue.house.address import address_of

    lied = rf.get("/", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.5", REMOTE_ADDR="10.0.0.1")
    assert address_of(lied) == "10.0.0.1"
    settings.XIANGYUE_PROXIES = 1
    assert address_of(lied) == "203.0.113.5"
    assert address_of(rf.get("/", HTTP_X_FORWARDED_FOR="drop table", REMOTE_ADDR="")) == "0.0.0.0"


def test_photos_lose_their_exif_after_the_place_was_read(cast, own_media):
    cast.town.lon, cast.town.lat = 116.8, 39.7
    cast.town.save(update_fields=["lon", "lat"])
    image = Image.new("RGB", (50, 40), "green")
    exif = image.getexif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 42.0, 0.0), 3: "E", 4: (116.0, 48.0, 0.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    assert post(photos=[file(out.getvalue(), "路.jpg")]).status_code == 201
    matter = Matter.objects.get()
    assert (round(matter.lon, 3), round(matter.lat, 3)) == (116.8, 39.7)
    kept = Image.open(matter.attachments.get().file)
    assert not dict(kept.getexif())
