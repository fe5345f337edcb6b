"""Named for an honour month by month, the measures that the town set itself, and what its units were made from."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hands import dispatched

from xiangyue.desks.honours import actions, queries
from xiangyue.desks.honours.actions import NewRecommendation
from xiangyue.desks.honours.models import Recommendation, Reorganisation
from xiangyue.desks.honours.rules import longest_run, month_after, wrong_undertaking
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import measures
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Event, Rule
from xiangyue.kernel.queries import verify
from xiangyue.lib.spans import Span

YEAR = Span.of("2024")
ROW = {"set": "九条措施", "title": "每日批示", "asks": "当天批示", "owner": "lead", "shown_by": "honours.reorganised"}


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def shown(cast):
    """A matter that was closed in October."""
    matter = dispatched(cast, at=later(NOON, days=-20))
    kernel.withdraw(matter, reason="好了", at=later(NOON, days=-15))
    return matter


def recommend(cast, shown, month=date(2024, 10, 8), who="reviewer", **more):
    told = {"title": "通办先锋", "giver": "区接诉即办系统", "document": "通报", "words": "办得好", "matters": [shown]}
    new = NewRecommendation(**(told | {"unit": cast.units["centre"], "month": month} | more))
    return actions.recommend(cast.town, new, seat=cast.seats[who], at=NOON)


def reorganise(cast, who="reviewer", **more):
    told = {"kind": "restructured", "on": date(2024, 2, 20), "before": "三个岗位", "after": "一个中心"}
    told |= {"why": "没人负责", "document": "3号"}
    return actions.reorganise(cast.units["centre"], **(told | more), seat=cast.seats[who], at=NOON)


@pytest.mark.parametrize(
    ("months", "longest"),
    [([], []), ([1], [1]), ([1, 3, 4], [3, 4]), ([1, 2, 4, 5], [4, 5]), ([5, 4, 4, 3, 1], [3, 4, 5])],
)
def test_months_in_a_row(months, longest):
    assert longest_run(date(2024, one, 1) for one in months) == [date(2024, one, 1) for one in longest]
    assert month_after(date(2023, 12, 1)) == date(2024, 1, 1)


def test_a_year_does_not_break_a_run():
    assert len(longest_run([date(2023, 12, 1), date(2024, 1, 1), date(2024, 3, 1)])) == 2


def test_two_months_running_are_counted_and_a_withdrawn_one_breaks_them(cast, shown):
    recommend(cast, shown)
    second = recommend(cast, shown, month=date(2024, 11, 1))
    recommend(cast, shown, month=date(2024, 8, 1), matters=[closed_in_july(cast)])
    run = measures.get("honours.run")
    assert run.count(cast.town, YEAR, title="通办先锋") == 2
    assert run.count(cast.town, YEAR, title="别的") == 0
    assert measures.get("honours.recommended").count(cast.town, YEAR) == 3
    actions.withdraw(second, reason="登错了月", seat=cast.seats["reviewer"], at=NOON)
    with pytest.raises(StaleMove):
        actions.withdraw(again(second), reason="再撤", seat=cast.seats["reviewer"], at=NOON)
    assert run.count(cast.town, YEAR) == 1
    recommend(cast, shown, month=date(2024, 11, 1))
    assert run.count(cast.town, YEAR) == 2
    assert list(verify(cast.town)) == []


def closed_in_july(cast):
    at = later(NOON, days=-110)
    matter = dispatched(cast, at=at)
    kernel.withdraw(matter, reason="好了", at=at)
    return matter


def again(made):
    return Recommendation.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"title": ""}, "荣誉的名称"),
        ({"words": ""}, "为什么推荐"),
        ({"document": " "}, "文号"),
        ({"month": date(2024, 12, 1)}, "还没有到"),
        ({"month": date(2024, 9, 1)}, "还没有办结"),
        ({"matters": []}, "要有依据"),
    ],
)
def test_what_is_wrong_with_a_recommendation(cast, shown, more, says):
    with pytest.raises(Refused, match=says):
        recommend(cast, shown, **more)
    assert not Recommendation.objects.exists() and not Event.objects.filter(name="honour_recommended").exists()


def test_it_is_entered_once_by_who_may_and_with_matters_that_have_ended(cast, shown):
    with pytest.raises(NotAllowed):
        recommend(cast, shown, who="secretary")
    recommend(cast, shown)
    with pytest.raises(Refused, match="登记过了"):
        recommend(cast, shown, month=date(2024, 10, 30))
    with pytest.raises(Refused, match="每件只填一次"):
        recommend(cast, shown, month=date(2024, 11, 1), matters=[shown, shown])
    with pytest.raises(Refused, match="还没有办结"):
        recommend(cast, shown, month=date(2024, 11, 1), matters=[dispatched(cast)])
    assert Event.objects.filter(name="honour_recommended").count() == 1


def test_what_a_unit_was_made_from_is_entered_once(cast):
    reorganise(cast)
    for more, says in (
        ({}, "登记过了"),
        ({"on": date(2024, 12, 1)}, "今天之后"),
        ({"kind": "burnt"}, "设立、重组"),
        ({"before": "", "on": date(2024, 3, 1)}, "原来是什么"),
    ):
        with pytest.raises(Refused, match=says):
            reorganise(cast, **more)
    with pytest.raises(NotAllowed):
        reorganise(cast, who="dispatcher", on=date(2024, 3, 1))
    counted = measures.get("honours.reorganised")
    assert counted.count(cast.town, YEAR, unit="centre", kind="restructured") == 1
    assert counted.count(cast.town, YEAR, unit="water") == 0


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Recommendation.objects.update(title="别的荣誉"),
        lambda: Recommendation.objects.update(state="withdrawn"),
        lambda: Reorganisation.objects.update(before="原来就有"),
        lambda: Reorganisation.objects.all().delete(),
    ],
)
def test_what_was_changed_behind_the_events_is_found(cast, shown, tamper):
    recommend(cast, shown)
    reorganise(cast)
    assert list(verify(cast.town)) == []
    tamper()
    assert len(list(verify(cast.town))) == 1


def rule(cast, key="1", since=date(2024, 1, 1), **more):
    return Rule.objects.create(
        town=cast.town, kind="undertaking", key=key, valid_from=since, value=ROW | more, source="测试用"
    )


def test_a_measure_counts_only_where_records_show_it(cast):
    rule(cast)
    rule(cast, "2", shown_by="honours.recommended")
    rule(cast, "3", shown_by="nothing.known")
    rule(cast, "4", arguments={"strange": "x"})
    rule(cast, "5", since=date(2025, 1, 1))
    reorganise(cast)
    rows = queries.undertakings(cast.town, YEAR)
    assert [(one.row.key, one.owner, one.count) for one in rows] == [
        ("1", "镇党委", 1),
        ("2", "镇党委", 0),
        ("3", "镇党委", None),
        ("4", "镇党委", None),
    ]
    assert measures.get("honours.undertakings").count(cast.town, YEAR) == 1
    page = cast.client("secretary").get("/honours/undertakings?year=2024").content.decode()
    assert "每日批示" in page and "没有记录" in page and "没有这个计数" in page
    assert cast.client("secretary").get("/honours/undertakings?year=²²²²").status_code == 200


@pytest.mark.parametrize(
    ("more", "says"), [({}, ""), ({"owner": ""}, "owner"), ({"arguments": []}, "arguments"), ({"title": 3}, "title")]
)
def test_a_measures_row_is_checked(more, says):
    found = wrong_undertaking("1", ROW | more)
    assert says in found if says else found == ""


def test_on_the_page_it_is_entered_with_numbers_and_withdrawn_with_a_reason(cast, shown):
    client = cast.client("reviewer")
    form = {
        "title": "通办先锋",
        "unit": cast.units["centre"].pk,
        "month": "2024-10",
        "giver": "区里",
        "document": "通报",
    }
    asked = {"headers": {"accept": "application/json"}}
    wrong = client.post("/honours/recommend", form | {"words": "办得好", "matters": "T999999"}, **asked)
    assert "T999999" in wrong.json()["says"]
    junk = client.post(
        "/honours/recommend", form | {"words": "好好", "matters": shown.number, "month": "十月"}, **asked
    )
    assert "2024-11" in junk.json()["says"]
    done = client.post("/honours/recommend", form | {"words": "办得好", "matters": f"{shown.number}\n"}, **asked)
    assert done.status_code == 200, done.content.decode()
    page = client.get("/honours/").content.decode()
    assert shown.number in page and "最长连续 1 个月" in page
    made = Recommendation.objects.get()
    assert client.post(f"/honours/{made.pk}/withdraw", {"reason": "登错了"}, **asked).status_code == 200
    assert again(made).state == "withdrawn"
    assert cast.client("water").get("/honours/").status_code == 403


@pytest.mark.parametrize("address", ["/honours/", "/honours/units"])
def test_the_number_of_queries_does_not_grow(cast, shown, address):
    client = cast.client("secretary")
    for month in (1, 2):
        recommend(cast, shown, month=date(2024, 10 + month - 1, 1))
    reorganise(cast)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for number in range(5):
        recommend(cast, shown, month=date(2024, 11, 1), title=f"荣誉{number}")
        reorganise(cast, on=date(2024, 3, 1 + number))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few), [one["sql"][:120] for one in many.captured_queries[len(few) :]]
