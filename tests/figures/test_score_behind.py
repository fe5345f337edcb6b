"""Whatever was said in a period: each number has its list, groups add up to the whole, what-if is what would be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from cast import BEIJING, make_town
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from xiangyue.desks.callback.models import Callback
from xiangyue.figures.indicators.rules import change
from xiangyue.figures.score import queries
from xiangyue.figures.score.lists import BEHIND
from xiangyue.figures.score.models import PublishedTotal
from xiangyue.figures.score.rules import NO_DATA, ScoringRule, Tally, improved, rank, rounded, score
from xiangyue.kernel.models import Place
from xiangyue.lib.periods import assessment_period_named

NOVEMBER = assessment_period_named("2024-11")
OVER = date(2024, 12, 31)
START, END = NOVEMBER.moments()
SECOND = timedelta(seconds=1)
RULE = ScoringRule.of(
    {
        "weights": {"response": "0.1", "solution": "0.5", "satisfaction": "0.4"},
        "satisfaction": {"yes": "1", "mostly": "0.9", "fair": "0", "no": "0"},
        "min_volume": 2,
    }
)
ASKED = st.sampled_from([True, False, None])
MOST = 14
results = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["imported", "imported", "own"]),
            "unit": st.sampled_from(["water", "roads", "v-dayang", None]),
            "place": st.sampled_from(["dayang", "xiaowu", None]),
            "category": st.sampled_from(["W01", "R01", None]),
            "contacted": ASKED,
            "solved": ASKED,
            "satisfied": st.sampled_from(["yes", "mostly", "fair", "no", ""]),
            "excluded": st.sampled_from(["", "", "", "重复"]),
            "at": st.sampled_from([START - SECOND, START, START + timedelta(9), END - SECOND, END]),
        }
    ),
    max_size=MOST,
)


def keep(cast, matters, rows):
    Callback.objects.bulk_create(
        Callback(
            town=cast.town,
            matter=matter,
            attempt=1,
            reached=True,
            counts=True,
            unit=cast.units.get(row["unit"]),
            place=cast.places.get(row["place"]),
            category=cast.categories.get(row["category"]),
            **{name: row[name] for name in ("source", "contacted", "solved", "satisfied", "excluded", "at")},
        )
        for matter, row in zip(matters, rows, strict=False)
    )


class AnyResults(HypothesisTestCase):
    """One town for all examples; what an example writes is gone with it."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = make_town()
        cls.matters = [cls.cast.say() for _ in range(MOST)]

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(results)
    def test_every_number_is_as_long_as_the_list_behind_it(self, rows):
        keep(self.cast, self.matters, rows)
        for source in queries.SOURCES:
            for by in queries.GROUPS:
                for key, (_, tally) in queries.tallies(self.cast.town, NOVEMBER, source, by).items():
                    behind = {
                        part: queries.behind(self.cast.town, NOVEMBER, source, part, by, str(key)).count()
                        for part in queries.PARTS
                    }
                    assert behind == {
                        "valid": tally.valid,
                        "contacted": tally.contacted,
                        "solved": tally.solved,
                        "uncontacted": tally.contact_base - tally.contacted,
                        "unsolved": tally.solution_base - tally.solved,
                        "satisfied": tally.satisfied["yes"],
                        "mostly": tally.satisfied["mostly"],
                        "unsatisfied": tally.valid - tally.satisfied["yes"] - tally.satisfied["mostly"],
                        "excluded": tally.excluded,
                    }, (source, by, key)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(results)
    def test_the_groups_of_every_kind_add_up_to_the_town_and_the_town_to_the_rows(self, rows):
        keep(self.cast, self.matters, rows)
        for source in queries.SOURCES:
            mine = [row for row in rows if row["source"] == source and START <= row["at"] < END]
            inside = [row for row in mine if not row["excluded"]]
            whole = queries.town_tally(self.cast.town, NOVEMBER, source)
            assert (whole.valid, whole.excluded) == (len(inside), len(mine) - len(inside))
            assert whole.contact_base == sum(row["contacted"] is not None for row in inside)
            for by in queries.GROUPS:
                summed = sum(
                    (one for _, one in queries.tallies(self.cast.town, NOVEMBER, source, by).values()), Tally()
                )
                assert score(summed, RULE) == score(whole, RULE)
                assert (summed.valid, summed.excluded) == (whole.valid, whole.excluded)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(results, st.data())
    def test_what_if_tells_the_score_that_it_would_become(self, rows, data):
        keep(self.cast, self.matters, rows)
        counted = queries.counted(self.cast.town, NOVEMBER, "imported").filter(excluded="")
        wrong = list(counted.exclude(solved=True, satisfied="yes", contacted=True).order_by("pk"))
        picked = data.draw(st.lists(st.sampled_from(wrong), unique_by=lambda one: one.pk)) if wrong else []
        told = improved(queries.town_tally(self.cast.town, NOVEMBER, "imported"), queries.said(picked))
        counted.filter(pk__in=[one.pk for one in picked]).update(solved=True, contacted=True, satisfied="yes")
        became = queries.town_tally(self.cast.town, NOVEMBER, "imported")
        assert score(told, RULE) == score(became, RULE)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(results)
    def test_ranked_rows_stand_best_first_and_the_rest_say_why(self, rows):
        keep(self.cast, self.matters, rows)
        for by in queries.GROUPS:
            told = queries.period_rows(self.cast.town, NOVEMBER, "imported", by, RULE, OVER)
            ranked = [row for row in told if row.ranked.rank is not None]
            assert told[: len(ranked)] == ranked
            assert [row.score.composite for row in ranked] == sorted((r.score.composite for r in ranked), reverse=True)
            assert all(row.ranked.of == len(ranked) for row in told)
            for row in told[len(ranked) :]:
                assert row.ranked.why and (row.tally.valid < RULE.min_volume or row.score.composite is None)


# Ranks


@pytest.mark.parametrize(
    ("composites", "ranks", "ties"),
    [
        ([90, 80, 70], [1, 2, 3], [0, 0, 0]),
        ([90, 90, 70], [1, 1, 3], [1, 1, 0]),
        ([90, 80, 80, 80, 10], [1, 2, 2, 2, 5], [0, 2, 2, 2, 0]),
        ([50], [1], [0]),
    ],
)
def test_who_stands_alike_shares_the_better_place(composites, ranks, ties):
    entries = {number: (Fraction(value), 5) for number, value in enumerate(composites)}
    told = rank(entries, 1)
    assert [(one.rank, one.tied_with) for one in told] == list(zip(ranks, ties, strict=True))


def test_alike_on_paper_is_not_alike_when_the_fractions_differ():
    near = {"a": (Fraction(277, 3), 5), "b": (Fraction(9233, 100), 5)}
    assert {rounded(value) for value, _ in near.values()} == {"92.33"}
    assert [(one.key, one.rank, one.tied_with) for one in rank(near, 1)] == [("a", 1, 0), ("b", 2, 0)]


@pytest.mark.parametrize(
    ("composite", "volume", "lacking", "why"),
    [
        (None, 0, (), "没有有效回访"),
        (Fraction(90), 0, (), "没有有效回访"),
        (None, 9, ("是否联系", "是否满意"), "缺少是否联系、是否满意的结果"),
        (None, 9, (), "缺少回访的结果"),
        (Fraction(90), 4, (), "有效回访 4 件，不足 5 件"),
    ],
)
def test_who_has_no_rank_is_told_what_is_missing(composite, volume, lacking, why):
    told = rank({"ours": (composite, volume), "other": (Fraction(1), 5)}, 5, {"ours": lacking})
    assert [(one.key, one.rank, one.why) for one in told] == [("other", 1, ""), ("ours", None, why)]


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (30, 20, Fraction(1, 2)),
        (10, 20, Fraction(-1, 2)),
        (0, 20, Fraction(-1)),
        (5, 0, None),
        (5, None, None),
        (None, 5, None),
    ],
)
def test_a_change_needs_something_to_compare_with(now, before, told):
    assert change(now, before) == told


@pytest.mark.parametrize(
    ("off", "says"),
    [
        ({"satisfaction": {"yes": "1.1"}}, "在 0 和 1 之间"),
        ({"satisfaction": {"yes": "-0.1"}}, "在 0 和 1 之间"),
        ({"weights": {"response": "0.1", "solution": "0.5", "satisfaction": "0.41"}}, "相加要等于 1"),
    ],
)
def test_a_rule_that_is_off_is_refused(off, says):
    value = {"weights": {"response": "0.1", "solution": "0.5", "satisfaction": "0.4"}, "satisfaction": {"yes": "1"}}
    with pytest.raises(ValueError, match=says):
        ScoringRule.of(value | off)


# The district and the year before


def published(town, label, valid=100, contacted=100, solved=90, satisfied=80, mostly=10):
    return PublishedTotal.objects.create(
        town=town,
        period=label,
        received=500,
        valid=valid,
        contacted=contacted,
        solved=solved,
        satisfied=satisfied,
        mostly_satisfied=mostly,
        source="测试用",
    )


def test_towns_of_one_district_are_ranked_by_what_was_published_and_another_districts_are_not(cast):
    other, same = make_town("110112118000", "漷县镇"), make_town("110112119000", "张家湾镇")
    district = Place.objects.create(level="district", code="110113", name="顺义区")
    far = Place.objects.create(parent=district, level="town", code="110113001000", name="仁和镇")
    published(cast.town, "2024-11")
    published(same.town, "2024-11")
    published(other.town, "2024-11", solved=95)
    published(far, "2024-11", solved=100)
    told = [(row.town, row.rank, row.tied_with, row.of) for row in queries.district_ranking(cast.town, "2024-11")]
    assert told == [(other.town, 1, 0, 3), (cast.town, 2, 1, 3), (same.town, 2, 1, 3)]


def test_who_is_neither_satisfied_nor_mostly_is_not_satisfied(cast):
    published(cast.town, "2024-11", valid=100, contacted=100, solved=80, satisfied=60, mostly=20)
    whole = Tally(100, 100, 80, {"yes": 60, "mostly": 20, "no": 20})
    (row,) = [one for one in queries.district_ranking(cast.town, "2024-11", rule=RULE) if one.town == cast.town]
    assert row.score == score(whole, RULE).composite


@pytest.mark.parametrize(("answer", "told"), [(None, ""), (True, "是"), (False, "否")])
def test_what_was_not_asked_is_no_answer_in_the_list_behind(answer, told):
    columns = {one.key: one.value for one in BEHIND.columns}
    row = Callback(contacted=answer, solved=answer)
    assert (columns["contacted"](row), columns["solved"](row)) == (told, told)


def test_a_period_is_compared_with_the_one_before_and_the_one_a_year_before(cast):
    for at, solved in (
        (datetime(2024, 11, 5, tzinfo=BEIJING), True),
        (datetime(2024, 10, 5, tzinfo=BEIJING), False),
        (datetime(2023, 11, 5, tzinfo=BEIJING), True),
    ):
        matter = cast.say(at=at.astimezone(UTC))
        Callback.objects.create(
            town=cast.town,
            matter=matter,
            attempt=1,
            reached=True,
            counts=True,
            unit=cast.units["roads"],
            source="own",
            contacted=True,
            solved=solved,
            satisfied="yes",
            at=at,
        )
    told = queries.overview(cast.town, NOVEMBER, RULE, OVER)
    rates = [told.score["own"].solution, told.last_period["own"].solution, told.last_year["own"].solution]
    assert rates == [1, 0, 1] and told.score["imported"] == NO_DATA
    assert (told.received, told.received_last_year, told.received_change) == (1, 1, 0)
    assert told.per_ten_thousand == Fraction(1, 5)


@pytest.mark.parametrize("by", queries.GROUPS)
def test_a_page_of_a_period_costs_the_same_for_two_results_and_for_thirty(cast, by):
    client, matters, costs = cast.client("statistician"), [cast.say() for _ in range(30)], []
    client.get("/score/")
    for some in (matters[:2], matters[2:]):
        keep(cast, some, [_row(number) for number in range(len(some))])
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/score/?period=2024-11&by={by}").status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


def _row(number):
    return {
        "source": "imported",
        "unit": ["water", "roads"][number % 2],
        "place": ["dayang", "xiaowu"][number % 2],
        "category": ["W01", "R01"][number % 2],
        "contacted": True,
        "solved": number % 3 > 0,
        "satisfied": "yes",
        "excluded": "",
        "at": START,
    }
