"""Who has no part in a matter: nobody sees what is told of their own unit or of themselves."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from xiangyue.kernel.models import Matter, Party, Recusal, Seat

Row = TypeVar("Row", bound=Model)


def kept_from(seat: Seat) -> QuerySet[Recusal]:
    """The recusals that keep this seat from matters: its own unit's, its holder's, and those of any other unit in which
    its holder sits.
    """
    elsewhere = Seat.objects.filter(user_id=seat.user_id).values("unit_id")
    return Recusal.objects.filter(Q(user_id=seat.user_id) | Q(unit_id__in=elsewhere), ended_at=None)


def without_kept(rows: QuerySet[Row], seat: Seat, way: str = "matter") -> QuerySet[Row]:
    """The rows without those whose matter is kept from this seat. `way` leads from a row to its matter.

    For lists of a town's own papers (notices, looks at contacts), which are not reached through `visible_to`.
    """
    return rows.exclude(**{f"{way}__in": kept_from(seat).values("matter_id")})


def is_among_few(matter: Matter) -> bool:
    """Whether nobody beyond those who work on it may hear of it: said in confidence, or a report of somebody (hotline
    rules, C4).
    """
    return matter.is_confidential or matter.request_type == "report"


def is_kept_from(matter: Matter, unit: Party) -> bool:
    return Recusal.objects.filter(matter=matter, unit=unit, ended_at=None).exists()


def to_decide(seat: Seat) -> QuerySet[Recusal]:
    """What waits for somebody above; nobody decides about themselves."""
    waiting = Recusal.objects.filter(town_id=seat.town_id, decided_at=None, ended_at=None)
    return waiting.exclude(pk__in=kept_from(seat).values("pk")).select_related("matter__town", "unit", "user")
