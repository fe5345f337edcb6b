"""The three rates, the composite, and ranks with ties: exact arithmetic on plain counts, no database.

Source of the formula: field A4.1, seen in one district's 2025 report system, not an official city rule. Weights and the
satisfaction map are therefore a dated row of the town, handed in as `ScoringRule`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class ScoringRule:
    """Weights and satisfaction values as exact fractions; `min_volume` valid call-backs are needed to be ranked."""

    weights: Mapping[str, Fraction]
    satisfaction: Mapping[str, Fraction]
    min_volume: int
    note_zh: str = ""
    note_en: str = ""

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> ScoringRule:
        """From the JSON value of the dated row; numbers stand there as text so that they are exact. ValueError if off."""
        weights = {name: Fraction(value["weights"][name]) for name in ("response", "solution", "satisfaction")}
        if sum(weights.values()) != 1:
            raise ValueError("三个权重相加要等于 1。")
        satisfaction = {name: Fraction(worth) for name, worth in value["satisfaction"].items()}
        if any(not 0 <= worth <= 1 for worth in satisfaction.values()):
            raise ValueError("满意程度的折算值要在 0 和 1 之间。")
        return cls(weights, satisfaction, int(value.get("min_volume", 1)), value.get("note_zh", ""), value.get("note_en", ""))


@dataclass(frozen=True)
class Tally:
    """Counts of one group: V valid call-backs, C contacted, S solved, and V by how satisfied they were."""

    valid: int = 0
    contacted: int = 0
    solved: int = 0
    satisfied: Mapping[str, int] = field(default_factory=dict)
    excluded: int = 0
    unreached: int = 0

    def __add__(self, other: Tally) -> Tally:
        mine, theirs = dict(self.satisfied), dict(other.satisfied)
        both = {name: mine.get(name, 0) + theirs.get(name, 0) for name in mine.keys() | theirs.keys()}
        return Tally(
            self.valid + other.valid, self.contacted + other.contacted, self.solved + other.solved, both,
            self.excluded + other.excluded, self.unreached + other.unreached,
        )  # fmt: skip


@dataclass(frozen=True)
class Score:
    """Rates 0 to 1 and the composite 0 to 100; None where V is 0: no data is not a zero."""

    response: Fraction | None
    solution: Fraction | None
    satisfaction: Fraction | None
    composite: Fraction | None


NO_DATA = Score(None, None, None, None)


def score(tally: Tally, rule: ScoringRule) -> Score:
    """R = C/V, J = S/V, M = Σ worth·count / V, composite = 100·(w·(R, J, M)). An answer the map lacks is worth 0."""
    if tally.valid == 0:
        return NO_DATA
    response = Fraction(tally.contacted, tally.valid)
    solution = Fraction(tally.solved, tally.valid)
    earned = sum(rule.satisfaction.get(name, Fraction(0)) * count for name, count in tally.satisfied.items())
    satisfaction = Fraction(earned) / tally.valid
    weights = rule.weights
    whole = weights["response"] * response + weights["solution"] * solution + weights["satisfaction"] * satisfaction
    return Score(response, solution, satisfaction, 100 * whole)


def rounded(value: Fraction | None, places: int = 2) -> str:
    """Half up, as the offices round; empty where there is no data. 92.915 → "92.92"."""
    if value is None:
        return ""
    shifted = abs(value) * 10**places
    whole = (2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{Decimal(whole).scaleb(-places):.{places}f}"


@dataclass(frozen=True)
class Ranked(Generic[Key]):
    """Competition rank (1, 2, 2, 4). `rank` None: cannot be ranked, and `why` says so. `of` counts the ranked ones."""

    key: Key
    composite: Fraction | None
    rank: int | None
    tied_with: int
    of: int
    why: str = ""


def rank(entries: Mapping[Key, tuple[Fraction | None, int]], min_volume: int) -> list[Ranked[Key]]:
    """From {key: (composite, V)}: the ranked ones best first, then those that cannot be ranked in the order given.

    Composites are compared exactly, before rounding, so that a tie on paper is not a tie here unless it is one.
    """
    fit = {key: value for key, (value, volume) in entries.items() if value is not None and volume >= max(min_volume, 1)}
    ordered = sorted(fit.items(), key=lambda one: -one[1])
    ranked: list[Ranked[Key]] = []
    for key, value in ordered:
        better = sum(1 for other in fit.values() if other > value)
        ties = sum(1 for other in fit.values() if other == value) - 1
        ranked.append(Ranked(key, value, better + 1, ties, len(fit)))
    for key, (unfit, volume) in entries.items():
        if key not in fit:
            why = "没有有效回访" if volume == 0 else f"有效回访 {volume} 件，不足 {min_volume} 件"
            ranked.append(Ranked(key, unfit, None, 0, len(fit), why))
    return ranked


def change(now: Fraction | int | None, before: Fraction | int | None) -> Fraction | None:
    """Year-on-year: (now - before) / before; None where there is nothing to compare with."""
    if now is None or not before:
        return None
    return (Fraction(now) - Fraction(before)) / Fraction(before)


def per_ten_thousand(requests: int, residents: int | None) -> Fraction | None:
    """万人诉求比: requests in the period per 10,000 residents."""
    return Fraction(requests * 10_000, residents) if residents else None


def improved(tally: Tally, answers: Mapping[str, int]) -> Tally:
    """What-if: so many of the counted matters come back solved and satisfied. `answers` counts what they said before:
    keys "unsolved", "uncontacted" and each satisfaction name that would become "yes"."""
    satisfied = dict(tally.satisfied)
    for name, count in answers.items():
        if name in satisfied and name != "yes":
            moved = min(count, satisfied[name])
            satisfied[name] -= moved
            satisfied["yes"] = satisfied.get("yes", 0) + moved
    return Tally(
        tally.valid, min(tally.valid, tally.contacted + answers.get("uncontacted", 0)),
        min(tally.valid, tally.solved + answers.get("unsolved", 0)), satisfied, tally.excluded, tally.unreached,
    )  # fmt: skip
