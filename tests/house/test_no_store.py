"""No page that is somebody's own is left in a cache of the browser or on the way."""

from __future__ import annotations

import hashlib

from cast import NOON, later
from counter.counter_help import owner, photo
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from xiangyue.counter.own.views import own_url
from xiangyue.doors.api.models import Token
from xiangyue.kernel import access
from xiangyue.kernel.actions import REQUESTER, attach, sniff


def routes(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, pattern)
        elif isinstance(entry, URLPattern):
            yield pattern, entry.callback


GUARDED = [(pattern, view.guarded_by) for pattern, view in routes() if getattr(view, "guarded_by", None)]


def test_whatever_needs_a_seat_is_not_stored_whoever_asks(cast):
    matter = cast.say(at=NOON)
    clients = {seat.role: cast.client(who) for who, seat in cast.seats.items()}
    opened = set()
    for pattern, deed in GUARDED:
        address = "/" + pattern.replace("<str:number>", matter.number).replace("<int:pk>", "1")
        role = next((one for one in sorted(access.deeds()[deed].roles) if one in clients), "")
        for client in (Client(), clients.get(role)):
            if client is not None and "<" not in address:
                answer = client.get(address)
                assert "no-store" in answer["Cache-Control"], address
                opened |= {address} if answer.status_code == 200 else set()
    assert len(opened) > 20


def test_an_open_page_is_not_stored_where_somebody_sits_here_and_may_be_where_nobody_does(cast):
    assert "no-store" in cast.client("roads").get(f"/portal/{cast.town.code}/")["Cache-Control"]
    assert "no-store" not in Client().get(f"/portal/{cast.town.code}/").headers.get("Cache-Control", "")


def test_the_owners_page_and_its_photos_are_not_stored(cast, own_media):
    matter = cast.say(at=NOON)
    kept = attach(matter, sniff("我拍的.jpg", photo().read()), actor=REQUESTER, at=NOON)
    client, address = owner(matter), own_url(matter)
    for page in (address, f"{address}/photos/{kept.pk}"):
        answer = client.get(page)
        assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True), page


def test_a_download_is_not_stored(cast, own_media):
    matter = cast.say(at=NOON)
    kept = attach(matter, sniff("现场.jpg", photo().read()), actor=REQUESTER, at=NOON)
    answer = cast.client("dispatcher").get(f"/matters/files/{kept.pk}")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_answers_of_the_api_are_not_stored(cast):
    digest = hashlib.sha256(b"secret").hexdigest()
    seat = cast.seats["dispatcher"]
    Token.objects.create(seat=seat, title="测试", made_at=NOON, until=later(NOON, days=9999), digest=digest)
    for head in ({"authorization": "Bearer secret"}, {}):
        assert Client(headers=head).get("/api/events")["Cache-Control"] == "no-store"
