"""What only the secretary does, in person: the instruction, the review of the answer. A delegate prepares, never
signs.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from xiangyue.doors.mailbox import queries
from xiangyue.doors.mailbox.actions.screen import assign
from xiangyue.doors.mailbox.models import Letter
from xiangyue.doors.mailbox.rules import tidy
from xiangyue.kernel import access, kinds
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Event, Party, Seat

_MAX = 2000
_NOT_YET = ("received",)
_TOO_LATE = ("answered", "awaiting_callback", "called_back", "closed", "disposed")


@transaction.atomic
def prepare(letter: Letter, *, text: str, seat: Seat, at: datetime) -> Event:
    """A draft for the secretary: shown to them as a draft, and nothing follows from it."""
    access.require(seat, "letters.prepare", of=letter)
    words = _words(text, "批示稿是空的，请写几个字。")
    _instructable(letter)
    letter.draft, letter.draft_by, letter.draft_at = words, seat, at
    letter.save(update_fields=["draft", "draft_by", "draft_at"])
    return kernel.record(letter.matter, "letter_prepared", actor=kernel.Actor.of(seat), at=at, text=words)


@transaction.atomic
def instruct(letter: Letter, *, text: str, unit: Party | None = None, seat: Seat, at: datetime) -> Event:
    """The secretary's own instruction, never by anybody else; with `unit` the letter is assigned in the same deed."""
    _in_person(letter, seat, "批示")
    words = _words(text, "批示是空的，请写几个字；专员拟好的稿子可以一键采用。")
    _instructable(letter)
    letter.draft, letter.draft_by, letter.draft_at = "", None, None
    letter.save(update_fields=["draft", "draft_by", "draft_at"])
    event = kernel.record(letter.matter, "letter_instructed", actor=kernel.Actor.of(seat), at=at, text=words)
    if unit is not None:
        assign(letter, unit=unit, seat=seat, at=at)
    return event


@transaction.atomic
def dispose(letter: Letter, *, code: str, told: str, text: str, seat: Seat, at: datetime) -> Event:
    """One of the six routes of 条例 art. 11, on the secretary's own word (a matter before a court, for one)."""
    instruct(letter, text=text, seat=seat, at=at)
    return kernel.dispose(letter.matter, code=code, told=tidy(told), actor=kernel.Actor.of(seat), at=at)


@transaction.atomic
def review(letter: Letter, *, text: str = "", seat: Seat, at: datetime) -> Event:
    """The answer may go out. The event holds the hash of the words that were read."""
    _in_person(letter, seat, "审阅")
    answer = _answer_to_review(letter)
    told = {"text": tidy(text)[:_MAX]} if tidy(text) else {}
    return kernel.record(
        letter.matter,
        "letter_reviewed",
        actor=kernel.Actor.of(seat),
        at=at,
        answer_sha256=hashlib.sha256(answer.encode()).hexdigest(),
        **told,
    )


@transaction.atomic
def send_back(letter: Letter, *, missing: str, seat: Seat, at: datetime) -> Event:
    """The answer is not good enough; the unit goes on with what is missing."""
    _in_person(letter, seat, "审阅")
    words = _words(missing, "退回请写明还缺什么，承办单位才知道从哪里接着办。")
    _answer_to_review(letter)
    if letter.matter.state == "merged":
        raise Refused("主件已经答复了诉求人，不能退回。可以把这封信拆出来另行交办，或审阅同意并告知写信人。")
    return kernel.record(letter.matter, "letter_sent_back", actor=kernel.Actor.of(seat), at=at, missing=words)


def _in_person(letter: Letter, seat: Seat, what: str) -> None:
    if not access.may(seat, "letters.instruct"):
        raise NotAllowed(
            "书记信箱的来信由书记本人{what}，任何人不能代为{what}。您可以拟好稿子，请书记本人来签。", what=what
        )
    access.require(seat, "letters.instruct", of=letter)


def _words(text: str, empty: str) -> str:
    words = tidy(text)
    if not words:
        raise Refused(empty)
    if len(words) > _MAX:
        raise Refused("写得太长了，请写在 {max} 字以内。", max=_MAX)
    return words


def _instructable(letter: Letter) -> None:
    state = letter.matter.state
    if state in _NOT_YET:
        raise Refused("这封信还没有筛阅。请先归类、定地点，再报书记批示。")
    if state in _TOO_LATE:
        raise Refused("这封信已经回复或办结，不再批示；写信人要求重办时会回到这里。")


def _answer_to_review(letter: Letter) -> str:
    stage = kinds.stage_of(letter.matter).key
    if stage == "reviewed":
        raise Refused("这份答复已经审阅过了。")
    if stage != "handled":
        raise Refused("现在没有等着审阅的答复：承办单位写好并保存答复之后，会出现在“待审阅”里。")
    return queries.answer_to_review(letter.matter)
