"""What may go wrong with a hard case on its way to the end: each is a sentence, and nothing is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import NOON, later
from hands import contacted, decide, fresh, hold, names, react, told
from hard_cases import (
    NothingWritten,
    again,
    approved,
    checked,
    closed,
    day,
    planned,
    ready,
    refused,
    reported,
    spoke,
    taken,
    with_taskforce,
)

from xiangyue.counter import bridges, related
from xiangyue.counter.own.queries import own_matter
from xiangyue.desks.notices.actions import open_channel, tell
from xiangyue.desks.notices.models import Notice
from xiangyue.desks.taskforce import actions, queries
from xiangyue.desks.taskforce.actions import NewStep
from xiangyue.desks.taskforce.models import Meeting, OnTable, Proposal
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import measures
from xiangyue.kernel.actions import Upload
from xiangyue.kernel.errors import NotAllowed, StaleMove
from xiangyue.kernel.models import Clock, Event, Matter, Rule, Seat
from xiangyue.kernel.queries import verify
from xiangyue.lib.spans import Span


@pytest.fixture
def town(cast):
    return with_taskforce(cast)


# --- proposing and taking in


def test_the_criteria_propose_once_and_people_decide(town, sent):
    matter = sent(words="历史遗留的地界")
    sent()
    assert actions.propose_fitting(town.town, at=NOON) == 1
    assert actions.propose_fitting(town.town, at=later(NOON, days=1)) == 0
    proposal = queries.proposals(town.seats["reviewer"]).get()
    assert told(matter, "hard_proposed")["reason_names"] == ["历史遗留"]
    who = {"seat": town.seats["reviewer"], "at": NOON}
    with refused("再看的日子"), NothingWritten():
        actions.decline(proposal, words="先看看", not_before=day(0), **who)
    actions.decline(proposal, words="先看看", not_before=day(30), **who)
    with refused("已经有决定", StaleMove), NothingWritten():
        actions.decline(queries.proposal_for(who["seat"], proposal.pk), words="又看看", not_before=None, **who)
    assert actions.propose_fitting(town.town, at=later(NOON, days=29)) == 0
    assert actions.propose_fitting(town.town, at=later(NOON, days=31)) == 1


def test_a_town_without_criteria_is_proposed_nothing(town, sent):
    sent(words="历史遗留的地界")
    Rule.objects.filter(kind="taskforce").delete()
    assert actions.propose_fitting(town.town, at=later(NOON, days=900)) == 0


def test_who_called_three_times_and_what_lies_on_the_ledger_are_proposed(town, sent):
    for _ in range(3):
        matter = contacted(town, sent())
    decide(town, hold(town, matter, "ledger"))
    assert actions.propose_fitting(town.town, at=NOON) == 3
    reasons = dict(Proposal.objects.values_list("matter__number", "reasons"))
    assert reasons[matter.number] == ["repeats", "ledger"]


def test_a_handler_proposes_over_the_bridge_and_a_second_time_is_refused(town, sent):
    matter, roads = sent(), town.seats["roads"]
    assert [bridge.name for bridge, _, why in bridges.offered(matter, roads) if not why] == ["taskforce"]
    bridges.carry(matter, to="taskforce", reason="三家都不认", seat=roads, at=NOON)
    with refused("等决定"):
        bridges.carry(fresh(matter), to="taskforce", reason="", seat=roads, at=NOON)
    with refused("不用重复", StaleMove), NothingWritten():
        actions.propose(fresh(matter), words="", seat=roads, at=NOON)
    case = taken(town, fresh(matter))
    proposal = Proposal.objects.get()
    assert (proposal.state, case.reasons) == ("taken", ["chosen"])
    [line] = [one for one in related.told(fresh(matter), roads) if "专班" in one.label]
    assert "孙镇长" in line.says


def test_a_matter_lies_on_one_table_at_a_time(town, sent):
    first, second = sent(), sent()
    case = taken(town, first)
    with refused("已经在专班"), NothingWritten():
        taken(town, fresh(first))
    other = taken(town, second)
    reviewer = {"seat": town.seats["reviewer"], "at": NOON}
    with refused("已经在专班"), NothingWritten():
        actions.join(case, other=fresh(second), **reviewer)
    third = sent()
    actions.join(case, other=third, **reviewer)
    for which in (lambda: taken(town, fresh(third)), lambda: actions.join(other, other=fresh(third), **reviewer)):
        with refused("已经在专班"), NothingWritten():
            which()
    assert {one.pk for one in queries.across(again(case), town.seats["reviewer"])} >= {third.pk}
    assert OnTable.objects.filter(until=None).count() == 3


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"topic": "weather"}, "哪一类"),
        ({"why": " "}, "为什么"),
        ({"leader": None}, "在任的镇领导"),
        ({"leader": "water"}, "在任的镇领导"),
    ],
)
def test_what_is_missing_when_it_is_taken_in(town, sent, told, says):
    matter = sent()
    if told.get("leader"):
        told = {"leader": town.seats[told["leader"]]}
    with refused(says), NothingWritten():
        taken(town, matter, **told)


def test_an_ended_matter_and_a_leader_who_has_left_are_refused(town, sent):
    matter, deputy = sent(), town.seats["deputy"]
    Seat.objects.filter(pk=deputy.pk).update(until=NOON - timedelta(days=1))
    with refused("在任的镇领导"), NothingWritten():
        taken(town, matter, leader=Seat.objects.get(pk=deputy.pk))
    kernel.withdraw(matter, reason="算了", at=NOON)
    with refused("已经办结"), NothingWritten():
        taken(town, fresh(matter), leader=town.seats["deputy2"])


# --- one leader


def test_of_two_leaders_at_once_one_takes_it_on(town):
    case, secretary, was = taken(town), town.seats["secretary"], town.seats["deputy"]
    stale = again(case)
    actions.hand_over(case, leader=town.seats["deputy2"], was=was, reason="分工调整", seat=secretary, at=NOON)
    with refused("刚刚被换过", StaleMove), NothingWritten():
        actions.hand_over(stale, leader=secretary, was=was, reason="我来包", seat=secretary, at=NOON)
    assert again(case).leader == town.seats["deputy2"]
    assert told(case.matter, "hard_led")["to_name"] == "郎镇长"
    with refused("已经是"), NothingWritten():
        actions.hand_over(
            again(case), leader=town.seats["deputy2"], was=town.seats["deputy2"], reason="再写", seat=secretary, at=NOON
        )


def test_a_leader_who_left_in_the_middle_is_replaced_before_a_plan_is_approved(town):
    case = taken(town)
    plan = planned(town, case)
    Seat.objects.filter(pk=town.seats["deputy"].pk).update(until=later(NOON, minutes=1))
    plan = queries.plan_for(town.seats["secretary"], plan.pk)
    with refused("在任的镇领导"), NothingWritten():
        actions.approve_plan(plan, words="", seat=town.seats["secretary"], at=later(NOON, hours=1))
    actions.take_over(case.pk, to=town.seats["deputy2"], at=later(NOON, hours=1))
    plan = queries.plan_for(town.seats["secretary"], plan.pk)
    actions.approve_plan(plan, words="", seat=town.seats["secretary"], at=later(NOON, hours=1))
    assert again(case).state == "acting"


# --- closing


def test_it_is_closed_only_when_all_is_there(town):
    case, deputy = taken(town), town.seats["deputy"]
    at = later(NOON, days=41)

    def closing(says):
        with refused(says), NothingWritten():
            actions.close(again(case), words="办完了", seat=deputy, at=at)

    closing("研究方案")
    approved(town, case)
    closing("第 1、2 步还没有完成.*还没有确认出清条件成立.*还没有听过")
    reported(town, case)
    checked(town, case, 10)
    closing("才 0 天")
    checked(town, case, 39)
    closing("才 29 天")
    checked(town, case, 40, holds=False)
    closing("不成立")
    with refused("今天已经"), NothingWritten():
        checked(town, case, 40)
    checked(town, case, 41, 71)
    at = later(NOON, days=72)
    closing("还没有听过诉求人")
    spoke(town, case, 70, solved=None)
    closing("还没有说解决了")
    spoke(town, case, 71, solved=False)
    closing("诉求人说还没有解决")
    spoke(town, case, 72)
    actions.close(again(case), words="界桩钉好", seat=deputy, at=at)
    with refused("办结"), NothingWritten():
        actions.close(again(case), words="又办结", seat=deputy, at=at)
    assert not Clock.objects.filter(owner__startswith="taskforce", stopped_at=None).exists()
    assert list(verify(town.town)) == []


def test_what_was_heard_before_the_last_step_is_not_their_word_on_it(town):
    case = taken(town)
    approved(town, case)
    spoke(town, case, 2)
    reported(town, case)
    checked(town, case, 10, 40)
    assert queries.what_is_missing(again(case)) == ["最后一步做完以后还没有听过诉求人的话"]


def test_the_test_is_confirmed_by_the_unit_of_the_plan_alone(town):
    case = taken(town)
    approved(town, case)
    for who in ("water", "reviewer", "secretary"):
        with refused("大羊村村委会确认", NotAllowed), NothingWritten():
            actions.check(again(case), holds=True, words="好了", seat=town.seats[who], at=NOON)


def test_a_closing_is_told_once_though_the_worker_dies_between(town):
    address = "json://127.0.0.1:9/send?:phone={phone}"  # nobody answers there: it is tried again, never told twice
    told = {"kind": "sms", "title": "短信", "address": address, "unit": None}
    open_channel(town.town, **told, seat=town.seats["admin"], at=NOON)
    case = closed(town)
    event = case.matter.events.get(name="hard_closed")
    Event.objects.filter(pk=event.pk).update(reacted_at=None)
    react(later(NOON, days=42))
    tell(Event.objects.get(pk=event.pk), later(NOON, days=42))
    assert Notice.objects.filter(event=event).count() == 1
    assert names(case.matter).count("hard_closed") == 1


def test_after_a_death_their_kin_are_heard(town):
    case, reviewer = taken(town), town.seats["reviewer"]
    approved(town, case)
    with refused("还在"), NothingWritten():
        spoke(town, case, 1, who="nobody")
    actions.note_death(again(case), on=day(3), words="村委会告知", seat=reviewer, at=later(NOON, days=4))
    with refused("已经记过"), NothingWritten():
        actions.note_death(again(case), on=day(3), words="再记", seat=reviewer, at=later(NOON, days=4))
    reported(town, case)
    checked(town, case, 10, 40)
    with refused("已经去世"), NothingWritten():
        spoke(town, case, 40)
    spoke(town, case, 40, who="kin")
    assert queries.what_is_missing(again(case)) == []


def test_a_withdrawn_one_ends_without_being_counted_as_solved(town):
    case, deputy = taken(town), town.seats["deputy"]
    with refused("没有撤回"), NothingWritten():
        actions.close_withdrawn(case, words="不告了", seat=deputy, at=NOON)
    kernel.withdraw(fresh(case.matter), reason="不告了", at=later(NOON, hours=1))
    actions.close_withdrawn(again(case), words="问过，是自愿", seat=deputy, at=later(NOON, days=1))
    assert again(case).closed_how == "withdrawn"
    assert names(case.matter)[-1] == "hard_withdrawn" and "hard_closed" not in names(case.matter)
    assert measures.get("taskforce.closed").count(town.town, Span.of("2024")) == 0


# --- resting and coming back


def test_what_cannot_be_done_is_explained_and_rests_until_its_day(town):
    case, deputy = taken(town), town.seats["deputy"]
    approved(town, case)
    with refused("解释过"), NothingWritten():
        actions.rest(again(case), until=day(90), words="等征地", seat=deputy, at=later(NOON, days=2))
    spoke(town, case, 2, solved=False)
    for until in (day(2), day(900)):
        with refused("两年之内"), NothingWritten():
            actions.rest(again(case), until=until, words="等征地", seat=deputy, at=later(NOON, days=2))
    actions.rest(again(case), until=day(90), words="征地批复下来之前办不了", seat=deputy, at=later(NOON, days=2))
    assert again(case).state == "resting" and running(case) == 0
    own = own_matter(fresh(case.matter), at=later(NOON, days=3), language="zh")
    assert any("征地批复" in line.sentence for line in own.lines)
    react(later(NOON, days=89))
    assert again(case).state == "resting"
    react(later(NOON, days=91))
    assert again(case).state == "acting" and names(case.matter).count("hard_came_back") == 1
    assert running(case) == again(case).plans.get(state="approved").steps.count() > 0
    assert actions.come_back(case.pk, at=later(NOON, days=91)) is False
    assert list(verify(town.town)) == []


def running(case):
    """Clocks of steps that run."""
    return Clock.objects.filter(matter=case.matter, owner__startswith="taskforce.step", stopped_at=None).count()


def test_what_the_task_force_heard_and_from_whom_stays_with_it(town):
    case = closed(town)
    Matter.objects.filter(pk=case.matter_id).update(state="closed", closed_at=later(NOON, days=60))
    actions.reopen(case, reason="邻居老赵说又吵了", seat=town.seats["deputy"], at=later(NOON, days=61))
    react(later(NOON, days=61))
    assert fresh(case.matter).state == "reopened"
    own = own_matter(fresh(case.matter), at=later(NOON, days=62), language="zh")
    assert not any("老赵" in line.sentence for line in own.lines)


def test_a_matter_that_was_a_case_is_not_proposed_as_another(town):
    case = closed(town)
    assert fresh(case.matter).closed_at is None
    assert actions.propose_fitting(town.town, at=later(NOON, days=300)) == 0
    with refused("自己办过专班案件"), NothingWritten():
        actions.propose(fresh(case.matter), words="再办", seat=town.seats["roads"], at=later(NOON, days=300))


def test_a_closed_case_is_opened_again_through_any_door_and_its_old_looks_count_no_more(town):
    case = closed(town)
    actions.reopen(case, reason="村里电话说又吵了", seat=town.seats["deputy"], at=later(NOON, days=400))
    react(later(NOON, days=400))
    case = again(case)
    assert (case.state, case.closed_at) == ("open", None)
    with refused("推进落实"), NothingWritten():
        actions.close(case, words="办完了", seat=town.seats["deputy"], at=later(NOON, days=401))
    approved(town, case, at=later(NOON, days=401), over=1, change="上次没管住", steps=a_step(town))
    assert "还没有确认出清条件成立" in "".join(queries.what_is_missing(again(case)))
    assert OnTable.objects.filter(matter=case.matter, until=None).count() == 1
    assert list(verify(town.town)) == []


def a_step(town):
    return [NewStep("重新钉桩", town.units["water"], day(430))]


# --- meetings


def test_minutes_of_200_kb_are_a_sentence_and_as_a_file_they_are_kept(town, own_media):
    case, client = taken(town), town.client("reviewer")
    form = {"on": day(0).isoformat(), "present": "孙镇长、王水务", "decided": "先测绘"}
    long = client.post(
        f"/taskforce/{case.matter.number}/meet",
        form | {"minutes": "记" * 70_000},
        headers={"accept": "application/json"},
    )
    assert long.status_code >= 400 and "会商记要" in long.json()["says"]
    assert not Meeting.objects.exists()
    file = Upload("记要", "application/pdf", "pdf", b"%PDF-1" + b"x" * 200_000)
    told = {"on": day(0), "present": "孙镇长", "minutes": "见附件", "decided": "先测绘"}
    actions.meet(case, **told, file=file, seat=town.seats["reviewer"], at=NOON)
    assert case.matter.attachments.get().for_requester is False
    with refused("已经记过"), NothingWritten():
        actions.meet(again(case), **told, seat=town.seats["reviewer"], at=NOON)
    for wrong in (day(-1), day(1)):
        with refused("收案那天"), NothingWritten():
            actions.meet(again(case), **(told | {"on": wrong}), seat=town.seats["reviewer"], at=NOON)


# --- who may, who sees


def test_who_does_not_hold_the_deed_is_refused(town):
    case = ready(town)
    reviewer, water = town.seats["reviewer"], town.seats["water"]
    for deed in (
        lambda: actions.take_in(case.matter, topic="land", why="为什么", leader=None, seat=water, at=NOON),
        lambda: actions.close(case, words="办完了", seat=reviewer, at=later(NOON, days=41)),
        lambda: actions.reopen(case, reason="又来了", seat=reviewer, at=NOON),
        lambda: planned(town, case, who="secretary", over=1),
        lambda: actions.hand_over(case, leader=None, was=None, reason="换人", seat=reviewer, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_unit_that_is_not_in_the_plan_sees_nothing_of_it(town):
    case = taken(town)
    number = case.matter.number
    assert town.client("heat").get(f"/taskforce/{number}").status_code in (403, 404)
    approved(town, case)
    assert town.client("water").get(f"/taskforce/{number}").status_code == 200
    assert town.client("heat").get(f"/taskforce/{number}").status_code in (403, 404)
    assert not queries.cases(town.seats["heat"]).exists()
