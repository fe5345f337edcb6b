"""One matter opened beside a desk's list (&m=; "m=" is the list alone, on a phone). What is shown of the matter is the
room's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import get_language

from xiangyue.kernel import kinds
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.models import Matter, Seat
from xiangyue.kernel.queries import contact_of, timeline

_M = TypeVar("_M", bound=Model)


def beside(here: str, numbers: Sequence[str], number: str) -> dict[str, Any]:
    """The way from the open matter to those before and after it in the list."""
    sign = "&" if "?" in here else "?"
    at = numbers.index(number) if number in numbers else -1
    following = f"{here}{sign}m={numbers[at + 1]}" if 0 <= at < len(numbers) - 1 else here
    previous = f"{here}{sign}m={numbers[at - 1]}" if at > 0 else ""
    return {"next_matter": following, "previous_matter": previous, "position": at + 1}


def opened(chosen: Matter) -> dict[str, Any]:
    """What every desk shows of the open matter: where it stands, whom it is from, what happened."""
    stage, language = kinds.stage_of(chosen), get_language() or "zh"
    return {
        "chosen": chosen,
        "stage": stage.key,
        "stage_label": stage.name(language),
        "contact": contact_of(chosen.requester),
        "entries": timeline(chosen, language=language),
    }


def row_of(rows: QuerySet[_M], seat: Seat, number: str, *, joined: Sequence[str] = ()) -> _M:
    """A room's own row of the matter of this number. NotAllowed where the seat may not see it, 404 where it is none."""
    matter = matter_for(seat, number, joined=("place", "lead_unit", "category", "requester", *joined))
    row = rows.filter(matter=matter).first()
    if row is None:
        raise Http404(number)
    row.matter, row.town = matter, seat.town  # type: ignore[attr-defined]
    return row
