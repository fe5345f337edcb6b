"""A ledger as its room declares it, and the register of all ledgers by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from xiangyue.kernel.access import own_village
from xiangyue.kernel.models import Place, Seat
from xiangyue.ledgers.book.columns import Columns, Wrong, is_chinese
from xiangyue.ledgers.book.models import Entry

Look = Callable[[Place, str], Any]
Offers = Callable[[Seat], Iterable[str]]
Says = Callable[[Place, Mapping[str, Any], int | None], Iterable[str]]
Felt = Callable[[Any], tuple[date, date]]
Opens = Callable[[bytes, str, Sequence[str]], tuple[bytes, str]]
ALWAYS = (date.min, date.max)


def of_the_town(values: Mapping[str, Any]) -> None:
    """No village has entries of its own."""


def on_its_day(entry: Entry) -> tuple[date, date]:
    return entry.day, entry.day + timedelta(days=1)


def as_it_is(data: bytes, filename: str, titles: Sequence[str]) -> tuple[bytes, str]:
    return data, filename


def nothing(town: Place, values: Mapping[str, Any], pk: int | None) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Ledger:
    """`model` is an Entry whose fields are named like the columns. `room` names its deeds (room.see, .enter, .review,
    .sign) and its addresses.

    `refs`: of a column that names another row, how the row is found; the field holds the row. `offers`: the names that
    a form offers this seat there. `village(values)`: whose
    entry it is, None for the whole town's (`of_the_town`: always). `day`: the column that says of which day it is.

    `errors` and `doubts` give a sentence each about (town, values with their rows, key of the entry itself): an error
    keeps an entry out, a doubt is signed with a reason. `opens(data, filename, titles)` makes a table of another kind
    of file. `felt(entry)`: from which day to before which what is counted may be another because of it.
    """

    name: str
    zh: str
    en: str
    room: str
    model: type[Entry]
    columns: Columns
    village: Callable[[Mapping[str, Any]], Place | None]
    day: str
    refs: Mapping[str, Look] = field(default_factory=dict)
    offers: Mapping[str, Offers] = field(default_factory=dict)
    errors: Says = nothing
    doubts: Says = nothing
    opens: Opens = as_it_is
    felt: Felt = on_its_day

    def named(self, language: str) -> str:
        return self.zh if is_chinese(language) else self.en

    def deed(self, what: str) -> str:
        return f"{self.room}.{what}"

    def address(self, what: str) -> str:
        """The name of one of its pages."""
        return f"{self.room}:{self.name}_{what}"

    def resolved(self, town: Place, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with the rows that they name; Wrong where the town has none of this name."""
        found = dict(values)
        for name, look in self.refs.items():
            if not values[name]:
                found[name] = None
                continue
            found[name] = look(town, values[name])
            if found[name] is None:
                title = next(one.zh for one in self.columns.rows if one.name == name)
                raise Wrong(f"“{title}”里的“{values[name]}”本镇没有，请核对。")
        return found

    def told(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """The values again, each named row by its one name, however it was written."""
        return {name: str(value) if name in self.refs and value is not None else value for name, value in found.items()}

    def values_of(self, row: Entry) -> dict[str, Any]:
        """What stands in the columns of an entry."""
        return self.told({column.name: getattr(row, column.name) for column in self.columns.rows})


def village_named(town: Place, name: str) -> Place | None:
    """By its name, or its official code."""
    villages = Place.objects.filter(town=town, level="village")
    return villages.filter(name=name).first() or villages.filter(code=name).first()


def village_names(seat: Seat) -> list[str]:
    """Of the town's villages; a village's own seat has its own."""
    villages = Place.objects.filter(town=seat.town_id, level="village").order_by("code")
    own = own_village(seat)
    return list((villages if own is None else villages.filter(pk=own)).values_list("name", flat=True))


_LEDGERS: dict[str, Ledger] = {}


def register(ledger: Ledger) -> Ledger:
    """Registering a name twice is a programming error."""
    if _LEDGERS.get(ledger.name, ledger) is not ledger:
        raise ValueError(f"ledger {ledger.name!r} is registered twice")
    _LEDGERS[ledger.name] = ledger
    return ledger


def named(name: str) -> Ledger | None:
    """None where its room is not installed any more."""
    return _LEDGERS.get(name)


def of_room(room: str) -> list[Ledger]:
    """In the order in which its room declares them."""
    return [one for one in _LEDGERS.values() if one.room == room]


def all_ledgers() -> list[Ledger]:
    return [_LEDGERS[name] for name in sorted(_LEDGERS)]
