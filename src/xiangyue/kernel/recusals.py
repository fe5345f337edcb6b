"""Who has no part in a matter: nobody sees what is told of their own unit or of themselves."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from xiangyue.kernel.models import Matter, Party, Recusal, Seat


def kept_from(seat: Seat) -> QuerySet[Recusal]:
    """The recusals that keep this seat from matters: its own unit's, its holder's, and those of any other unit in which
    its holder sits.
    """
    elsewhere = Seat.objects.filter(user_id=seat.user_id).values("unit_id")
    return Recusal.objects.filter(Q(user_id=seat.user_id) | Q(unit_id__in=elsewhere), ended_at=None)


def is_kept_from(matter: Matter, unit: Party) -> bool:
    return Recusal.objects.filter(matter=matter, unit=unit, ended_at=None).exists()


def to_decide(seat: Seat) -> QuerySet[Recusal]:
    """What waits for somebody above; nobody decides about themselves."""
    waiting = Recusal.objects.filter(town_id=seat.town_id, decided_at=None, ended_at=None)
    return waiting.exclude(pk__in=kept_from(seat).values("pk")).select_related("matter__town", "unit", "user")
