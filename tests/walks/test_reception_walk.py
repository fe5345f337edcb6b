"""Monday 4 November 2024 in 小务村: the secretary receives five speakers who booked and one who just walked in."""

from __future__ import annotations

import re

import pytest
from cast import NOON, later
from django.core.cache import cache
from django.test import Client
from doors.reception_helper import LAST_WEEK, MORNING, make_reception

from xiangyue.counter.throttle import BASE_BITS
from xiangyue.doors.reception.models import Booking, Promise, Talk
from xiangyue.house import moment
from xiangyue.house.timers import work_once
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.receipts import open_receipt
from xiangyue.lib.effort import work

TOWN = "110112117000"


@pytest.fixture
def clock(monkeypatch):
    cache.clear()
    at = {"now": LAST_WEEK}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


def test_a_monday_from_the_published_calendar_to_the_promise_that_comes_back(cast, clock):
    reception = make_reception(cast)
    clerk, secretary, resident = cast.client("clerk"), cast.client("secretary"), Client()

    # the clerk publishes; the calendar is there for everybody
    clerk.post("/reception/desk/plans/publication", {"weeks": "4"})
    page = resident.get(f"/reception/{TOWN}/").content.decode()
    assert "小务村接待室" in page
    assert "镇党委书记 钱书记" in page
    assert "约书记接待" in resident.get(f"/portal/{TOWN}/").content.decode()
    monday = reception.monday()

    # five speakers of one matter book from a phone
    booked = book(resident, monday, people="5", topic="村东头的路一下雨就积水，五户推选代表来")
    assert booked.status_code == 201, booked.content
    mine = resident.get(booked.json()["url"]).content.decode()
    code = re.search(r'receipt-code">(\d{10})<', mine)[1]
    assert "您是 1 号" in mine

    # Monday: nobody is called before the leader has signed in
    clock["now"] = MORNING
    clerk, secretary = cast.client("clerk"), cast.client("secretary")  # logged out meanwhile
    session = f"/reception/desk/sessions/{monday.pk}"
    clerk.post(f"{session}/next")
    assert Booking.objects.get().state == "booked"
    secretary.post(f"{session}/signature")
    assert "签到" in clerk.get(session).content.decode()

    # an old man without a telephone walks in
    clerk.post(
        f"{session}/walk-ins",
        {"request_id": "walkin-0001", "name": "王大爷", "topic": "低保停发了三个月", "people": "1", "phone": ""},
    )
    assert [one.queue_number for one in Booking.objects.order_by("queue_number")] == [1, 2]

    screen = Client().get(f"/reception/screen/{reception.hall.screen_token}/now")
    assert screen.json()["following"] == [1, 2]
    clerk.post(f"{session}/next")
    assert Client().get(f"/reception/screen/{reception.hall.screen_token}/now").json()["called"] == 1

    # written down while they talk, with a promise for next Monday
    joint, alone = Booking.objects.order_by("queue_number")
    page = clerk.get(session).content.decode()
    assert "5 名代表" in page
    assert "林某" in page and "林小草" not in page and "199****1234" in page
    clerk.post(
        f"/reception/desk/bookings/{joint.pk}/record",
        {
            "words": "每到雨天路面积水半尺，老人孩子出不了门，已经反映三年。",
            "promise-0": "清掏雨水井并垫高路面",
            "unit-0": cast.units["roads"].pk,
            "due-0": "2024-11-11",
        },
    )
    visit = Talk.objects.get(booking=joint)
    matter = visit.matter
    assert (matter.kind, matter.door, matter.place, matter.state) == (
        "reception",
        "reception",
        cast.places["xiaowu"],
        "received",
    )
    assert matter.number.startswith("V20241104")
    assert visible_to(cast.seats["dispatcher"]).filter(pk=matter.pk).exists()
    assert matter.number in cast.client("dispatcher").get("/dispatch/").content.decode()

    # the old man: recorded, and made a matter in one key
    clerk.post(f"{session}/next")
    clerk.post(f"/reception/desk/bookings/{alone.pk}/record", {"words": "低保从八月起没有发，去年没有变化。"})
    assert 'data-key="z"' in clerk.get(f"{session}?b={alone.pk}").content.decode()
    clerk.post(f"/reception/desk/bookings/{alone.pk}/matter", {"request_type": "help"})
    assert Matter.objects.filter(kind="reception").count() == 2
    clerk.post(f"{session}/closing")

    # the speakers see the receipt of their matter under their booking, and open it as any matter
    clock["now"] = later(MORNING, hours=3)
    clerk, secretary = cast.client("clerk"), cast.client("secretary")  # logged out meanwhile
    mine = resident.get(f"/reception/{TOWN}/mine/{joint.pk}").content.decode()
    assert "清掏雨水井并垫高路面" in mine
    query_code = re.search(r"查询码</dt><dd class=\"num\">(\d{10})", mine)[1]
    assert open_receipt(cast.town, code=query_code, tail="1234", at=clock["now"]) == matter
    other = Client()
    assert other.post(f"/reception/{TOWN}/find", {"code": code, "tail": "1234"}).status_code == 302

    # next Monday the promise comes back by itself
    clock["now"] = later(NOON, days=5)
    assert "承诺到期" not in cast.client("roads").get("/reception/promises/").content.decode()
    clock["now"] = later(MORNING, days=7)
    while work_once(clock["now"]):
        pass
    rang = Event.objects.get(name="clock_rang", matter=matter)
    assert rang.told["clock"] == "promise"
    assert Promise.objects.get().came_back_at is not None
    assert "承诺到期" in cast.client("roads").get("/reception/promises/").content.decode()
    assert "今天到期" in clerk.get("/reception/desk/").content.decode()

    # the unit keeps it, and the speakers read how
    cast.client("roads").post(
        f"/reception/promises/{Promise.objects.get().pk}/keeping", {"how": "井已清掏，路面垫高二十公分"}
    )
    assert "路面垫高二十公分" in resident.get(f"/reception/{TOWN}/mine/{joint.pk}").content.decode()
    assert not matter.clocks.filter(kind="promise", stopped_at=None).exists()

    # the month's sheet for the wall counts, and names nobody but the leaders
    sheet = clerk.get(f"/reception/desk/month?hall={reception.hall.pk}&month=2024-11").content.decode()
    assert "钱书记" in sheet
    for secret in ("林某", "林小草", "王大爷", "199", "低保", "积水"):
        assert secret not in sheet


def book(client, session, request_id="walk-book-1", **more):
    form = {
        "request_id": request_id,
        "topic": "积水",
        "people": "1",
        "name": "林小草",
        "phone": "199 0000 1234",
        "nonce": work(TOWN, request_id, BASE_BITS),
    } | more
    return client.post(f"/reception/{TOWN}/sessions/{session.pk}", form, headers={"accept": "application/json"})
