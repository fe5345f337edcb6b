"""A district app hands a pit in; the town mends it; the app reads the answer, and the neighbours their own."""

from __future__ import annotations

from cast import NOON, later
from django.test import Client

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.doors.open311.actions import make_key
from xiangyue.house import moment
from xiangyue.house.timers import work_once
from xiangyue.kernel.actions import seal_day
from xiangyue.kernel.models import Matter
from xiangyue.kernel.queries import verify
from xiangyue.kernel.timekeeping import local_day

V2 = "/open311/v2"


def test_a_pit_reported_in_a_district_app_comes_back_mended(cast, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    cast.town.lon, cast.town.lat = 116.8, 39.7
    cast.town.save()
    app, key = Client(), make_key(cast.town, title="区级平台", at=NOON)

    # the app finds the town, its services, and hands in what a resident saw
    endpoint = app.get("/open311/discovery.json").json()["endpoints"][0]["url"].removeprefix("http://testserver")
    pit = next(one for one in app.get(f"{endpoint}/services.json").json() if one["service_name"] == "路面破损")
    sent = {
        "api_key": key,
        "service_code": pit["service_code"],
        "lat": "39.7005",
        "long": "116.8012",
        "request_id": "app-1",
        "description": "大羊村口有个大坑，我是林小草。",
        "last_name": "林",
        "first_name": "小草",
        "phone": "19900001234",
    }
    number = app.post(f"{endpoint}/requests.json", sent).json()[0]["service_request_id"]
    twin = app.post(f"{endpoint}/requests.json", sent | {"request_id": "app-2", "phone": "19900005678"}).json()[0]

    # the dispatcher sees it with its category, sends it, and merges the neighbour's
    dispatcher = cast.seats["dispatcher"]
    page = cast.client("dispatcher").get("/dispatch/").content.decode()
    assert "大羊村口有个大坑" in page
    matter, other = Matter.objects.get(number=number), Matter.objects.get(number=twin["service_request_id"])
    dispatch.send(
        matter,
        category=cast.categories["R01"],
        unit=cast.units["roads"],
        place=cast.places["dayang"],
        urgency="general",
        seat=dispatcher,
        at=later(NOON, hours=1),
    )
    dispatch.merge(other, parent=matter, reason="同一个坑", seat=dispatcher, at=later(NOON, hours=1))
    told = app.get(f"{V2}/requests/{number}.json").json()[0]
    assert (told["agency_responsible"], told["status"]) == ("城乡建设办公室", "open")
    assert told["status_notes"].startswith("派给城乡建设办公室办理")

    # the office mends it and answers both people and the door
    roads = cast.seats["roads"]
    handling.answer_at_once(
        matter,
        text="林小草您好，坑已经填平压实。",
        outcome="solved",
        requester_how="phone",
        door_how="system",
        seat=roads,
        at=later(NOON, days=1),
    )
    work_once(later(NOON, days=1))
    for one in (number, twin["service_request_id"]):
        told = app.get(f"{V2}/requests/{one}.json").json()[0]
        assert "林某您好，坑已经填平压实。" in told["status_notes"] and told["status"] == "open"

    # she says on the phone that it is good: closed for the world too, with the moment
    matter.refresh_from_db()
    callback.call_back(
        matter, said=callback.Said(True, True, "yes", "谢谢"), seat=cast.seats["caller"], at=later(NOON, days=2)
    )
    monkeypatch.setattr(moment, "now", lambda: later(NOON, days=3))
    told = app.get(f"{V2}/requests.json", {"status": "closed"}).json()
    assert [(one["service_request_id"], one["updated_datetime"]) for one in told] == [
        (number, "2024-11-07T12:00:00+08:00")
    ]
    updates = [
        one["status"] for one in app.get(f"{V2}/servicerequestupdates.json", {"service_request_id": number}).json()
    ]
    assert updates == ["closed", "open", "open", "open"]
    assert "谢谢" not in app.get(f"{V2}/requests/{number}.json", {"extensions": "true"}).content.decode()
    seal_day(cast.town, local_day(later(NOON, days=2)), at=later(NOON, days=3))
    assert list(verify(cast.town)) == []
