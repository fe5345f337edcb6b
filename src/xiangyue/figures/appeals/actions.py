"""An appeal that the town agreed to goes up, is answered, and what is upheld leaves the score."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.counter.wanted import wanted
from xiangyue.desks.callback.actions import leave_out
from xiangyue.desks.callback.models import Callback
from xiangyue.desks.handling.actions import ask_review
from xiangyue.desks.handling.models import Case
from xiangyue.figures.appeals import rules
from xiangyue.figures.appeals.models import Appeal
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Matter, Rule, Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.periods import assessment_period

_STALE = "这个申诉刚刚被别人处理过，请刷新后再看。"
_OPEN = ("agreed", "sent", "upheld")


def counted_result(matter: Matter) -> Callback | None:
    """The upper system's result of the matter that is in the score."""
    return Callback.objects.filter(matter=matter, source="imported", counts=True, excluded="").first()


def under_way(result: Callback) -> bool:
    return Appeal.objects.filter(result=result, state__in=_OPEN).exists()


@transaction.atomic
def ask(matter: Matter, *, reason: str, basis: str, seat: Seat, at: datetime) -> Case:
    """By the unit that leads it, also when it is closed: the result comes then. The town's reviewer decides first."""
    access.require(seat, "appeals.ask", of=matter)
    result = counted_result(matter)
    if result is None:
        raise Refused("这件事没有计分的热线回访结果，没有可以申诉的。")
    if under_way(result):
        raise Refused("这个结果的申诉正在办，不用再申请。")
    if not basis.strip():
        raise Refused("请写明依据：哪一条规定、什么记录。")
    return ask_review(matter, kind="score_appeal", reason=reason, basis=basis, unit=None, seat=seat, at=at)


def agree(case_key: int, *, at: datetime) -> Appeal | None:
    """After the town's own review found for the unit; once for each. None where no result counts, or another appeal
    against it is under way.
    """
    case = Case.objects.select_related("matter__town").get(pk=case_key)
    known = Appeal.objects.filter(case=case).first()
    result = counted_result(case.matter)
    if known is not None or result is None or under_way(result):
        return known
    period = assessment_period(local_day(result.at))
    limit = rule_on(case.matter.town, rules.LIMIT, rules.TOWN, local_day(at))
    return Appeal.objects.create(
        town_id=case.town_id,
        matter=case.matter,
        result=result,
        case=case,
        state="agreed",
        reason=case.reason,
        basis=case.basis,
        period=period.label,
        due_on=rules.due_on(period.end, limit.value if limit else None),
        agreed_at=at,
    )


@transaction.atomic
def send(appeal: Appeal, *, ground: Rule | None, words: str, seat: Seat, at: datetime) -> Appeal:
    """On a ground of that day's rows; not after its time."""
    access.require(seat, "appeals.send", of=appeal)
    if ground is None:
        raise Refused("请选择申诉的理由。")
    if appeal.due_on is not None and local_day(at) > appeal.due_on:
        raise Refused("申诉要在 {day} 以前报送，已经过了期限。", day=appeal.due_on)
    told = wanted(words, "请写明事实和证据，上级要看。", 2000)
    columns = {
        "ground": ground.key,
        "ground_name": ground.value["title"],
        "words": told,
        "sent_at": at,
        "sent_by": seat,
    }
    still(appeal, {"state": "agreed"}, StaleMove(_STALE), state="sent", **columns)
    _tell(appeal, "score_appeal_sent", seat, at, ground=ground.key, ground_name=appeal.ground_name, words=told)
    return appeal


@transaction.atomic
def answer(appeal: Appeal, *, upheld: bool | None, words: str, seat: Seat, at: datetime) -> Appeal:
    """The upper level's. What is upheld stays out of the score from now on; its row and what was said stay."""
    access.require(seat, "appeals.send", of=appeal)
    if upheld is None:
        raise Refused("请选择申诉成立还是不成立。")
    told = wanted(words, "请写上级怎样答复（文号、来电人或平台原话）。", 1000)
    state = "upheld" if upheld else "rejected"
    columns = {"answer": told, "answered_at": at, "answered_by": seat}
    still(appeal, {"state": "sent"}, StaleMove(_STALE), state=state, **columns)
    _tell(appeal, f"score_appeal_{state}", seat, at, words=told)
    if upheld and counted_result(appeal.matter) == appeal.result:  # a newer import may have brought another
        leave_out(appeal.result, why=appeal.ground_name, actor=kernel.Actor.of(seat), at=at)
    return appeal


@transaction.atomic
def drop(appeal: Appeal, *, words: str, seat: Seat, at: datetime) -> Appeal:
    access.require(seat, "appeals.send", of=appeal)
    told = wanted(words, "请写明为什么不报送。")
    still(
        appeal, {"state": "agreed"}, StaleMove(_STALE), state="dropped", answer=told, answered_at=at, answered_by=seat
    )
    _tell(appeal, "score_appeal_dropped", seat, at, words=told)
    return appeal


def _tell(appeal: Appeal, name: str, seat: Seat, at: datetime, **told: Any) -> None:
    kernel.record(appeal.matter, name, actor=kernel.Actor.of(seat), at=at, appeal=appeal.pk, **told)
