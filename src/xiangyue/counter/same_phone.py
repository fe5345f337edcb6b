"""What one telephone brought before, as whoever sits at a counter may hear of it."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.kernel import kinds
from xiangyue.kernel.models import Matter, Party


def raised_by(town_id: int, phone_hash: str) -> QuerySet[Matter]:
    """Never confidential reports, nor letters to the secretary and other sealed kinds."""
    people = Party.objects.filter(town_id=town_id, phone_hash=phone_hash).values("pk")
    raised = Matter.objects.filter(town_id=town_id, requester__in=people, is_confidential=False)
    return raised.exclude(kind__in=kinds.sealed())
