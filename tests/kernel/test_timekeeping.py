"""A town's time by its dated rows, and what a pause, an extension and a bell make of a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from cast import BEIJING, NOON, later

from xiangyue.house.timers import ring_next
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import WORKER
from xiangyue.kernel.actions.clocks import RUNG
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import MissingRule, Refused, StaleMove
from xiangyue.kernel.models import Clock, Rule
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, Deadline, TownTime, local_day, office_key, pauses_of

TODAY = local_day(NOON)  # a Tuesday
BY = {"actor": WORKER, "at": NOON}


def moment(day: str, hour: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), BEIJING).astimezone(UTC)


def rule(cast, kind: str, key: str, value: dict, since: date = TODAY, until: date | None = None) -> Rule:
    return Rule.objects.create(
        town=cast.town, kind=kind, key=key, valid_from=since, valid_to=until, value=value, source="测试用"
    )


def deadline(amount: int, unit: str) -> Deadline:
    return Deadline("general", amount, unit, 60, 120, "测试用", "deadline/general@2023-01-01 test")


@pytest.mark.parametrize(
    ("day", "amount"),
    [(date(2024, 11, 4), 5), (TODAY, 3), (date(2024, 11, 9), 3), (date(2024, 11, 10), 5), (date(2030, 1, 1), 5)],
)
def test_the_row_that_holds_on_the_day_answers_its_last_day_left_out(cast, day, amount):
    value = {"amount": 3, "unit": "working_days", "sign_minutes": 1, "contact_minutes": 2}
    rule(cast, "deadline", "general", value, TODAY, date(2024, 11, 10))
    assert TownTime(cast.town).deadline("general", day).amount == amount
    assert rule_on(cast.town, "deadline", "general", day).value["amount"] == amount


def test_before_the_first_row_there_is_none_and_the_refusal_names_it(cast):
    early = date(2022, 12, 31)
    with pytest.raises(MissingRule, match="永乐店镇在 2022-12-31 没有规则“deadline/general”"):
        TownTime(cast.town).deadline("general", early)
    assert rule_on(cast.town, "deadline", "general", early) is None
    with pytest.raises(MissingRule, match="office/nowhere"):
        TownTime(cast.town).office("nowhere", TODAY)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "office", "due"),
    [
        (NOON, 24, "natural_hours", "", later(NOON, hours=24)),
        (NOON, 1, "working_days", "", moment("2024-11-06", "18:00")),
        (moment("2024-11-08", "17:59"), 1, "working_days", "", moment("2024-11-11", "18:00")),
        (moment("2024-11-05", "17:00"), 2, "working_hours", "", moment("2024-11-06", "10:00")),
        (moment("2024-11-05", "11:30"), 1, "working_hours", "", moment("2024-11-05", "14:00")),  # over lunch
        (moment("2024-11-09", "10:00"), 1, "working_hours", "", moment("2024-11-11", "10:00")),  # said on a Saturday
        (moment("2024-11-05", "20:00"), 1, "working_hours", "late", moment("2024-11-05", "21:00")),
        (moment("2024-11-05", "20:00"), 1, "working_hours", ROUND_THE_CLOCK, moment("2024-11-05", "21:00")),
    ],
)
def test_when_the_answer_is_due(cast, start, amount, unit, office, due):
    rule(cast, "office", "late", {"periods": ["13:00-00:00"]})
    assert TownTime(cast.town).due(start, deadline(amount, unit), office) == due


@pytest.mark.parametrize(
    ("days", "due"),
    [
        ({}, moment("2024-11-06", "18:00")),
        ({"2024-11-06": True}, moment("2024-11-07", "18:00")),  # the town's own day off
        (
            {"2024-11-06": True, "2024-11-09": False, "2024-11-07": True, "2024-11-08": True},
            moment("2024-11-09", "18:00"),
        ),
    ],
)
def test_the_towns_own_days_lie_over_the_calendar_of_the_country(cast, days, due):
    for day, is_off in days.items():
        rule(cast, "day", day, {"is_off": is_off})
    assert TownTime(cast.town).due(NOON, deadline(1, "working_days"), "") == due


@pytest.mark.parametrize(
    ("unit", "hours", "key"),
    [("natural_hours", "town", ROUND_THE_CLOCK), ("working_days", "", "town"), ("working_hours", "late", "late")],
)
def test_natural_hours_run_round_the_clock_whatever_the_unit_keeps(unit, hours, key):
    assert office_key(deadline(1, unit), hours) == key


def test_a_day_begins_at_midnight_in_beijing():
    assert local_day(datetime(2024, 11, 5, 15, 59, 59, tzinfo=UTC)) == date(2024, 11, 5)
    assert local_day(datetime(2024, 11, 5, 16, 0, tzinfo=UTC)) == date(2024, 11, 6)


# --- clocks


@pytest.fixture
def clock(cast):
    """The answer clock of a matter with the roads office: five working days, due on 12 November at 18:00."""
    matter = cast.say()
    kernel.assign_lead(matter, unit=cast.units["roads"], **BY)
    return Clock.objects.select_related("matter__town", "town", "unit").get(matter=matter, kind="answer")


def again(clock: Clock) -> Clock:
    return Clock.objects.select_related("matter__town", "town", "unit").get(pk=clock.pk)


def test_a_clock_is_started_by_an_amount_of_working_time_or_to_a_moment(cast):
    matter, time_ = cast.say(), TownTime(cast.town)
    told = {"unit": None, "office": "town", "at": moment("2024-11-05", "17:00"), "time": time_}
    one = kernel.start_clock(matter, kind="sign", amount=timedelta(hours=2), **told)
    assert (one.due_at, one.promised_at) == (moment("2024-11-06", "10:00"),) * 2
    assert (one.next_at, one.stage) == (moment("2024-11-05", "18:00"), 0)  # the warning at half of it
    other = kernel.start_clock(matter, kind="answer", due_at=moment("2024-11-05", "17:30"), **told)
    assert other.next_at == moment("2024-11-05", "17:15")


def test_a_pause_gives_back_the_working_hours_left_and_the_warnings_follow(clock):
    kernel.pause(clock, reason="等鉴定", actor=WORKER, at=moment("2024-11-12", "17:00"))
    assert (again(clock).next_at, again(clock).paused_at) == (None, moment("2024-11-12", "17:00"))
    event = kernel.resume(again(clock), reason="鉴定完", actor=WORKER, at=moment("2024-11-16", "08:00"))
    now = again(clock)
    assert now.due_at == now.matter.due_at == moment("2024-11-18", "10:00")  # one hour was left, from Monday on
    assert now.promised_at == moment("2024-11-12", "18:00")
    assert event.told["due_at"] == now.due_at.isoformat()
    assert [(one.since, one.until) for one in pauses_of(now.pauses)] == [
        (moment("2024-11-12", "17:00"), moment("2024-11-16", "08:00"))
    ]
    assert moment("2024-11-16", "08:00") <= now.next_at <= now.due_at


REFUSALS = {
    "pause without a reason": ("必须写明理由", lambda clock: kernel.pause(clock, reason="  ", **BY)),
    "resume what was not paused": ("没有暂停", lambda clock: kernel.resume(clock, reason="?", **BY)),
    "extend to the same moment": (
        "必须晚于原来的时限",
        lambda clock: kernel.extend(clock, due_at=clock.due_at, reason="等材料", **BY),
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_refused_deed_leaves_the_clock_and_the_story_as_they_were(clock, case):
    says, do = REFUSALS[case]
    before = Clock.objects.values().get(pk=clock.pk), clock.matter.events.count()
    with pytest.raises(Refused, match=says):
        do(clock)
    assert (Clock.objects.values().get(pk=clock.pk), clock.matter.events.count()) == before


STOPPED = {
    "pause": lambda clock: kernel.pause(clock, reason="等鉴定", **BY),
    "extend": lambda clock: kernel.extend(clock, due_at=later(clock.due_at, days=1), reason="等材料", **BY),
    "resume": lambda clock: kernel.resume(clock, reason="恢复", **BY),
}


@pytest.mark.parametrize("deed", STOPPED)
def test_who_read_the_clock_before_it_was_stopped_is_told_that_it_is_stale(clock, deed):
    if deed == "resume":
        kernel.pause(clock, reason="等鉴定", **BY)
    kernel.stop_clocks(clock.matter, at=NOON)
    events = clock.matter.events.count()
    with pytest.raises(StaleMove):
        STOPPED[deed](clock)
    assert again(clock).stopped_at == NOON and again(clock).promised_at == again(clock).due_at
    assert clock.matter.events.count() == events


@pytest.mark.parametrize("urgency", ["utility", "urgent"])
def test_what_cannot_wait_does_not_pause(clock, urgency):
    clock.matter.urgency = urgency
    with pytest.raises(Refused, match="不能暂停"):
        kernel.pause(clock, reason="没人", **BY)


def test_an_extension_of_another_clock_does_not_bind_the_matter(clock):
    sign = Clock.objects.select_related("matter__town", "unit").get(matter=clock.matter, kind="sign")
    event = kernel.extend(sign, due_at=later(sign.due_at, days=2), reason="系统停用", **BY)
    clock.matter.refresh_from_db()
    assert clock.matter.due_at == again(clock).due_at == clock.due_at
    assert event.told["clock_name"] == "签收"


def test_after_it_has_rung_an_extension_winds_it_again(clock):
    for minutes in (0, 1, 2, 3):
        while ring_next(later(clock.due_at, minutes=minutes)):
            pass
    assert (again(clock).stage, again(clock).next_at) == (RUNG, None)
    at = later(clock.due_at, hours=1)
    kernel.extend(again(clock), due_at=later(clock.due_at, days=7), reason="等材料", actor=WORKER, at=at)
    now = again(clock)
    assert now.stage < RUNG and at < now.next_at <= now.due_at
    rung = clock.matter.events.filter(name="clock_rang", particulars__clock="answer")
    assert [event.told["due_at"] for event in rung] == [now.promised_at.isoformat()]


def test_two_workers_at_one_clock_ring_it_once(clock):
    mine, theirs = again(clock), again(clock)
    assert kernel.ring(mine, actor=WORKER, at=clock.next_at).name == "clock_warned"
    assert kernel.ring(theirs, actor=WORKER, at=clock.next_at) is None
    assert clock.matter.events.filter(name="clock_warned").count() == 1


def test_a_paused_clock_is_not_rung(clock):
    seen = again(clock)
    kernel.pause(clock, reason="等鉴定", **BY)
    assert kernel.ring(seen, actor=WORKER, at=later(NOON, days=60)) is None
    assert not clock.matter.events.filter(name="clock_rang").exists()


def test_stopping_is_by_kind_and_by_unit(cast, clock):
    for unit in ("water", "heat"):
        due, time_ = later(NOON, days=2), TownTime(cast.town)
        kernel.start_clock(
            clock.matter, kind="assist", unit=cast.units[unit], office="town", at=NOON, time=time_, due_at=due
        )
    kernel.stop_clocks(clock.matter, at=NOON, kinds=["assist", "sign"], unit=cast.units["water"])
    running = Clock.objects.filter(matter=clock.matter, stopped_at=None).values_list("kind", "unit__code")
    assert set(running) == {("sign", "roads"), ("contact", "roads"), ("answer", "roads"), ("assist", "heat")}
