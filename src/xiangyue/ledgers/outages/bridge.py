"""What is known at a matter's place, told on its page and at the dispatcher's."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from xiangyue.counter.related import Related, register
from xiangyue.kernel.models import Matter, Seat
from xiangyue.ledgers.outages import queries
from xiangyue.ledgers.outages.words import told


def tell(matter: Matter, seat: Seat) -> Related:
    joined = queries.joined_to(matter)
    says = _("跟着：%(what)s") % {"what": told(joined.outage)} if joined else ""
    if joined is None and matter.closed_at is None:
        found = queries.known_for(matter, matter.received_at)
        says = _("来件时已知：%(what)s") % {"what": "；".join(map(told, found))} if found else ""
    return Related(_("停水停电公告"), says, reverse("outages:matter", args=[matter.number]))


register("outages.see", tell)
