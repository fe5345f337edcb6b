"""A list as one request asks for it. The address says everything: ?tab= &sort= &<filter>= &after= (the page), &m= (what
is open beside it), &as= (a file, paper, or the panel
of its filters).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiangyue.counter.guard import moment_of, seat_of
from xiangyue.counter.lists.columns import Column
from xiangyue.counter.lists.declared import Listing, Tab
from xiangyue.counter.lists.filters import Filter, Groups
from xiangyue.counter.lists.views_kept import kept_for
from xiangyue.counter.models import SavedView
from xiangyue.counter.seen import with_seen
from xiangyue.kernel.keyset import Page, ordered, page_of
from xiangyue.kernel.models import Seat

IN_PANEL = ("choice", "word", "date")  # kinds of filters
_LONGEST = 100  # characters of what a filter holds


@dataclass(frozen=True)
class Bound:
    """A filter with what was asked of it; `chosen` in words, empty where it narrows nothing."""

    filter: Filter
    value: str
    groups: Groups
    chosen: str
    without: str


class Shown:
    """One list for one request. Nothing is read until it is asked for."""

    def __init__(self, listing: Listing, seat: Seat, at: datetime, asked: Mapping[str, str], path: str) -> None:
        self.listing, self.seat, self.at, self.path = listing, seat, at, path
        self._after = asked.get("after", "")
        told = {one.key: (asked.get(one.key, "").strip()[:_LONGEST], one.usual) for one in listing.filters}
        self.values = {key: value for key, (value, usual) in told.items() if value not in ("", usual)}
        self._asked = {key: asked.get(key, "") for key in ("tab", "sort", "m")}
        self.extra: dict[str, str] = {}

    @cached_property
    def tab(self) -> Tab | None:
        return next((one for one in self.listing.tabs if one.key == self._asked["tab"]), None) or self._opening_tab

    @property
    def _opening_tab(self) -> Tab | None:
        """Where what is open beside the list stands, or the first with something to do."""
        if self.listing.opens is None:
            return self.listing.tabs[0] if self.listing.tabs else None
        ways = self.listing.opening(self.seat)
        if self.listing.named_by and self._asked["m"]:
            held = self._counted(self.listing.rows(self.seat).filter(**{self.listing.named_by: self._asked["m"]}))
            return next((one for one in self.listing.tabs if held[one.key]), ways[0])
        return next((one for one in ways if self._counts[one.key]), ways[0])

    @cached_property
    def sort(self) -> str:
        return self._sort(self._asked["sort"])

    def _sort(self, asked: str) -> str:
        if self.listing.column(asked.removeprefix("-")) is not None:
            return asked
        return (self.tab.order if self.tab else "") or self.listing.order

    # --- rows

    @cached_property
    def page(self) -> Page[Any]:
        rows = self._joined(self.rows_of_tab())
        if self.listing.marks_unread:
            rows = with_seen(rows, self.seat)
        return page_of(rows, self._order, self._after, self.listing.size, newest_first=self.sort.startswith("-"))

    @property
    def _order(self) -> str:
        column = self.listing.column(self.sort.removeprefix("-"))
        if column is None:
            raise LookupError(f"{self.listing.address} cannot be sorted by {self.sort}")
        return column.order

    def every(self) -> QuerySet[Any]:
        """All rows of the tab in the order of the page, without its unread marks."""
        return ordered(self._joined(self.rows_of_tab()), self._order, newest_first=self.sort.startswith("-"))

    def rows_of_tab(self) -> QuerySet[Any]:
        return self._narrowed.filter(self.tab.holds) if self.tab else self._narrowed

    def _joined(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related(*self.listing.joined) if self.listing.joined else rows

    @cached_property
    def _narrowed(self) -> QuerySet[Any]:
        rows = self.listing.rows(self.seat)
        for one in self.listing.filters:
            for value in (self.values.get(one.key, ""), one.usual):
                narrowed = one.narrow(rows, value, self.seat, self.at) if value else None
                if narrowed is not None:
                    rows = narrowed
                    break
                self.values.pop(one.key, None)
        return rows

    # --- what the page shows around them

    @property
    def title(self) -> str:
        return _(str(self.listing.title))

    @cached_property
    def tabs(self) -> list[dict[str, Any]]:
        """Each with how many rows it holds under the filters, from one query."""
        return [
            {
                "key": one.key,
                "label": _(str(one.label)),
                "count": self._counts[one.key],
                "url": self.address(tab=one.key, sort=""),
                "is_open": one is self.tab,
            }
            for one in self.listing.tabs
        ]

    @cached_property
    def _counts(self) -> dict[str, int]:
        return self._counted(self._narrowed)

    def _counted(self, rows: QuerySet[Any]) -> dict[str, int]:
        return rows.aggregate(**{one.key: Count("pk", filter=one.holds) for one in self.listing.tabs})

    @cached_property
    def chosen(self) -> list[Bound]:
        """The filters that narrow it, each in words. What they offer is read for these alone."""
        _rows = self._narrowed  # junk is thrown out first
        named = [one for one in self.listing.filters if one.kind != "page"]
        return [self._bind(one) for one in named if one.key in self.values]

    @property
    def chosen_in_panel(self) -> list[Bound]:
        """Of these, what stands in the panel, that is made when somebody opens it."""
        return [one for one in self.chosen if one.filter.kind in IN_PANEL]

    @property
    def n_offered(self) -> int:
        return len(self.chosen_in_panel)

    @property
    def typed(self) -> list[Bound]:
        return [self._bind(one) for one in self.listing.filters if one.kind == "text"]

    @property
    def offers(self) -> bool:
        return any(one.kind in IN_PANEL for one in self.listing.filters)

    @property
    def offered(self) -> list[Bound]:
        _rows = self._narrowed
        return [self._bind(one) for one in self.listing.filters if one.kind in IN_PANEL]

    def _bind(self, one: Filter) -> Bound:
        value = self.values.get(one.key, one.usual)
        groups = one.options(self.seat, self.at) if one.options else []
        labels = {key: label for _group, pairs in groups for key, label in pairs}
        return Bound(one, value, groups, labels.get(value, value), self.address(**{one.key: ""}))

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The columns with the address that sorts by each; once more turns it round."""
        return [
            {
                "column": one,
                "label": _(str(one.label)),
                "url": self.address(sort=f"-{one.key}" if self.sort == one.key else one.key) if one.order else "",
                "sorted": {one.key: "ascending", f"-{one.key}": "descending"}.get(self.sort, ""),
            }
            for one in self.listing.columns
        ]

    @property
    def orders(self) -> list[dict[str, Any]]:
        """The same as choices: each column both ways."""
        ways = [(one, sign) for one in self.listing.columns if one.order for sign in ("", "-")]
        return [
            {
                "label": (_("%(column)s，从大到小") if sign else _("%(column)s，从小到大"))
                % {"column": _(str(one.label))},
                "url": self.address(sort=f"{sign}{one.key}"),
                "is_chosen": self.sort == f"{sign}{one.key}",
            }
            for one, sign in ways
        ]

    @cached_property
    def lines(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        """The page's rows, each with its cells, for a table."""
        return [(row, [_cell(column, row) for column in self.listing.columns]) for row in self.page.rows]

    @cached_property
    def views(self) -> list[SavedView]:
        return kept_for(self.seat, self.listing.address)

    # --- addresses

    def address(self, **changes: str) -> str:
        """The same list with these changes, from its first page."""
        return f"{self.path}{'?' if (query := self.query(**changes)) else ''}{query}"

    def query(self, **changes: str) -> str:
        asked = {"tab": self.tab.key if self.tab and not self._opens_by_itself else "", **self.extra}
        asked |= {"sort": self.sort if self.sort != self._sort("") else "", **self.values, **changes}
        return urlencode({key: value for key, value in asked.items() if value})

    @property
    def _opens_by_itself(self) -> bool:
        return self.listing.opens is None and self.tab is self.listing.tabs[0]

    @property
    def cleared(self) -> str:
        """Without any filter."""
        return self.address(**{one.filter.key: "" for one in self.chosen})

    @property
    def kept_fields(self) -> list[tuple[str, str]]:
        """What the form of the filters carries along: all that has no field in it."""
        in_form = {one.key for one in self.listing.filters if one.kind not in ("hidden", "page")}
        return [(key, value) for key, value in parse_qsl(self.query()) if key not in in_form]

    @property
    def as_filters(self) -> str:
        return self.address(**{"as": "filters"})

    @property
    def as_xlsx(self) -> str:
        return self.address(**{"as": "xlsx"})

    @property
    def as_csv(self) -> str:
        return self.address(**{"as": "csv"})

    @property
    def as_paper(self) -> str:
        return self.address(**{"as": "print"})

    @property
    def here(self) -> str:
        """This very page of it; what is open beside it is added behind."""
        address = self.address(after=self._after)
        return address if "?" in address else f"{address}?"

    @property
    def next_url(self) -> str:
        return self.address(after=self.page.next_after) if self.page.next_after else ""

    @property
    def first_url(self) -> str:
        """Back to the first page; empty there."""
        return self.address() if self._after else ""


def shown(listing: Listing, request: HttpRequest, **extra: str) -> Shown:
    """`extra`: what else the list's own address holds, kept in every address made from it."""
    found = Shown(listing, seat_of(request), moment_of(request), request.GET, reverse(listing.address))
    found.extra = extra
    return found


def _cell(column: Column, row: Any) -> dict[str, Any]:
    return {
        "column": column,
        "label": _(str(column.label)),
        "value": column.value(row),
        "url": column.link(row) if column.link else "",
        "tone": column.tone(row) if column.tone else "",
    }
