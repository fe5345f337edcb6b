"""The dispatcher's part: sorted, then disposed of, merged under what was told of before, or sent to a unit."""

from __future__ import annotations

from datetime import timedelta

from xiangyue.desks.dispatch.actions import SAME
from xiangyue.kernel.actions import Actor
from xiangyue.kernel.actions.assign import lead_clocks, naming
from xiangyue.kernel.actions.dispose import disposal
from xiangyue.kernel.actions.merge import merging
from xiangyue.kernel.actions.sort import sorting
from xiangyue.kernel.models import Party
from xiangyue.kernel.storytelling import NotYet, Part, Telling
from xiangyue.kernel.storytelling.tale import URGENT

# (code, what the requester was told)
DISPOSALS = (
    ("LEGAL_CHANNEL", "已电话告知诉求人该事项正在诉讼程序中，请按法定渠道办理"),
    ("SAME_NO_NEW", "与在办事项相同且无新事实，已告知办理进展"),
    ("OUT_OF_SCOPE", "属于市场主体之间的约定，已告知可通过协商或司法途径解决"),
    ("EMERGENCY_TRANSFER", "已立即转110处置并告知诉求人"),
)


def sort(telling: Telling) -> None:
    """What is urgent at once, the rest in office hours."""
    category, soon = telling.category, timedelta(minutes=telling.rng.randrange(3, 40))
    centre = telling.roster.units["centre"]
    at = telling.at + soon if category.urgency in URGENT else telling.after(5, 70, centre)
    if telling.twist == "unsorted":
        raise NotYet
    seat = telling.seat_of("dispatcher", at)
    change = sorting(category=category, place=telling.place, urgency=category.urgency, suggested=telling.chance(0.7))
    telling.step(change, at, Actor.of(seat))


def send_on(telling: Telling) -> None:
    """To the unit that an upheld objection has named, else wherever it belongs."""
    unit, telling.next_unit = telling.next_unit, None
    if unit is None and telling.parent is not None:
        _merge(telling, telling.parent)
    elif unit is None and not telling.twins and telling.matter.request_type != "praise" and telling.chance(0.018):
        _dispose(telling)
    else:
        _dispatch(telling, unit or _lead_unit(telling))


def _dispatcher(telling: Telling) -> Actor:
    done = telling.last("sorted")
    assert done is not None  # nothing is sent on before
    return done.actor


def _merge(telling: Telling, parent: Telling) -> None:
    at = telling.at + timedelta(minutes=telling.rng.randrange(2, 25))
    telling.step(merging(parent.matter, reason=SAME), at, _dispatcher(telling))


def _dispose(telling: Telling) -> None:
    code, told = telling.rng.choice(DISPOSALS)
    at = telling.at + timedelta(minutes=telling.rng.randrange(2, 15))
    telling.step(disposal(code=code, told=told), at, _dispatcher(telling))


def _lead_unit(telling: Telling) -> Party:
    category, roster = telling.category, telling.roster
    village = roster.village_units.get(telling.place.pk)
    if category.village_may_lead and village and roster.works(village, telling.at) and telling.chance(0.4):
        return village
    unit = category.lead_unit
    return unit if unit and roster.works(unit, telling.at) else roster.units["office-party"]


def _dispatch(telling: Telling, unit: Party) -> None:
    matter, roster = telling.matter, telling.roster
    at = telling.at + timedelta(seconds=telling.rng.randrange(20, 120))
    computed, deadline = roster.due(at, matter.urgency, unit)
    telling.step(naming(matter, unit, computed=computed, deadline=deadline), at, _dispatcher(telling))
    due = matter.imported_due_at or computed
    telling.clocks += lead_clocks(matter, unit, due=due, deadline=deadline, at=telling.at, time=roster.time)


PART = Part(takes_up={"received": sort, "sorted": send_on})
