"""The arithmetic of figures on exact fractions: rates, changes, completion, ranks, rounding, what is too small to be
shown. Plain Python.

What there is nothing to divide by has no value: None, never nought.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

HALF_UP, TRUNCATED = "half_up", "truncated"
ROUNDINGS = (HALF_UP, TRUNCATED)
UP, DOWN, NEITHER = "up", "down", "none"  # which way is better
EXACT, ABOUT, OVER, UNDER, ESTIMATE, PLANNED = "exact", "about", "over", "under", "estimate", "planned"
QUALIFIERS = (EXACT, ABOUT, OVER, UNDER, ESTIMATE, PLANNED)
COMPLETION, REDUCTION = "completion", "reduction"
FROM_EXACT, FROM_PUBLISHED = "exact", "published"  # what a change was computed from


def rounded(value: Fraction, places: int, way: str = HALF_UP) -> Decimal:
    """Half up, away from zero, as people round in writing; or cut off. Never "-0"."""
    shifted = abs(value) * 10**places
    whole, rest = divmod(shifted.numerator, shifted.denominator)
    if way == HALF_UP and 2 * rest >= shifted.denominator:
        whole += 1
    return Decimal(-whole if value < 0 else whole).scaleb(-places, Context(prec=len(str(whole)) + places + 2))


def ratio(part: Fraction, whole: Fraction, factor: Fraction = Fraction(1)) -> Fraction | None:
    return factor * part / whole if whole else None


def per_ten_thousand(part: Fraction | int, residents: int | None) -> Fraction | None:
    return ratio(Fraction(part), Fraction(residents or 0), Fraction(10_000))


def completion(actual: Fraction, task: Fraction) -> Fraction | None:
    return ratio(actual, task)


def reduction(base: Fraction, actual: Fraction, task: Fraction) -> Fraction | None:
    """What was brought down of what was to be brought down: from `base` to no more than `task`."""
    return ratio(base - actual, base - task)


def done_of(kind: str, actual: Fraction, task: Fraction, base: Fraction | None) -> Fraction | None:
    """A target's completion by its kind; None where a reduction has no base."""
    if kind == COMPLETION:
        return completion(actual, task)
    return None if base is None else reduction(base, actual, task)


def change(now: Fraction | int | None, before: Fraction | int | None) -> Fraction | None:
    """同比: (now − before) / before; None where there is nothing to compare with."""
    if now is None or not before:
        return None
    return (Fraction(now) - Fraction(before)) / Fraction(before)


@dataclass(frozen=True)
class YearOnYear:
    """`relative` 0.5 is up by half, `points` the difference of the two numbers; `basis` names what they were."""

    relative: Fraction | None
    points: Fraction | None
    basis: str


def year_on_year(
    now: Fraction | None, before: Fraction | None, *, places: int | None = None, way: str = HALF_UP
) -> YearOnYear:
    """From the exact numbers; with `places` from what is printed of them, as the bulletins do it."""
    basis = FROM_EXACT
    if places is not None and now is not None and before is not None:
        now, before = (Fraction(rounded(one, places, way)) for one in (now, before))
        basis = FROM_PUBLISHED
    points = None if now is None or before is None else now - before
    return YearOnYear(change(now, before), points, basis)


def rolling_means(values: Sequence[Fraction | None], length: int) -> list[Fraction | None]:
    """滑动平均: of each value and the `length` − 1 before it; None where one of them is missing."""
    return [_mean(values[at + 1 - length : at + 1] if at + 1 >= length else ()) for at in range(len(values))]


def _mean(values: Sequence[Fraction | None]) -> Fraction | None:
    held = [one for one in values if one is not None]
    return sum(held, Fraction(0)) / len(held) if held and len(held) == len(values) else None


def behind(printed: Decimal, places: int, way: str = HALF_UP) -> tuple[Fraction, Fraction]:
    """The least number that is printed so, and where those that are end (not among them). For what is not negative."""
    unit, value = Fraction(1, 10**places), Fraction(printed)
    return (value - unit / 2, value + unit / 2) if way == HALF_UP else (value, value + unit)


def implied_task(actual: tuple[Fraction, Fraction], done: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    """Between which numbers a task lies that nobody printed, from the bounds of what was done and of its completion.
    Both above nought.
    """
    return actual[0] / done[1], actual[1] / done[0]


@dataclass(frozen=True)
class Standing:
    """Competition rank (1, 2, 2, 4): one more than are strictly better. `ties`: how many others stand there too."""

    rank: int
    ties: int
    of: int


def standings(values: Mapping[Key, Fraction], better: str) -> dict[Key, Standing]:
    """Best first, compared exactly before any rounding. Where neither way is better nobody stands anywhere."""
    if better == NEITHER:
        return {}
    ordered = sorted(values.items(), key=lambda one: one[1], reverse=better == UP)
    found: dict[Key, Standing] = {}
    alike = dict.fromkeys(values.values(), 0)
    for value in values.values():
        alike[value] += 1
    first: dict[Fraction, int] = {}
    for at, (key, value) in enumerate(ordered, start=1):
        found[key] = Standing(first.setdefault(value, at), alike[value] - 1, len(ordered))
    return found


def too_small(counts: Mapping[Key, Fraction], below: int) -> set[Key]:
    """Which cells of a row are not shown beside its total: those that count somebody but fewer than `below`, and as
    many of the smallest others as are needed so that no subtraction gives one of them back: at least two, with `below`
    or more between them. Of a row of one cell the total is the cell.
    """
    hidden = {key for key, count in counts.items() if 0 < count < below}
    if not hidden:
        return hidden
    order = {key: at for at, key in enumerate(counts)}
    # what counts nobody hides nobody, so it comes in last
    for key in sorted(counts.keys() - hidden, key=lambda key: (counts[key] == 0, counts[key], order[key])):
        if len(hidden) > 1 and sum(counts[one] for one in hidden) >= below:
            break
        hidden.add(key)
    return hidden


def beyond(value: Decimal | None, limits: Mapping[str, object]) -> str:
    """OVER or UNDER where the value is beyond that limit; "" within, or where there is none."""
    for side, is_beyond in ((OVER, Decimal.__gt__), (UNDER, Decimal.__lt__)):
        if value is not None and side in limits and is_beyond(value, Decimal(str(limits[side]))):
            return side
    return ""


def agrees(counted: Decimal, said: Decimal, qualifier: str, places: int) -> bool:
    """Whether what we count is what was said: `over` and `under` are bounds, `about` allows one unit of the last
    place, what was an estimate or a plan is compared as if it were exact.
    """
    if qualifier == OVER:
        return counted > said
    if qualifier == UNDER:
        return counted < said
    if qualifier == ABOUT:
        return abs(counted - said) <= Decimal(1).scaleb(-places)
    return counted == said


def plain(number: Fraction) -> str:
    """Whole, an exact decimal, or a fraction where no decimal is exact."""
    rest, places = number.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    return f"{rounded(number, places):f}"
