"""The firm's own word: two satisfactions asked apart, its documented refusal to give one, its withdrawal and what
follows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from xiangyue.counter import attempts
from xiangyue.counter.wanted import wanted
from xiangyue.doors.enterprise.actions.serve import hidden, tell
from xiangyue.doors.enterprise.models import Rating, Request, SideCase, WithdrawnCheck
from xiangyue.doors.enterprise.rules import SATISFIED, WORD_ATTEMPTS, tidy
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.clocks import stop_clocks
from xiangyue.kernel.actions.requester import ASKED
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Seat
from xiangyue.kernel.timekeeping import local_day

ASKED_IN_VAIN = "firm_word_asked"


@transaction.atomic
def rate(
    request: Request,
    *,
    solved: bool,
    answer_satisfied: str,
    solution_satisfied: str,
    words: str = "",
    accepts_explanation: bool = False,
    at: datetime,
    heard_by: Seat | None = None,
) -> Rating:
    """On the firm's page, or told to the steward by telephone. Not solved it is reopened, unless the firm accepts an
    explanation
    that was delivered to it: then it is closed as what it is, unsolved and explained."""
    matter = request.matter
    if heard_by is not None:
        access.require(heard_by, "enterprise.serve", of=request)
    if answer_satisfied not in SATISFIED or solution_satisfied not in SATISFIED:
        raise Refused("两个满意要分开选：对答复满意吗？对解决满意吗？")
    if matter.state not in ASKED:
        raise Refused("现在不用评价：还没有答复，或者已经评价过了。")
    accepts = accepts_explanation and not solved
    if accepts and not _was_explained(request):
        raise Refused("还没有收到无法解决的书面说明，不能选“理由我接受”。没有解决请选“没有解决，请接着办”。")
    rating = _keep(request, solved, answer_satisfied, solution_satisfied, accepts, heard_by, at)
    said = hidden(request, tidy(words)[:1000])
    told: dict[str, Any] = {"words": said} if said else {}
    told |= {"accepts_explanation": True} if accepts else {}
    told |= {"heard_by_phone": True} if heard_by else {}
    tell(
        request,
        "firm_rated",
        seat=heard_by,
        at=at,
        solved=solved,
        answer_satisfied=answer_satisfied,
        answer_name=SATISFIED[answer_satisfied],
        solution_satisfied=solution_satisfied,
        solution_name=SATISFIED[solution_satisfied],
        **told,
    )
    if accepts:
        _close(request, "无法解决，企业接受说明", heard_by, at)
    else:
        kernel.say_how_it_went(matter, solved=solved, satisfied=solution_satisfied, words=said, at=at)
    return rating


def _was_explained(request: Request) -> bool:
    return SideCase.objects.filter(request=request, kind="cannot", ended_at__isnull=False).exists()


def _keep(
    request: Request, solved: bool, answer: str, solution: str, accepts: bool, heard_by: Seat | None, at: datetime
) -> Rating:
    try:
        with transaction.atomic():
            return Rating.objects.create(
                town_id=request.town_id,
                request=request,
                round=request.matter.reopened_count,
                solved=solved,
                answer_satisfied=answer,
                solution_satisfied=solution,
                accepts_explanation=accepts,
                at=at,
                heard_by=heard_by,
            )
    except IntegrityError as error:
        raise Refused("这一次您已经评价过了，谢谢。") from error


def _close(request: Request, why: str, seat: Seat | None, at: datetime) -> Event:
    """Through the call-back to the end, without a reopening; the gate asks for the firm's word all the same."""
    matter, actor = request.matter, kernel.Actor.of(seat) if seat else kernel.REQUESTER
    if matter.state != "awaiting_callback":
        raise Refused("答复刚刚送达，正在转入待评价，请过一会儿再试。")
    kernel.move(matter, to="called_back", event="firm_heard", actor=actor, at=at, why=why)
    stop_clocks(matter, at=at)
    return kernel.move(matter, to="closed", event="firm_closed", actor=actor, at=at, why=why)


@transaction.atomic
def ask_word(request: Request, *, how: str, words: str, seat: Seat, at: datetime) -> Event:
    """One attempt to hear the firm's word that brought none."""
    access.require(seat, "enterprise.serve", of=request)
    if request.matter.state not in ASKED:
        raise Refused("现在不用请企业评价：还没有答复，或者已经评价过了。")
    attempt = attempts.in_vain(request.matter, ASKED_IN_VAIN) + 1
    return tell(
        request,
        ASKED_IN_VAIN,
        seat=seat,
        at=at,
        attempt=attempt,
        how=wanted(how, "请写怎样问的。", 40),
        words=wanted(words, "请写企业怎样回答的，或没有接通。", 300),
    )


@transaction.atomic
def close_refused(request: Request, *, evidence: str, seat: Seat, at: datetime) -> Event:
    """企业拒绝评价: only after it was asked often enough, with evidence; an unsolvable one must have been explained and
    delivered.
    """
    access.require(seat, "enterprise.serve", of=request)
    tried = attempts.in_vain(request.matter, ASKED_IN_VAIN)
    if tried < WORD_ATTEMPTS:
        raise Refused(
            "企业没有评价不能办结：至少要有 {word_attempts} 次请企业评价的记录，现在有 {tried} 次。",
            word_attempts=WORD_ATTEMPTS,
            tried=tried,
        )
    if request.cases.filter(kind="cannot", ended_at=None).exists():
        raise Refused("无法解决的理由还没有送达企业并确认，不能办结。")
    proof = wanted(evidence, "请写明凭据：谁在什么时候、怎样拒绝评价的。", 500)
    tell(request, "firm_refused_word", seat=seat, at=at, attempts=tried, evidence=proof)
    return _close(request, "企业拒绝评价，有记录", seat, at)


@transaction.atomic
def withdraw(request: Request, *, reason: str, at: datetime) -> Event:
    """By the firm. It is looked at again each month: some withdraw because they gave up."""
    why = hidden(request, tidy(reason)[:200]) or "企业撤回"
    tell(request, "firm_withdraws", seat=None, at=at, why=why)
    return kernel.withdraw(request.matter, reason=why, at=at)


@transaction.atomic
def recheck(request: Request, *, finding: str, is_settled: bool, seat: Seat, at: datetime) -> WithdrawnCheck:
    """撤回复核: was it really no longer wanted? Settled, it is not looked at again."""
    access.require(seat, "enterprise.serve", of=request)
    if not request.matter.events.filter(name="withdrawn").exists():
        raise Refused("只有企业撤回的诉求才做撤回复核。")
    found = wanted(finding, "请写明问了谁、情况怎样。", 300)
    try:
        with transaction.atomic():
            check = WithdrawnCheck.objects.create(
                town_id=request.town_id,
                request=request,
                checked_on=local_day(at),
                seat=seat,
                finding=found,
                is_settled=is_settled,
            )
    except IntegrityError as error:
        raise Refused("今天已经复核过这一件了。") from error
    tell(request, "firm_rechecked", seat=seat, at=at, finding=found, is_settled=is_settled)
    return check
