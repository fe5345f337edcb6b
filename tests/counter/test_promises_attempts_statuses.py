"""What every room counts and promises alike: calls in vain, days that come back, links, and statuses of refusals."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from cast import BEIJING, NOON, later
from counter_help import answered, react

from xiangyue.counter import attempts, bridges, promises
from xiangyue.counter.statuses import status_of
from xiangyue.counter.throttle import MoreWork, TooMany
from xiangyue.desks.callback import actions as callback
from xiangyue.house.timers import ring_next, work_once
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import errors
from xiangyue.kernel.actions.clocks import stop_promise
from xiangyue.kernel.errors import IllegalMove, MissingRule, NotAllowed, OtherContent, Refused, StaleMove
from xiangyue.kernel.models import Clock, Link, Rule
from xiangyue.kernel.timekeeping import TownTime

TODAY = NOON.astimezone(BEIJING).date()


def at(clock, on=TODAY):
    hour, minute = map(int, clock.split(":"))
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=BEIJING)


# Called in vain


def in_vain(cast, matter, minutes):
    callback.call_back(matter, said=None, seat=cast.seats["caller"], at=later(NOON, hours=2, minutes=minutes))


def test_calls_in_vain_are_counted_from_the_last_reopening_on(cast):
    matter = answered(cast, cast.say())
    assert attempts.in_vain(matter, callback.CALL_FAILED) == 0
    in_vain(cast, matter, 0)
    in_vain(cast, matter, 1)
    assert attempts.in_vain(matter, callback.CALL_FAILED) == 2
    no = callback.Said(True, False, "no", "还停着")
    callback.call_back(matter, said=no, seat=cast.seats["caller"], at=later(NOON, hours=3))
    matter.refresh_from_db()
    assert (matter.state, attempts.in_vain(matter, callback.CALL_FAILED)) == ("reopened", 0)
    answered(cast, matter, at=later(NOON, hours=4))
    assert attempts.in_vain(matter, callback.CALL_FAILED) == 0
    in_vain(cast, matter, 300)
    assert attempts.in_vain(matter, callback.CALL_FAILED) == 1


def test_old_calls_do_not_help_to_close_it_without_a_word_after_a_reopening(cast):
    """The town asks for two: two before the reopening are not two now."""
    matter = answered(cast, cast.say())
    in_vain(cast, matter, 0)
    in_vain(cast, matter, 1)
    said_no = callback.Said(True, False, "no")
    callback.call_back(matter, said=said_no, seat=cast.seats["caller"], at=later(NOON, hours=3))
    matter.refresh_from_db()
    answered(cast, matter, at=later(NOON, hours=4))
    with pytest.raises(Refused, match="至少要回访 2 次.*现在试了 0 次"):
        callback.give_up(matter, seat=cast.seats["caller"], at=later(NOON, hours=9))


def test_other_events_and_other_matters_are_not_counted(cast):
    matter, other = answered(cast, cast.say()), answered(cast, cast.say())
    in_vain(cast, other, 0)
    kernel.add_words(matter, text="没接到电话", at=NOON)
    assert attempts.in_vain(matter, callback.CALL_FAILED) == 0
    assert attempts.in_vain(matter, "requester_added") == 1


@pytest.mark.parametrize(
    ("rules", "day", "number"),
    [
        ([], 0, attempts.DEFAULT_ATTEMPTS),
        ([(-9, {"attempts": 5})], 0, 5),
        ([(-9, {"within_days": 3})], 0, attempts.DEFAULT_ATTEMPTS),
        ([(-9, {"attempts": 5}), (-1, {"attempts": 2})], 0, 2),
        ([(-9, {"attempts": 5}), (1, {"attempts": 2})], 0, 5),  # of tomorrow
        ([(-9, {"attempts": 5}), (1, {"attempts": 2})], 1, 2),
    ],
)
def test_how_many_are_needed_is_the_rule_of_that_day(cast, rules, day, number):
    Rule.objects.filter(town=cast.town, kind="callback").delete()
    for row, (days, value) in enumerate(rules):
        until = TODAY + timedelta(days=rules[row + 1][0]) if row + 1 < len(rules) else None
        Rule.objects.create(
            town=cast.town,
            kind="callback",
            key="town",
            valid_from=TODAY + timedelta(days=days),
            valid_to=until,
            value=value,
            source="测试用",
        )
    assert attempts.needed(cast.town, later(NOON, days=day)) == number


# Promises: office hours are 09:00-12:00 and 13:30-18:00


@pytest.mark.parametrize(
    ("on", "now", "rings"),
    [
        (TODAY + timedelta(days=3), at("10:00"), at("09:00", TODAY + timedelta(days=3))),
        (TODAY, at("08:59"), at("09:00")),
        (TODAY, at("09:00"), at("18:00")),  # of today, and the office is open
        (TODAY, at("17:59"), at("18:00")),
        (TODAY, at("18:00"), at("18:00")),  # closed: at once
        (TODAY, at("23:00"), at("23:00")),
        (TODAY - timedelta(days=2), at("10:00"), at("10:00")),  # long past: at once
        (
            date(2024, 11, 9),
            at("10:00"),
            at("09:00", date(2024, 11, 9)),
        ),  # a Saturday was said aloud, so a Saturday it is
    ],
)
def test_a_promise_rings_when_the_office_opens_on_its_day(cast, on, now, rings):
    assert promises.bell(on, TownTime(cast.town), now) == rings


def test_a_promise_has_a_clock_of_its_own_that_rings_once(cast):
    matter = cast.say()
    on = TODAY + timedelta(days=3)
    clock = promises.wind(matter, "test.promise:1", on=on, unit=cast.units["water"], at=NOON)
    assert (clock.kind, clock.owner, clock.due_at) == ("promise", "test.promise:1", at("09:00", on))
    react(later(NOON, days=2))
    assert not matter.events.filter(name="clock_rang").exists()
    react(at("09:00", on))
    rang = matter.events.get(name="clock_rang")
    assert (rang.told["owner"], rang.told["unit_name"]) == ("test.promise:1", "水务所")
    assert not ring_next(later(NOON, days=30)) and work_once(later(NOON, days=30)) == 0


def test_closing_the_matter_does_not_stop_what_was_promised(cast):
    matter = cast.say()
    promises.wind(matter, "test.promise:1", on=TODAY + timedelta(days=3), unit=None, at=NOON)
    kernel.withdraw(matter, reason="不等了", at=NOON)
    assert Clock.objects.get(owner="test.promise:1").stopped_at is None


def test_of_two_promises_of_one_matter_one_is_kept_and_the_other_still_runs(cast):
    matter = cast.say()
    for key in (1, 2):
        promises.wind(matter, f"test.promise:{key}", on=TODAY + timedelta(days=key), unit=None, at=NOON)
    stop_promise("test.promise:1", at=NOON)
    assert Clock.objects.filter(matter=matter, kind="promise", stopped_at=None).get().owner == "test.promise:2"


def test_without_office_hours_the_day_cannot_be_reckoned_and_it_says_which_rule(cast):
    Rule.objects.filter(town=cast.town, kind="office").delete()
    with pytest.raises(MissingRule, match="office|办公"):
        promises.bell(TODAY, TownTime(cast.town), NOON)


# Where a matter went


def linked(cast, source, target):
    return Link.objects.create(
        town=cast.town, source=source, target=target, relation="carried_to", since=NOON, by=cast.seats["dispatcher"]
    )


def test_both_sides_tell_of_the_link_and_each_by_what_the_seat_may_see(cast):
    order, other = cast.say(), cast.say()
    type(order).objects.filter(pk=order.pk).update(lead_unit=cast.units["water"])
    linked(cast, order, other)
    dispatcher, water = cast.seats["dispatcher"], cast.seats["water"]
    assert [(one.says, one.other, one.may_see) for one in bridges.went(order, dispatcher)] == [("转到", other, True)]
    assert [(one.says, one.other, one.may_see) for one in bridges.went(other, dispatcher)] == [("转自", order, True)]
    assert [(one.says, one.may_see) for one in bridges.went(order, water)] == [("转到", False)]


def test_a_link_that_ended_is_not_told(cast):
    order, other = cast.say(), cast.say()
    link = linked(cast, order, other)
    Link.objects.filter(pk=link.pk).update(until=later(NOON, days=1))
    assert bridges.went(order, cast.seats["dispatcher"]) == []


def test_where_it_went_costs_two_queries_however_many(cast, django_assert_num_queries):
    order = cast.say()
    for _ in range(5):
        linked(cast, order, cast.say())
    with django_assert_num_queries(2):
        assert len(bridges.went(order, cast.seats["dispatcher"])) == 5


def test_a_bridge_is_registered_once_and_blocked_it_carries_nothing(cast, monkeypatch):
    carried = []
    made = bridges.Bridge(
        "test",
        "转到测试",
        "dispatch.dispatch",
        lambda matter, seat: "" if matter.title.startswith("可") else "还没有到时候。",
        lambda matter, **told: carried.append(matter),
    )
    monkeypatch.setattr(bridges, "_BRIDGES", {})
    bridges.register(made)
    bridges.register(made)
    with pytest.raises(ValueError, match="twice"):
        bridges.register(bridges.Bridge("test", "又一个", "dispatch.dispatch", made.blocked, made.carry))
    blocked, free, seat = cast.say("不可以"), cast.say("可以"), cast.seats["dispatcher"]
    assert bridges.offered(blocked, seat) == [(made, "转到测试", "还没有到时候。")]
    assert bridges.offered(free, cast.seats["water"]) == []
    with pytest.raises(Refused, match="还没有到时候"):
        bridges.carry(blocked, to="test", reason="", seat=seat, at=NOON)
    with pytest.raises(NotAllowed):
        bridges.carry(free, to="test", reason="", seat=cast.seats["water"], at=NOON)
    bridges.carry(free, to="test", reason="", seat=seat, at=NOON)
    assert carried == [free]


# Statuses

KNOWN = {
    NotAllowed("x"): 403,
    StaleMove("x"): 409,
    IllegalMove("x"): 409,
    MissingRule("x"): 409,
    OtherContent(): 409,
    TooMany("x"): 429,
    MoreWork(18): 429,
    Refused("x"): 422,
    errors.NotOnVillageList("x"): 422,
    errors.WrongParticulars("x"): 422,
}


@pytest.mark.parametrize(("refusal", "status"), KNOWN.items(), ids=lambda one: getattr(one, "code", str(one)))
def test_a_refusal_has_one_status(refusal, status):
    assert status_of(refusal) == status


def test_every_refusal_has_a_code_of_its_own_and_a_status_below_500():
    def below(kind):
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    every = [one for one in below(Refused) if one.__module__.startswith("xiangyue")]
    codes = [one.code for one in every]
    assert len(set(codes)) == len(codes) and "refused" not in codes
    assert {status_of(one.__new__(one)) for one in every} <= {403, 409, 422, 429}
