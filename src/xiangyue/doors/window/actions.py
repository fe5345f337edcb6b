"""Writing down what somebody says: one matter for one request id, with its receipt and what it repeats."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xiangyue.counter.taking_in import request_id_of
from xiangyue.doors.window import papers
from xiangyue.doors.window.models import Entry, Paper
from xiangyue.doors.window.queries import lately_from
from xiangyue.doors.window.rules import PAPERS, PHOTOS_MAX, READ_BACK, WAYS, WHY_MAX, wrong_entry
from xiangyue.kernel import access, receipts
from xiangyue.kernel.actions import Actor, Intake, Requester, Upload, attach, merge, receive_once, record
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Category, Matter, Place, Seat
from xiangyue.kernel.numbers import new_number
from xiangyue.lib.hantext import tidy, title_of

SAME = "登记时本人说和先前反映的是同一件事"


@dataclass(frozen=True)
class Spoken:
    """What was said and how. `seen` are the numbers of this phone's earlier matters that the clerk was shown;
    `follows` is the one of them that this is about again.
    """

    request_id: str
    words: str
    way: str
    read_back: bool
    not_read_why: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    place: Place | None = None
    category: Category | None = None
    request_type: str = "help"
    photos: Sequence[Upload] = ()
    seen: Collection[str] = ()
    follows: str = ""
    paper: str = ""  # serial of the paper form that it was written on


def write_down(town: Place, spoken: Spoken, *, seat: Seat, at: datetime) -> Entry:
    """The new entry, or the one that this request id made before; nothing is written when anything is refused."""
    access.require(seat, "window.write", of=town)
    intake = _intake(spoken, at)
    paper = papers.unused(town, spoken.paper, intake.request_id or "") if spoken.paper else None
    _shown_before(spoken, intake.request_id or "", seat, at)
    matter, entry, is_new = receive_once(
        town, intake, door="window", actor=Actor.of(seat), at=at, then=_with_it, given=(spoken, paper, seat, at)
    )
    return entry if is_new else Entry.objects.select_related("matter").get(matter=matter)


def _intake(spoken: Spoken, at: datetime) -> Intake:
    words = tidy(spoken.words)
    wrong = wrong_entry(words=words, way=spoken.way, read_back=spoken.read_back, not_read_why=tidy(spoken.not_read_why))
    if wrong:
        raise Refused(wrong)
    if len(spoken.photos) > PHOTOS_MAX:
        raise Refused("照片最多 {photos_max} 张，请去掉几张再提交。", photos_max=PHOTOS_MAX)
    return Intake(
        number=new_number("W", at),
        title=title_of(words),
        words=words,
        received_at=at,
        requester=Requester(name=tidy(spoken.name), phone=spoken.phone, address=tidy(spoken.address)),
        request_type=spoken.request_type,
        category=spoken.category,
        place=spoken.place,
        request_id=f"window:{request_id_of(spoken.request_id)}",
    )


def _shown_before(spoken: Spoken, request_id: str, seat: Seat, at: datetime) -> None:
    earlier = lately_from(spoken.phone, seat=seat, at=at, but=request_id)
    if any(one.matter.number not in spoken.seen for one in earlier):
        raise Refused("这个电话两天内已经反映过事情，列在电话下面了：请先看一看是不是同一件，再登记。")


def _with_it(taken: list[tuple[Matter, Any]]) -> list[Entry]:
    """What stands beside each matter, in the transaction that takes it in."""
    return [_beside(matter, *given) for matter, given in taken]


def _beside(matter: Matter, spoken: Spoken, paper: Paper | None, seat: Seat, at: datetime) -> Entry:
    actor, why = Actor.of(seat), tidy(spoken.not_read_why)[:WHY_MAX]
    told = {"not_read_why": why} if why and not spoken.read_back else {}
    record(
        matter,
        "written_down",
        actor=actor,
        at=at,
        way="paper" if paper else spoken.way,
        way_name=f"{PAPERS[paper.serial[0]]}{WAYS['paper']}" if paper else WAYS[spoken.way],
        read_back=spoken.read_back,
        read_back_name=READ_BACK[spoken.read_back],
        **told,
    )
    if paper is not None:
        papers.take(paper, matter)
    receipts.issue(matter, phone=spoken.phone, at=at)
    for photo in spoken.photos:
        attach(matter, photo, actor=actor, at=at, for_requester=True)
    if spoken.follows:
        _follow(matter, spoken, seat, at)
    return Entry.objects.create(town_id=matter.town_id, matter=matter, seat=seat, at=at)


def _follow(matter: Matter, spoken: Spoken, seat: Seat, at: datetime) -> None:
    """Only under what this phone said lately: the number is the browser's, not to be believed."""
    earlier = lately_from(spoken.phone, seat=seat, at=at)
    parent = next((one.matter for one in earlier if one.joins and one.matter.number == spoken.follows), None)
    if parent is None or parent.pk == matter.pk:
        raise Refused("要跟进的那一件已经办结或不是这个电话说的，请改选“另一件事”再登记。")
    merge(matter, parent=parent, reason=SAME, actor=Actor.of(seat), at=at)


def reprint(matter: Matter, *, seat: Seat, at: datetime) -> Matter:
    """Its code opens the person's own page, so that each printing is told there."""
    access.require(seat, "window.reprint", of=matter)
    if not receipts.shown(matter)[0]:
        raise Refused("{number} 没有查询码，没有回执可以打印。", number=matter.number)
    record(matter, "receipt_printed", actor=Actor.of(seat), at=at)
    return matter
