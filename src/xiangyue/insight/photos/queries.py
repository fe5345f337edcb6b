"""Doubts about photographs: used before, taken elsewhere, taken long ago. A doubt asks to look again, and proves
nothing: cameras' clocks are wrong, positions are off, and one picture may rightly belong to two matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from xiangyue.kernel.access import visible_to
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Attachment, Place, Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.images import nearly

# Our own proposal, no law; the town's dated row ("photo", "doubt") says otherwise.
METRES, DAYS = 500, 3


@dataclass(frozen=True)
class Doubt:
    """What there is to look at again: 0 and empty where nothing is. `used_in`: numbers of other matters that this seat
    may see; `used_elsewhere`: it was used in one that it may not.
    """

    metres: int = 0
    days: int = 0
    used_in: tuple[str, ...] = ()
    used_elsewhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.metres or self.days or self.used_in or self.used_elsewhere)


def doubts(seat: Seat, files: Sequence[Attachment]) -> dict[int, Doubt]:
    """{key of a picture: its doubt}, for those of one matter that have any. Three queries, however many there are."""
    pictures = [one for one in files if one.media_type == "image/jpeg"]
    if not pictures:
        return {}
    metres, days = _limits(seat.town, pictures[-1])
    used = _used_before(seat, pictures)
    told = {one.pk: _doubt(one, used.get(one.pk, []), metres, days) for one in pictures}
    return {pk: doubt for pk, doubt in told.items() if doubt}


def _limits(town: Place, newest: Attachment) -> tuple[int, int]:
    rule = rule_on(town, "photo", "doubt", local_day(newest.added_at))
    value = rule.value if rule is not None and isinstance(rule.value, dict) else {}
    metres, days = value.get("metres"), value.get("days")
    return (metres if isinstance(metres, int) else METRES), (days if isinstance(days, int) else DAYS)


def _used_before(seat: Seat, pictures: Sequence[Attachment]) -> dict[int, list[str]]:
    """{key: numbers of the matters that had it before}, "" for one that the seat may not see."""
    alike = {bits for one in pictures if one.likeness is not None for bits in nearly(one.likeness)}
    same = Q(sha256__in=[one.sha256 for one in pictures]) | Q(likeness__in=alike)
    others = list(
        Attachment.objects.filter(same, town_id=seat.town_id)
        .exclude(matter_id=pictures[0].matter_id)
        .values_list("sha256", "likeness", "added_at", "matter_id", "matter__number")
    )
    seen = set(visible_to(seat).filter(pk__in={row[3] for row in others}).values_list("pk", flat=True))
    return {
        one.pk: [
            number if matter in seen else ""
            for sha256, likeness, added_at, matter, number in others
            if added_at <= one.added_at and (sha256 == one.sha256 or _alike(one.likeness, likeness))
        ]
        for one in pictures
    }


def _alike(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and other in nearly(one)


def _doubt(one: Attachment, used: list[str], metres: int, days: int) -> Doubt:
    age = (one.added_at - one.taken_at).days if one.taken_at else 0
    away = one.metres_away or 0
    return Doubt(
        away if away > metres else 0,
        age if age > days else 0,
        tuple(dict.fromkeys(number for number in used if number)),
        "" in used,
    )
