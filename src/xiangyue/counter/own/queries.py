"""A matter as the person who raised it sees it: an allow-list of events, particulars and files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xiangyue.counter.own.declared import Own, page_of
from xiangyue.kernel import kinds, receipts
from xiangyue.kernel.actions.requester import ASKED, SATISFIED, WITHDRAWABLE
from xiangyue.kernel.models import Attachment, Event, Matter
from xiangyue.kernel.queries import Line, told
from xiangyue.kernel.reopening import may_reopen, reopen_until
from xiangyue.kernel.stages import Stage, last_of, reached

ANSWERS = ("answered", "answered_with_parent", "settled_on_the_spot", "visit_settled", "answered_by_parts")


@dataclass(frozen=True)
class Step:
    """One stage of the line; `at` is None where no event tells when it was reached."""

    key: str
    name: str
    at: datetime | None
    is_reached: bool
    is_now: bool


@dataclass(frozen=True)
class Again:
    """It was not solved: what happens now, and until when. `due_at` is None where no unit has it yet."""

    said_at: datetime
    unit: str
    due_at: datetime | None


@dataclass(frozen=True)
class OwnMatter:
    """Everything that every owner's page shows; `may` says which deeds are open now."""

    matter: Matter
    page: Own
    words: str
    stage: Stage
    steps: list[Step]
    who_answers_now: str
    lines: list[Line]
    looks: list[Line]
    answer: str
    said: dict[str, Any] | None
    again: Again | None
    photos: list[Attachment]
    query_code: str
    tail: str
    may: dict[str, bool]
    reopen_until: datetime | None
    more: dict[str, Any]


def own_matter(matter: Matter, *, at: datetime, language: str) -> OwnMatter:
    """The same number of queries, however long the story is."""
    page = page_of(matter)
    events = list(matter.events.with_texts().select_related("seat__unit").order_by("seq"))
    last = last_of((event.name, event.seq) for event in events)
    stage = kinds.stage_in(matter, ((event.name, event.seq) for event in events))
    lines = told(events, language=language, public=True)
    answers = [line.particulars["text"] for line in lines if line.name in ANSWERS and "text" in line.particulars]
    code, tail = receipts.shown(matter)
    return OwnMatter(
        matter=matter,
        page=page,
        words=page.words(matter),
        stage=stage,
        steps=_steps(matter, stage, events, language),
        who_answers_now=page.who(matter, stage),
        lines=[line for line in lines if line.name != "contact_revealed"],
        looks=[line for line in lines if line.name == "contact_revealed"],
        answer=str(answers[-1]) if answers else "",
        said=_said(events, last),
        again=_again(matter, events, last),
        photos=photos_of(matter),
        query_code=code,
        tail=tail,
        may={
            "add": matter.closed_at is None,
            "withdraw": matter.state in WITHDRAWABLE and matter.request_type != "report",
            "rate": matter.state in ASKED and last.get("requester_said", 0) <= last.get("reopened", 0),
            "reopen": may_reopen(matter, at),
        },
        reopen_until=reopen_until(matter),
        more=page.more(matter, at),
    )


def photos_of(matter: Matter) -> list[Attachment]:
    """What the person gave, or what was marked for them to see."""
    return list(matter.attachments.filter(for_requester=True).order_by("pk"))


def _steps(matter: Matter, stage: Stage, events: list[Event], language: str) -> list[Step]:
    """Reached by their own events where a kind tells of them, else all up to the present one."""
    kind = kinds.get(matter.kind)
    line = kind.in_line()
    times = reached(kind.stages, ((event.name, event.at) for event in events))
    here = [one.key for one in line].index(stage.beside or stage.key)
    steps = []
    for row, one in enumerate(line):
        shown = stage if row == here and stage.beside else one
        at = times.get(one.key) or (times.get(shown.key) if row == here else None)
        is_reached = at is not None if one.told_by else row <= here
        steps.append(Step(one.key, shown.name(language), at, is_reached, row == here))
    return steps


def _said(events: list[Event], last: dict[str, int]) -> dict[str, Any] | None:
    """What they said of the answer last, also after it was taken up again; None where they have not."""
    if "requester_said" not in last:
        return None
    particulars = next(event.told for event in reversed(events) if event.name == "requester_said")
    return {**particulars, "satisfied_name": SATISFIED.get(particulars.get("satisfied", ""), "")}


def _again(matter: Matter, events: list[Event], last: dict[str, int]) -> Again | None:
    """After "not solved": until the next answer it says who goes on and until when."""
    if matter.closed_at is not None:
        return None
    no = [event for event in events if event.name == "requester_said" and not event.particulars["solved"]]
    taken_up = [event for event in events if event.name == "reopened"]
    newest = max([*no, *taken_up], key=lambda event: event.seq, default=None)
    if newest is None or newest.seq < max((last.get(name, 0) for name in ANSWERS), default=0):
        return None
    unit = matter.lead_unit.title if matter.lead_unit is not None else ""
    return Again(newest.at, unit, matter.due_at if matter.state not in ASKED else None)
