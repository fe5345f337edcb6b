"""What the person who raised a matter says when they are asked."""

from __future__ import annotations

from dataclasses import dataclass

from xiangyue.kernel.storytelling.tale import Telling


@dataclass(frozen=True)
class Opinion:
    contacted: bool
    solved: bool
    satisfied: str
    words: str


def opinion_of(telling: Telling, *, solved: float) -> Opinion:
    """By the quality of the town's work at the time; `solved` is the share of those who say that it is."""
    rng, quality = telling.rng, telling.quality
    is_solved = telling.chance(solved)
    contacted = is_solved or telling.chance(quality.contacted)
    contacted = contacted and telling.chance(0.5 + quality.contacted / 2)
    if is_solved:
        yes = quality.satisfied
        weights = (yes, (1 - yes) * 0.65, (1 - yes) * 0.25, (1 - yes) * 0.1)
        satisfied = rng.choices(("yes", "mostly", "fair", "no"), weights)[0]
    else:
        satisfied = rng.choices(("mostly", "fair", "no"), (1, 3, 6))[0]
    words = rng.choice(telling.texts["citizen" if is_solved else "unhappy"])
    return Opinion(contacted, is_solved, satisfied, words)
