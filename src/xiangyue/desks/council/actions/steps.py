"""四议两公开: four discussions and two disclosures, each locked until the one before is complete."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from xiangyue.counter.wanted import wanted
from xiangyue.desks.council import rules
from xiangyue.desks.council.access import require_at
from xiangyue.desks.council.actions.parts import for_everybody, rule_of, sources_of, tell
from xiangyue.desks.council.models import Member, Step, Topic
from xiangyue.desks.council.rules import BODIES, STEPS, VOTED_STEPS, Turnout, Votes
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Upload
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day

_RESULT = 6  # told after everything was carried out


@transaction.atomic
def take_step(
    topic: Topic,
    *,
    number: int,
    day: date,
    words: str,
    file: Upload | None,
    body: str = "",
    members: int = 0,
    present: int = 0,
    yes: int = 0,
    no: int = 0,
    abstain: int = 0,
    with_next: bool = False,
    seat: Seat,
    at: datetime,
) -> list[Step]:
    """One step, or the first two in one where one person holds both posts in the village."""
    require_at(seat, "council.keep", topic.village)
    if not topic.is_procedure:
        raise Refused("这个议题不走四议两公开。")
    done = list(topic.steps.order_by("number"))
    _is_next(done, number, day, at)
    if topic.matter.closed_at is not None and (number != _RESULT or not topic.decisions.standing().exists()):
        raise Refused("这个议题已经结束，只能再登记实施结果的公开。")
    if with_next and number != 1:
        raise Refused("只有第 1、2 步可以合并登记。")
    if file is None:
        raise Refused("这一步要附上会议记录、签到或公开的照片。")
    told = for_everybody(wanted(words, _("请写这一步的会议记录要点或公开的内容。"), 2000), sources_of(topic))
    bodies = STEPS[number][1]
    chosen = body if body in bodies else (bodies[0] if bodies else "")
    came, votes = Turnout(members, present), Votes(yes, no, abstain)
    if number in VOTED_STEPS:
        _counts(topic, number, chosen, day, came, votes)
    joined = _holds_both(topic, day) if with_next else None
    kept = kernel.attach(topic.matter, file, actor=kernel.Actor.of(seat), at=at)
    numbers = (number, number + 1) if joined else (number,)
    steps = []
    for one in numbers:
        step = Step(
            town_id=topic.town_id,
            topic=topic,
            number=one,
            body=chosen if one == number else STEPS[one][1][0],
            day=day,
            members=members,
            present=present,
            yes=yes,
            no=no,
            abstain=abstain,
            words=told,
            file=kept,
            joined_by=joined,
            seat=seat,
            at=at,
        )
        with only_once(StaleMove("这一步刚刚已经登记过了，请刷新后再看。")):
            step.save(force_insert=True)
        _tell(step, seat, at)
        steps.append(step)
    return steps


def _is_next(done: list[Step], number: int, day: date, at: datetime) -> None:
    following = len(done) + 1
    if number not in STEPS or number > following:
        raise Refused(
            "第 {n} 步还锁着：先把第 {m} 步（{name}）的日期、人数、票数、记录和附件登记齐。",
            n=number,
            m=following,
            name=STEPS[min(following, len(STEPS))][0],
        )
    if number < following:
        raise StaleMove("这一步已经登记过了，请刷新后再看。")
    if done and day < done[-1].day:
        raise Refused("这一步的日期早于上一步（{day}），请核对。", day=done[-1].day)
    if day > local_day(at):
        raise Refused("日期还没有到，不能先登记。")


def _counts(topic: Topic, number: int, body: str, day: date, came: Turnout, votes: Votes) -> None:
    """A step passes with the quorum and the majority of that day's row; where that is unknown, as its counts say."""
    rule = rule_of(topic.village.town or topic.village, body, day)
    value = rule.value if rule else {}
    if wrong := rules.wrong_turnout(value, came):
        raise Refused(wrong)
    if votes.cast != came.voters:
        raise Refused(
            "票数对不上：同意、反对、弃权加起来是 {cast}，实到 {voters} 人。", cast=votes.cast, voters=came.voters
        )
    if rules.quorum(value, came) == rules.MISSED:
        raise Refused(
            "第 {n} 步（{body}）到会不够：应到 {members}，实到 {present}，不够法定人数，下一步不能开始。",
            n=number,
            body=BODIES[body],
            members=came.members,
            present=came.present,
        )
    passed = rules.passed(value, came, votes)
    if passed is False or (passed is None and votes.yes <= votes.no):
        raise Refused("第 {n} 步没有通过：同意 {yes}，没有达到规定的多数。", n=number, yes=votes.yes)


def _holds_both(topic: Topic, day: date) -> Member:
    held = Member.objects.filter(village=topic.village, post="both", since__lte=day)
    found = held.filter(Q(until=None) | Q(until__gt=day)).first()
    if found is None:
        raise Refused("第 1、2 步合并只限书记、主任由一个人兼任的村；名册上{day}没有这样的人。", day=day)
    return found


def _tell(step: Step, seat: Seat, at: datetime) -> None:
    told = {"row": step.pk, "step": step.number, "step_name": STEPS[step.number][0], "day": f"{step.day}"}
    counts = {"members": step.members, "present": step.present, "yes": step.yes}
    tell(step.topic, "topic_step", seat=seat, at=at, **told, **counts, words=step.words)
