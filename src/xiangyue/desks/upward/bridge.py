"""Whose a matter is by law, told on its page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from xiangyue.counter.related import Related, register
from xiangyue.desks.upward import queries
from xiangyue.kernel.models import Matter, Seat


def tell(matter: Matter, seat: Seat) -> Related:
    named, objections = queries.of_matter(matter)
    says = []
    if named is not None:
        same = named.unit_id == matter.lead_unit_id
        says.append(
            _("法定承办：%(unit)s") % {"unit": named.unit.title} + ("" if same else _("（不是现在的承办单位）"))
        )
    if objections:
        says.append(_("向上级退单：%(state)s") % {"state": _(objections[0].get_state_display())})
    return Related(_("法定承办和向上级退单"), "；".join(says), reverse("upward:matter", args=[matter.number]))


register("upward.see", tell)
