"""On a matter's page: what became of the appeal against its result."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from xiangyue.counter.related import Related, register
from xiangyue.figures.appeals.actions import counted_result, under_way
from xiangyue.figures.appeals.models import Appeal
from xiangyue.kernel.models import Matter, Seat


def tell(matter: Matter, seat: Seat) -> Related | None:
    found = Appeal.objects.filter(matter=matter).order_by("-pk").first()
    if found is None:
        return None
    return Related(_("考核申诉"), _(found.get_state_display()), reverse("appeals:one", args=[found.pk]))


def offer(matter: Matter, seat: Seat) -> Related | None:
    """To the unit that leads it, once a result counts."""
    result = counted_result(matter) if matter.lead_unit_id == seat.unit_id else None
    if result is None or under_way(result):
        return None
    return Related(_("考核申诉"), "", reverse("appeals:matter", args=[matter.number]))


register("appeals.see", tell)
register("appeals.ask", offer)
