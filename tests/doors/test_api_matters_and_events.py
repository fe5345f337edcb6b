"""Our own JSON API: intake that may be repeated, tokens for some deeds alone, events since a cursor, signed
webhooks.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from contextlib import contextmanager

import pytest
from cast import NOON, later, make_town
from django.test import Client
from listening import Said, listening

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.doors.api import hooks
from xiangyue.doors.api.models import Token, WebHook
from xiangyue.house import moment
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter, Place

NEW = {"title": "村口停水", "words": "村口停水两天了。", "phone": "19900001234", "name": "林小草"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


def caller(cast, who="dispatcher", deeds=()):
    secret = f"secret-{who}-{'-'.join(deeds)}-{cast.town.code}"
    Token.objects.create(
        seat=cast.seats[who],
        title="测试",
        made_at=NOON,
        until=later(NOON, days=365),
        deeds=list(deeds),
        digest=hashlib.sha256(secret.encode()).hexdigest(),
    )
    client = Client(headers={"authorization": f"Bearer {secret}"})

    def call(method, path, body=None, **headers):
        data = json.dumps(body) if body is not None else None
        return (
            getattr(client, method)(f"/api/{path}", data, content_type="application/json", headers=headers)
            if data
            else getattr(client, method)(f"/api/{path}", headers=headers)
        )

    return call


def test_the_same_request_is_the_same_matter_by_body_or_header(cast):
    call = caller(cast)
    first = call("post", "matters", NEW | {"request_id": "r-1"})
    assert first.status_code == 201
    again = call("post", "matters", NEW, **{"Idempotency-Key": "r-1"})
    assert (again.status_code, again.json()["number"]) == (200, first.json()["number"])
    assert Matter.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"phone": "12"}, "号码"),
        ({"lon": 121.4, "lat": 31.2}, "位置"),
        ({"place": "上海"}, "没有叫"),
        ({"title": "  "}, "空白"),
        ({"words": "\ud800"}, "unicode"),
        ({"request_type": "order"}, "request_type"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(cast, wrong, says):
    Place.objects.filter(pk=cast.town.pk).update(lon=116.8, lat=39.7)
    answer = caller(cast)("post", "matters", NEW | wrong)
    assert answer.status_code == 422
    assert says in answer.json()["says"]
    assert not Matter.objects.exists()


def test_a_nul_in_body_query_or_path_is_turned_away(cast):
    call = caller(cast)
    assert call("post", "matters", NEW | {"title": "水\x00"}).status_code == 400
    assert call("get", "matters?q=%00").status_code == 400
    assert call("get", "matters/%00").status_code == 400
    assert cast.client("dispatcher").post("/house/seat", {"seat": "1\x00"}).status_code == 422
    assert not Matter.objects.exists()


def test_a_token_for_one_deed_opens_no_other(cast):
    call = caller(cast, deeds=("api.intake",))
    number = call("post", "matters", NEW).json()["number"]
    refused = call("get", f"matters/{number}")
    assert (refused.status_code, refused.json()["error"]) == (403, "not_allowed")
    assert call("get", "events").status_code == 403


def test_no_token_or_one_that_ended_is_told_so(cast):
    assert Client().get("/api/events").json()["error"] == "no_token"
    call = caller(cast)
    Token.objects.update(until=NOON)
    assert call("get", "events").status_code == 401


def test_a_token_of_another_town_reads_nothing_of_ours(cast, clock):
    number = caller(cast)("post", "matters", NEW).json()["number"]
    other = caller(make_town("110112118000", "漷县镇"))
    clock["now"] = later(NOON, minutes=1)
    assert other("get", f"matters/{number}").status_code == 403
    assert other("get", "events").json()["events"] == []


def test_events_come_in_order_behind_a_cursor_and_never_twice(cast, clock):
    call = caller(cast)
    for row in range(7):
        cast.say(at=later(NOON, minutes=row))
    clock["now"] = later(NOON, hours=1)
    got, cursor = [], 0
    while True:
        page = call("get", f"events?after={cursor}&limit=3").json()
        if not page["events"]:
            break
        got += [one["matter"] for one in page["events"]]
        cursor = page["next"]
    assert got == [f"T{row:06d}" for row in range(1, 8)]
    assert "从12345热线收到" in call("get", "events?limit=1").json()["events"][0]["says"]


def test_a_form_where_json_is_read_is_told_so(cast):
    answer = Client().post(f"/api/mailbox/{cast.town.code}/session", {"code": "x"})
    assert (answer.status_code, answer.json()["error"]) == (400, "unreadable")


class Receiver:
    def __init__(self):
        self.got, self.status, self.url = [], 200, ""


@contextmanager
def receiver():
    kept = Receiver()

    def answer(heard):
        kept.got.append((dict(heard.headers), heard.body))
        return Said(kept.status, headers={"Location": "http://127.0.0.1:1/"} if kept.status == 302 else {})

    with listening(answer) as host:
        kept.url = f"http://{host}/hook"
        yield kept


def deliver(at):
    while hooks.deliver_next(at):
        pass


def test_a_webhook_is_signed_in_order_and_only_of_the_asked_names(cast, clock):
    with receiver() as there:
        made = caller(cast)("post", "webhooks", {"url": there.url, "names": ["received", "dispatched"]})
        assert made.status_code == 201
        secret = made.json()["secret"]
        matter = cast.say(at=NOON)
        dispatch.send(
            matter,
            category=cast.categories["W01"],
            unit=cast.units["water"],
            place=None,
            urgency="general",
            seat=cast.seats["dispatcher"],
            at=NOON,
        )
        deliver(later(NOON, minutes=1))
        [(headers, body)] = there.got
        told = json.loads(body)
        assert [one["name"] for one in told["events"]] == ["received", "dispatched"]
        stamp, mac = (part.partition("=")[2] for part in headers["X-Xiangyue-Signature"].split(","))
        assert mac == hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        deliver(later(NOON, minutes=2))
        assert len(there.got) == 1
        listed = caller(cast, deeds=("api.webhooks",))("get", "webhooks").json()
        assert listed[0]["cursor"] == told["cursor"]
        assert "secret" not in listed[0]


@pytest.mark.parametrize("status", [500, 302, 401])
def test_a_receiver_that_refuses_gets_the_same_batch_again_later(cast, status):
    with receiver() as there:
        there.status = status
        hooks.open_hook(url=there.url, names=[], seat=cast.seats["dispatcher"], at=NOON)
        cast.say(at=NOON)
        deliver(later(NOON, minutes=1))
        hook = WebHook.objects.get()
        assert (hook.tries, bool(hook.error)) == (1, True)
        deliver(later(NOON, minutes=1, seconds=30))  # not before its time
        assert len(there.got) == 1
        there.status = 204
        cast.say(at=later(NOON, minutes=2))
        deliver(later(NOON, minutes=5))
        first, second = (json.loads(body)["events"] for _, body in there.got)
        assert [one["id"] for one in second][: len(first)] == [one["id"] for one in first]
        assert len(second) == 2


def test_a_hook_ends_with_its_seat_and_when_it_is_deleted(cast):
    with receiver() as there:
        hook, _ = hooks.open_hook(url=there.url, names=[], seat=cast.seats["dispatcher"], at=NOON)
        seat = cast.seats["dispatcher"]
        seat.until = later(NOON, minutes=1)
        seat.save()
        cast.say(at=NOON)
        deliver(later(NOON, minutes=2))
        hook.refresh_from_db()
        assert hook.ended_at is not None
        assert there.got == []
    with pytest.raises(Refused, match="http"):
        hooks.open_hook(url="file://localhost/etc/passwd", names=[], seat=cast.seats["dispatcher"], at=NOON)
    with pytest.raises(Refused, match="没有名为"):
        hooks.open_hook(url="https://example.org", names=["everything"], seat=cast.seats["dispatcher"], at=NOON)
    with pytest.raises(NotAllowed):
        hooks.open_hook(url="https://example.org", names=[], seat=cast.seats["water"], at=NOON)


def test_a_hook_tells_its_seat_nothing_that_the_seat_may_not_see(cast, add_kind):
    with receiver() as there:
        hooks.open_hook(url=there.url, names=[], seat=cast.seats["dispatcher"], at=NOON)
        add_kind("hidden", read="reveals.see")
        matter = cast.say(at=NOON, kind="hidden")
        deliver(later(NOON, minutes=1))
        assert there.got == []
        assert matter.kind == "hidden"
