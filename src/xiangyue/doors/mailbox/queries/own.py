"""A letter as its writer sees it, in WeChat and in a browser alike; and what everybody may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.models import CouncilNotice, Evaluation
from xiangyue.doors.mailbox.queries.standing import is_joined_answered, with_marks
from xiangyue.doors.mailbox.rules import STAGES, WITHDRAWN, marks_of, stage_of, stage_times
from xiangyue.kernel import receipts
from xiangyue.kernel.actions.requester import ASKED, WITHDRAWABLE
from xiangyue.kernel.keyset import Page, page_of
from xiangyue.kernel.models import Attachment, Event, Matter, Place
from xiangyue.kernel.queries import Line, timeline
from xiangyue.kernel.queries import open_towns as open_towns
from xiangyue.kernel.reopening import may_reopen, reopen_until

PAGE = 20
_BEFORE_A_UNIT = {
    "received": "书记信箱（正在筛阅）",
    "screened": "镇党委书记（等待批示）",
    "instructed": "书记信箱（正在交办）",
}


@dataclass(frozen=True)
class Step:
    """One of the nine stages; `at` is empty where it was not reached."""

    key: str
    zh: str
    en: str
    at: datetime | None


@dataclass(frozen=True)
class Told:
    """What the writer said of the answer."""

    solved: bool
    satisfied: str
    words: str
    evaluations: list[Evaluation]


@dataclass(frozen=True)
class OwnLetter:
    """Everything on a writer's page. `lines` and `looks` are oldest first; `tail` as in receipts.shown."""

    matter: Matter
    stage: str
    steps: list[Step]
    who_answers_now: str
    lines: list[Line]
    looks: list[Line]
    answer: str
    rating: Told | None
    photos: list[Attachment]
    query_code: str
    tail: str
    may: dict[str, bool]
    reopen_until: datetime | None


def own_letter(matter: Matter, *, at: datetime, language: str) -> OwnLetter:
    """The same number of queries, however long the story is."""
    events = list(matter.events.order_by("seq"))
    marks = marks_of((event.seq, event.name) for event in events)
    stage = stage_of(matter.state, marks, parent_answered=is_joined_answered(matter))
    lines = timeline(matter, language=language, public=True)
    code, tail = receipts.shown(matter)
    return OwnLetter(
        matter=matter,
        stage=stage,
        steps=_steps(stage, events, matter),
        who_answers_now=_who(matter, stage),
        lines=[line for line in lines if line.name != "contact_revealed"],
        looks=[line for line in lines if line.name == "contact_revealed"],
        answer=_answer(events),
        rating=_rating(matter, events),
        photos=photos_of(matter),
        query_code=code,
        tail=tail,
        may={
            "add": matter.closed_at is None,
            "withdraw": matter.state in WITHDRAWABLE and matter.request_type != "report",
            "rate": matter.state in ASKED and stage != "rated",
            "reopen": may_reopen(matter, at),
        },
        reopen_until=reopen_until(matter),
    )


def _steps(stage: str, events: list[Event], matter: Matter) -> list[Step]:
    times = stage_times(((event.name, event.at) for event in events), received_at=matter.received_at)
    last = WITHDRAWN if stage == "withdrawn" else STAGES[-1]
    return [Step(key, zh, en, times.get(key)) for key, zh, en in STAGES[:-1]] + [Step(*last, times.get("closed"))]


def _who(matter: Matter, stage: str) -> str:
    if stage in ("closed", "withdrawn"):
        return ""
    holder = matter.parent if matter.parent is not None and stage == "assigned" else matter
    if holder.lead_unit is not None and stage not in ("received", "screened"):
        return "镇党委书记（正在审阅答复）" if stage == "handled" else holder.lead_unit.title
    return _BEFORE_A_UNIT.get(stage, "市民诉求处置中心")


def _answer(events: list[Event]) -> str:
    """The answer that was given last, also after a reopening: what was said stays to be read."""
    given = [event.particulars["text"] for event in events if event.name in ("answered", "answered_with_parent")]
    return str(given[-1]) if given else ""


def _rating(matter: Matter, events: list[Event]) -> Told | None:
    said = [event.particulars for event in events if event.name == "requester_said"]
    if not said:
        return None
    scores = Evaluation.objects.filter(letter__matter=matter, by=None).order_by("-round", "pk")
    newest = [one for one in scores if one.round == scores[0].round]
    return Told(said[-1]["solved"], said[-1]["satisfied"], said[-1].get("words", ""), newest)


def photos_of(matter: Matter) -> list[Attachment]:
    """What came with the letter; files that the town's side added are not the writer's to open."""
    return list(matter.attachments.filter(added_at=matter.received_at).order_by("pk"))


def own_page(town: Place, writer: str, after: str = "") -> Page[Matter]:
    """The writer's letters with their marks, newest first."""
    rows = Matter.objects.filter(town=town, kind=LETTER.name, letter__town=town, letter__writer=writer)
    return page_of(with_marks(rows.select_related("parent")), "received_at", after, PAGE, newest_first=True)


def shown_notices(town: Place) -> list[CouncilNotice]:
    """The newest hundred that were not taken down."""
    shown = CouncilNotice.objects.filter(town=town, withdrawn_at=None).select_related("village")
    return list(shown.order_by("-published_at", "-id")[:100])
