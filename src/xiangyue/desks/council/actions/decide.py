"""What was agreed, by which way it goes on, and whether that body could decide it on that day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from xiangyue.counter.wanted import wanted
from xiangyue.desks.council import rules
from xiangyue.desks.council.access import require_at
from xiangyue.desks.council.actions.ballots import agree_with_slips
from xiangyue.desks.council.actions.meetings import came_to
from xiangyue.desks.council.actions.parts import POINTS_MAX, for_everybody, hold, sources_of
from xiangyue.desks.council.models import Decision, Item, Meeting
from xiangyue.desks.council.rules import BODIES, CONSULTATION, NOT_DONE, ROUTES, STEPS, TASK_CLOCK, Turnout, Votes
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Event, Seat
from xiangyue.lib.hantext import tidy


@transaction.atomic
def decide(
    item: Item,
    *,
    points: str,
    route: str,
    is_voted: bool = False,
    yes: int = 0,
    no: int = 0,
    abstain: int = 0,
    aside: int = 0,
    aside_why: str = "",
    is_secret: bool = False,
    seat: Seat,
    at: datetime,
) -> Decision:
    """A consultation agrees or votes; every other body votes, and only with its quorum."""
    meeting, topic = item.meeting, item.topic
    require_at(seat, "council.keep", meeting.village)
    hold(meeting)
    item.refresh_from_db(fields=["taken_off_at"])
    if item.taken_off_at is not None or meeting.cancelled_at is not None:
        raise Refused("这一项不在这次会议的议程上了。")
    if route not in ROUTES:
        raise Refused("请选择议定之后怎么办。")
    told = for_everybody(wanted(points, _("请写议定了什么。"), POINTS_MAX), sources_of(topic))
    came, votes = came_to(meeting), Votes(yes, no, abstain, aside)
    voted = is_voted or meeting.body != CONSULTATION
    value = meeting.rule.value if meeting.rule else {}
    if voted:
        _may_vote(meeting, came, votes, aside_why)
        agree_with_slips(item, came, votes)
    _in_order(item, route)
    passed = rules.passed(value, came, votes) if voted else None
    if passed is False and route not in NOT_DONE:
        raise Refused("表决没有通过：同意 {yes}，没有达到规定的多数。只能说明不办，或者提请镇里。", yes=yes)
    decision = Decision(
        town_id=topic.town_id,
        item=item,
        topic=topic,
        points=told,
        route=route,
        yes=yes if voted else None,
        no=no if voted else 0,
        abstain=abstain if voted else 0,
        aside=aside,
        aside_why=tidy(aside_why)[:200],
        is_secret=is_secret and voted,
        passed=passed,
        at=at,
        seat=seat,
    )
    topic.decisions.standing().filter(route=meeting.body).update(followed_at=at)
    with only_once(StaleMove("这个议题刚刚已经有了决定，请刷新后再看。")):
        decision.save(force_insert=True)
    kernel.carry_out(topic.matter, deciding(decision), actor=kernel.Actor.of(seat), at=at)
    return decision


def _in_order(item: Item, route: str) -> None:
    """四议两公开: the fourth step is decided when the three before it are complete, and by no other body."""
    topic, fourth = item.topic, STEPS[4][1]
    if topic.is_procedure and item.meeting.body not in fourth and route == "now":
        raise Refused("走四议两公开的议题，要由村民会议或村民代表会议决议，这个会不能定为马上办。")
    if topic.is_procedure and item.meeting.body in fourth and topic.steps.count() < 3:
        raise Refused("四议两公开的前三步还没有登记齐，村民会议、村民代表会议还不能决议。")


def _may_vote(meeting: Meeting, came: Turnout, votes: Votes, aside_why: str) -> None:
    if meeting.quorum == rules.MISSED and meeting.rule is not None:
        raise Refused(
            "到会不够法定人数，不能表决：{ways}（{source}）。够一样就行；也可以改期，或者只作协商、不表决。",
            ways=rules.missing(meeting.rule.value, came),
            source=meeting.rule.source,
        )
    if votes.aside and not tidy(aside_why):
        raise Refused("有人回避的，请写明是什么利害关系（近亲属、当事人），不写姓名。")
    if votes.cast + votes.aside != came.voters:
        raise Refused(
            "票数对不上：同意 {yes}、反对 {no}、弃权 {abstain}、回避 {aside}，加起来是 {cast}，"
            "参加表决的是 {voters} 人。请核对计票单。",
            yes=votes.yes,
            no=votes.no,
            abstain=votes.abstain,
            aside=votes.aside,
            cast=votes.cast + votes.aside,
            voters=came.voters,
        )


def deciding(decision: Decision) -> Change:
    """The first one sets its carrying out going; a topic that was decided before stays where it is."""
    meeting, topic = decision.item.meeting, decision.topic
    told: dict[str, Any] = {
        "decision": decision.pk,
        "body": meeting.body,
        "body_name": BODIES[meeting.body],
        "route": decision.route,
        "route_name": ROUTES[decision.route],
        "points": decision.points,
        "quorum": meeting.quorum,
        "present": meeting.present,
        "members": meeting.members or 0,
    }
    if decision.yes is not None:
        told |= {"yes": decision.yes, "no": decision.no, "abstain": decision.abstain, "aside": decision.aside}
    if meeting.rule is not None:
        told["rule"] = f"{meeting.rule.key} {meeting.rule.valid_from}"
    return Change("topic_decided", told, to="" if topic.matter.state == "handling" else "handling")


@transaction.atomic
def undo(decision: Decision, *, reason: str, seat: Seat, at: datetime) -> Event:
    """Withdrawn by the village, also after it was published; everybody who was told of it is told of this too."""
    require_at(seat, "council.keep", decision.item.meeting.village)
    return _undone(decision, reason, "", seat, at)


@transaction.atomic
def send_back(decision: Decision, *, reason: str, article: str, seat: Seat, at: datetime) -> Event:
    """By the town: a decision against the law or the rights of somebody must be put right (VCL 31)."""
    access.require(seat, "council.send_back", of=decision)
    named = wanted(article, _("请写明依据哪一条法律。"), 120)
    return _undone(decision, reason, named, seat, at)


def _undone(decision: Decision, reason: str, article: str, seat: Seat, at: datetime) -> Event:
    topic = decision.topic
    why = for_everybody(wanted(reason, _("请写明为什么撤回，提出的人会看到。"), 300), sources_of(topic))
    gone = StaleMove("这个决定已经撤回，或者下一个会已经另有决定，请刷新后再看。")
    still(decision, {"undone_at": None, "followed_at": None}, gone, undone_at=at, undone_why=why, article=article)
    for task in topic.tasks.filter(done_at=None, dropped_at=None):
        kernel.stop_promise(f"{TASK_CLOCK}:{task.pk}", at=at)
    topic.tasks.filter(done_at=None, dropped_at=None).update(dropped_at=at)
    told: dict[str, Any] = {"decision": decision.pk, "reason": why} | ({"article": article} if article else {})
    again = "reopened" if topic.matter.state == "closed" else ""
    return kernel.carry_out(topic.matter, Change("topic_undecided", told, to=again), actor=kernel.Actor.of(seat), at=at)
