"""What a unit owes to a ledger rings there before it is due, and at the statistician's too when it is late."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from entries import enter

from xiangyue.house import moment
from xiangyue.house.chores import chores_of
from xiangyue.kernel.models import Event, Rule
from xiangyue.kernel.outbox import react_to_batch
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.ledgers.book.actions.remind import remind
from xiangyue.ledgers.farmland.columns import PARCELS


@pytest.fixture
def owing(cast):
    value = {"unit": cast.units["water"].code, "every": "month", "within_days": 10}
    told = {"key": "parcels", "valid_from": date(2024, 1, 1), "value": value, "source": "测试用"}
    Rule.objects.create(town=cast.town, kind="ledger", **told)
    return cast


def at(day):
    return datetime(2024, 11, day, 9, tzinfo=ZONE)


def names():
    return list(Event.objects.filter(name__startswith="ledger_").order_by("pk").values_list("name", flat=True))


def bell(cast, who, monkeypatch, moment_now):
    monkeypatch.setattr(moment, "now", lambda: moment_now)
    return cast.client(who).get("/notices/bell").content.decode()


def test_before_it_is_due_it_rings_at_the_unit_alone(owing, monkeypatch):
    remind(owing.town, at=at(5))
    react_to_batch(at(5))
    page = bell(owing, "water", monkeypatch, at(5))
    assert "2024-10-01 起的一期还没有人填报" in page and "/farmland/parcels/" in page
    assert "还没有人填报" not in bell(owing, "statistician", monkeypatch, at(5))


def test_it_is_asked_once_a_day(owing):
    deeds = dict(chores_of(at(5).date()))
    deeds[f"owed {owing.town.code}"](at(5))
    assert names() == ["ledger_owed"]


def test_each_is_told_once(owing):
    for day in (2, 3, 11, 12, 13, 28):
        remind(owing.town, at=at(day))
    assert names() == ["ledger_owed", "ledger_late"]


def test_the_last_day_itself_is_not_late(owing):
    remind(owing.town, at=at(11))
    assert names() == ["ledger_owed"]


def test_when_it_is_late_the_statistician_hears_it_too(owing, monkeypatch):
    remind(owing.town, at=at(12))
    react_to_batch(at(12))
    assert "没有按时填报" in bell(owing, "statistician", monkeypatch, at(12))
    assert "没有按时填报" in bell(owing, "water", monkeypatch, at(12))
    assert "没有按时填报" not in bell(owing, "roads", monkeypatch, at(12))


def test_what_was_entered_is_not_owed(owing):
    enter(owing, PARCELS, surveyed_on="2024-10-15")
    assert remind(owing.town, at=at(12)) == 0 and names() == []
