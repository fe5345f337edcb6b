"""The arithmetic of figures: golden values that others printed, and properties that hold for all numbers."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.figures.indicators import rules
from xiangyue.figures.indicators.rules import HALF_UP, TRUNCATED, rounded

PUBLISHED = Path(__file__).parent / "published" / "rankings.csv"
fractions = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**4)
positive = st.fractions(min_value=Fraction(1, 100), max_value=10**6, max_denominator=10**4)


def tables() -> dict[str, dict[str, tuple[Decimal, int]]]:
    """{table: {unit: (value, printed rank)}} of what four bulletins printed."""
    found: dict[str, dict[str, tuple[Decimal, int]]] = defaultdict(dict)
    with PUBLISHED.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found[row["table"]][row["unit_name"]] = (Decimal(row["value"]), int(row["published_rank"]))
    return found


@pytest.mark.parametrize(
    ("actual", "task", "places", "way", "printed"),
    [
        ("37814", "33000", 2, HALF_UP, "114.59"),
        ("1006.4", "500", 2, HALF_UP, "201.28"),
        ("43", "45", 2, HALF_UP, "95.56"),
        ("88", "89", 2, TRUNCATED, "98.87"),
        ("88", "89", 2, HALF_UP, "98.88"),
        ("14962", "16878", 2, HALF_UP, "88.65"),
    ],
)
def test_completion_as_others_printed_it(actual, task, places, way, printed):
    done = rules.completion(Fraction(actual), Fraction(task))
    assert str(rounded(100 * done, places, way)) == printed


def test_the_task_that_nobody_printed_lies_between_bounds():
    """粮食播种 4.02 万亩, 162.5 % of a task that the review does not name."""
    area, done = rules.behind(Decimal("4.02"), 2), rules.behind(Decimal("162.5"), 1)
    low, high = rules.implied_task(area, (done[0] / 100, done[1] / 100))
    assert (rounded(low, 3), rounded(high, 3)) == (Decimal("2.470"), Decimal("2.478"))
    assert low < Fraction("4.02") / Fraction("1.625") < high


def test_seventeen_changes_are_computed_from_what_was_printed():
    """Each printed change of a month's PM2.5 has one whole number of the year before that gives it."""
    now, changes = tables()["district_pm25"], tables()["district_pm25_yoy"]
    bases = {}
    for unit, (printed, _rank) in changes.items():
        value = Fraction(now[unit][0])
        fitting = [
            base
            for base in range(1, 200)
            if rounded(100 * rules.year_on_year(value, Fraction(base), places=0).relative, 1) == printed
        ]
        assert len(fitting) == 1, unit
        bases[unit] = fitting[0]
    assert len(bases) == 17
    assert (min(bases.values()), max(bases.values())) == (14, 26)


def test_eighty_six_ranks_are_the_ones_printed():
    """Worst first the higher value stands first, best first the lower one."""
    better = {"fengtai_pm25": rules.UP, "fengtai_tsp": rules.UP}
    reproduced = 0
    for table, rows in tables().items():
        found = rules.standings(
            {unit: Fraction(value) for unit, (value, _) in rows.items()}, better.get(table, rules.DOWN)
        )
        assert {unit: one.rank for unit, one in found.items()} == {unit: rank for unit, (_, rank) in rows.items()}
        assert {one.of for one in found.values()} == {len(rows)}
        reproduced += len(rows)
    assert reproduced == 86


def test_reduction_counts_what_was_brought_down():
    assert rules.reduction(Fraction(500), Fraction(400), Fraction(380)) == Fraction(100, 120)
    assert rules.reduction(Fraction(5), Fraction(4), Fraction(5)) is None
    assert rules.done_of(rules.REDUCTION, Fraction(4), Fraction(3), None) is None
    assert rules.done_of(rules.COMPLETION, Fraction(4), Fraction(8), None) == Fraction(1, 2)


def test_a_change_names_what_it_was_computed_from():
    exact = rules.year_on_year(Fraction(146, 10), Fraction(154, 10))
    printed = rules.year_on_year(Fraction(146, 10), Fraction(154, 10), places=0)
    assert (exact.basis, exact.relative) == (rules.FROM_EXACT, Fraction(-8, 154))
    assert (printed.basis, printed.relative, printed.points) == (rules.FROM_PUBLISHED, 0, 0)
    none = rules.year_on_year(Fraction(1), None, places=0)
    assert (none.relative, none.points, none.basis) == (None, None, rules.FROM_EXACT)


def test_nothing_is_divided_by_nothing():
    for of in (rules.ratio, rules.completion, rules.change):
        assert of(Fraction(3), Fraction(0)) is None
    assert rules.per_ten_thousand(3, None) is rules.per_ten_thousand(3, 0) is None
    assert rules.per_ten_thousand(42, 50_000) == Fraction(42, 5)


@given(fractions, st.integers(0, 6))
def test_rounding_moves_by_half_a_unit_at_most_and_cutting_off_never_away_from_nought(value, places):
    unit = Fraction(1, 10**places)
    near, cut = (Fraction(rounded(value, places, way)) for way in (HALF_UP, TRUNCATED))
    assert abs(near - value) <= unit / 2
    assert abs(cut) <= abs(value) < abs(cut) + unit
    assert rounded(-value, places) == -rounded(value, places)
    assert "-0" not in str(rounded(-unit / 100, places))


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**12))
def test_rounding_keeps_every_digit(n, of):
    assert Fraction(rounded(Fraction(n), 2)) == n
    assert abs(Fraction(rounded(Fraction(n, of), 3)) - Fraction(n, of)) <= Fraction(1, 2000)


@given(positive, st.integers(0, 4), st.sampled_from(rules.ROUNDINGS))
def test_what_is_printed_lies_within_its_own_bounds(value, places, way):
    low, high = rules.behind(rounded(value, places, way), places, way)
    assert low <= value < high


@given(positive, positive)
def test_a_change_taken_back_gives_what_was(now, before):
    assert before * (1 + rules.change(now, before)) == now


@given(st.lists(st.one_of(st.none(), fractions), max_size=30), st.integers(1, 5))
def test_a_rolling_mean_is_of_whole_windows_alone(values, length):
    means = rules.rolling_means(values, length)
    assert len(means) == len(values)
    for at, mean in enumerate(means):
        window = values[max(at + 1 - length, 0) : at + 1]
        whole = len(window) == length and None not in window
        assert mean == (sum(window) / length if whole else None)


@given(st.dictionaries(st.integers(), fractions, max_size=40), st.sampled_from([rules.UP, rules.DOWN]))
def test_a_rank_is_one_more_than_are_strictly_better(values, better):
    found = rules.standings(values, better)
    assert found.keys() == values.keys()
    for key, value in values.items():
        ahead = sum((other > value) if better == rules.UP else (other < value) for other in values.values())
        alike = sum(other == value for other in values.values()) - 1
        assert found[key] == rules.Standing(ahead + 1, alike, len(values))
    assert rules.standings(values, rules.NEITHER) == {}


@given(st.lists(st.integers(0, 12), max_size=40), st.integers(1, 6))
def test_a_hidden_cell_cannot_be_had_by_subtraction(counts, below):
    row = {at: Fraction(count) for at, count in enumerate(counts)}
    hidden = rules.too_small(row, below)
    assert {key for key, count in row.items() if 0 < count < below} <= hidden
    if not hidden or hidden == row.keys():
        return
    together = sum(row[key] for key in hidden)  # this is what total minus shown tells
    assert len(hidden) > 1 and together >= below


@given(st.lists(st.integers(3, 50), max_size=20))
def test_what_is_large_enough_is_all_shown(counts):
    assert rules.too_small({at: Fraction(n) for at, n in enumerate(counts)}, 3) == set()


def test_the_smallest_is_hidden_beside_it_and_what_counts_nobody_last():
    row = {"甲": Fraction(2), "乙": Fraction(9), "丙": Fraction(4), "丁": Fraction(0)}
    assert rules.too_small(row, 3) == {"甲", "丙"}
    assert rules.too_small({"甲": Fraction(2), "丁": Fraction(0)}, 3) == {"甲", "丁"}


@pytest.mark.parametrize(
    ("counted", "qualifier", "holds"),
    [
        ("31", rules.OVER, True),
        ("30", rules.OVER, False),
        ("29", rules.UNDER, True),
        ("30", rules.UNDER, False),
        ("31", rules.ABOUT, True),
        ("32", rules.ABOUT, False),
        ("30", rules.EXACT, True),
        ("31", rules.EXACT, False),
        ("30", rules.ESTIMATE, True),
        ("31", rules.PLANNED, False),
    ],
)
def test_what_agrees_with_thirty(counted, qualifier, holds):
    assert rules.agrees(Decimal(counted), Decimal(30), qualifier, 0) is holds


@given(fractions)
def test_a_number_is_told_so_that_it_is_read_back(number):
    assert Fraction(rules.plain(number)) == number


def test_a_number_is_told_as_short_as_it_is_exact():
    assert [rules.plain(Fraction(*one)) for one in ((12, 1), (51, 4), (1, 3), (3, 10), (-7, 8))] == [
        "12",
        "12.75",
        "1/3",
        "0.3",
        "-0.875",
    ]
