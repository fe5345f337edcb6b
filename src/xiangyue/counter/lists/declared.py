"""A list as its room declares it, and the register of all lists by the name of their address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from xiangyue.counter.lists.columns import Column, Text
from xiangyue.counter.lists.filters import Filter
from xiangyue.kernel.models import Seat


@dataclass(frozen=True)
class Tab:
    """A part of the list that is counted on its own. `order` as in `Listing`, where the tab has its own."""

    key: str
    label: str
    holds: Q
    order: str = ""


@dataclass(frozen=True)
class Listing:
    """`address` is the url's name; `deed` opens it; `rows(seat)` are those that this seat may see there.

    `order`: the key of a column, with "-" before it for the newest or largest first. `marks_unread`: the rows are
    matters, of which each seat is told where something happened since it had them open. `waits`: what stands in the
    first tab waits for this seat, and is counted in the navigation. `opens`: where several tabs wait, their keys in
    the order of this seat's work; the first that holds something opens by itself. `named_by`: the column that tells
    which row is open beside the list (&m=); where no tab is asked for, its own opens.
    """

    address: str
    deed: str
    title: Text
    rows: Callable[[Seat], QuerySet[Any]]
    columns: tuple[Column, ...]
    order: str
    tabs: tuple[Tab, ...] = ()
    filters: tuple[Filter, ...] = ()
    joined: tuple[str, ...] = ()
    marks_unread: bool = False
    waits: bool = False
    opens: Callable[[Seat], Sequence[str]] | None = None
    named_by: str = ""
    size: int = 40

    def column(self, key: str) -> Column | None:
        """The column of this key if the list can be sorted by it."""
        return next((one for one in self.columns if one.key == key and one.order), None)

    def opening(self, seat: Seat) -> list[Tab]:
        """The tabs that wait for this seat."""
        keys = self.opens(seat) if self.opens else [one.key for one in self.tabs[:1]]
        return [one for key in keys for one in self.tabs if one.key == key]


MOST_WAITING = 999  # more are not counted out


def waiting_for(seat: Seat, address: str) -> int | None:
    """How many rows wait there for the seat; None where no list does, or one on which nothing waits."""
    listing = _LISTINGS.get(address)
    if listing is None or not listing.waits:
        return None
    waits = reduce(or_, (one.holds for one in listing.opening(seat)), Q())
    return listing.rows(seat).filter(waits)[:MOST_WAITING].count()


_LISTINGS: dict[str, Listing] = {}


def register(listing: Listing) -> Listing:
    _LISTINGS[listing.address] = listing
    return listing


def named(address: str) -> Listing | None:
    return _LISTINGS.get(address)


def all_listings() -> list[Listing]:
    return list(_LISTINGS.values())
