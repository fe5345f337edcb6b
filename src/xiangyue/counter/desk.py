"""A desk: a work list in tabs, and one matter opened beside it. What is shown of the matter is the room's own.

The address says everything: ?tab= &after= (the page) &m= (the open matter; "m=" is the list alone, on a phone).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language

from xiangyue.kernel import kinds
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.keyset import Page
from xiangyue.kernel.kinds import Kind
from xiangyue.kernel.models import Matter, Seat
from xiangyue.kernel.queries import contact_of, timeline

_M = TypeVar("_M", bound=Model)


@dataclass(frozen=True)
class Held:
    """Open rows by tab; the list and its counts from one query."""

    by_tab: Mapping[str, list[Any]]

    def counts(self) -> dict[str, int]:
        return {tab: len(rows) for tab, rows in self.by_tab.items()}

    def first(self, wanted: Sequence[str]) -> str:
        """The first of these tabs with something in it."""
        return next((tab for tab in wanted if self.by_tab[tab]), wanted[0])


def held(rows: QuerySet[Any], kind: Kind, tabs: Mapping[str, Collection[str]], *, prefix: str = "", most: int) -> Held:
    """Tab → the rows whose matter (behind `prefix`) stands in one of the tab's stages."""
    by_tab: dict[str, list[Any]] = {tab: [] for tab in tabs}
    tab_of = {stage: tab for tab, stages in tabs.items() for stage in stages}
    for row in kinds.with_stage(rows, kind, prefix)[:most]:
        by_tab[tab_of[row.stage]].append(row)
    return Held(by_tab)


def listed(address: str, tab: str, after: str, rows: Sequence[Any], page: Page[Any] | None = None) -> dict[str, Any]:
    """The list of a tab: its rows, where it stands, and the page after it where there are pages."""
    at = f"&after={quote(after)}" if after else ""
    following = f"?tab={tab}&after={quote(page.next_after)}" if page and page.next_after else ""
    return {"tab": tab, "rows": rows, "here": f"{reverse(address)}?tab={tab}{at}", "next_url": following}


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
