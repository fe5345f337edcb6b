"""What the district would have published for the other towns, so that there is a rank. All of it invented."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from xiangyue.desks.callback.models import Callback
from xiangyue.figures.score.models import PublishedTotal
from xiangyue.kernel.models import Place
from xiangyue.lib.periods import assessment_period_named

SOURCE = "演示虚构 / invented for the demo"
PERIODS = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)] + ["2025-01"]
BEST = "2024-11"
# The place that the town takes in each of these periods, as far as its own results allow.
_RANKS = dict(
    zip(
        PERIODS, (17, 18, 16, 17, 15, 16, 14, 15, 13, 14, 12, 13, 11, 10, 11, 9, 8, 9, 7, 6, 5, 3, 1, 2, 3), strict=True
    )
)


def publish(town: Place, rng: Random) -> None:
    """One row for each other town of the district and each period; rows that are there already are left alone."""
    others = list(Place.objects.filter(level="town", parent=town.parent).exclude(pk=town.pk).order_by("code"))
    rows = []
    for period in PERIODS:
        ours = _score_of(town, period)
        ahead = set(rng.sample(range(len(others)), min(_RANKS[period] - 1, len(others))))
        for number, other in enumerate(others):
            rows.append(_row(other, period, ours, number in ahead, rng))
    PublishedTotal.objects.bulk_create(rows, ignore_conflicts=True)


def _score_of(town: Place, period: str) -> Fraction:
    """The town's own composite by the imported call-backs of the period, with the demo's weights; 9/10 without any."""
    since, until = assessment_period_named(period).moments()
    counted = Callback.objects.filter(
        town=town, source="imported", counts=True, excluded="", at__gte=since, at__lt=until
    )
    results = list(counted.values_list("contacted", "solved", "satisfied"))
    if not results:
        return Fraction(9, 10)
    valid = len(results)
    contacted = sum(1 for one in results if one[0])
    solved = sum(1 for one in results if one[1])
    return composite(
        valid,
        contacted,
        solved,
        sum(1 for one in results if one[2] == "yes"),
        sum(1 for one in results if one[2] == "mostly"),
    )


def composite(valid: int, contacted: int, solved: int, satisfied: int, mostly: int) -> Fraction:
    satisfaction = satisfied + Fraction(9, 10) * mostly
    return (Fraction(1, 10) * contacted + Fraction(5, 10) * solved + Fraction(4, 10) * satisfaction) / valid


def _row(town: Place, period: str, ours: Fraction, ahead: bool, rng: Random) -> PublishedTotal:
    """Counts whose composite lies on the wanted side of ours; nudged one person at a time until it does."""
    valid = rng.randrange(160, 620)
    gap = rng.uniform(0.003, 0.035 if ahead else 0.05)
    wanted = min(0.9985, max(0.5, float(ours) + (gap if ahead else -gap)))
    solved = min(valid, round(valid * (wanted + rng.uniform(-0.004, 0.006))))
    contacted = min(valid, max(solved, round(valid * (0.985 + rng.uniform(-0.01, 0.014)))))
    mostly = round(valid * rng.uniform(0.03, 0.09))
    share = (wanted - 0.1 * contacted / valid - 0.5 * solved / valid) / 0.4
    satisfied = max(0, min(valid - mostly, round(valid * share - 0.9 * mostly)))
    while ahead and composite(valid, contacted, solved, satisfied, mostly) <= ours:
        if mostly:
            mostly, satisfied = mostly - 1, satisfied + 1
        elif solved < valid:
            solved += 1
            contacted = max(contacted, solved)
        else:
            satisfied = contacted = valid
            break
    while not ahead and composite(valid, contacted, solved, satisfied, mostly) >= ours:
        if satisfied:
            satisfied -= 1
        elif solved:
            solved -= 1
        elif mostly:
            mostly -= 1
        elif contacted:
            contacted -= 1
        else:  # nothing lies below nothing
            break
    return PublishedTotal(
        town=town,
        period=period,
        received=round(valid * rng.uniform(1.25, 1.5)),
        valid=valid,
        contacted=contacted,
        solved=solved,
        satisfied=satisfied,
        mostly_satisfied=mostly,
        source=SOURCE,
    )
