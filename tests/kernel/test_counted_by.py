"""What a deadline was counted by stands beside it and in the chain: which dated rule, which lists of days."""

from __future__ import annotations

from datetime import date

from cast import NOON

from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Rule
from xiangyue.kernel.timekeeping import TownTime


def sent(cast, **more):
    matter, by = cast.say(**more), kernel.Actor.of(cast.seats["dispatcher"])
    category, place = cast.categories["R01"], cast.places["xiaowu"]
    kernel.sort(matter, category=category, place=place, urgency="general", suggested=False, actor=by, at=NOON)
    kernel.assign_lead(matter, unit=cast.units["roads"], actor=by, at=NOON)
    return matter


def test_a_clock_and_its_event_name_the_rule_and_the_calendar(cast):
    matter = sent(cast)
    clock = matter.clocks.get(kind="sign")
    assert clock.counted_by.startswith("office/town@2023-01-01 chinesecalendar-")
    told = matter.events.get(name="dispatched")
    assert told.version == 2 and told.particulars["counted_by"].startswith("deadline/general@")


def test_a_towns_own_day_off_makes_another_calendar(cast):
    before = TownTime(cast.town).calendar
    Rule.objects.create(
        town=cast.town, kind="day", key="2024-11-11", value={"is_off": True}, valid_from=date(2023, 1, 1), source="镇里"
    )
    assert TownTime(cast.town).calendar != before
    assert sent(cast).clocks.get(kind="sign").counted_by.endswith(TownTime(cast.town).calendar)


def test_a_day_that_somebody_named_was_counted_by_nobody(cast):
    matter = sent(cast, imported_due_at=NOON)
    assert matter.clocks.get(kind="answer").counted_by == ""
    assert "counted_by" not in matter.events.get(name="dispatched").particulars
