"""Published statements about a town, counted again from its own records. A statement without records does not hold.

What is counted for a statement stands in the town's own table: the names of its measures, their arguments, and a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xiangyue.figures.forms import FORMS, Form
from xiangyue.figures.indicators.rules import rounded
from xiangyue.kernel import measures
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import Measure, Span
from xiangyue.kernel.models import Place, Rule


@dataclass(frozen=True)
class Count:
    """A figure as numerator over denominator; `value` is None when there are no records to count."""

    value: Fraction | None
    numerator: Fraction
    denominator: Fraction
    why: str


@dataclass(frozen=True)
class Fact:
    """What was published beside what we count. `counted` is rounded as the statement is.

    `numerator` and `denominator`: whole, or an exact decimal as text.
    """

    id: str
    statement: str
    holds: bool
    published: str
    counted: str | None
    unit: str
    numerator: int | str
    denominator: int | str
    why: str


@dataclass(frozen=True)
class Counting:
    """A statement's measures, found by their names, with its arguments and its span."""

    form: Form
    numerator: Measure
    denominator: Measure | None
    arguments: Mapping[str, str]
    span: Span

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Counting:
        """From the value of a rule of kind fact. Refused, with the sentence, where it cannot be bound."""
        try:
            form, names = FORMS[told["form"]], [name for name in (told["numerator"], told["denominator"]) if name]
            span, arguments = Span.of(told["period"]), told["arguments"]
            found = [measures.get(name) for name in names]
        except KeyError as missing:
            raise Refused(f"找不到“{missing.args[0]}”，不能核对；请检查 facts.csv 并重新装载镇文件夹") from missing
        except ValueError as wrong:
            raise Refused(f"时段“{told['period']}”看不懂，{wrong}") from wrong
        if strange := measures.not_taken(arguments, found):
            raise Refused(f"条件 {'、'.join(strange)} 对不上这句话的计数，不能核对")
        return cls(form, found[0], found[1] if len(found) > 1 else None, arguments, span)

    def count(self, town: Place) -> Count:
        """Refused where a measure says that it cannot be counted."""
        over, span = self._over()
        whole = over.count(town, span, **over.taken(self.arguments)) if over else Fraction(1)
        part = self.numerator.count(town, self.span, **self.numerator.taken(self.arguments))
        value = self.form.value(part, whole)
        return Count(value, part, whole, self._why(part, whole, is_counted=value is not None))

    def _over(self) -> tuple[Measure | None, Span]:
        """What stands below the line: another measure, the same one a year before, or nothing."""
        if self.form.against_year_before:
            return self.numerator, self.span.year_before()
        return self.denominator, self.span

    def _why(self, part: Fraction, whole: Fraction, *, is_counted: bool) -> str:
        over, span = self._over()
        told = {
            "part": self.numerator.told(self.arguments),
            "whole": over.told(self.arguments) if over else "",
            "span": self.span,
            "other_span": span,
            "unit": self.numerator.unit,
            "n": plain(part),
            "of": plain(whole),
        }
        if not is_counted:
            return self.form.lacks.format_map(told)
        sentence = (self.form.says if over else "{part}").format_map(told)
        scopes = [one.scope for one in (self.numerator, over) if one and one.scope]
        return "；".join(dict.fromkeys([sentence, *scopes]))


def facts(town: Place, year: int) -> list[Fact]:
    """The statements loaded for this year, in the order of their ids."""
    rules = Rule.objects.filter(town=town, kind="fact", valid_to=None).order_by("key")
    return [_fact(town, rule.key, rule.value) for rule in rules if rule.value["period"].startswith(f"{year}")]


def as_dicts(rows: list[Fact]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]


def _fact(town: Place, key: str, told: Mapping[str, Any]) -> Fact:
    try:
        count = Counting.of(told).count(town)
    except Refused as refusal:
        count = Count(None, Fraction(0), Fraction(0), str(refusal))
    counted = rounded(count.value, told["rounding"]) if count.value is not None else None
    said = Decimal(told["value"])
    return Fact(
        id=key,
        statement=told["statement"],
        holds=counted is not None and (counted > said if told.get("bound") == "over" else counted == said),
        published=told["value"],
        counted=str(counted) if counted is not None else None,
        unit=told["unit"],
        numerator=plain(count.numerator),
        denominator=plain(count.denominator),
        why="。".join(filter(None, (count.why.removesuffix("。"), told.get("note", "")))),
    )


def plain(number: Fraction) -> int | str:
    """Sums come from whole or decimal columns: each is a whole number or an exact decimal."""
    whole = number.denominator == 1
    return number.numerator if whole else str(Decimal(number.numerator) / Decimal(number.denominator))
