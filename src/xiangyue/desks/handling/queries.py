"""A unit's list by its clocks, the reviewer's list, the ledger of hard ones, and what a seat may do next on a
matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.desks.handling.models import AnswerTemplate, Assignment, Case
from xiangyue.kernel import access
from xiangyue.kernel.models import Matter, Seat
from xiangyue.kernel.moves import WITH_UNIT, label
from xiangyue.kernel.timekeeping import local_day

PAGE = 40


def with_unit(seat: Seat) -> QuerySet[Matter]:
    """What this seat's unit leads and has not closed."""
    return access.visible_to(seat).filter(lead_unit_id=seat.unit_id, closed_at=None)


def whistles_for(seat: Seat) -> list[Case]:
    """Where this unit was called in and is not done."""
    blown = Case.objects.filter(unit_id=seat.unit_id, kind="whistle", state__in=("blown", "responded"))
    return list(blown.select_related("matter__place", "matter__lead_unit", "asked_by__unit").order_by("until")[:PAGE])


def to_decide(seat: Seat) -> QuerySet[Case]:
    """What waits for a reviewer, oldest first."""
    waiting = Case.objects.filter(town_id=seat.town_id, state__in=("open", "asked"), matter__in=access.visible_to(seat))
    return waiting.select_related("matter__place", "asked_by__unit", "unit").order_by("asked_at")


def case_to_decide(seat: Seat, pk: int) -> Case:
    """Http404 for one that does not wait for this reviewer."""
    return get_object_or_404(to_decide(seat).select_related("matter__town", "matter__lead_unit", "asked_by"), pk=pk)


def whistle_of(seat: Seat, pk: int) -> Case:
    """A whistle for this seat's unit; Http404 otherwise."""
    return get_object_or_404(Case.objects.select_related("matter__town"), pk=pk, unit_id=seat.unit_id, kind="whistle")


def assigned_to(matter: Matter) -> Seat | None:
    """Who of the unit has it in hand; None where nobody was named, or the unit leads it no more."""
    held = Assignment.objects.filter(matter=matter, seat__unit_id=matter.lead_unit_id)
    found = held.select_related("seat__unit", "seat__town").first()
    return found.seat if found else None


def colleagues(seat: Seat, at: datetime) -> list[Seat]:
    """Who sits in the same unit now, oneself first."""
    held = Seat.objects.on(at).filter(town_id=seat.town_id, unit_id=seat.unit_id).order_by("holder", "pk")
    return sorted(held, key=lambda one: one.pk != seat.pk)


def on_ledger(seat: Seat) -> QuerySet[Case]:
    """The hard ones; `until` is the day on which each comes back by itself."""
    return Case.objects.filter(town_id=seat.town_id, kind="ledger", state="granted", matter__in=access.visible_to(seat))


def templates_for(matter: Matter) -> list[AnswerTemplate]:
    codes = ["", matter.category.code if matter.category else ""]
    return list(
        AnswerTemplate.objects.filter(town_id=matter.town_id, category_code__in=codes).order_by(
            "-category_code", "title"
        )
    )


@dataclass(frozen=True)
class Step:
    """A deed on the matter's page: possible, or greyed with the reason."""

    name: str
    label: str
    blocked: str

    @property
    def possible(self) -> bool:
        return not self.blocked


_STEPS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("sign", _("签收"), ("dispatched",), "handling.work"),
    ("contact", _("记联系"), ("signed", "contacted", "handling", "reopened", "answer_ready"), "handling.work"),
    ("begin", _("开始办理"), ("signed", "contacted", "reopened"), "handling.work"),
    ("answer", _("答复"), ("dispatched", "signed", "contacted", "handling"), "handling.work"),
    ("object", _("退单"), ("dispatched", "signed"), "handling.ask"),
    ("extend", _("申请延期"), ("dispatched", "signed", "contacted", "handling", "reopened"), "handling.ask"),
    ("hold", _("中止或挂账"), ("contacted", "handling"), "handling.ask"),
    ("whistle", _("吹哨"), ("signed", "contacted", "handling"), "handling.ask"),
    ("review", _("提级等"), tuple(sorted(WITH_UNIT | {"called_back", "closed"})), "handling.ask"),
    ("resume", _("恢复办理"), ("suspended", "on_ledger"), "handling.work"),
)


def steps(seat: Seat, matter: Matter, *, is_held: bool) -> list[Step]:
    """What this seat may do next with the matter, and why the rest is greyed; empty for a seat that never works on
    matters. `is_held`: an answer waits for its release.
    """
    if not access.may(seat, "handling.work"):
        return []
    told = []
    for name, words, states, deed in _STEPS:
        blocked = ""
        if matter.lead_unit_id != seat.unit_id:
            blocked = f"由{matter.lead_unit.title if matter.lead_unit else '调度台'}主办"
        elif not access.may(seat, deed):
            blocked = "岗位没有这项权限"
        elif matter.state not in states:
            blocked = f"现在是“{label(matter.state)}”"
        elif name == "answer" and is_held:
            blocked = gettext("已拟好的答复在等审签；要改，先撤回它")
        told.append(Step(name, gettext(words), blocked))
    return told


def fill_template(text: str, matter: Matter, at: datetime) -> str:
    """The town's words with the matter's place, unit and day put in; unknown braces stay as they are."""
    day = local_day(at)
    known = {
        "{place}": matter.place.name if matter.place else "",
        "{unit}": matter.lead_unit.title if matter.lead_unit else "",
        "{date}": f"{day.month}月{day.day}日",
    }
    for brace, value in known.items():
        text = text.replace(brace, value)
    return text


def recusal_of(seat: Seat, matter: Matter, at: datetime) -> dict[str, Any]:
    """What the card of recusals shows to this seat."""
    names, is_open = access.may(seat, "recusal.name"), matter.closed_at is None
    held = Seat.objects.on(at).filter(town_id=seat.town_id).select_related("unit").order_by("unit__code", "pk")
    return {
        "may_declare": is_open and access.may(seat, "recusal.declare"),
        "may_name": is_open and names,
        "recusals": list(matter.recusals.filter(ended_at=None).select_related("unit").order_by("pk")) if names else [],
        "seats_now": list(held) if is_open and names else [],
    }
