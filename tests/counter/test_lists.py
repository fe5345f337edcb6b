"""Every list: narrowed, sorted, counted, paged, kept under a name, handed out as a file and on paper."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from cast import NOON, later, rows_of
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override

from xiangyue.counter.lists import Shown, Tab
from xiangyue.counter.lists.declared import all_listings
from xiangyue.counter.models import SavedView, Seen
from xiangyue.desks.dispatch.lists import DESK
from xiangyue.desks.handling.actions.note import add_note
from xiangyue.house import moment
from xiangyue.house.lists import SEARCH
from xiangyue.kernel.models import Matter


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def four(cast):
    """Four matters: two sent (one urgent), two that wait; two villages."""
    made = [
        cast.say("大羊村停水", "大羊村停水两天", at=later(NOON, hours=hour), place=cast.places[place])
        for hour, place in ((0, "dayang"), (1, "xiaowu"), (2, "dayang"), (3, "xiaowu"))
    ]
    return [Matter.objects.get(pk=one.pk) for one in made]


def shown(cast, listing, *, who="dispatcher", at=NOON, **asked):
    return Shown(listing, cast.seats[who], at, asked, reverse(listing.address))


def put(matter, **values):
    Matter.objects.filter(pk=matter.pk).update(**values)


def test_a_clock_that_runs_stands_above_every_one_that_does_not(cast, four):
    put(four[3], due_at=later(NOON, hours=22))
    put(four[1], due_at=later(NOON, hours=40))
    assert rows_of(DESK, cast.seats["dispatcher"]) == [four[3], four[1], four[0], four[2]]
    assert rows_of(DESK, cast.seats["dispatcher"], sort="-due") == [four[1], four[3], four[2], four[0]]


@pytest.mark.parametrize("sort", [f"{sign}{one.key}" for one in SEARCH.columns if one.order for sign in ("", "-")])
def test_every_order_pages_without_gap_or_repeat_though_values_are_missing_or_alike(cast, four, sort):
    put(four[0], due_at=NOON, lead_unit=cast.units["water"], category=cast.categories["W01"])
    put(four[2], due_at=NOON, place=None)
    by_two, seen, after = replace(SEARCH, size=2), [], ""
    while True:
        page = shown(cast, by_two, sort=sort, after=after).page
        seen += page.rows
        after = page.next_after
        if not after:
            break
    assert seen == list(shown(cast, SEARCH, sort=sort).every())
    assert sorted(one.pk for one in seen) == sorted(one.pk for one in four)


def test_each_filter_narrows_and_says_what_it_does(cast, four):
    put(four[0], lead_unit=cast.units["water"], due_at=later(NOON, hours=-1), state="handling")
    put(four[1], category=cast.categories["W01"], due_at=later(NOON, hours=3), urgency="urgent")

    def found(**asked):
        one = shown(cast, SEARCH, **asked)
        return sorted(row.pk for row in one.page.rows), [(bound.filter.key, bound.chosen) for bound in one.chosen]

    water, dayang = str(cast.units["water"].pk), str(cast.places["dayang"].pk)
    level = cast.categories["W01"].level1
    assert found(unit=water) == ([four[0].pk], [("unit", "水务所")])
    assert found(place=dayang) == ([four[0].pk, four[2].pk], [("place", "大羊村")])
    assert found(state="handling") == ([four[0].pk], [("state", "办理中")])
    assert found(category=f"{level}:W01")[0] == found(category=level)[0] == [four[1].pk]
    assert found(clock="late")[0] == [four[0].pk] and found(clock="soon")[0] == [four[1].pk]
    assert found(clock="none")[0] == [four[2].pk, four[3].pk] and found(clock="later")[0] == []
    assert found(urgency="urgent")[0] == [four[1].pk]
    assert found(since="2024-11-06")[0] == [] and len(found(until="2024-11-05", since="2024-11-05")[0]) == 4
    assert found(q=four[2].number)[0] == [four[2].pk] and len(found(q="停水")[0]) == 4
    assert found(q="停水", place=dayang, clock="late")[0] == [four[0].pk]


@pytest.mark.parametrize(
    "junk",
    [
        *({"unit": "x"}, {"place": "²"}, {"state": "' or 1"}, {"clock": "now"}, {"since": "2024-13-01"}),
        *({"sort": "words"}, {"tab": "nothing"}, {"after": "x|1"}, {"after": '"x"|1'}),
    ],
)
def test_junk_narrows_nothing_and_is_not_shown_as_chosen(cast, four, junk):
    one = shown(cast, SEARCH, **junk)
    assert (len(one.page.rows), one.chosen) == (4, [])


def test_tabs_are_counted_under_the_filters_in_one_query(cast, four, django_assert_num_queries):
    put(four[0], state="dispatched", lead_unit=cast.units["water"])
    one = shown(cast, DESK, place=str(cast.places["dayang"].pk))
    with django_assert_num_queries(1):
        counts = {tab["key"]: tab["count"] for tab in one.tabs}
    assert counts == {"waiting": 1, "sent": 1, "objected": 0, "merged": 0, "parts": 0}


def test_what_a_list_offers_is_read_when_somebody_asks_for_it(cast, four):
    place = str(cast.places["dayang"].pk)
    client = cast.client("dispatcher")
    page = client.get(f"/house/search?place={place}&q=停水").content.decode()
    assert (
        f'<input type="hidden" name="place" value="{place}">' in page and "大羊村" in page and "<optgroup" not in page
    )
    panel = client.get(f"/house/search?place={place}&q=停水&as=filters").content.decode()
    assert f'<option value="{place}" selected>大羊村' in " ".join(panel.split()) and "<html" not in panel


def test_the_addresses_keep_what_was_asked_and_begin_from_the_first_page(cast, four):
    one = shown(cast, DESK, tab="sent", q="停水", sort="number", after="x|3", m="T1")
    assert one.address() == "/dispatch/?tab=sent&sort=number&q=%E5%81%9C%E6%B0%B4"
    assert one.cleared == "/dispatch/?tab=sent&sort=number"
    assert shown(cast, DESK).address() == "/dispatch/"


def test_a_page_costs_the_same_with_one_row_and_with_forty(cast, django_assert_max_num_queries):
    client = cast.client("dispatcher")
    cast.say()
    client.get("/dispatch/")
    with django_assert_max_num_queries(40) as few:
        client.get("/dispatch/")
    for hour in range(29):
        cast.say(at=later(NOON, hours=hour))
    with django_assert_max_num_queries(len(few)):
        client.get("/dispatch/")


def test_a_row_is_new_until_it_was_opened_and_again_when_something_happened(cast, four):
    client = cast.client("dispatcher")

    def new():
        return client.get("/dispatch/").content.decode().count("is-new")

    assert new() == 4
    client.get(f"/dispatch/?m={four[0].number}")
    assert new() == 3 and Seen.objects.get().seq == four[0].event_count
    add_note(four[0], text="来过电话", seat=cast.seats["secretary"], at=NOON)
    assert new() == 4


def test_a_file_holds_exactly_what_is_shown_all_pages_of_it(cast, four, monkeypatch):
    put(four[1], title="=cmd|' /C calc'!A0")
    asked = f"/house/search?place={cast.places['xiaowu'].pk}&sort=number"
    client = cast.client("dispatcher")
    answer = client.get(f"{asked}&as=xlsx")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in book.iter_rows()]
    assert [row[0] for row in rows] == ["编号", four[1].number, four[3].number]
    assert rows[1][1] == "=cmd|' /C calc'!A0" and book["B2"].data_type == "s"
    text = b"".join(client.get(f"{asked}&as=csv").streaming_content).decode("utf-8-sig")
    assert text.count("\r\n") == 3 and "'=cmd" in text
    monkeypatch.setattr("xiangyue.counter.lists.handing_out.MOST", 1)
    refused = client.get(f"{asked}&as=xlsx")
    assert refused.status_code == 422 and "请先筛选" in refused.content.decode()


def test_on_paper_it_bears_the_towns_head_who_and_when(cast, four):
    page = cast.client("dispatcher").get("/house/search?as=print&q=停水").content.decode()
    for words in ("永乐店镇", "共 4 条", "停水", "周调度", "2024年11月5日 12:00", four[0].number):
        assert words in page
    assert "topbar" not in page and "maplibre" not in page


def test_a_view_is_kept_for_oneself_or_ones_unit_and_only_what_the_list_knows(cast, four):
    mine = cast.client("dispatcher")

    def keep(client, **more):
        values = {"listing": "dispatch:desk", "title": "停水的", "query": "q=停水&tab=sent&m=T1&as=csv&evil=1"}
        return client.post("/house/lists/views/keep", {**values, "next": "/dispatch/", **more})

    assert keep(mine).url == "/dispatch/"
    assert SavedView.objects.get().query == "q=%E5%81%9C%E6%B0%B4&tab=sent"
    keep(mine, query="tab=merged")
    assert SavedView.objects.get().query == "tab=merged"
    assert "停水的" in mine.get("/dispatch/").content.decode()
    reviewer = cast.client("reviewer")
    assert "停水的" not in reviewer.get("/dispatch/").content.decode()
    keep(mine, shared="yes")
    assert "停水的" in reviewer.get("/dispatch/").content.decode()
    view = SavedView.objects.get()
    assert reviewer.post(f"/house/lists/views/{view.pk}/drop").status_code == 404
    mine.post(f"/house/lists/views/{view.pk}/drop", {"next": "/dispatch/"})
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"listing": "no:such", "title": "x"}, "没有这张列表"),
        ({"listing": "dispatch:desk", "title": ""}, "起个名字"),
        ({"listing": "handling:mine", "title": "x"}, "不能"),
    ],
)
def test_a_view_that_cannot_be_kept_is_refused_with_a_sentence(cast, values, says):
    answer = cast.client("dispatcher").post("/house/lists/views/keep", values, headers={"accept": "application/json"})
    assert answer.status_code in (403, 422) and says in answer.json()["says"]
    assert not SavedView.objects.exists()


def test_every_list_of_the_house_can_be_opened_in_its_own_order(cast):
    for listing in all_listings():
        assert listing.column(listing.order.removeprefix("-")) is not None, listing.address
        for tab in listing.tabs:
            assert not tab.order or listing.column(tab.order.removeprefix("-")) is not None, listing.address
    assert len(all_listings()) > 5


def test_a_usual_choice_holds_where_none_is_asked_for_and_stands_in_no_address(cast, four):
    put(four[0], state="handling")
    state = next(one for one in SEARCH.filters if one.key == "state")
    usual = replace(SEARCH, filters=(replace(state, usual="handling"),))
    for asked in ("", "handling", "junk"):
        one = shown(cast, usual, state=asked)
        assert (one.page.rows, one.chosen, one.address()) == ([four[0]], [], "/house/search")
        assert [(bound.filter.key, bound.value) for bound in one.offered] == [("state", "handling")]
    other = shown(cast, usual, state=four[1].state)
    assert (len(other.page.rows), other.n_offered, other.address()) == (3, 1, f"/house/search?state={four[1].state}")


def test_what_a_filter_offers_is_said_in_english_too(cast):
    with override("en"):
        clock = next(one for one in shown(cast, SEARCH).offered if one.filter.key == "clock")
        level = cast.categories["W01"].level1
        category = next(one for one in shown(cast, SEARCH, category=level).chosen)
    assert [label for _key, label in clock.groups[0][1]][1:3] == ["Due within 24 hours", "Due after 24 hours"]
    assert category.chosen == f"{level} (all)"


def test_a_list_without_its_order_is_a_fault_of_the_room(cast):
    with pytest.raises(LookupError):
        _page = shown(cast, replace(SEARCH, order="words", tabs=(Tab("all", "全部", Q()),))).page
