"""Likely twins: the same event told by many, found among what is open and came in shortly before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from xiangyue.kernel import kinds
from xiangyue.kernel.models import Matter, Place
from xiangyue.lib.hantext import said_by_both, similarity
from xiangyue.lib.personal import mask_personal

WITHIN = timedelta(days=30)
_LOOKED_AT = 200  # newest open matters compared; a constant, whatever the town's history
_ALIKE = 0.22  # Jaccard of character pairs; same place or caller needs less
_LIMIT = 5


@dataclass(frozen=True)
class Twin:
    """Another matter, how alike (0..1), why in a few words, and what both of them say, the longest first."""

    matter: Matter
    alike: float
    why: str
    both: tuple[str, ...]


def likely_twins(matter: Matter, *, among: QuerySet[Matter], limit: int = _LIMIT) -> list[Twin]:
    """Those `among` the matters that may be shown that are open and tell of the same thing, most alike first."""
    near = (
        among.filter(
            kinds.counted(kinds.TODAY),  # what came in by itself: a part of an order is no twin of it
            town_id=matter.town_id,
            closed_at=None,
            parent=None,
            received_at__gt=matter.received_at - WITHIN,
            received_at__lte=matter.received_at + WITHIN,
        )
        .exclude(Q(pk=matter.pk) | Q(state="merged"))
        .select_related("place", "lead_unit", "category")
        .order_by("-received_at", "-id")[:_LOOKED_AT]
    )
    twins = [twin for other in near if (twin := compare(matter, other)) is not None]
    return sorted(twins, key=lambda twin: -twin.alike)[:limit]


def compare(one: Matter, other: Matter) -> Twin | None:
    """None when they are not alike enough."""
    alike = similarity(f"{one.title}{one.words[:400]}", f"{other.title}{other.words[:400]}")
    same_place = one.place_id is not None and one.place_id == other.place_id
    same_caller = one.requester_id is not None and one.requester_id == other.requester_id
    needed = _ALIKE / 2 if same_caller else _ALIKE * 0.75 if same_place else _ALIKE
    if alike < needed:
        return None
    reasons = [f"文字相近 {alike:.0%}"]
    if same_place:
        reasons.append("同一地点")
    if same_caller:
        reasons.append("同一诉求人")
    return Twin(other, alike, "、".join(reasons), said_by_both(f"{one.title}\n{one.words[:400]}", other.words[:400]))


@dataclass(frozen=True)
class Neighbour:
    """A matter that others have raised, as somebody about to say the same may hear of it: no words, nobody's name."""

    matter: Matter
    people: int
    alike: float


def said_already(town: Place, *, words: str, place: Place | None, at: datetime, limit: int = 3) -> list[Neighbour]:
    """Open matters that what somebody is about to say may repeat; only appeals, never reports (举报)."""
    unsaid = Matter(town=town, title="", words=mask_personal(words), place=place, received_at=at)
    shown = Matter.objects.filter(kinds.counted(kinds.TWINS), is_confidential=False)
    found = likely_twins(unsaid, among=shown, limit=limit)
    followers = dict(
        Matter.objects.filter(parent__in=[twin.matter for twin in found])
        .values_list("parent")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return [Neighbour(twin.matter, 1 + followers.get(twin.matter.pk, 0), twin.alike) for twin in found]
