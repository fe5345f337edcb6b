"""A question that nobody was asked is not a no: it leaves the denominator, and without it there is no composite."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from cast import BEIJING, later
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.callback.models import Callback
from xiangyue.figures.score import queries
from xiangyue.figures.score.command import period_report
from xiangyue.figures.score.rules import ScoringRule, Tally, improved, rank, score
from xiangyue.house.timers import work_once
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.lib.periods import assessment_period_named

RULE = ScoringRule.of(
    {
        "weights": {"response": "0.1", "solution": "0.5", "satisfaction": "0.4"},
        "satisfaction": {"yes": "1", "mostly": "0.9", "fair": "0", "no": "0"},
        "min_volume": 5,
    }
)
NO_RESPONSE = ScoringRule.of(
    {
        "weights": {"response": "0", "solution": "0.5", "satisfaction": "0.5"},
        "satisfaction": {"yes": "1"},
        "min_volume": 1,
    }
)
INSIDE = datetime(2024, 11, 5, 9, tzinfo=BEIJING).astimezone(UTC)
UNASKED = Tally(valid=10, solved=9, satisfied={"yes": 10}, contact_asked=0)


def test_a_rate_counts_only_those_who_were_asked():
    one = score(Tally(valid=10, contacted=3, solved=8, satisfied={"yes": 10}, contact_asked=4, solution_asked=8), RULE)
    assert (one.response, one.solution, one.satisfaction) == (Fraction(3, 4), 1, 1)
    assert one.composite == Fraction(975, 10)


def test_without_the_question_there_is_no_rate_and_no_composite():
    one = score(UNASKED, RULE)
    assert (one.response, one.solution, one.composite, one.lacking) == (None, Fraction(9, 10), None, ("是否联系",))


def test_a_question_that_weighs_nothing_may_be_missing():
    assert score(UNASKED, NO_RESPONSE).composite == 95


def test_nobody_said_how_satisfied_they_were():
    one = score(Tally(valid=2, contacted=2, solved=2, satisfied={"yes": 0, "no": 0}), RULE)
    assert (one.satisfaction, one.composite, one.lacking) == (None, None, ("是否满意",))


def test_a_rank_that_cannot_be_had_names_what_is_missing():
    scores = {"甲": score(UNASKED, RULE), "乙": score(Tally(5, 5, 5, {"yes": 5}), RULE), "丙": score(Tally(), RULE)}
    order = rank(
        {"甲": (scores["甲"].composite, 10), "乙": (scores["乙"].composite, 5), "丙": (None, 0)},
        5,
        {key: one.lacking for key, one in scores.items()},
    )
    assert [(one.key, one.rank, one.of, one.why) for one in order] == [
        ("乙", 1, 1, ""),
        ("甲", None, 1, "缺少是否联系的结果"),
        ("丙", None, 1, "没有有效回访"),
    ]


@st.composite
def some_tally(draw):
    valid = draw(st.integers(0, 60))
    asked = [draw(st.none() | st.integers(0, valid)) for _ in range(2)]
    contacted, solved = (draw(st.integers(0, valid if one is None else one)) for one in asked)
    yes = draw(st.integers(0, valid))
    return Tally(
        valid, contacted, solved, {"yes": yes, "no": valid - yes}, contact_asked=asked[0], solution_asked=asked[1]
    )


@given(some_tally(), some_tally())
def test_counts_of_two_groups_add_up_with_their_denominators(one, other):
    both = one + other
    assert (both.contact_base, both.solution_base) == (
        one.contact_base + other.contact_base,
        one.solution_base + other.solution_base,
    )
    assert both.contacted <= both.contact_base <= both.valid


@given(some_tally())
def test_a_composite_is_there_exactly_when_every_question_was_asked(tally):
    one = score(tally, RULE)
    asked = tally.valid > 0 and tally.contact_base > 0 and tally.solution_base > 0
    assert (one.composite is not None) == asked
    assert one.composite is None or 0 <= one.composite <= 100
    assert bool(one.lacking) == (tally.valid > 0 and not asked)


@given(some_tally())
def test_asking_everybody_and_a_yes_from_all_gives_a_hundred(tally):
    answers = {
        "uncontacted": tally.contact_base - tally.contacted,
        "contact_unasked": tally.valid - tally.contact_base,
        "unsolved": tally.solution_base - tally.solved,
        "solution_unasked": tally.valid - tally.solution_base,
        "no": tally.valid,
    }
    assert tally.valid == 0 or score(improved(tally, answers), RULE).composite == 100


@given(some_tally())
def test_all_asked_is_the_same_said_or_unsaid(tally):
    said = replace(tally, contacted=0, solved=0, contact_asked=tally.valid, solution_asked=tally.valid)
    assert score(said, RULE) == score(replace(said, contact_asked=None, solution_asked=None), RULE)


@pytest.fixture
def no_contact_column(cast):
    """Six orders come home from a file without the column 是否联系."""
    for number in range(6):
        matter = cast.say(at=INSIDE)
        kernel.record(
            matter,
            "result_imported",
            actor=kernel.UPPER,
            at=later(INSIDE, hours=1),
            reached=True,
            solved=number < 5,
            satisfied="yes",
            satisfied_name="满意",
            closed_at=INSIDE.isoformat(),
        )
    while work_once(later(INSIDE, hours=2)):
        pass
    return cast


def test_a_column_that_is_not_in_the_file_is_not_a_no(no_contact_column):
    assert set(Callback.objects.values_list("contacted", "solved")) == {(None, True), (None, False)}


def test_the_report_says_that_the_score_cannot_be_computed(no_contact_column):
    report = period_report(no_contact_column.town, "2024-11", date(2024, 12, 31))
    told = report["imported"]
    assert (told["valid"], told["contact_asked"], told["solution_asked"]) == (6, 0, 6)
    assert (told["response"], told["solution"], told["satisfaction"], told["score"]) == (None, "0.8333", "1.0000", None)
    assert (report["rank"]["rank"], report["rank"]["why"]) == (None, "缺少是否联系的结果")


def test_the_page_says_what_is_missing(no_contact_column):
    page = no_contact_column.client("secretary").get("/score/?period=2024-11&source=imported").content.decode()
    assert "缺少是否联系的结果" in page


def test_those_who_were_not_asked_do_not_stand_behind_the_uncontacted(no_contact_column):
    period = assessment_period_named("2024-11")
    assert queries.behind(no_contact_column.town, period, "imported", "uncontacted").count() == 0
    assert queries.behind(no_contact_column.town, period, "imported", "unsolved").count() == 1


def test_what_if_asks_those_who_were_not_asked(no_contact_column):
    picks = "".join(f"&pick={pk}" for pk in Callback.objects.values_list("pk", flat=True))
    page = (
        no_contact_column.client("secretary")
        .get(f"/score/what-if?period=2024-11&source=imported{picks}")
        .content.decode()
    )
    assert "100.00" in page


def test_a_clerk_still_has_to_ask_all_three(cast):
    matter = cast.say()
    with pytest.raises(Refused, match="三个问题要分开问"):
        callback.call_back(matter, said=callback.Said(None, True, "yes"), seat=cast.seats["caller"], at=INSIDE)
