"""Beside a hard case: petition terms, old grievances, hand-over, what is proved and what is purged; its pages."""

from __future__ import annotations

import pytest
from cast import NOON, later, rows_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hands import fresh, react, told
from hard_cases import again, approved, closed, day, planned, spoke, taken, with_taskforce

from xiangyue.counter.holdings import named
from xiangyue.counter.own.queries import own_matter
from xiangyue.desks.taskforce import actions, queries
from xiangyue.desks.taskforce.actions import OldCase
from xiangyue.desks.taskforce.lists import DESK
from xiangyue.desks.taskforce.models import HardCase, OnTable, Plan, Step, Term
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import MissingRule, OtherContent, Refused, StaleMove
from xiangyue.kernel.models import Clock, Matter, Rule
from xiangyue.kernel.models.event import PURGED
from xiangyue.kernel.queries import verify


@pytest.fixture
def town(cast, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    return with_taskforce(cast)


# --- petitions


def term(town, name) -> Term:
    return queries.term_for(town.seats["reviewer"], Term.objects.get(term=name).pk)


def finish(town, name, on, at_days):
    who = {"seat": town.seats["reviewer"], "at": later(NOON, days=at_days)}
    return actions.finish_term(term(town, name), on=on, words="信访答字〔2024〕3号", **who)


def test_a_petition_goes_through_its_terms_each_with_its_clock(town):
    case, reviewer = taken(town), {"seat": town.seats["reviewer"], "at": NOON}
    actions.open_petition(case, received_on=day(-5), **reviewer)
    assert term(town, "accept").due_on == day(10)
    with pytest.raises(StaleMove):
        actions.open_petition(again(case), received_on=day(-5), **reviewer)
    finish(town, "accept", day(3), 3)
    assert term(town, "reply").due_on == day(63)
    assert [one.owner for one in Clock.objects.filter(owner__startswith="taskforce.term", stopped_at=None)] == [
        f"taskforce.term:{term(town, 'reply').pk}"
    ]
    finish(town, "reply", day(60), 60)
    assert not Clock.objects.filter(owner__startswith="taskforce.term", stopped_at=None).exists()
    with pytest.raises(Refused, match="超过了期限"):
        finish(town, "review_ask", day(91), 91)
    finish(town, "review_ask", day(90), 91)
    finish(town, "review", day(110), 110)
    finish(town, "recheck_ask", day(120), 120)
    finish(town, "recheck", day(140), 140)
    assert not Term.objects.filter(done_on=None).exists()
    with pytest.raises(StaleMove):
        finish(town, "recheck", day(141), 141)
    own = own_matter(fresh(case.matter), at=later(NOON, days=141), language="zh")
    assert any("信访复核意见" in line.sentence for line in own.lines)
    assert not any("信访答字" in line.sentence for line in own.lines)


def test_a_reply_is_put_off_once_by_a_leader_and_the_first_promise_stays(town):
    case = taken(town)
    actions.open_petition(case, received_on=day(0), seat=town.seats["reviewer"], at=NOON)
    finish(town, "accept", day(0), 0)
    leader = {"seat": town.seats["deputy"], "at": later(NOON, days=50)}
    for until in (day(60), day(91)):
        with pytest.raises(Refused, match="最多延到"):
            actions.put_off_reply(term(town, "reply"), until=until, words="等鉴定，已告知", **leader)
    actions.put_off_reply(term(town, "reply"), until=day(90), words="等鉴定，已告知", **leader)
    reply = term(town, "reply")
    assert (reply.promised_on, reply.due_on) == (day(60), day(90))
    with pytest.raises(Refused):
        actions.put_off_reply(reply, until=day(90), words="再等", **leader)
    assert told(case.matter, "petition_term_later")["words"] == "等鉴定，已告知"


def test_without_the_towns_row_it_says_which_is_missing(town):
    Rule.objects.filter(kind="petition", key="accept").delete()
    case = taken(town)
    with pytest.raises(MissingRule, match="petition/accept"):
        actions.open_petition(case, received_on=day(0), seat=town.seats["reviewer"], at=NOON)
    assert not Term.objects.exists()


# --- old grievances


def old(town, **more):
    told = {
        "words": "1998年修渠占了半亩地，至今没有说法。",
        "category": town.categories["R01"],
        "unit": town.units["roads"],
        "place": town.places["dayang"],
        "name": "林小草",
        "phone": "199 0000 1234",
        "request_id": "old-0001",
    }
    case = {"topic": "land", "why": "前史遗留", "leader": town.seats["deputy"]}
    return actions.write_down_old(town.town, OldCase(**(told | more)), **case, seat=town.seats["secretary"], at=NOON)


def test_an_old_grievance_is_written_down_once_dispatched_and_taken_in(town):
    case = old(town)
    assert old(town).pk == case.pk and HardCase.objects.count() == 1
    with pytest.raises(OtherContent):
        old(town, words="1998年修渠占了一亩地。")
    matter = Matter.objects.get(kind="old_case")
    assert (matter.state, matter.lead_unit, matter.number[0]) == ("dispatched", town.units["roads"], "J")
    assert case.state == "open" and matter.words.startswith("1998年")
    for wrong, says in (({"words": " "}, "从哪年起"), ({"phone": "12345"}, "")):
        with pytest.raises(Refused, match=says):
            old(town, request_id="old-0002", **wrong)
    assert Matter.objects.filter(kind="old_case").count() == 1


def test_no_days_list_and_no_criterion_takes_an_old_grievance(town):
    closed_one = old(town)
    OnTable.objects.filter(case=closed_one).update(until=NOON)
    assert actions.propose_fitting(town.town, at=later(NOON, days=300)) == 0


# --- hand-over, proof, purge


def test_whoever_leaves_passes_their_cases_on(town):
    case = taken(town)
    holding = named("taskforce.led")
    [held] = holding.items(town.seats["deputy"], NOON)
    holding.pass_on(held.key, to=town.seats["deputy2"], at=NOON)
    assert again(case).leader == town.seats["deputy2"] and holding.items(town.seats["deputy"], NOON) == []
    planned(town, again(case))
    assert len(named("taskforce.drafts").items(town.seats["reviewer"], NOON)) == 1


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (lambda: HardCase.objects.update(state="acting", closed_at=None, closed_how=""), "状态或包案领导被改过"),
        (lambda: Plan.objects.update(how="随便办"), "写下时不一致"),
        (lambda: OnTable.objects.all().delete(), ""),
    ],
)
def test_what_was_changed_behind_the_events_is_found(town, tamper, says):
    closed(town)
    assert list(verify(town.town)) == []
    tamper()
    found = "".join(fault.says for fault in verify(town.town))
    assert (says in found) if says else found == ""


def test_a_purge_takes_what_was_written_and_leaves_what_is_counted(town):
    case = closed(town)
    kernel.withdraw(fresh(case.matter), reason="办好了", at=later(NOON, days=42))
    kernel.purge_words(fresh(case.matter), reason="保存期满", actor=kernel.WORKER, at=later(NOON, days=900))
    case = again(case)
    assert case.why == PURGED and case.plans.get().how == PURGED and case.talks.get().said == PURGED
    assert (case.state, case.closed_how) == ("closed", "solved")
    assert list(verify(town.town)) == []


# --- pages


def test_the_page_says_what_is_missing_and_the_paper_fits_one_case(town):
    case = taken(town)
    number, client = case.matter.number, town.client("secretary")
    assert "还没有一案一策" in client.get(f"/taskforce/{number}").content.decode()
    approved(town, case)
    page = client.get(f"/taskforce/{number}").content.decode()
    assert "第 1、2 步还没有完成" in page and "会商用一页纸" in page
    paper = client.get(f"/taskforce/{number}?as=print").content.decode()
    assert "包案领导签字" in paper and "测绘地界并钉桩" in paper and "林小草" not in paper
    assert client.get("/taskforce/T999999").status_code in (403, 404)


def test_what_the_person_raised_elsewhere_is_shown_to_who_may_see_it(town, sent):
    case = taken(town)
    other, foreign = sent(title="渠也占了"), sent(title="别人的事", phone="19900009999", name="别人")
    report = sent(title="举报信", is_confidential=True)
    shown = {one.pk for one in queries.across(again(case), town.seats["reviewer"])}
    assert other.pk in shown and foreign.pk not in shown
    water = {one.pk for one in queries.across(again(case), town.seats["water"])}
    assert water == set() and report.pk


@pytest.mark.parametrize("address", ["/taskforce/", "/taskforce/proposals", "/taskforce/{number}"])
def test_the_number_of_queries_does_not_grow(town, sent, address):
    client = town.client("secretary")

    def more(count, case=None):
        for number in range(count):
            one = taken(town, sent(phone=f"1990000{number + 5000}", name=f"林{number}"))
            approved(town, one)
            actions.propose(sent(title="另一件"), words="看看", seat=town.seats["roads"], at=NOON)
            if case is not None:
                spoke(town, case, number)
        return one

    case = more(2)
    path = address.format(number=case.matter.number)
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        assert client.get(path).status_code == 200
    more(5, case)
    with CaptureQueriesContext(connection) as many:
        assert client.get(path).status_code == 200
    assert len(many) <= len(few), [one["sql"][:150] for one in many.captured_queries[len(few) :]]


def test_the_desk_lists_the_next_step_that_is_owed_first(town, sent):
    late, soon = taken(town, sent()), taken(town, sent())
    approved(town, soon)
    approved(town, late, steps=[actions.NewStep("测绘", town.units["water"], day(2))])
    assert [one.pk for one in rows_of(DESK, town.seats["deputy"], tab="acting")] == [late.pk, soon.pk]
    step = Step.objects.get(plan__case=late)
    actions.report_step(
        queries.step_for(town.seats["water"], step.pk), result="做完了", seat=town.seats["water"], at=NOON
    )
    rows = rows_of(DESK, town.seats["deputy"], tab="acting")
    assert [one.pk for one in rows] == [soon.pk, late.pk]
    assert [(one.steps_done, one.steps_all) for one in rows] == [(0, 2), (1, 1)]


def test_a_step_that_is_owed_rings_its_unit_on_its_day(town):
    case = taken(town)
    approved(town, case)
    react(later(NOON, days=12))
    rung = [event.told.get("owner") for event in case.matter.events.filter(name="clock_rang").order_by("seq")]
    step = Step.objects.get(number=1)
    assert f"taskforce.step:{step.pk}" in rung
    assert told(case.matter, "hard_plan_approved")["until_on"] == day(20).isoformat()
