"""The page of a matter tells who answered for it at the end of any day."""

from __future__ import annotations

from datetime import datetime

import pytest
from cast import BEIJING, NOON, later

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.kernel.models import Seat

EVENING = datetime(2024, 11, 6, 20, tzinfo=BEIJING)


@pytest.fixture
def moved(cast):
    """With the water office on the 5th, with nobody on the 6th, with the roads office from the evening of the 7th."""
    matter = cast.say()
    send = {"place": None, "urgency": "general", "seat": cast.seats["dispatcher"]}
    dispatch.send(matter, category=cast.categories["R01"], unit=cast.units["water"], at=NOON, **send)
    dispatch.take_back(matter, reason="派错了", seat=cast.seats["dispatcher"], at=EVENING)
    dispatch.send(matter, category=cast.categories["R01"], unit=cast.units["roads"], at=later(EVENING, days=1), **send)
    return matter


def told(cast, matter, day: str) -> str:
    page = cast.client("dispatcher").get(f"/matters/{matter.number}?on={day}").content.decode()
    return page.split('id="on-answer"')[1].split("</p>")[0] if 'id="on-answer"' in page else ""


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2024-11-04", "还没有来件"),
        ("2024-11-05", "水务所"),
        ("2024-11-06", "调度台"),
        ("2024-11-07", "城乡建设办公室"),
        ("2024-11-20", "李建设"),
    ],
)
def test_the_end_of_that_day_decides(cast, moved, day, says):
    assert says in told(cast, moved, day)


def test_who_sat_there_on_that_day_is_named_and_not_who_sits_there_now(cast, moved):
    Seat.objects.filter(pk=cast.seats["water"].pk).update(until=later(NOON, days=30))
    Seat.objects.create(
        town=cast.town,
        unit=cast.units["water"],
        user=cast.seats["heat"].user,
        role="handler",
        holder="后来人",
        since=later(NOON, days=30),
    )
    assert "王水务" in told(cast, moved, "2024-11-05")
    assert "后来人" not in told(cast, moved, "2024-11-05")


def test_a_day_to_come_is_answered_as_of_now(cast, moved):
    assert "城乡建设办公室" in told(cast, moved, "2999-01-01")


@pytest.mark.parametrize("day", ["", "昨天", "2024-13-01", "9999-12-31"])
def test_what_is_no_day_is_left_unanswered(cast, moved, day):
    assert told(cast, moved, day) == ""


def test_the_form_keeps_the_day(cast, moved):
    page = cast.client("dispatcher").get(f"/matters/{moved.number}?on=2024-11-05").content.decode()
    assert 'name="on" value="2024-11-05"' in page
