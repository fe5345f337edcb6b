"""Published statements about a town, counted again from its own records. A statement without records does not hold.

What is counted for a statement stands in the town's own table: the names of its measures, their arguments, and a form;
or an indicator, whose signed number it is. Some are only names: there is nothing in them to count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from xiangyue.figures.forms import FORMS, Form
from xiangyue.figures.indicators import rules
from xiangyue.figures.indicators.models import Signature
from xiangyue.kernel import measures
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import Measure, Span
from xiangyue.kernel.models import Place, Rule
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.units import told_in

NUMBER, DATE, STATE, SET, MECHANISM, NAME = "number", "date", "state", "set", "mechanism", "name"
KINDS = (NUMBER, DATE, STATE, SET, MECHANISM, NAME)
HOLDS, DIFFERS, NO_RECORDS, NAME_ONLY = "holds", "differs", "no records", "name only"
VERDICTS = {HOLDS: "一致", DIFFERS: "不一致", NO_RECORDS: "没有记录", NAME_ONLY: "只有名称"}


@dataclass(frozen=True)
class Found:
    """`told`: what we have beside what was published, None without records; the parts are whole, or exact as text."""

    told: str | None
    holds: bool
    why: str
    numerator: int | str = ""
    denominator: int | str = ""


@dataclass(frozen=True)
class Fact:
    """What was published beside what we count. `counted` is rounded as the statement is; None: nothing was counted.
    `is_bound`: its row says what is to be counted for it.
    """

    id: str
    statement: str
    kind: str
    verdict: str
    published: str
    counted: str | None
    unit: str
    numerator: int | str
    denominator: int | str
    why: str
    is_bound: bool

    @property
    def holds(self) -> bool:
        return self.verdict == HOLDS


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
            arguments = told["arguments"]
            found = [measures.get(name) for name in names]
        except KeyError as missing:
            raise Refused(
                "找不到“{missing}”，不能核对；请检查 facts.csv 并重新装载镇文件夹", missing=missing.args[0]
            ) from missing
        if strange := measures.not_taken(arguments, found):
            raise Refused("条件 {strange} 对不上这句话的计数，不能核对", strange=strange)
        return cls(form, found[0], found[1] if len(found) > 1 else None, arguments, _span(told))

    def find(self, town: Place, told: Mapping[str, Any]) -> Found:
        """Refused where a measure says that it cannot be counted."""
        over, span = self._over()
        whole = over.count(town, span, **over.taken(self.arguments)) if over else Fraction(1)
        part = self.numerator.count(town, self.span, **self.numerator.taken(self.arguments))
        value = self.form.value(part, whole)
        why, parts = self._why(part, whole, is_counted=value is not None), (plain(part), plain(whole))
        if value is None:
            return Found(None, False, why, *parts)
        if self.form is FORMS["count"]:
            value = told_in(value, self.numerator.unit, told["unit"])
        counted = rules.rounded(value, told["rounding"])
        holds = rules.agrees(counted, Decimal(told["value"]), told.get("bound", rules.EXACT), told["rounding"])
        return Found(f"{counted:f}", holds, why, *parts)

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
            "n": _short(part),
            "of": _short(whole),
        }
        if not is_counted:
            return self.form.lacks.format_map(told)
        sentence = (self.form.says if over else "{part}").format_map(told)
        scopes = [one.scope for one in (self.numerator, over) if one and one.scope]
        return "；".join(dict.fromkeys([sentence, *scopes]))


def _span(told: Mapping[str, Any]) -> Span:
    try:
        return Span.of(told["period"])
    except ValueError as wrong:
        raise Refused("时段“{span}”看不懂，{wrong}", span=told["period"], wrong=wrong) from wrong


def _first_day(counting: Counting, town: Place, told: Mapping[str, Any]) -> Found:
    """Of a date: the day of the first record."""
    measure, when = counting.numerator, counting.numerator.when
    rows = measure.records(town, counting.span, **measure.taken(counting.arguments))
    first = rows.order_by(when).values_list(when, flat=True).first()
    if first is None:
        return Found(None, False, counting._why(Fraction(0), Fraction(1), is_counted=False))
    day: date = local_day(first) if isinstance(first, datetime) else first
    return Found(day.isoformat(), day.isoformat() == told["value"], f"{measure.told(counting.arguments)}的第一条记录")


def _named(counting: Counting, town: Place, told: Mapping[str, Any]) -> Found:
    """Of a named set: every name that was published stands among the records; there may be more."""
    measure = counting.numerator
    rows = measure.records(town, counting.span, **measure.taken(counting.arguments))
    held = {str(name) for name in rows.order_by().values_list(measure.named, flat=True).distinct()}
    if not held:
        return Found(None, False, counting._why(Fraction(0), Fraction(1), is_counted=False))
    wanted = told["value"].split("、")
    missing = [name for name in wanted if name not in held]
    why = f"记录里没有{'、'.join(missing)}" if missing else f"都在{measure.told(counting.arguments)}里"
    return Found("、".join(name for name in wanted if name in held), not missing, why)


_FINDERS: Mapping[str, Callable[[Counting, Place, Mapping[str, Any]], Found]] = {DATE: _first_day, SET: _named}


def _signed(town: Place, told: Mapping[str, Any]) -> Found:
    """What was signed last of the indicator in this period."""
    span, code = _span(told), told["indicator"]
    signed = Signature.objects.filter(town=town, sheet__indicator__code=code, sheet__period=span.text)
    last = signed.select_related("sheet__indicator").order_by("sheet__indicator__valid_from", "ordinal").last()
    if last is None:
        return Found(None, False, f"指标 {code} {span}还没有签发")
    value = told_in(Fraction(last.shown), last.sheet.indicator.unit, told["unit"])
    shown = rules.rounded(value, told["rounding"])
    holds = rules.agrees(shown, Decimal(told["value"]), told.get("bound", rules.EXACT), told["rounding"])
    below = "" if last.denominator is None else plain(last.denominator)
    return Found(f"{shown:f}", holds, f"指标 {code} {span}签发的数", plain(last.numerator), below)


def facts(town: Place, year: int, *, only: Collection[str] = ()) -> list[Fact]:
    """The statements of this year's review that are loaded, or `only` those of these ids, in the order of their ids."""
    held = Rule.objects.filter(town=town, kind="fact", valid_to=None).order_by("key")
    held = held.filter(key__in=only) if only else held
    return [_fact(town, rule.key, rule.value) for rule in held if _year(rule.value) == f"{year}"]


def _year(told: Mapping[str, Any]) -> str:
    return str(told.get("year") or told["period"][:4])


def as_dicts(rows: list[Fact]) -> list[dict[str, Any]]:
    return [asdict(row) | {"holds": row.holds} for row in rows]


def all_hold(rows: list[Fact]) -> bool:
    """Whether there are statements, and each that something is counted for holds."""
    return any(row.is_bound for row in rows) and all(row.holds for row in rows if row.is_bound)


def _fact(town: Place, key: str, told: Mapping[str, Any]) -> Fact:
    kind = told.get("kind", NUMBER)
    found = _found(town, kind, told)
    if kind == NAME:
        verdict = NAME_ONLY
    elif found.told is None:
        verdict = NO_RECORDS
    else:
        verdict = HOLDS if found.holds else DIFFERS
    return Fact(
        id=key,
        statement=told["statement"],
        kind=kind,
        verdict=verdict,
        published=told["value"],
        counted=found.told,
        unit=told["unit"],
        numerator=found.numerator,
        denominator=found.denominator,
        why="。".join(filter(None, (found.why.removesuffix("。"), told.get("note", "")))),
        is_bound=kind != NAME and _is_bound(told),
    )


def plain(number: Fraction) -> int | str:
    """A whole number, or another as text."""
    return number.numerator if number.denominator == 1 else rules.plain(number)


def _short(number: Fraction) -> str:
    """In a sentence: exact with two places at most, else about."""
    near = rules.rounded(number, 2)
    return rules.plain(number) if near == number else f"约 {near}"


def _is_bound(told: Mapping[str, Any]) -> bool:
    """Whether its row says what is counted for it."""
    return bool(told.get("indicator") or told.get("form", told))


def _found(town: Place, kind: str, told: Mapping[str, Any]) -> Found:
    try:
        if kind == NAME:
            return Found(None, False, "")
        if told.get("indicator"):
            return _signed(town, told)
        if not _is_bound(told):
            return Found(None, False, "" if told.get("note") else "还没有记录")
        counting = Counting.of(told)
        return _FINDERS.get(kind, Counting.find)(counting, town, told)
    except Refused as refusal:
        return Found(None, False, str(refusal))
