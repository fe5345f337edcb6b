"""The reception day as the mini-program speaks it."""

from __future__ import annotations

import pytest
from cast import later, make_town
from django.core.cache import cache
from django.test import Client
from doors.reception_helper import LAST_WEEK, MORNING, asking, make_reception

from xiangyue.counter.visitors import token_for
from xiangyue.doors.reception import actions
from xiangyue.doors.reception.models import Booking
from xiangyue.house import moment

TOWN = "110112117000"
NEW = {"request_id": "mini-0001", "topic": "积水", "people": 5, "name": "林小草", "phone": "19900001234"}


@pytest.fixture
def reception(cast, monkeypatch):
    cache.clear()
    monkeypatch.setattr(moment, "now", lambda: LAST_WEEK)
    made = make_reception(cast)
    made.publish()
    return made


def bearer(town, who="openid-1"):
    return {"authorization": f"Bearer {token_for(town, channel='wechat', who=who, at=LAST_WEEK)[0]}"}


def post(reception, body, who="openid-1", town=TOWN):
    return Client().post(
        f"/api/reception/{town}/bookings",
        NEW | {"session": reception.monday().pk} | body,
        content_type="application/json",
        headers=bearer(reception.cast.town, who),
    )


def test_the_published_sessions_need_no_token(reception):
    told = Client().get(f"/api/reception/{TOWN}/sessions").json()["sessions"]
    assert len(told) == 4
    assert told[0] == {
        "id": reception.monday().pk,
        "date": "2024-11-04",
        "starts_at": "2024-11-04T09:00:00+08:00",
        "ends_at": "2024-11-04T11:30:00+08:00",
        "place": "小务村接待室",
        "leader": "镇党委书记 钱书记",
        "free": 3,
    }
    missing = Client().get("/api/reception/000000000000/sessions")
    assert (missing.status_code, missing.json()["error"]) == (404, "not_found")


def test_one_books_five_speakers_sees_it_and_cancels_it(reception):
    first, second = post(reception, {}), post(reception, {})
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    told = first.json()
    assert (told["people"], told["queue_number"], told["state"], told["state_zh"]) == (5, 1, "booked", "排队中")
    assert told["session"]["free"] == 2
    client, headers = Client(), bearer(reception.cast.town)
    assert client.get(f"/api/reception/{TOWN}/bookings", headers=headers).json() == {"bookings": [told]}
    for _ in range(2):
        assert client.delete(f"/api/reception/{TOWN}/bookings/{told['id']}", headers=headers).status_code == 204
    assert client.get(f"/api/reception/{TOWN}/bookings", headers=headers).json()["bookings"][0]["state"] == "cancelled"
    assert Client().get(f"/api/reception/{TOWN}/sessions").json()["sessions"][0]["free"] == 3


def test_what_is_wrong_is_said_in_chinese(reception):
    six = post(reception, {"people": 6})
    assert (six.status_code, six.json()["error"]) == (422, "refused")
    assert "推选代表" in six.json()["says"]
    assert post(reception, {"session": 999_999}).status_code == 404
    assert not Booking.objects.exists()


def test_without_a_token_or_with_that_of_another_town_there_is_nothing(reception):
    other = make_town("110112118000", "漷县镇").town
    address = f"/api/reception/{TOWN}/bookings"
    for headers in ({}, {"authorization": "Bearer forged"}, bearer(other)):
        assert Client().get(address, headers=headers).status_code == 401
        assert Client().post(address, NEW, content_type="application/json", headers=headers).status_code == 401


def test_another_visitor_neither_sees_nor_cancels_nor_gets_it_by_its_request_id(reception):
    mine = post(reception, {}).json()
    headers = bearer(reception.cast.town, "openid-2")
    assert Client().get(f"/api/reception/{TOWN}/bookings", headers=headers).json() == {"bookings": []}
    assert Client().delete(f"/api/reception/{TOWN}/bookings/{mine['id']}", headers=headers).status_code == 404
    stolen = post(reception, {"phone": "19900005678"}, "openid-2")
    assert stolen.status_code == 201 and stolen.json()["id"] != mine["id"]
    browser = actions.book(reception.monday(), asking(77), at=LAST_WEEK).booking
    assert Client().delete(f"/api/reception/{TOWN}/bookings/{browser.pk}", headers=headers).status_code == 404


def test_a_booking_that_was_called_cannot_be_cancelled_any_more(reception, monkeypatch):
    mine = post(reception, {}).json()
    actions.call_next(reception.opened(), seat=reception.seat("clerk"), at=MORNING)
    monkeypatch.setattr(moment, "now", lambda: later(MORNING, minutes=1))
    answer = Client().delete(f"/api/reception/{TOWN}/bookings/{mine['id']}", headers=bearer(reception.cast.town))
    assert answer.status_code == 422 and "已叫号" in answer.json()["says"]
