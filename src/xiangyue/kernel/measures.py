"""Measures: what is counted. Each is registered by the room that keeps the records, in its `figures.py`, and found by
its name in a town's tables; whoever counts asks the register and imports no room.

Every measure opens to the records that it counted: there is no number without its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet, Sum

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.lib.spans import Span as Span

SUM, MEDIAN = "sum", "median"
_A_DAY = timedelta(days=1) // timedelta(microseconds=1)
Rows = Callable[..., QuerySet[Any]]  # (town, span, **arguments): each record once


@dataclass(frozen=True)
class Argument:
    """Narrows what is counted. `of_village`: the name of one of the town's villages; else `choices`, or any text."""

    name: str
    zh: str
    en: str
    choices: tuple[str, ...] = ()
    of_village: bool = False


@dataclass(frozen=True)
class Measure:
    """`name` is room.what; `zh` and `en` complete "how many …", `unit` is what one of them is called in Chinese.

    `rows` are the records. They are counted, or, where one record stands for more, their column `amount` is summed, or
    its median taken (of durations in days). `scope` 口径 says what is in and what is left out, where the name does not.
    `where` is the way from a record to its village; `parts(town, span)` are the rows that are parted by it where these
    are not `rows` themselves. `doors`: only matters that came through these move it; none: those of every door.
    `matter` is the way from a record to its matter where it is not its own `matter`. Of records without one `line`
    tells what each is, `opens` gives the address of its page, `seen(rows, seat)` those that a seat may see (not given:
    none of them), `joined` what is read with them. `when` and `named` are the columns of its day or moment, and of what
    it is called. `ledger`: people enter the records in the ledger of this name, so that a sum of none is no number.
    """

    name: str
    zh: str
    en: str
    unit: str
    rows: Rows
    arguments: tuple[Argument, ...] = ()
    amount: str = ""
    scope: str = ""
    aggregate: str = SUM
    where: str = ""
    parts: Rows | None = None
    doors: tuple[str, ...] = ()
    matter: str = ""
    line: Callable[[Any], str] | None = None
    opens: Callable[[Any], str] | None = None
    seen: Callable[[QuerySet[Any], Seat], QuerySet[Any]] | None = None
    joined: tuple[str, ...] = ()
    ledger: str = ""
    when: str = ""
    named: str = ""

    @property
    def is_entered(self) -> bool:
        return bool(self.ledger)

    def way_to_matter(self, records: QuerySet[Any]) -> str | None:
        """As a query writes it; "" where the records are matters, None where they have none."""
        if records.model is Matter:
            return ""
        has_own = any(field.name == "matter" for field in records.model._meta.get_fields())
        return self.matter or ("matter" if has_own else None)

    def records(self, town: Place, span: Span, **arguments: str) -> QuerySet[Any]:
        """What was counted. ValueError for an argument that this measure does not take; Refused, with the sentence,
        where it cannot be counted at all.
        """
        return self._rows(self.rows, town, span, arguments)

    def records_at(self, village: Place, town: Place, span: Span, **arguments: str) -> QuerySet[Any]:
        """Those of one village; the measure has a way there."""
        return self._rows(self.parts or self.rows, town, span, arguments).filter(**{self.where: village.pk})

    def _rows(self, rows: Rows, town: Place, span: Span, arguments: Mapping[str, str]) -> QuerySet[Any]:
        if strange := arguments.keys() - {one.name for one in self.arguments}:
            raise ValueError(f"measure {self.name!r} takes no {sorted(strange)}")
        return rows(town, span, **arguments)

    def count(self, town: Place, span: Span, **arguments: str) -> Fraction:
        """Exact, in `unit`; in the same cases as `records` none at all."""
        found = self.records(town, span, **arguments)
        if not self.amount:
            return Fraction(found.count())
        if self.aggregate == MEDIAN:
            amounts = sorted(_exact(one) for one in found.values_list(self.amount, flat=True))
            if not amounts:
                raise Refused("{span}没有{what}的记录，没有中位数", span=span, what=self.told(arguments))
            return _median(amounts)
        total = found.aggregate(total=Sum(self.amount))["total"]
        if total is None and self.is_entered:
            raise Refused("{span}还没有{what}的记录，不能当作 0", span=span, what=self.told(arguments))
        return Fraction(total or 0)

    def by_place(self, town: Place, span: Span, **arguments: str) -> dict[int | None, Fraction]:
        """{place pk: the same of its records}, None for those of no place; places without a record are left out. The
        measure has a way there and is no median. Refused as `count` is.
        """
        rows = self._rows(self.parts or self.rows, town, span, arguments).order_by()
        weighed = Sum(self.amount) if self.amount else Count("pk", distinct=True)
        return {place: Fraction(n or 0) for place, n in rows.values_list(self.where).annotate(n=weighed)}

    def taken(self, arguments: Mapping[str, str]) -> dict[str, str]:
        """Of arguments given for several measures, those that this one takes."""
        return {one.name: arguments[one.name] for one in self.arguments if one.name in arguments}

    def told(self, arguments: Mapping[str, str]) -> str:
        """What was counted in Chinese, with the arguments that narrow it."""
        narrowed = [f"{one.zh}＝{arguments[one.name]}" for one in self.arguments if one.name in arguments]
        return f"{self.zh}（{'，'.join(narrowed)}）" if narrowed else self.zh


def _exact(amount: Any) -> Fraction:
    """Durations in days."""
    return Fraction(amount // timedelta(microseconds=1), _A_DAY) if isinstance(amount, timedelta) else Fraction(amount)


def time_taken() -> ExpressionWrapper:
    """Of a matter that is closed: how long it took since it was received."""
    return ExpressionWrapper(F("closed_at") - F("received_at"), DurationField())


def _median(amounts: Sequence[Fraction]) -> Fraction:
    middle = len(amounts) // 2
    return amounts[middle] if len(amounts) % 2 else (amounts[middle - 1] + amounts[middle]) / 2


def everybody(rows: QuerySet[Any], seat: Seat) -> QuerySet[Any]:
    """Whoever sees the number sees these records: they stand on a page for everybody."""
    return rows


VILLAGE = Argument("village", "村", "village", of_village=True)

_MEASURES: dict[str, Measure] = {}


def register(measure: Measure) -> Measure:
    """Registering a name twice is a programming error."""
    if _MEASURES.get(measure.name, measure) is not measure:
        raise ValueError(f"measure {measure.name!r} is registered twice")
    _MEASURES[measure.name] = measure
    return measure


def get(name: str) -> Measure:
    """KeyError where no room that is installed has registered it."""
    return _MEASURES[name]


def names() -> KeysView[str]:
    """Of all that are registered, now and later."""
    return _MEASURES.keys()


def all_measures() -> list[Measure]:
    return [_MEASURES[name] for name in sorted(_MEASURES)]


def not_taken(arguments: Iterable[str], by: Iterable[Measure]) -> list[str]:
    """The names of arguments that none of these measures takes."""
    known = {one.name for measure in by for one in measure.arguments}
    return sorted(set(arguments) - known)
