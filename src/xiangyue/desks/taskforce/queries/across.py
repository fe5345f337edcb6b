"""What is known of a case across all doors: what its person raised, what is linked with it, what was joined."""

from __future__ import annotations

from django.db.models import Q

from xiangyue.desks.taskforce.models import HardCase
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Link, Matter, Seat

MOST = 60


def across(case: HardCase, seat: Seat) -> list[Matter]:
    """The newest that this seat may see; of what it may not, not even how many there are."""
    matter = case.matter
    way = Q(pk__in=case.tables.filter(until=None).values("matter"))
    way |= Q(pk__in=Link.objects.filter(source=matter, until=None).values("target"))
    way |= Q(pk__in=Link.objects.filter(target=matter, until=None).values("source"))
    if matter.requester is not None:
        phone = matter.requester.phone_hash
        way |= Q(requester__phone_hash=phone) if phone else Q(requester=matter.requester)
    rows = visible_to(seat).filter(way, town_id=case.town_id).exclude(pk=matter.pk)
    return list(rows.select_related("lead_unit", "town").order_by("-received_at")[:MOST])
