"""The three rates, the composite, and ranks with ties: exact arithmetic on plain counts, no database.

Source of the formula: field A4.1, seen in one district's 2025 report system, not an official city rule. Weights and the
satisfaction map are therefore a dated row of the town, handed in as `ScoringRule`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Generic, TypeVar

from xiangyue.figures.indicators import rules as arithmetic
from xiangyue.lib.marking import Said
from xiangyue.lib.marking import marked as _

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
        """From the JSON value of the dated row; numbers stand there as text so that they are exact. ValueError if
        off.
        """
        weights = {name: Fraction(value["weights"][name]) for name in ("response", "solution", "satisfaction")}
        if sum(weights.values()) != 1:
            raise ValueError("三个权重相加要等于 1。")
        satisfaction = {name: Fraction(worth) for name, worth in value["satisfaction"].items()}
        if any(not 0 <= worth <= 1 for worth in satisfaction.values()):
            raise ValueError("满意程度的折算值要在 0 和 1 之间。")
        return cls(
            weights, satisfaction, int(value.get("min_volume", 1)), value.get("note_zh", ""), value.get("note_en", "")
        )


@dataclass(frozen=True)
class Tally:
    """Counts of one group: V valid call-backs, C contacted, S solved, and V by how satisfied they were.

    `contact_asked` and `solution_asked` count those who were asked; None: all of V were.
    """

    valid: int = 0
    contacted: int = 0
    solved: int = 0
    satisfied: Mapping[str, int] = field(default_factory=dict)
    excluded: int = 0
    unreached: int = 0
    contact_asked: int | None = None
    solution_asked: int | None = None

    @property
    def contact_base(self) -> int:
        """What C is counted out of."""
        return self.valid if self.contact_asked is None else self.contact_asked

    @property
    def solution_base(self) -> int:
        """What S is counted out of."""
        return self.valid if self.solution_asked is None else self.solution_asked

    def __add__(self, other: Tally) -> Tally:
        mine, theirs = dict(self.satisfied), dict(other.satisfied)
        both = {name: mine.get(name, 0) + theirs.get(name, 0) for name in mine.keys() | theirs.keys()}
        return Tally(
            self.valid + other.valid,
            self.contacted + other.contacted,
            self.solved + other.solved,
            both,
            self.excluded + other.excluded,
            self.unreached + other.unreached,
            None if self.contact_asked is other.contact_asked is None else self.contact_base + other.contact_base,
            None if self.solution_asked is other.solution_asked is None else self.solution_base + other.solution_base,
        )


@dataclass(frozen=True)
class Score:
    """Rates 0 to 1 and the composite 0 to 100; None where V is 0: no data is not a zero.

    A rate whose question nobody was asked is None too; `lacking` names the questions for want of which the composite
    cannot be computed.
    """

    response: Fraction | None
    solution: Fraction | None
    satisfaction: Fraction | None
    composite: Fraction | None
    lacking: tuple[str, ...] = ()


NO_DATA = Score(None, None, None, None)
_QUESTIONS = {"response": _("是否联系"), "solution": _("是否解决"), "satisfaction": _("是否满意")}


def score(tally: Tally, rule: ScoringRule) -> Score:
    """R = C/asked, J = S/asked, M = Σ worth·count / V, composite = 100·(w·(R, J, M)). An answer the map lacks is worth
    0.

    Asked is V unless the tally says otherwise. A weighted rate that is None leaves no composite.
    """
    if tally.valid == 0:
        return NO_DATA
    earned = sum(rule.satisfaction.get(name, Fraction(0)) * count for name, count in tally.satisfied.items())
    rates = {
        "response": Fraction(tally.contacted, tally.contact_base) if tally.contact_base else None,
        "solution": Fraction(tally.solved, tally.solution_base) if tally.solution_base else None,
        "satisfaction": Fraction(earned) / tally.valid if any(tally.satisfied.values()) else None,
    }
    lacking = tuple(_QUESTIONS[name] for name, rate in rates.items() if rate is None and rule.weights[name])
    whole = sum(rule.weights[name] * rate for name, rate in rates.items() if rate is not None)
    return Score(**rates, composite=None if lacking else 100 * Fraction(whole), lacking=lacking)


def rounded(value: Fraction | None, places: int = 2) -> str:
    """Half up, as the offices round; empty where there is no data. 92.915 → "92.92"."""
    return "" if value is None else f"{arithmetic.rounded(value, places):f}"


@dataclass(frozen=True)
class Ranked(Generic[Key]):
    """Competition rank (1, 2, 2, 4). `rank` None: cannot be ranked, and `why` says so. `of` counts the ranked ones."""

    key: Key
    composite: Fraction | None
    rank: int | None
    tied_with: int
    of: int
    why: str = ""


def rank(
    entries: Mapping[Key, tuple[Fraction | None, int]],
    min_volume: int,
    lacking: Mapping[Key, Sequence[str]] | None = None,
) -> list[Ranked[Key]]:
    """From {key: (composite, V)}: the ranked ones best first, then those that cannot be ranked in the order given.

    `lacking` names the questions for want of which a composite could not be computed (`Score.lacking`). Composites are
    compared exactly, before rounding, so that a tie on paper is not a tie here unless it is one.
    """
    fit = {key: value for key, (value, volume) in entries.items() if value is not None and volume >= max(min_volume, 1)}
    ranked = [
        Ranked(key, fit[key], one.rank, one.ties, one.of)
        for key, one in arithmetic.standings(fit, arithmetic.UP).items()
    ]
    for key, (unfit, volume) in entries.items():
        if key not in fit:
            ranked.append(
                Ranked(key, unfit, None, 0, len(fit), _why_not(unfit, volume, min_volume, (lacking or {}).get(key, ())))
            )
    return ranked


def _why_not(composite: Fraction | None, volume: int, min_volume: int, lacking: Sequence[str]) -> str:
    if volume == 0:
        return _("没有有效回访")
    if composite is None:
        return Said("缺少{what}的结果", what=lacking or (_("回访"),))
    return Said("有效回访 {volume} 件，不足 {min_volume} 件", volume=volume, min_volume=min_volume)


def improved(tally: Tally, answers: Mapping[str, int]) -> Tally:
    """What-if: so many of the counted matters come back solved and satisfied. `answers` counts what they said before:
    keys "unsolved", "uncontacted" and each satisfaction name that would become "yes"; "solution_unasked" and
    "contact_unasked" for those who were not asked, who would then be; "" for those without a satisfaction."""
    satisfied = dict(tally.satisfied)
    for name, count in answers.items():
        if name in satisfied and name != "yes":
            moved = min(count, satisfied[name])
            satisfied[name] -= moved
            satisfied["yes"] = satisfied.get("yes", 0) + moved
    silent = tally.valid - sum(tally.satisfied.values())
    if silent > 0 and answers.get("", 0):
        satisfied["yes"] = satisfied.get("yes", 0) + min(silent, answers[""])
    contact_asked = min(tally.valid, tally.contact_base + answers.get("contact_unasked", 0))
    solution_asked = min(tally.valid, tally.solution_base + answers.get("solution_unasked", 0))
    return replace(
        tally,
        satisfied=satisfied,
        contact_asked=contact_asked,
        solution_asked=solution_asked,
        contacted=min(
            contact_asked, tally.contacted + answers.get("uncontacted", 0) + answers.get("contact_unasked", 0)
        ),
        solved=min(solution_asked, tally.solved + answers.get("unsolved", 0) + answers.get("solution_unasked", 0)),
    )
