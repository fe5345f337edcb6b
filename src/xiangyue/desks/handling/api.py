"""Answering over JSON: the same deed as the page's."""

# annotations stay real here: the API reads them through the guard's wrapper
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.desks.handling import actions
from xiangyue.kernel.access import matter_for

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
    """Words and both deliveries at once (条例 art. 15)."""
    seat, at = seat_of(request), moment_of(request)
    matter = matter_for(seat, number, joined=())
    actions.answer_at_once(
        matter,
        text=new.text,
        outcome=new.outcome,
        requester_how=new.requester_how,
        door_how=new.door_how,
        overdue_reason=new.overdue_reason,
        seat=seat,
        at=at,
    )
    return {"number": number, "state": matter.state}
