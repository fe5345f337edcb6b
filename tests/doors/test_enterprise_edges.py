"""The enterprise line at its edges: which words are asked for, what ends what, the days on which things come back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cast import NOON, later, make_town
from doors.enterprise_people import again, answered, asked, assigned, react, with_stewards

from xiangyue.doors.enterprise import actions
from xiangyue.doors.enterprise.models import FirmVisit, Rating, SideCase
from xiangyue.doors.enterprise.rules import month_after, wrong_request
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Clock, Event

DAY = date(2024, 11, 5)
NO = {"solved": False, "answer_satisfied": "no", "solution_satisfied": "no"}
YES = {"solved": True, "answer_satisfied": "yes", "solution_satisfied": "mostly"}


@pytest.fixture
def firms(cast):
    return with_stewards(cast)


def do(firms, name, request, who="steward", at=NOON, **told):
    return getattr(actions, name)(again(request), **told, seat=firms.seats[who], at=at)


WORDY = {
    "log_contact": {"how": "电话", "words": "已经电话联系"},
    "escalate": {"reason": "牵涉三个部门"},
    "ask_material": {"words": "营业执照副本"},
    "plan": {"words": "月底前增额", "due_on": DAY + timedelta(days=20)},
    "explain_cannot": {"words": "政策已经到期", "basis": "市税发〔2024〕3号", "other_ways": "可以按季申请"},
}


FIELDS = [(deed, field) for deed, told in WORDY.items() for field in told if field not in ("how", "due_on")]


@pytest.mark.parametrize(("deed", "field"), FIELDS)
def test_each_deed_asks_for_its_words_and_for_not_too_many(firms, deed, field):
    request, before = asked(firms), Event.objects.count()
    for words, says in (("", "请写"), (" 好 ", "请写"), ("长" * 1001, "写得太长了（1001 字），请写在")):
        with pytest.raises(Refused, match=says):
            do(firms, deed, request, **(WORDY[deed] | {field: words}))
    assert Event.objects.count() == before and not SideCase.objects.exists()
    do(firms, deed, request, **WORDY[deed])


@pytest.mark.parametrize("deed", ["escalate", "ask_material", "plan", "explain_cannot"])
def test_what_is_closed_is_not_begun_anew(firms, deed):
    request = asked(firms)
    actions.withdraw(again(request), reason="不用了", at=NOON)
    with pytest.raises(Refused, match="已经办结，不能再这样处理"):
        do(firms, deed, request, **WORDY[deed])
    with pytest.raises(Refused, match="已经办结"):
        do(firms, "supervise", request, who="secretary", text="请税务所办")


@pytest.mark.parametrize("deed", ["ask_material", "plan", "explain_cannot"])
def test_one_of_a_kind_is_open_at_a_time(firms, deed):
    request = asked(firms)
    do(firms, deed, request, **WORDY[deed])
    with pytest.raises(Refused, match="已经有一个没有了结的"):
        do(firms, deed, request, **WORDY[deed])
    end = {"ask_material": "give_material", "plan": "plan_done", "explain_cannot": "confirm_cannot_told"}[deed]
    told = {"how": "当面送达"} if deed == "explain_cannot" else {"words": "已经补齐"}
    do(firms, end, request, **told)
    with pytest.raises(Refused, match="现在没有等着了结的"):
        do(firms, end, request, **told)
    do(firms, deed, request, **WORDY[deed])
    assert SideCase.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, False), (1, True), (732, True), (733, False)])
def test_a_plan_is_for_a_day_to_come_within_two_years(firms, days, taken):
    request = asked(firms)
    if taken:
        do(firms, "plan", request, words="逐步解决", due_on=DAY + timedelta(days=days))
        assert Clock.objects.filter(owner__startswith="enterprise.plan:", stopped_at=None).count() == 1
    else:
        with pytest.raises(Refused, match="计划解决的日子"):
            do(firms, "plan", request, words="逐步解决", due_on=DAY + timedelta(days=days))
        assert not Clock.objects.filter(owner__startswith="enterprise.plan:").exists()


def test_a_plan_that_was_done_does_not_come_back(firms):
    request = asked(firms)
    do(firms, "plan", request, words="月底前增额", due_on=DAY + timedelta(days=3))
    do(firms, "plan_done", request, words="已经增额", at=later(NOON, days=1))
    react(later(NOON, days=9))
    assert SideCase.objects.get().came_back_at is None
    assert not Event.objects.filter(name="firm_plan_came_back").exists()


def test_a_plan_of_what_was_closed_meanwhile_stays_silent(firms):
    request = asked(firms)
    do(firms, "plan", request, words="月底前增额", due_on=DAY + timedelta(days=3))
    actions.withdraw(again(request), reason="不用了", at=later(NOON, days=1))
    react(later(NOON, days=9))
    assert not Event.objects.filter(name="firm_plan_came_back").exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"unit": None}, "请选一个单位来承办"),
        ({"unit": "neighbour"}, "请选一个单位来承办"),
        ({"category": None}, "请选一个类别"),
        ({"urgency": "tomorrow"}, "请选紧急程度"),
    ],
)
def test_an_owner_is_named_with_everything_its_clock_needs(firms, more, says):
    request = asked(firms)
    told = {"unit": firms.units["tax"], "category": firms.categories["R01"]} | more
    if more.get("unit") == "neighbour":
        told["unit"] = make_town("110112118000", "漷县镇").units["roads"]
    with pytest.raises(Refused, match=says):
        do(firms, "assign", request, **told)
    matter = again(request).matter
    assert (matter.state, matter.lead_unit) == ("received", None)


def test_the_secretary_takes_it_up_once_and_may_write_again(firms):
    request = assigned(firms, asked(firms))
    do(firms, "escalate", request, reason="牵涉三个部门")
    with pytest.raises(Refused, match="已经提级"):
        do(firms, "escalate", request, reason="再提一次")
    for who in ("steward", "deputy", "tax"):
        with pytest.raises(NotAllowed):
            do(firms, "supervise", request, who=who, text="请税务所办")
    do(firms, "supervise", request, who="secretary", text="请税务所今天办", at=later(NOON, hours=1))
    do(firms, "supervise", request, who="secretary", text="明天报我", at=later(NOON, hours=2))
    assert again(request).supervised_at == later(NOON, hours=1)
    assert Event.objects.filter(name="firm_supervised").count() == 2


@pytest.mark.parametrize("missing", ["answer_satisfied", "solution_satisfied"])
def test_the_two_satisfactions_are_asked_apart(firms, missing):
    request = answered(firms, asked(firms))
    with pytest.raises(Refused, match="两个满意要分开选"):
        actions.rate(again(request), **(YES | {missing: ""}), at=later(NOON, hours=1))
    assert not Rating.objects.exists()


def test_who_accepts_an_explanation_that_was_never_delivered_is_not_heard_so(firms):
    request = answered(firms, asked(firms))
    do(firms, "explain_cannot", request, **WORDY["explain_cannot"])
    with pytest.raises(Refused, match="还没有收到无法解决的书面说明"):
        actions.rate(again(request), **NO, accepts_explanation=True, at=later(NOON, hours=1))
    do(firms, "confirm_cannot_told", request, how="当面送达，签字收到")
    actions.rate(again(request), **NO, accepts_explanation=True, at=later(NOON, hours=2))
    closed = again(request).matter
    assert (closed.state, closed.closed_at, closed.reopened_count) == ("closed", later(NOON, hours=2), 0)
    assert not closed.clocks.filter(stopped_at=None, owner="").exists()


def test_their_refusal_closes_only_after_two_questions_with_proof_and_nothing_left_unsaid(firms):
    request = answered(firms, asked(firms))
    for number in range(2):
        with pytest.raises(Refused, match=f"至少要有 2 次.*现在有 {number} 次"):
            do(firms, "close_refused", request, evidence="两次来电均拒绝评价")
        do(firms, "ask_word", request, how="电话", words="说不评价")
    do(firms, "explain_cannot", request, **WORDY["explain_cannot"])
    with pytest.raises(Refused, match="理由还没有送达"):
        do(firms, "close_refused", request, evidence="两次来电均拒绝评价")
    do(firms, "confirm_cannot_told", request, how="当面送达")
    with pytest.raises(Refused, match="请写明凭据"):
        do(firms, "close_refused", request, evidence=" ")
    do(firms, "close_refused", request, evidence="两次来电均拒绝评价", at=later(NOON, hours=3))
    assert again(request).matter.state == "closed" and not Rating.objects.exists()
    with pytest.raises(Refused, match="现在不用请企业评价"):
        do(firms, "ask_word", request, how="电话", words="再问一次")


def test_only_what_the_firm_took_back_is_looked_at_again_and_once_a_day(firms):
    request = asked(firms)
    with pytest.raises(Refused, match="只有企业撤回的诉求"):
        do(firms, "recheck", request, finding="问过了", is_settled=True)
    actions.withdraw(again(request), reason="不用了", at=NOON)
    do(firms, "recheck", request, finding="问过了，确已解决", is_settled=False)
    with pytest.raises(Refused, match="今天已经复核过这一件"):
        do(firms, "recheck", request, finding="又问一遍", is_settled=True, at=later(NOON, hours=2))
    do(firms, "recheck", request, finding="又问一遍", is_settled=True, at=later(NOON, days=1))


@pytest.mark.parametrize(
    ("deed", "told", "says"),
    [
        ("plan_visit", {"on": DAY - timedelta(days=1), "kind": "上门"}, "不能在今天之前"),
        ("plan_visit", {"on": DAY, "kind": "路过"}, "请选走访方式"),
        ("do_visit", {"on": DAY + timedelta(days=1), "kind": "上门", "findings": "经营正常"}, "还没有到的日子"),
        ("do_visit", {"on": DAY, "kind": "上门", "findings": " "}, "请写一句走访了解到什么"),
    ],
)
def test_a_visit_is_planned_ahead_and_done_when_it_was(firms, deed, told, says):
    firm = asked(firms).firm
    with pytest.raises(Refused, match=says):
        getattr(actions, deed)(firm, **told, seat=firms.seats["steward"], at=NOON)
    assert not FirmVisit.objects.exists()


def test_a_planned_visit_is_that_firms_and_done_once(firms):
    first, second = asked(firms).firm, asked(firms, firm_name="北京青禾餐饮店", firm_code="").firm
    steward, done = firms.seats["steward"], {"on": DAY, "kind": "上门", "findings": "经营正常"}
    visit = actions.plan_visit(first, on=DAY, kind="上门", seat=steward, at=NOON)
    with pytest.raises(Refused, match="计划走访的不是这家企业"):
        actions.do_visit(second, **done, visit=visit, seat=steward, at=NOON)
    actions.do_visit(first, **done, visit=visit, seat=steward, at=NOON)
    with pytest.raises(StaleMove, match="已经登记过"):
        actions.do_visit(first, **done, visit=visit, seat=steward, at=NOON)
    assert FirmVisit.objects.get().done_on == DAY


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2023, 1, 31), date(2023, 2, 28)),
        (date(2024, 12, 31), date(2025, 1, 31)),
        (date(2024, 3, 31), date(2024, 4, 30)),
        (date(2024, 2, 29), date(2024, 3, 29)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(day, told):
    assert month_after(day) == told


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"words": "票"}, "请写一写"),
        ({"words": "票" * 5001}, "5001 字"),
        ({"contact": ""}, "怎么称呼"),
        ({"phone": ""}, "留一个电话"),
    ],
)
def test_what_a_firm_says_has_words_a_name_and_a_telephone(more, says):
    told = {"words": "发票不够", "contact": "林小草", "phone": "19900001234"}
    assert wrong_request(**told) == ""
    assert says in wrong_request(**(told | more))
