"""Answering over JSON: the same deed as the page's."""

# annotations stay real here: the API reads them through the guard's wrapper
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.desks.handling import actions
from xiangyue.desks.handling.models import Release
from xiangyue.desks.handling.releases import waiting_release
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.errors import Refused

router = Router(tags=["handling"])


class NewAnswer(Schema):
    text: str = Field(min_length=5, max_length=20_000)
    outcome: str = Field(pattern="^(solved|partly|explained|planned)$")
    requester_how: str = Field(pattern="^(phone|visit|message|meeting|letter)$")
    door_how: str = Field(pattern="^(export|system|phone|paper)$")
    overdue_reason: str = Field("", max_length=2000)


@router.post("/matters/{number}/signature")
@needs("handling.work")
def sign(request: HttpRequest, number: str) -> dict[str, Any]:
    seat = seat_of(request)
    matter = matter_for(seat, number)
    actions.sign(matter, seat=seat, at=moment_of(request))
    return {"number": number, "state": matter.state}


@router.post("/matters/{number}/answers")
@needs("handling.work")
def answer(request: HttpRequest, number: str, new: NewAnswer) -> dict[str, Any]:
    """Words and both deliveries at once (条例 art. 15); or `release: waiting` where a second person has to release
    it.
    """
    seat, at = seat_of(request), moment_of(request)
    matter = matter_for(seat, number, joined=("category",))
    given = actions.give_answer(
        matter,
        text=new.text,
        outcome=new.outcome,
        requester_how=new.requester_how,
        door_how=new.door_how,
        overdue_reason=new.overdue_reason,
        seat=seat,
        at=at,
    )
    told = {"number": number, "state": matter.state}
    return told | {"release": given.state} if isinstance(given, Release) else told


class ReleaseWord(Schema):
    granted: bool
    words: str = Field("", max_length=2000)


@router.post("/matters/{number}/release")
@needs("handling.release")
def release(request: HttpRequest, number: str, word: ReleaseWord) -> dict[str, Any]:
    """The second person's word on the answer that waits."""
    seat = seat_of(request)
    held = waiting_release(matter_for(seat, number))
    if held is None:
        raise Refused("没有在等审签的答复，请刷新后再看。")
    actions.decide_release(held, granted=word.granted, words=word.words, seat=seat, at=moment_of(request))
    return {"number": number, "state": held.matter.state, "release": held.state}
