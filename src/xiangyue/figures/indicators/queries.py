"""What stands on an opened number: its value beside others, its records, and what may explain a fall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from xiangyue.figures.indicators import periods, rules
from xiangyue.figures.indicators.counting import Part, exact, parts_of
from xiangyue.figures.indicators.models import Chosen, Indicator, Sheet, Signature, Stood, Target, Value
from xiangyue.kernel import measures
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat

CHART = 24  # periods of a chart
CHANGES = 60  # days on which a value changed, of those on its page
SMALL_CELLS = "suppression"  # the town's rule: {"below": 3}


def sheets(seat: Seat) -> QuerySet[Any]:
    """With `shown` and `why` of the town, `signed` (what was last signed), `is_latest` and `is_chosen`."""
    own = Value.objects.filter(sheet=OuterRef("pk"), place=OuterRef("town"))
    signed = Signature.objects.filter(sheet=OuterRef("pk")).order_by("-ordinal")
    later = Sheet.objects.filter(
        town=OuterRef("town"), indicator__code=OuterRef("indicator__code"), following__gt=OuterRef("following")
    )
    chosen = Chosen.objects.filter(seat=seat, code=OuterRef("indicator__code"))
    return Sheet.objects.filter(town_id=seat.town_id).annotate(
        shown=Subquery(own.values("shown")[:1]),
        why=Subquery(own.values("why")[:1]),
        signed=Subquery(signed.values("shown")[:1]),
        is_latest=~Exists(later),
        is_chosen=Exists(chosen),
    )


def sheet_for(seat: Seat, code: str, period: str) -> Sheet:
    """Of the row that held last, where several rows of the code have this period."""
    found = Sheet.objects.filter(town_id=seat.town_id, indicator__code=code, period=period)
    newest = found.order_by("-indicator__valid_from").values("pk")[:1]
    return get_object_or_404(Sheet.objects.select_related("town", "indicator__goal"), pk=Subquery(newest))


def value_of(sheet: Sheet) -> Value | None:
    """The town's; None where it has not been counted yet."""
    return Value.objects.filter(sheet=sheet, place=sheet.town_id).first()


def number(shown: Decimal | None, indicator: Indicator) -> int | float | None:
    """The same for a cell of a sheet."""
    found = printed(shown, indicator)
    return None if found is None else float(found) if indicator.places else int(found)


def printed(shown: Decimal | None, indicator: Indicator) -> Decimal | None:
    """As many places as the indicator has."""
    return None if shown is None else rules.rounded(Fraction(shown), indicator.places)


def stood(sheet: Sheet) -> list[Stood]:
    """How the town's value came to be what it is, the newest first."""
    return list(Stood.objects.filter(sheet=sheet).order_by("-day")[:CHANGES])


def stood_on(sheet: Sheet, day: date) -> Stood | None:
    """How it stood at the end of a day; None from before it was first counted."""
    return Stood.objects.filter(sheet=sheet, day__lte=day).order_by("day").last()


def exact_value(sheet: Sheet, value: Value | None) -> Fraction | None:
    return None if value is None or value.shown is None else exact(sheet.indicator, value.numerator, value.denominator)


def before(sheet: Sheet) -> tuple[Sheet, Value] | None:
    """The same period of the year before, of whatever row of the code held then."""
    span = periods.year_before(sheet.indicator.period_kind, sheet.span)
    found = (
        Value.objects.filter(
            sheet__town=sheet.town_id,
            place=sheet.town_id,
            sheet__indicator__code=sheet.indicator.code,
            sheet__period=span.text,
        )
        .select_related("sheet__indicator")
        .order_by("-sheet__indicator__valid_from")
        .first()
    )
    return (found.sheet, found) if found is not None else None


def lately(sheet: Sheet) -> list[Value]:
    """The town's values of the code, this period and those before it, oldest first."""
    found = Value.objects.filter(
        sheet__town=sheet.town_id,
        place=sheet.town_id,
        sheet__indicator__code=sheet.indicator.code,
        sheet__following__lte=sheet.following,
    )
    return list(found.select_related("sheet").order_by("-sheet__following", "-sheet__first")[:CHART])[::-1]


def target_of(sheet: Sheet) -> tuple[Target, Fraction | None] | None:
    """With how far it is reached, 1 being all of it."""
    target = Target.objects.filter(town=sheet.town_id, code=sheet.indicator.code, period=sheet.period).first()
    if target is None:
        return None
    return target, target_done(target, exact_value(sheet, value_of(sheet)))


def target_done(target: Target, value: Fraction | None) -> Fraction | None:
    """How far a value has reached it, 1 being all of it."""
    base = None if target.base is None else Fraction(target.base)
    return None if value is None else rules.done_of(target.kind, value, Fraction(target.value), base)


@dataclass(frozen=True)
class Row:
    """A village's value; `is_hidden` where so few are counted that they could be known."""

    place: Place
    shown: Decimal | None
    standing: rules.Standing | None
    is_hidden: bool
    why: str


def villages(sheet: Sheet, seat: Seat) -> list[Row]:
    """Best first, then those without a value; empty where the measures do not go there. Of what villages enter, a
    village sees its own.
    """
    values = Value.objects.filter(sheet=sheet, place__level="village").select_related("place").order_by("place__code")
    if is_entered(sheet) and seat.unit.unit_kind == "village":
        values = values.filter(place=seat.unit.place_id)
    held = {value.place_id: value for value in values}
    hidden = hidden_in(sheet, held.values())
    found = {pk: exact_value(sheet, value) for pk, value in held.items()}
    places = rules.standings({pk: one for pk, one in found.items() if one is not None}, sheet.indicator.better)
    rows = [
        Row(
            value.place,
            None if pk in hidden else printed(value.shown, sheet.indicator),
            None if pk in hidden else places.get(pk),
            pk in hidden,
            value.why,
        )
        for pk, value in held.items()
    ]
    return sorted(rows, key=lambda row: (row.standing is None, row.standing.rank if row.standing else 0))


def is_entered(sheet: Sheet) -> bool:
    """Whether people enter what is counted; a measure that has left is counted by nobody."""
    measure = measures.get(sheet.indicator.numerator) if sheet.indicator.numerator in measures.names() else None
    return measure is not None and measure.is_entered


def hidden_in(sheet: Sheet, values: Iterable[Value]) -> set[int]:
    """The places whose number is so small that it could be known whose it is, and those by which it could be reckoned
    out. What villages enter tells of fields and money, not of people.
    """
    if is_entered(sheet):
        return set()
    counts = {value.place_id: value.numerator for value in values if value.numerator is not None}
    return set(rules.too_small(counts, small_below(sheet.town, sheet.first)))


def small_below(town: Place, day: date) -> int:
    """Fewer than this many are not shown; 0 where the town has no such rule."""
    rule = rule_on(town, SMALL_CELLS, "town", day)
    return 0 if rule is None else int(rule.value["below"])


@dataclass(frozen=True)
class Watched:
    """What may explain a fall: how many of the numerator were withdrawn, left out …, in this period (`n`, and what part
    of it, `now`) and a year before.
    """

    part: Part
    now: Fraction | None
    before: Fraction | None
    n: Fraction
    n_before: Fraction


def watched(sheet: Sheet, value: Value, last: tuple[Sheet, Value] | None) -> Iterator[Watched]:
    """Of an indicator that names what is to be watched, where it has fallen beside the year before; counted now."""
    if last is None or value.numerator is None or last[1].numerator is None or value.numerator >= last[1].numerator:
        return
    for name in sheet.indicator.watch:
        if name in measures.names():
            part = Part(measures.get(name), {})
            n, n_before = part.count(sheet.town, sheet.span), part.count(sheet.town, last[0].span)
            yield Watched(part, rules.ratio(n, value.numerator), rules.ratio(n_before, last[1].numerator), n, n_before)


def part_of(sheet: Sheet, side: str) -> Part:
    """Above the line, or below it where it is asked for and something stands there. Refused where it has left."""
    above, below = parts_of(sheet.indicator)
    return below if side == "denominator" and below is not None else above


@dataclass(frozen=True)
class Behind:
    """The records of a number: `rows` are those that the seat may see, each with its matter by `way`; `way` None: they
    are no matters. `counted`: how many there are; where that is hidden, how many the seat sees.
    """

    part: Part
    rows: QuerySet[Any]
    way: str | None
    counted: int


def behind(seat: Seat, sheet: Sheet, side: str, place: Place | None) -> Behind:
    """Refused where it cannot be counted."""
    part = part_of(sheet, side)
    if place is not None and not part.measure.where:
        raise Refused("这个数不分村。")
    town, span = sheet.town, sheet.span
    if place is None:
        rows = part.measure.records(town, span, **part.arguments)
    else:
        rows = part.measure.records_at(place, town, span, **part.arguments)
    way = part.measure.way_to_matter(rows)
    if way is None:
        seen = part.measure.seen(rows, seat) if part.measure.seen else rows.none()
    else:
        seen = rows.filter(**{f"{way or 'pk'}__in": visible_to(seat)})
    is_hidden = place is not None and place.pk in hidden_in(
        sheet, Value.objects.filter(sheet=sheet).exclude(place=town)
    )
    return Behind(part, seen, way, (seen if is_hidden else rows).count())


def signatures(sheet: Sheet) -> list[Signature]:
    return list(Signature.objects.filter(sheet=sheet).select_related("seat").order_by("-ordinal"))


def chosen(seat: Seat) -> list[Any]:
    """The latest period of each indicator that the seat has chosen, in the order of their codes."""
    return list(
        sheets(seat).filter(is_chosen=True, is_latest=True).select_related("indicator").order_by("indicator__code")
    )


def is_chosen(seat: Seat, sheet: Sheet) -> bool:
    return Chosen.objects.filter(seat=seat, code=sheet.indicator.code).exists()


UNSIGNED = Q(signed=None, shown__isnull=False)
CHANGED = Q(signed__isnull=False) & (Q(shown=None) | ~Q(signed=F("shown")))
