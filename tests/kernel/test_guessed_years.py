"""A year's days off are known only weeks before it: until then clocks run into it by the weekday, and say so."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from cast import BEIJING, Cast

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.house import moment
from xiangyue.house.timers import work_once
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Clock, Event, Matter, Rule
from xiangyue.kernel.timekeeping import unknown_year

pytestmark = pytest.mark.django_db
YEAR_END = [date(2026, 12, 1) + timedelta(days=number) for number in range(62)]
# 2027 as a town may find it in the paper: New Year's Day off and a Sunday worked for it, 4 January off as well
LIST_OF_2027 = {"2027-01-01": True, "2027-01-03": False, "2027-01-04": True}


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=BEIJING)


def sent(cast: Cast, day: date, *, urgency: str = "general", **more: object) -> Matter:
    matter = cast.say(at=at(day, 9), **more)
    unit = cast.units["roads"]
    told = {"category": cast.categories["R01"], "unit": unit, "place": None, "urgency": urgency}
    dispatch.send(matter, **told, seat=cast.seats["dispatcher"], at=at(day))
    return matter


def the_list_comes(cast: Cast) -> None:
    for key, is_off in LIST_OF_2027.items():
        value = {"is_off": is_off}
        Rule.objects.create(
            town=cast.town, kind="day", key=key, valid_from=date(2026, 12, 1), value=value, source="国办发明电"
        )


@pytest.mark.parametrize("day", YEAR_END, ids=str)
def test_every_deed_that_starts_a_clock_goes_on(cast: Cast, day: date) -> None:
    """Sent in each class, signed, whistled, paused and resumed, extended, answered, called back, taken up again."""
    roads = cast.seats["roads"]
    for urgency in ("urgent", "utility", "complex"):
        sent(cast, day, urgency=urgency)
    matter = sent(cast, day)
    handling.sign(matter, seat=roads, at=at(day, 11))
    until = at(day, 12) + timedelta(days=1)
    handling.whistle(matter, unit=cast.units["water"], reason="要停水配合", due_at=until, seat=roads, at=at(day, 11))
    clock = Clock.objects.select_related("matter__town", "unit").get(matter=matter, kind="answer")
    actor = kernel.Actor.of(roads)
    kernel.pause(clock, reason="等材料", actor=actor, at=at(day, 12))
    kernel.resume(clock, reason="材料到了", actor=actor, at=at(day, 14))
    kernel.extend(clock, due_at=clock.due_at + timedelta(days=3), reason="雨天", actor=actor, at=at(day, 14))
    handling.log_contact(matter, how="phone", reached=True, summary="说好了", seat=roads, at=at(day, 15))
    handling.begin(matter, seat=roads, at=at(day, 15))
    handling.answer_at_once(
        matter,
        text="已派人修补，路面平整，可以通行。",
        outcome="solved",
        requester_how="phone",
        door_how="system",
        seat=roads,
        at=at(day, 16),
    )
    while work_once(at(day, 17)):
        pass
    matter.refresh_from_db()
    said = callback.Said(True, False, "no")
    callback.call_back(matter, said=said, seat=cast.seats["caller"], at=at(day, 17))
    matter.refresh_from_db()
    assert matter.state == "reopened"
    fresh = Clock.objects.get(matter=matter, kind="answer", stopped_at=None)
    assert fresh.due_at == matter.due_at
    assert (fresh.guessed_year is not None) == (matter.due_at.astimezone(BEIJING).year > 2026)


def test_an_end_that_was_counted_into_the_unknown_is_marked_and_a_given_one_is_not(cast: Cast) -> None:
    near, far = sent(cast, date(2026, 12, 14)), sent(cast, date(2026, 12, 28))
    given = sent(cast, date(2026, 12, 28), imported_due_at=at(date(2027, 1, 8), 18))
    marks = {one: set(one.clocks.values_list("kind", "guessed_year")) for one in (near, far, given)}
    assert marks[near] == {("sign", None), ("contact", None), ("answer", None)}
    assert marks[far] == {("sign", None), ("contact", None), ("answer", 2027)}
    assert ("answer", None) in marks[given]
    page = cast.client("roads").get(f"/matters/{far.number}").content.decode()
    assert "暂定" in page
    assert "暂定" not in cast.client("roads").get(f"/matters/{near.number}").content.decode()


def test_when_the_list_comes_it_is_counted_anew_once_with_its_own_event(cast: Cast) -> None:
    matter = sent(cast, date(2026, 12, 28))  # five working days: by weekdays 4 January
    assert matter.due_at == at(date(2027, 1, 4), 18)
    the_list_comes(cast)
    assert kernel.recount_guessed(at(date(2026, 12, 30))) == 1
    matter.refresh_from_db()
    clock = matter.clocks.get(kind="answer")
    # 29, 30, 31 December, the Sunday worked in exchange, Tuesday the 5th
    assert matter.due_at == clock.due_at == matter.computed_due_at == at(date(2027, 1, 5), 18)
    assert clock.promised_at == at(date(2027, 1, 4), 18) and clock.guessed_year is None
    event = matter.events.get(name="clock_recounted")
    assert event.told["year"] == 2027 and event.told["old_due_at"] != event.told["due_at"]
    assert kernel.recount_guessed(at(date(2026, 12, 30))) == 0
    assert Event.objects.filter(name="clock_recounted").count() == 1


def test_a_pause_behind_it_is_left_out_again(cast: Cast) -> None:
    matter = sent(cast, date(2026, 12, 28))
    clock = Clock.objects.select_related("matter__town", "unit").get(matter=matter, kind="answer")
    actor = kernel.Actor.of(cast.seats["roads"])
    kernel.pause(clock, reason="等材料", actor=actor, at=at(date(2026, 12, 29), 9))
    kernel.resume(clock, reason="到了", actor=actor, at=at(date(2026, 12, 30), 9))  # a whole working day
    the_list_comes(cast)
    kernel.recount_guessed(at(date(2026, 12, 30)))
    clock.refresh_from_db()
    assert clock.due_at == at(date(2027, 1, 6), 18)


def test_what_has_stopped_meanwhile_stays(cast: Cast) -> None:
    matter = sent(cast, date(2026, 12, 28))
    kernel.undo_assignment(
        matter, reason="派错了", actor=kernel.Actor.of(cast.seats["dispatcher"]), at=at(date(2026, 12, 28), 11)
    )
    the_list_comes(cast)
    assert kernel.recount_guessed(at(date(2026, 12, 30))) == 0


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-11-18", None), ("2026-11-21", 2027), ("2026-12-31", 2027), ("2027-03-01", 2027), ("2026-06-01", None)],
)
def test_six_weeks_before_it_the_town_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, day: str, year: int | None
) -> None:
    today = date.fromisoformat(day)
    assert unknown_year(cast.town, today) == year
    monkeypatch.setattr(moment, "now", lambda: at(today))
    page = cast.client("secretary").get("/").content.decode()
    assert ("还没有装进系统" in page) == (year is not None)
    the_list_comes(cast)
    assert unknown_year(cast.town, today) is None
