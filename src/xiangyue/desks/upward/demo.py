"""Orders that are another's by law: objected to upward soon after they were signed for, taken back or not."""

from __future__ import annotations

from datetime import timedelta

from xiangyue.desks.upward.actions import answering, asking, ends, naming, new_objection, statutory_columns, upper_clock
from xiangyue.desks.upward.models import Objection, Statutory
from xiangyue.desks.upward.rules import CLAUSE, RULE, TOWN
from xiangyue.kernel.actions import Actor
from xiangyue.kernel.actions.history import Step
from xiangyue.kernel.models import Party
from xiangyue.kernel.storytelling import Part, Telling

_EVERY = 3  # of those that the lists give to the upper level, one in so many is objected to
_CLAUSES = {"withdrawn": "list-up", "assist": "list-assist"}


def object_upward(telling: Telling, signed: Step) -> None:
    """Draws nothing from the years' own chance: what happens beside stays as it was."""
    matter, category, at = telling.matter, telling.category, signed.at + timedelta(minutes=40)
    upper, key = _by_law(telling), _CLAUSES.get(category.duty_list)
    again = telling.last("upward_asked") is not None
    if upper is None or key is None or again or telling.twins or telling.parent is not None:
        return
    clause, rule = telling.roster.rule(CLAUSE, key, at), telling.roster.rule(RULE, TOWN, at)
    seat = telling.roster.seat(at=at, role="dispatcher", turn=telling.serial)
    in_time = rule is not None and at <= ends(matter.received_at, rule.value["object_minutes"], telling.roster.time)
    if clause is None or rule is None or seat is None or not in_time or at > telling.now:
        return
    if telling.serial % _EVERY:
        return
    due = ends(at, rule.value["answer_minutes"], telling.roster.time)
    reason = f"清单列为{category.get_duty_list_display()}，应由{upper.title}承办"
    asked = new_objection(matter, unit=upper, clause=clause, reason=reason, seat=seat, at=at, due_at=due)
    asked.pk = next(telling.years.keys)
    telling.keep(asked)
    named = telling.keep(Statutory(matter=matter, **statutory_columns(matter, upper, clause, "", seat, at)))
    telling.aside(naming(named), at, Actor.of(seat))
    telling.aside(asking(asked), at, Actor.of(seat))
    clock = upper_clock(asked)
    assert clock is not None  # the row gives a time
    telling.clocks.append(clock)
    _hear(telling, asked, Actor.of(seat))


def _by_law(telling: Telling) -> Party | None:
    """Of the units that the category names the one above the town."""
    units = (telling.roster.units.get(code) for code in telling.category.assist_codes)
    return next((unit for unit in units if unit is not None and unit.unit_kind == "department"), None)


def _hear(telling: Telling, asked: Objection, who: Actor) -> None:
    """Nothing yet where the answer lies after the present."""
    at = telling.roster.after(asked.asked_at, 300 + telling.serial % 500, telling.roster.units["centre"])
    if at > telling.now:
        return
    accepted = telling.serial // _EVERY % 3 == 1
    asked.state, asked.answered_at, asked.how = ("accepted" if accepted else "refused"), at, "typed"
    asked.words = "区专班电话答复：已收回改派" if accepted else "区专班电话答复：先由镇里办理，所需配合由区里协调"
    if accepted:
        telling.stop("sign")  # at its own moment, before the story goes on from here
        telling.step(answering(asked), at, who)
        telling.stop()
    else:
        telling.aside(answering(asked), at, who)
        next(one for one in telling.clocks if one.owner.endswith(f":{asked.pk}")).stopped_at = at


PART = Part(hears={"signed": object_upward}, numbered=(Objection,))
