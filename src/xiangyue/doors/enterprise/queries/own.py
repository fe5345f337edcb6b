"""A request as the firm that raised it sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xiangyue.doors.enterprise.models import Rating, Request, SideCase
from xiangyue.doors.enterprise.rules import LINE, STAGES, place_in_line, stage_of
from xiangyue.doors.enterprise.rules import marks_of as marks
from xiangyue.kernel import receipts
from xiangyue.kernel.actions.requester import ASKED, WITHDRAWABLE
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.queries import Line, timeline
from xiangyue.kernel.queries import open_towns as open_towns
from xiangyue.kernel.reopening import may_reopen, reopen_until

ANSWERS = ("answered", "answered_with_parent", "settled_on_the_spot")


@dataclass(frozen=True)
class OwnRequest:
    """Everything on the firm's page. `line` is (Chinese, English, reached) in order; `words` as they were typed."""

    request: Request
    stage: str
    line: list[tuple[str, str, bool]]
    words: str
    lines: list[Line]
    looks: list[Line]
    answer: str
    cases: list[SideCase]
    rating: Rating | None
    query_code: str
    tail: str
    may: dict[str, bool]
    reopen_until: datetime | None


def own_request(request: Request, *, at: datetime, language: str) -> OwnRequest:
    """The same number of queries, however long the story is."""
    matter = request.matter
    events = list(matter.events.order_by("seq"))
    stage = stage_of(matter.state, marks((event.seq, event.name) for event in events))
    lines = timeline(matter, language=language, public=True)
    answers = [
        str(event.particulars["text"]) for event in events if event.name in ANSWERS and "text" in event.particulars
    ]
    cases = list(request.cases.order_by("pk"))
    code, tail = receipts.shown(matter)
    last = "withdrawn" if stage == "withdrawn" else "closed"
    reached = place_in_line(stage)
    return OwnRequest(
        request=request,
        stage=stage,
        words=keyring().open(request.words_sealed) if request.words_sealed else matter.words,
        line=[(*STAGES[last if key == "closed" else key], row <= reached) for row, key in enumerate(LINE)],
        lines=[line for line in lines if line.name != "contact_revealed"],
        looks=[line for line in lines if line.name == "contact_revealed"],
        answer=answers[-1] if answers else "",
        cases=cases,
        rating=request.ratings.order_by("-round").first(),
        query_code=code,
        tail=tail,
        may={
            "add": matter.closed_at is None,
            "withdraw": matter.state in WITHDRAWABLE,
            "rate": matter.state in ASKED and stage != "rated",
            "reopen": may_reopen(matter, at),
            "material": any(case.kind == "material" and case.ended_at is None for case in cases),
            "accept": any(case.kind == "cannot" and case.ended_at is not None for case in cases),
        },
        reopen_until=reopen_until(matter),
    )
