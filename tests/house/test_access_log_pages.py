"""The auditor searches the access log and takes it out as a file; nobody else opens it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from cast import NOON, SEATS, later, make_town
from openpyxl import load_workbook

from xiangyue.counter.lists import handing_out
from xiangyue.house import moment
from xiangyue.house.models import Trace
from xiangyue.house.traces import views
from xiangyue.house.traces.chain import chain_all, close_day
from xiangyue.house.traces.lists import LOG

PAGE = "/house/access-log/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


@pytest.fixture
def logged(cast, clock):
    """Of yesterday, a refusal; of today, a page from elsewhere; and somebody of the next town."""
    clock["now"] = later(NOON, days=-1)
    cast.client("water").get("/house/people/")
    clock["now"] = NOON
    cast.client("roads").get("/matters/mine", REMOTE_ADDR="10.1.2.3")
    make_town("110112999000", "邻镇").client("roads").get("/matters/mine")
    return cast


def shown(cast, **sought):
    page = cast.client("auditor").get(PAGE, sought).content.decode()
    return {who for who in ("王水务", "李建设") if who in page}


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ({}, {"王水务", "李建设"}),
        ({"person": "李建设"}, {"李建设"}),
        ({"person": "建设"}, {"李建设"}),
        ({"person": "WATER"}, {"王水务"}),
        ({"person": "没有这个人"}, set()),
        ({"address": "10.1."}, {"李建设"}),
        ({"since": "2024-11-05"}, {"李建设"}),
        ({"until": "2024-11-04"}, {"王水务"}),
        ({"since": "2024-11-04", "until": "2024-11-05"}, {"王水务", "李建设"}),
        ({"kind": "refused"}, {"王水务"}),
        ({"kind": "page", "person": "water"}, set()),
        ({"since": "昨天"}, {"王水务", "李建设"}),
    ],
)
def test_it_is_searched_by_person_address_days_and_kind(logged, sought, found):
    assert shown(logged, **sought) == found


def test_pages_go_on_from_the_last_line_whatever_came_in(logged, monkeypatch):
    monkeypatch.setattr(views, "LOG", replace(LOG, size=2))
    client = logged.client("auditor")
    client.get(PAGE)
    first = client.get(PAGE, {"kind": ""})
    seen = [row[0].pk for row in first.context["rows"]]
    following = client.get(unescape(re.search(r'href="([^"]*after=[^"]*)" rel="next"', first.content.decode())[1]))
    seen += [row[0].pk for row in following.context["rows"]]
    there = Trace.objects.filter(town=logged.town).order_by("pk").values_list("pk", flat=True)[:3]
    assert seen == list(there)[::-1]


@pytest.mark.parametrize("who", sorted({key for key, *_ in SEATS} - {"auditor"}))
def test_nobody_else_opens_it(cast, who):
    for address in (PAGE, f"{PAGE}?as=csv"):
        assert cast.client(who).get(address).status_code == 403


def test_what_is_taken_out_can_act_as_no_formula_and_is_itself_in_the_log(logged):
    Trace.objects.filter(seat=logged.seats["roads"]).update(path="=HYPERLINK(1)")
    client = logged.client("auditor")
    text = b"".join(client.get(PAGE, {"as": "csv", "person": "roads"})).decode("utf-8-sig")
    assert "'=HYPERLINK" in text and "李建设" in text and "王水务" not in text and "邻镇" not in text
    line = Trace.objects.order_by("-pk").first()
    assert (line.kind, line.seat, line.path) == ("export", logged.seats["auditor"], PAGE)
    answer = client.get(PAGE, {"as": "xlsx"})
    assert "filename*=" in answer["Content-Disposition"]
    sheet = load_workbook(BytesIO(b"".join(answer))).active
    assert [cell.value for cell in sheet[1]] == [column.label for column in LOG.columns]
    assert sheet.max_row == 1 + Trace.objects.filter(town=logged.town).count() - 1


def test_more_than_a_table_holds_is_refused(logged, monkeypatch):
    monkeypatch.setattr(handing_out, "MOST", 1)
    answer = logged.client("auditor").get(PAGE, {"as": "csv"})
    assert answer.status_code == 422 and "请先筛选" in answer.content.decode()


def test_reading_it_costs_the_same_however_much_there_is(logged, django_assert_max_num_queries):
    client = logged.client("auditor")
    client.get(PAGE)
    with django_assert_max_num_queries(14):
        client.get(PAGE)
    for _ in range(20):
        logged.client("roads").get("/matters/mine")
    with django_assert_max_num_queries(14):
        client.get(PAGE)


def test_the_page_tells_how_far_chain_and_seals_have_come(logged):
    assert "已串链 0 行" in logged.client("auditor").get(PAGE).content.decode()
    chain_all(logged.town, NOON + timedelta(minutes=1))
    close_day(logged.town, NOON.date(), at=NOON)
    assert "已串链 3 行" in logged.client("auditor").get(PAGE).content.decode()
