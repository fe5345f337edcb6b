"""What the writer and the named evaluators say of a letter that was answered, on a page, through WeChat or by
telephone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from xiangyue.counter import attempts
from xiangyue.doors.mailbox import queries
from xiangyue.doors.mailbox.kind import ASKED_NOW
from xiangyue.doors.mailbox.models import Evaluation, Letter
from xiangyue.doors.mailbox.rules import Evaluator, Scored, tidy, wrong_scores
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.clocks import stop_clocks
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Seat
from xiangyue.kernel.timekeeping import local_day

CALL_FAILED = "letter_call_failed"


@transaction.atomic
def rate(
    letter: Letter,
    *,
    solved: bool,
    satisfied: str,
    words: str,
    scores: Sequence[Scored],
    at: datetime,
    request_id: str = "",
) -> Event:
    """The writer's own word, with the scores that are the writer's to give. Sent twice under one id it is there
    once.
    """
    matter = letter.matter
    known = request_id and matter.events.filter(name="requester_said", particulars__request_id=request_id).exists()
    asked = {one.key: one for one in queries.evaluators(letter.town, local_day(at)) if one.by_writer}
    wrong = wrong_scores(scores, asked)
    if wrong:
        raise Refused(wrong)
    said = kernel.say_how_it_went(
        matter, solved=solved, satisfied=satisfied, words=tidy(words), at=at, request_id=request_id
    )
    if not known:
        for one in scores:
            _keep(letter, asked[one.key], one, None, at)
    return said


@transaction.atomic
def hear_by_phone(
    letter: Letter,
    *,
    solved: bool,
    satisfied: str,
    words: str,
    scores: Sequence[Scored],
    note: str = "",
    seat: Seat,
    at: datetime,
) -> Event:
    """The same, told to the clerk by telephone; the story says who heard it."""
    access.require(seat, "letters.hear", of=letter)
    said = rate(letter, solved=solved, satisfied=satisfied, words=words, scores=scores, at=at)
    told = {"note": tidy(note)[:500]} if tidy(note) else {}
    kernel.record(letter.matter, "letter_heard_by_phone", actor=kernel.Actor.of(seat), at=at, **told)
    return said


@transaction.atomic
def evaluate(letter: Letter, *, key: str, score: int, comment: str = "", seat: Seat, at: datetime) -> Evaluation:
    """The score of one of the others. The writer's is the writer's; each counts once in a round."""
    access.require(seat, "letters.evaluate", of=letter)
    if letter.matter.state not in (*ASKED_NOW, "closed"):
        raise Refused("还没有回复写信人，现在不评价。")
    asked = {one.key: one for one in queries.evaluators(letter.town, local_day(at)) if not one.by_writer}
    scored = Scored(key, score, tidy(comment))
    wrong = wrong_scores([scored], asked)
    if wrong:
        raise Refused(wrong)
    told = {"comment": scored.comment} if scored.comment else {}
    kept = _keep(letter, asked[key], scored, seat, at)
    kernel.record(
        letter.matter,
        "letter_evaluated",
        actor=kernel.Actor.of(seat),
        at=at,
        evaluator=key,
        evaluator_name=kept.evaluator_name,
        score=score,
        **told,
    )
    return kept


def _keep(letter: Letter, evaluator: Evaluator, scored: Scored, seat: Seat | None, at: datetime) -> Evaluation:
    try:
        with transaction.atomic():
            return Evaluation.objects.create(
                town_id=letter.town_id,
                letter=letter,
                evaluator=evaluator.key,
                evaluator_name=evaluator.name,
                round=letter.matter.reopened_count,
                score=scored.score,
                comment=tidy(scored.comment),
                at=at,
                by=seat,
            )
    except IntegrityError as error:
        raise Refused("“{evaluator}”这一次已经评过了。", evaluator=evaluator.name) from error


@transaction.atomic
def not_reached(letter: Letter, *, words: str = "", seat: Seat, at: datetime) -> Event:
    """One call in vain; the letter waits on."""
    access.require(seat, "letters.hear", of=letter)
    _waits(letter)
    told = {"words": tidy(words)[:500]} if tidy(words) else {}
    attempt = attempts.in_vain(letter.matter, CALL_FAILED) + 1
    return kernel.record(letter.matter, CALL_FAILED, actor=kernel.Actor.of(seat), at=at, attempt=attempt, **told)


@transaction.atomic
def close_unrated(letter: Letter, *, seat: Seat, at: datetime) -> Event:
    """After as many calls in vain as the town's call-back rule asks for; it says that nobody rated it."""
    access.require(seat, "letters.hear", of=letter)
    _waits(letter)
    needed, tried = attempts.needed(letter.town, at), attempts.in_vain(letter.matter, CALL_FAILED)
    if tried < needed:
        raise Refused("至少要打 {needed} 次电话都没接通才能这样办结，现在打了 {tried} 次。", needed=needed, tried=tried)
    actor, matter = kernel.Actor.of(seat), letter.matter
    kernel.move(matter, to="called_back", event="letter_closed_unrated", actor=actor, at=at, tries=tried)
    stop_clocks(matter, at=at)
    return kernel.move(matter, to="closed", event="letter_closed", actor=actor, at=at, why="没有评价")


def _waits(letter: Letter) -> None:
    if letter.matter.state != "awaiting_callback":
        raise Refused("这封信现在不在等评价：还没有回复，或者已经评价、办结了。")
