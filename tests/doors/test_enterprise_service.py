"""The steward's work: nothing refused, one first contact, side cases that come back, withdrawn ones looked at again,
visits.
"""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from doors.enterprise_people import CODE, FIRM, again, answered, asked, assigned, react, stage, with_stewards

from xiangyue.counter.lists import Shown
from xiangyue.doors.enterprise import actions, queries
from xiangyue.doors.enterprise.kind import FIRM_REQUEST
from xiangyue.doors.enterprise.lists import DESK
from xiangyue.doors.enterprise.models import FirmVisit, Request
from xiangyue.doors.enterprise.rules import CLASSES, month_after, without_firm
from xiangyue.house import moment
from xiangyue.kernel import kinds, measures
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.measures import Span
from xiangyue.kernel.models import Matter, Rule
from xiangyue.ledgers.firms import actions as register
from xiangyue.ledgers.firms.columns import import_sheet
from xiangyue.ledgers.firms.models import Firm
from xiangyue.lib.sheets.write import write_xlsx

DAY = date(2024, 11, 5)


@pytest.fixture
def firms(cast, monkeypatch):
    cache.clear()
    monkeypatch.setattr(moment, "now", lambda: NOON)
    return with_stewards(cast)


@pytest.mark.parametrize("topic", [*CLASSES, "", "没有这一类"])
def test_no_class_is_refused_at_intake_and_nothing_is_too_small(firms, topic):
    request = asked(firms, topic=topic, words="换个灯")
    assert request.topic == (topic if topic in CLASSES else "其他")
    assert request.matter.state == "received"
    assert request.first_contact is not None


def test_a_firm_that_is_not_founded_yet_is_heard_too(firms):
    first = asked(firms, firm_code="", firm_name="筹备中的面包房")
    second = asked(firms, firm_code="", firm_name="筹备中的面包房", words="还想问证照")
    assert first.firm == second.firm
    assert not first.firm.is_confirmed


def test_a_town_without_stewards_takes_it_in_all_the_same(cast):
    request = asked(cast)
    assert request.first_contact is None


def test_the_first_contact_is_the_one_who_took_it_in_or_the_firms_own_or_the_freest(firms):
    assert asked(firms, who="steward2", channel="电话").first_contact == firms.seats["steward2"]
    assert asked(firms).first_contact == firms.seats["steward"]  # steward2 follows one already
    firm = Firm.objects.get()
    register.set_steward(firm, firms.seats["steward2"], seat=firms.seats["steward"], at=NOON)
    assert asked(firms).first_contact == firms.seats["steward2"]


def first_contact_share(firms):
    return tuple(measures.get(f"enterprise.{one}").count(firms.town, Span.of("2024")) for one in ("kept", "closed"))


def test_the_first_contact_never_changes_silently(firms):
    request = asked(firms)
    with pytest.raises(NotAllowed, match="本人或镇领导"):
        actions.hand_over_first_contact(
            request, to=firms.seats["steward2"], reason="我来吧", seat=firms.seats["steward2"], at=NOON
        )
    with pytest.raises(Refused, match="理由"):
        actions.hand_over_first_contact(
            request, to=firms.seats["steward2"], reason=" ", seat=firms.seats["steward"], at=NOON
        )
    with pytest.raises(Refused, match="企业服务专员"):
        actions.hand_over_first_contact(
            request, to=firms.seats["roads"], reason="他熟", seat=firms.seats["steward"], at=NOON
        )
    actions.hand_over_first_contact(
        request, to=firms.seats["steward2"], reason="专员休产假", seat=firms.seats["steward"], at=NOON
    )
    told = request.matter.events.get(name="firm_handed_over").told
    assert told == {"from_name": "许专员", "to_name": "何专员", "reason": "专员休产假"}
    closed = answered(firms, request)
    actions.rate(closed, solved=True, answer_satisfied="yes", solution_satisfied="yes", at=NOON)
    react(NOON)
    assert first_contact_share(firms) == (0, 1)


def test_a_plan_comes_back_on_its_day_once(firms):
    request, steward = assigned(firms, asked(firms)), firms.seats["steward"]
    with pytest.raises(Refused, match="明天之后"):
        actions.plan(request, words="等管网通到园区", due_on=DAY, seat=steward, at=NOON)
    actions.plan(request, words="等管网通到园区", due_on=date(2024, 11, 12), seat=steward, at=NOON)
    with pytest.raises(Refused, match="没有了结"):
        actions.plan(request, words="再列一次", due_on=date(2024, 11, 12), seat=steward, at=NOON)
    assert queries.plans_due(firms.town, date(2024, 11, 11)) == []
    assert len(queries.plans_due(firms.town, date(2024, 11, 12))) == 1
    there = later(NOON, days=7)
    react(there)
    assert request.matter.events.filter(name="clock_rang", particulars__clock="promise").count() == 1
    matter, plan = again(request).matter, request.cases.get()
    assert not actions.plan_comes_back(plan.pk, at=there)  # a reaction may come twice
    assert matter.events.filter(name="firm_plan_came_back").count() == 1
    actions.plan_done(again(request), words="管网通了", seat=steward, at=there)
    assert queries.plans_due(firms.town, date(2025, 1, 1)) == []


def test_what_cannot_be_solved_is_explained_delivered_and_only_then_accepted(firms):
    request, steward = assigned(firms, asked(firms)), firms.seats["steward"]
    with pytest.raises(Refused, match="依据"):
        actions.explain_cannot(request, words="规划是绿地", basis="", other_ways="去园区", seat=steward, at=NOON)
    actions.explain_cannot(
        request, words="规划是绿地", basis="镇域规划第三章", other_ways="园区有空地可租", seat=steward, at=NOON
    )
    request = answered(firms, request)
    with pytest.raises(Refused, match="书面说明"):
        actions.rate(
            request, solved=False, accepts_explanation=True, answer_satisfied="yes", solution_satisfied="no", at=NOON
        )
    for _ in range(2):
        actions.ask_word(request, how="电话", words="不愿评", seat=steward, at=NOON)
    with pytest.raises(Refused, match="还没有送达"):
        actions.close_refused(request, evidence="电话录音两次", seat=steward, at=NOON)
    actions.confirm_cannot_told(request, how="当面送达，经理签收", seat=steward, at=NOON)
    actions.rate(
        again(request), solved=False, accepts_explanation=True, answer_satisfied="yes", solution_satisfied="no", at=NOON
    )
    request = again(request)
    assert (request.matter.state, request.ratings.get().solved) == ("closed", False)


def test_a_refusal_to_rate_is_documented_before_it_closes(firms):
    request, steward = answered(firms, asked(firms)), firms.seats["steward"]
    for day in (1, 2):
        actions.ask_word(again(request), how="电话", words="说不评", seat=steward, at=later(NOON, days=day))
    actions.close_refused(again(request), evidence="两次电话，办公室主任答复不评", seat=steward, at=later(NOON, days=3))
    assert again(request).matter.state == "closed"
    assert stage(request) == "closed"
    assert not request.ratings.exists()


def test_not_solved_it_goes_on_and_each_round_is_rated_once(firms):
    request = answered(firms, asked(firms))
    with pytest.raises(Refused, match="分开选"):
        actions.rate(request, solved=False, answer_satisfied="yes", solution_satisfied="", at=NOON)
    actions.rate(request, solved=False, answer_satisfied="fair", solution_satisfied="no", words="还是不够", at=NOON)
    with pytest.raises(Refused, match="已经评价过"):
        actions.rate(again(request), solved=True, answer_satisfied="yes", solution_satisfied="yes", at=NOON)
    react(NOON)
    assert again(request).matter.state == "reopened"
    assert stage(request) == "handling"


def test_a_withdrawn_request_is_looked_at_again_each_month_until_it_is_settled(firms):
    request, steward = assigned(firms, asked(firms)), firms.seats["steward"]
    with pytest.raises(Refused, match="只有企业撤回的"):
        actions.recheck(request, finding="问了", is_settled=False, seat=steward, at=NOON)
    actions.withdraw(request, reason="自己解决了", at=NOON)
    assert stage(request) == "withdrawn"
    assert queries.recheck_due(firms.town, date(2024, 12, 4)) == []
    assert queries.recheck_due(firms.town, date(2024, 12, 5)) == [request]
    actions.recheck(
        again(request), finding="电话问过，还在观望", is_settled=False, seat=steward, at=later(NOON, days=30)
    )
    assert queries.recheck_due(firms.town, date(2024, 12, 31)) == []
    assert queries.recheck_due(firms.town, date(2025, 1, 5)) == [request]
    actions.recheck(again(request), finding="确实办好了", is_settled=True, seat=steward, at=later(NOON, days=61))
    assert queries.recheck_due(firms.town, date(2026, 1, 1)) == []
    assert first_contact_share(firms) == (0, 0)  # a withdrawal is no success


def test_visits_are_planned_done_once_and_a_need_becomes_a_request(firms):
    firm, steward = asked(firms).firm, firms.seats["steward"]
    plan = actions.plan_visit(firm, on=date(2024, 11, 6), kind="上门", seat=steward, at=NOON)
    need = actions.NewRequest(
        FIRM, "门口没有公交站", "林小草", "19900001234", firm_code=CODE, topic="配套", channel="走访"
    )
    there = later(NOON, days=1)
    done = actions.do_visit(
        firm, on=date(2024, 11, 6), kind="上门", findings="订单多，缺人", visit=plan, need=need, seat=steward, at=there
    )
    assert (done.request.channel, done.request.topic, done.request.first_contact) == ("走访", "配套", steward)
    with pytest.raises(Refused, match="已经登记过"):
        actions.do_visit(
            firm, on=date(2024, 11, 6), kind="上门", findings="再来一次", visit=plan, seat=steward, at=there
        )
    report = queries.month_report(firms.town, date(2024, 11, 1), date(2024, 12, 1), now=there)
    assert (report.visits_planned, report.visits_planned_done, report.visits_done) == (1, 1, 1)
    assert [(one.holder, one.visits, one.owed) for one in report.stewards] == [("许专员", 1, 2), ("何专员", 0, 2)]
    Rule.objects.create(
        town=firms.town,
        kind="enterprise",
        key="visits",
        valid_from=date(2023, 1, 1),
        value={"per_month": 4},
        source="测试用",
    )
    assert queries.visits_a_month(firms.town, DAY) == 4
    assert FirmVisit.objects.count() == 1


def test_the_desk_asks_the_same_number_of_queries_whatever_lies_on_it(firms):
    client = firms.client("steward")
    asked(firms)
    client.get("/enterprise/")
    few = _queries(client)
    for number in range(5):
        asked(firms, firm_name=f"第{number}家公司", firm_code="")
    assert _queries(client) == few


def on_desk(firms, who, **asked_for):
    return Shown(DESK, firms.seats[who], NOON, asked_for, "/enterprise/")


def test_what_waits_for_the_seat_opens_by_itself_and_mine_stand_first(firms):
    theirs, mine = asked(firms), asked(firms, firm_name="第二家公司", firm_code="", topic="用工")
    Request.objects.filter(pk=theirs.pk).update(first_contact=None)
    Request.objects.filter(pk=mine.pk).update(first_contact=firms.seats["steward"])
    assert [row.pk for row in on_desk(firms, "steward").page.rows] == [mine.pk, theirs.pk]
    actions.escalate(theirs, reason="要税务所特批", seat=firms.seats["steward"], at=NOON)
    assert (on_desk(firms, "secretary").tab.key, on_desk(firms, "steward").tab.key) == ("escalated", "taken_in")
    assert on_desk(firms, "steward", m=theirs.matter.number).tab.key == "escalated"
    assert [row.pk for row in on_desk(firms, "steward", firm="第二家", topic="用工").page.rows] == [mine.pk]


def test_the_requests_are_handed_out_as_they_stand_in_the_language_of_the_page(firms):
    row = asked(firms, topic="用工")
    client = firms.client("steward")
    client.post("/house/language", {"language": "en", "next": "/enterprise/"})
    page = client.get("/enterprise/?as=print&topic=用工").content.decode()
    assert row.matter.number in page and "Hiring" in page and "Taken in" in page and "用工" not in page


def _queries(client):
    with CaptureQueriesContext(connection) as held:
        assert client.get("/enterprise/").status_code == 200
    return len(held)


def test_every_page_opens_for_whom_it_is_and_for_nobody_else(firms):
    request = answered(firms, asked(firms))
    for who in ("steward", "secretary", "deputy"):
        client = firms.client(who)
        for path in ("", f"?m={request.matter.number}", "?tab=ended", "visits", "report"):
            assert client.get(f"/enterprise/{path}").status_code == 200, (who, path)
        assert client.get("/firms/").status_code == 200, who
    for who in ("roads", "dispatcher", "caller", "village"):
        assert firms.client(who).get("/enterprise/").status_code == 403


def test_a_workbook_is_checked_whole_and_twice_changes_nothing(firms, tmp_path):
    path, steward = tmp_path / "企业.xlsx", firms.seats["steward"]
    header = ["企业名称", "统一社会信用代码", "行业", "规模", "注册在本镇", "落地时间"]
    rows = [
        [FIRM, CODE, "包装", "小", "是", "2024-03-01"],
        [FIRM, CODE, "", "", "", ""],
        ["早餐店", "", "餐饮", "微型", "不知道", ""],
    ]
    write_xlsx(path, header, rows, title="永乐店镇企业名册")
    first = import_sheet(path.read_bytes(), filename=path.name, seat=steward, at=NOON)
    assert (first.new, [row[-1] for row in first.bad]) == (
        1,
        [f"同一张表里“{CODE}”出现了两次。", "“注册在本镇”请填是或否。"],
    )
    firm = Firm.objects.get()
    assert (firm.size, firm.registered_in_town, firm.operating_in_town, firm.landed_on) == (
        "小型",
        True,
        True,
        date(2024, 3, 1),
    )
    again_ = import_sheet(path.read_bytes(), filename=path.name, seat=steward, at=NOON)
    assert (again_.new, again_.changed, again_.same) == (0, 0, 1)
    with pytest.raises(Refused, match="企业名称”和“统一社会信用代码”这几列"):
        import_sheet("企业名称,行业\n甲,乙\n".encode(), filename="a.csv", seat=steward, at=NOON)
    assert Firm.objects.count() == 1


STANDING = [
    ("received", [], "taken_in"),
    ("dispatched", [], "assigned"),
    ("handling", ["whistled"], "joint"),
    ("handling", ["whistled", "reopened"], "handling"),
    ("handling", ["whistled", "firm_escalated"], "escalated"),
    ("awaiting_callback", ["firm_escalated"], "answered"),
    ("awaiting_callback", ["reopened", "firm_rated"], "rated"),
    ("closed", ["withdrawn"], "withdrawn"),
]


@pytest.mark.parametrize(("state", "names", "stage"), STANDING)
def test_stages_are_derived_and_never_stored(state, names, stage):
    matter = Matter(kind=FIRM_REQUEST.name, state=state)
    assert kinds.stage_in(matter, ((name, seq) for seq, name in enumerate(names, start=1))).key == stage


def test_names_of_the_firm_are_taken_out_of_words():
    words = "北京禾光包装有限公司、禾光包装、 91110112MA01ABCD5X 都是我们"
    assert "禾光" not in without_firm(words, title=FIRM, code=CODE)
    assert month_after(date(2024, 1, 31)) == date(2024, 2, 29)
    assert month_after(date(2024, 12, 5)) == date(2025, 1, 5)


def test_a_callers_appeal_is_no_firm_request(firms):
    matter = firms.say()
    assert firms.client("steward").get("/enterprise/", {"m": matter.number}).status_code == 403
    assert Matter.objects.filter(kind="firm_request").count() == 0
