"""The three rates, exactly; ranks with ties; "no data" is not a zero."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.figures.indicators.rules import change, per_ten_thousand
from xiangyue.figures.score.rules import ScoringRule, Tally, improved, rank, rounded, score

RULE = ScoringRule.of(
    {
        "weights": {"response": "0.1", "solution": "0.5", "satisfaction": "0.4"},
        "satisfaction": {"yes": "1", "mostly": "0.9", "fair": "0", "no": "0"},
        "min_volume": 5,
    }
)
EXAMPLE = Tally(valid=200, contacted=198, solved=186, satisfied={"yes": 170, "mostly": 14, "no": 16})


def test_the_published_example_gives_92_92():
    one = score(EXAMPLE, RULE)
    assert (one.response, one.solution, one.satisfaction) == (Fraction(99, 100), Fraction(93, 100), Fraction(913, 1000))
    assert one.composite == Fraction(9292, 100)
    assert rounded(one.composite) == "92.92"


def test_without_a_valid_callback_there_is_no_data():
    one = score(Tally(), RULE)
    assert (one.response, one.solution, one.satisfaction, one.composite) == (None, None, None, None)
    assert rounded(one.composite) == ""


@pytest.mark.parametrize(
    ("value", "places", "told"),
    [
        (Fraction(92915, 1000), 2, "92.92"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(-3617, 10000), 4, "-0.3617"),
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(2, 1), 0, "2"),
        (Fraction(199, 200), 2, "1.00"),
    ],
)
def test_rounding_is_half_up(value, places, told):
    assert rounded(value, places) == told


def test_weights_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="相加要等于 1"):
        ScoringRule.of({"weights": {"response": "0.1", "solution": "0.5", "satisfaction": "0.5"}, "satisfaction": {}})


@given(st.integers(1, 500), st.data())
def test_a_score_lies_between_0_and_100_and_grows_with_every_good_answer(valid, data):
    contacted, solved = data.draw(st.integers(0, valid)), data.draw(st.integers(0, valid))
    yes = data.draw(st.integers(0, valid))
    mostly = data.draw(st.integers(0, valid - yes))
    tally = Tally(valid, contacted, solved, {"yes": yes, "mostly": mostly, "no": valid - yes - mostly})
    now = score(tally, RULE).composite
    assert now is not None
    assert 0 <= now <= 100
    better = score(improved(tally, {"unsolved": 1, "uncontacted": 1, "no": 1, "mostly": 1}), RULE).composite
    assert better is not None
    assert now <= better <= 100
    everything = {"unsolved": valid - solved, "uncontacted": valid - contacted, "no": valid, "mostly": valid}
    assert score(improved(tally, everything), RULE).composite == 100


def test_ties_share_a_rank_and_the_next_is_skipped():
    order = rank(
        {"甲": (Fraction(90), 9), "乙": (Fraction(95), 9), "丙": (Fraction(90), 9), "丁": (Fraction(80), 9)}, 5
    )
    assert [(one.key, one.rank, one.tied_with, one.of) for one in order] == [
        ("乙", 1, 0, 4),
        ("甲", 2, 1, 4),
        ("丙", 2, 1, 4),
        ("丁", 4, 0, 4),
    ]


def test_cannot_be_ranked_is_an_answer():
    order = rank({"甲": (Fraction(100), 2), "乙": (None, 0), "丙": (Fraction(60), 5)}, 5)
    assert [(one.key, one.rank, one.why) for one in order] == [
        ("丙", 1, ""),
        ("甲", None, "有效回访 2 件，不足 5 件"),
        ("乙", None, "没有有效回访"),
    ]


def test_year_on_year_and_per_ten_thousand():
    assert rounded(100 * change(3951, 6190)) == "-36.17"
    assert change(5, 0) is None
    assert per_ten_thousand(120, 50_000) == 24
    assert per_ten_thousand(120, None) is None


def test_the_published_ranks_of_towns_come_out_again():
    file = Path(__file__).parents[3] / "shared/field/published-rankings.csv"
    if not file.exists():
        pytest.skip("the published rankings do not stand beside the project")
    tables: dict[tuple[str, str], list[dict[str, str]]] = {}
    with file.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            tables.setdefault((row["table"], row["period"]), []).append(row)
    for rows in tables.values():
        sign = 1 if rows[0]["order"].startswith("worst-first") else -1
        ranks = {
            one.key: one.rank for one in rank({row["unit_name"]: (sign * Fraction(row["value"]), 1) for row in rows}, 1)
        }
        assert ranks == {row["unit_name"]: int(row["published_rank"]) for row in rows}


@pytest.mark.parametrize("name", ["valid", "contacted", "solved", "excluded", "unreached"])
def test_two_groups_together_have_what_both_have(name):
    both = Tally(**{name: 3}) + Tally(**{name: 4})
    assert getattr(both, name) == 7
    assert both == Tally(**{name: 7})


def test_answers_of_two_groups_are_added_by_their_name():
    both = Tally(2, satisfied={"yes": 1, "no": 1}) + Tally(1, satisfied={"yes": 1})
    assert both.satisfied == {"yes": 2, "no": 1}


def test_those_asked_are_counted_where_one_group_was_not_asked_whole():
    both = Tally(5, contact_asked=2, solution_asked=3) + Tally(4)
    assert (both.contact_asked, both.solution_asked) == (6, 7)
    alone = Tally(5) + Tally(4)
    assert (alone.contact_asked, alone.solution_asked) == (None, None)


def test_whoever_was_silent_counts_as_satisfied_in_the_what_if():
    tally = Tally(valid=10, contacted=10, solved=10, satisfied={"yes": 6, "no": 1})
    assert improved(tally, {"": 2}).satisfied == {"yes": 8, "no": 1}
    assert improved(tally, {"": 9}).satisfied == {"yes": 9, "no": 1}
    assert improved(Tally(valid=2), {"": 2}).satisfied == {"yes": 2}


def test_whoever_was_not_asked_is_asked_in_the_what_if():
    tally = Tally(10, contacted=4, solved=3, contact_asked=5, solution_asked=6)
    asked = improved(tally, {"contact_unasked": 2, "solution_unasked": 3})
    assert (asked.contact_asked, asked.solution_asked, asked.contacted, asked.solved) == (7, 9, 6, 6)
    same = improved(tally, {})
    assert (same.contact_asked, same.solution_asked, same.contacted, same.solved) == (5, 6, 4, 3)
