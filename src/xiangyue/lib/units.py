"""Units that Chinese figures are told in: 万亩 is ten thousand 亩, 亿元 a hundred million 元."""

from __future__ import annotations

from fractions import Fraction

_TIMES = {"万": 10_000, "亿": 100_000_000}


def parted(unit: str) -> tuple[int, str]:
    """How many of its base one of it is, and the base: 万亩 → (10000, 亩), 件 → (1, 件)."""
    times, base = 1, unit
    while len(base) > 1 and base[0] in _TIMES:
        times, base = times * _TIMES[base[0]], base[1:]
    return times, base


def told_in(value: Fraction, counted: str, wanted: str) -> Fraction:
    """A value counted in one unit, in another of the same base; as it is where the bases differ."""
    (many, base), (times, other) = parted(counted), parted(wanted)
    return value * many / times if base == other else value
