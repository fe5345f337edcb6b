"""A matter as the person who raised it sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from xiangyue.kernel.actions.requester import ASKED, WITHDRAWABLE
from xiangyue.kernel.models import Attachment, Matter, Place
from xiangyue.kernel.queries import Line, timeline
from xiangyue.kernel.queries import open_towns as open_towns
from xiangyue.kernel.reopening import may_reopen, reopen_until
from xiangyue.kernel.shortly import shortly

# what a resident sees of the kernel's states, in order; the words are theirs, not the office's
STAGES = (
    ("received", ("received", "sorted", "disposed")),
    ("dispatched", ("dispatched", "objected", "merged")),
    ("handling", ("signed", "contacted", "handling", "suspended", "on_ledger", "answer_ready", "reopened")),
    ("answered", ("answered", "awaiting_callback", "called_back")),
    ("closed", ("closed",)),
)


ANSWERS = ("answered", "answered_with_parent", "settled_on_the_spot", "visit_settled")


@dataclass(frozen=True)
class Own:
    """Everything on the page of one's own matter. `lines` is oldest first; `may` says which deeds are open now."""

    matter: Matter
    lines: list[Line]
    looks: list[Line]
    answer: str
    photos: list[Attachment]
    stage: int
    may: dict[str, bool]
    reopen_until: datetime | None
    neighbours: int


def open_town(code: str) -> Place:
    """Http404 where no such town works with this system."""
    found = shortly(f"portal:town:{code[:20]}", lambda: open_towns().filter(code=code).first())
    if found is None:
        raise Http404(f"no town {code}")
    return found


def own(matter: Matter, *, at: datetime, language: str) -> Own:
    """Six queries, however long the story is."""
    lines = timeline(matter, language=language, public=True)
    answers = [line.particulars["text"] for line in lines if line.name in ANSWERS]
    parent = matter.parent_id or matter.pk
    stage = next(row for row, (_, states) in enumerate(STAGES) if matter.state in states)
    said = any(line.name == "requester_said" for line in lines[-3:]) and matter.state in ASKED
    return Own(
        matter=matter,
        lines=[line for line in lines if line.name != "contact_revealed"],
        looks=[line for line in lines if line.name == "contact_revealed"],
        answer=answers[-1] if answers else "",
        photos=list(matter.attachments.order_by("pk")),
        stage=stage,
        may={
            "add": matter.closed_at is None,
            "withdraw": matter.state in WITHDRAWABLE and matter.request_type != "report",
            "rate": matter.state in ASKED and not said,
            "reopen": may_reopen(matter, at),
        },
        reopen_until=reopen_until(matter),
        neighbours=Matter.objects.filter(parent=parent).count(),
    )
