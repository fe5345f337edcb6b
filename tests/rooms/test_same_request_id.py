"""One request id is one thing, whatever way in: the same again is answered alike, other content is refused (409)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cast import BEIJING, NOON, Cast, later
from django.test import Client
from patrol_town import IN_WEST, make_patrol

from xiangyue.doors.api.models import Token
from xiangyue.doors.onsite import actions as onsite
from xiangyue.doors.open311.actions import make_key
from xiangyue.house import moment
from xiangyue.kernel.models import Event, Matter

JSON = {"headers": {"accept": "application/json"}}
Send = Callable[[str], Any]  # what is said → the answer


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, own_media: object) -> None:
    monkeypatch.setattr(moment, "now", lambda: NOON)


def api(cast: Cast) -> Send:
    digest = hashlib.sha256(b"secret").hexdigest()
    seat = cast.seats["dispatcher"]
    Token.objects.create(
        seat=seat, title="测试", made_at=NOON, until=later(NOON, days=1), deeds=["api.intake"], digest=digest
    )
    head = {"authorization": "Bearer secret"}

    def send(words: str) -> Any:
        told = {"title": "路灯", "words": words, "request_id": "same-00000001"}
        return Client().post("/api/matters", told, content_type="application/json", headers=head)

    return send


def open311(cast: Cast) -> Send:
    cast.town.lon, cast.town.lat = 116.8, 39.7
    cast.town.save()
    key = make_key(cast.town, title="区级平台", at=NOON)
    told = {"api_key": key, "service_code": "R01", "lat": "39.7005", "long": "116.8012", "request_id": "same-00000001"}
    return lambda words: Client().post("/open311/v2/requests.json", told | {"description": words})


def patrol(path: str, field: str, **told: Any) -> Callable[[Cast], Send]:
    def made(cast: Cast) -> Send:
        town = make_patrol(cast)
        known = {"seat": town.worker.pk, "request_id": "same-00000001"} | told
        if "household" in told:
            known["household"] = town.houses[0].pk
        return lambda words: cast.client("grid").post(f"/patrol/{path}", known | {field: words}, **JSON)

    return made


def track(cast: Cast) -> Send:
    """`words` is how far the worker went."""
    make_patrol(cast)
    begun = NOON.astimezone(BEIJING)

    def send(words: str) -> Any:
        rows = [[*IN_WEST, begun.isoformat()], [IN_WEST[0], IN_WEST[1] + len(words) / 10_000, _later(begun)]]
        told = {
            "request_id": "same-00000001",
            "patrol": "p-1",
            "begun_at": begun.isoformat(),
            "points": json.dumps(rows),
        }
        return cast.client("grid").post("/patrol/track", told, **JSON)

    return send


def _later(begun: Any) -> str:
    return (begun + timedelta(minutes=5)).isoformat()


def visit(cast: Cast) -> Send:
    cast.town.lon, cast.town.lat = 116.8, 39.7
    cast.town.save()
    area = {
        "type": "Polygon",
        "coordinates": [[[116.78, 39.69], [116.82, 39.69], [116.82, 39.71], [116.78, 39.71], [116.78, 39.69]]],
    }
    planner = cast.seats["dispatcher"]
    project = onsite.open_project(
        cast.town, title="永乐大街", unit=cast.units["roads"], area=area, opened_on=NOON.date(), seat=planner
    )
    onsite.list_stops(project, [onsite.NewStop("shop", "老王修车铺", 116.8, 39.7)], seat=planner)
    stop = project.stops.get()
    told = {"outcome": "handed", "category": cast.categories["R01"].pk, "unit": cast.units["roads"].pk}
    told |= {"request_id": "same-00000001"}
    return lambda words: cast.client("roads").post(f"/onsite/stops/{stop.pk}", told | {"words": words}, follow=True)


WAYS = {
    "api": api,
    "open311": open311,
    "a finding": patrol("findings/new", "words", task="井盖", level=3, lon=IN_WEST[0], lat=IN_WEST[1]),
    "a call": patrol("visits", "need", household=1, met="yes"),
    "a track": track,
}


def spoken(answer: Any) -> str:
    """What the answer says, whether JSON escapes it or not."""
    text: str = answer.content.decode()
    return json.dumps(answer.json(), ensure_ascii=False) if "json" in answer["content-type"] else text


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_the_same_is_one_and_other_content_is_refused(cast: Cast, way: str) -> None:
    send = WAYS[way](cast)
    first = send("村口的路灯坏了三天")
    assert first.status_code in (200, 201), first.content.decode()
    events, matters = Event.objects.count(), Matter.objects.count()
    again = send("村口的路灯坏了三天")
    assert again.status_code in (200, 201) and again.json() == first.json()
    other = send("完全不同的另一件事情，不是路灯的事")
    assert other.status_code == 409, spoken(other)
    assert "提交编号已经用过" in spoken(other)
    for matter in Matter.objects.all():
        assert matter.number not in spoken(other)
    assert (Event.objects.count(), Matter.objects.count()) == (events, matters)


@pytest.mark.django_db
def test_a_visit_on_site_says_so_on_its_page(cast: Cast) -> None:
    send = visit(cast)
    assert "已记下" in send("门口积水三天").content.decode()
    assert "已记下" in send("门口积水三天").content.decode()
    other = send("店里没有电了").content.decode()
    assert "提交编号已经用过" in other and "店里没有电了" in other
    assert Matter.objects.count() == 1
