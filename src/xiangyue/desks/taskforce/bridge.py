"""From a matter to the task force's table, and what the table says of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xiangyue.counter.bridges import Bridge
from xiangyue.counter.bridges import register as lead_to
from xiangyue.counter.related import Related, register
from xiangyue.desks.taskforce.actions import propose
from xiangyue.desks.taskforce.actions.propose import why_not
from xiangyue.desks.taskforce.models import HardCase, Proposal
from xiangyue.desks.taskforce.queries import table_of
from xiangyue.kernel.access import seen_among
from xiangyue.kernel.models import Matter, Seat
from xiangyue.kernel.reopening import at_any_time


def blocked(matter: Matter, seat: Seat) -> str:
    if Proposal.objects.filter(matter=matter, state="waiting").exists():
        return _("已经提请过，在等决定。")
    why = why_not(matter)
    return _(why) if why else ""


def carry(matter: Matter, *, reason: str, seat: Seat, at: datetime) -> Any:
    return propose(matter, words=reason, seat=seat, at=at)


def tell(matter: Matter, seat: Seat) -> Related | None:
    """Nothing where it lies on no table and never had a case, or on that of a matter which the seat may not see."""
    case = table_of(matter) or HardCase.objects.filter(matter=matter).select_related("matter", "leader").first()
    if case is None or not seen_among(seat, [case.matter]):
        return None
    says = _("%(state)s，包案领导 %(leader)s") % {"state": _(case.get_state_display()), "leader": case.leader.holder}
    return Related(_("疑难专班一案一策"), says, reverse("taskforce:case", args=[case.matter.number]))


def was_a_case(matter: Matter) -> bool:
    return HardCase.objects.filter(matter=matter).exists()


lead_to(Bridge("taskforce", gettext_noop("提请疑难专班（一案一策）"), "taskforce.propose", blocked, carry))
register("taskforce.see", tell)
at_any_time(was_a_case)
