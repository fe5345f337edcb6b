"""An indicator counted in one period, from the records, as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from xiangyue.figures.indicators import rules
from xiangyue.figures.indicators.models import Indicator
from xiangyue.kernel import measures
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import MEDIAN, Measure
from xiangyue.kernel.models import Place
from xiangyue.lib.spans import Span


@dataclass(frozen=True)
class Part:
    """A measure with what narrows it: what stands above or below the line."""

    measure: Measure
    arguments: Mapping[str, str]

    @property
    def is_parted(self) -> bool:
        """Whether it can be told for each village: it has a way there, and is not narrowed to one already."""
        of_village = {one.name for one in self.measure.arguments if one.of_village}
        return bool(self.measure.where) and self.measure.aggregate != MEDIAN and not of_village & self.arguments.keys()

    @property
    def told(self) -> str:
        return self.measure.told(self.arguments)

    def count(self, town: Place, span: Span) -> Fraction:
        return self.measure.count(town, span, **self.arguments)

    def by_place(self, town: Place, span: Span) -> dict[int | None, Fraction]:
        return self.measure.by_place(town, span, **self.arguments)


@dataclass(frozen=True)
class Counted:
    """`shown` is rounded as it is published; None with the sentence why there is no value."""

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    shown: Decimal | None = None
    why: str = ""


def parts_of(indicator: Indicator) -> tuple[Part, Part | None]:
    """Above and below the line. Refused, with the sentence, where the room of a measure is not here."""
    above = _part(indicator.numerator, indicator.numerator_arguments)
    below = _part(indicator.denominator, indicator.denominator_arguments) if indicator.denominator else None
    return above, below


def _part(name: str, arguments: Mapping[str, str]) -> Part:
    try:
        return Part(measures.get(name), arguments)
    except KeyError:
        raise Refused("计数“{name}”已经不在系统里，这个指标算不出来；请改 indicators.csv 再装载", name=name) from None


def is_parted(indicator: Indicator) -> bool:
    """Whether villages have values of their own."""
    try:
        above, below = parts_of(indicator)
    except Refused:
        return False
    return above.is_parted and (below is None or below.is_parted)


def count(indicator: Indicator, town: Place, span: Span, villages: list[int]) -> dict[int, Counted]:
    """{place pk: what was counted} of the town, and of each of the villages where they have values of their own."""
    try:
        above, below = parts_of(indicator)
        whole = _made(indicator, span, above.count(town, span), below, below.count(town, span) if below else None)
    except (Refused, ValueError) as refusal:
        return {town.pk: Counted(why=str(refusal).rstrip("。"))}
    found = {town.pk: whole}
    if is_parted(indicator):
        over = above.by_place(town, span)
        under = below.by_place(town, span) if below else {}
        for pk in villages:
            if above.measure.is_entered and pk not in over:
                found[pk] = Counted(why=f"{span}还没有{above.told}的记录")
                continue
            of = under.get(pk, Fraction(0)) if below else None
            found[pk] = _made(indicator, span, over.get(pk, Fraction(0)), below, of)
    return found


def _made(indicator: Indicator, span: Span, part: Fraction, below: Part | None, of: Fraction | None) -> Counted:
    value = exact(indicator, part, of)
    if value is None:
        return Counted(part, of, None, f"{span}没有{below.told if below else ''}的记录，分母是零，除不出来")
    return Counted(part, of, rules.rounded(value, indicator.places, indicator.rounding))


def exact(indicator: Indicator, numerator: Fraction | None, denominator: Fraction | None) -> Fraction | None:
    """The value before it is rounded."""
    if numerator is None:
        return None
    return rules.ratio(numerator, Fraction(1) if denominator is None else denominator, Fraction(indicator.factor))
