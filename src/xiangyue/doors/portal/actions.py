"""Saying something: taken in once, with its photos, a receipt, and the neighbours' matter that it follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xiangyue.counter.taking_in import point_of
from xiangyue.doors.portal.outages import FOLLOWS, follow_outage
from xiangyue.doors.portal.rules import PHOTOS_MAX
from xiangyue.insight.twins.queries import said_already
from xiangyue.kernel import receipts
from xiangyue.kernel.actions import REQUESTER, Intake, Requester, Upload, attach, merge, receive_once
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.geography import locate
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.numbers import new_number
from xiangyue.lib.hantext import title_of

FOLLOWED = "诉求人提交时选择跟进邻居已反映的同一件事"


@dataclass(frozen=True)
class Saying:
    """What somebody says, checked and tidy. The point is WGS-84; `follows`: the number of a neighbour's matter, or a
    known outage.
    """

    request_id: str
    words: str
    request_type: str = "help"
    name: str = ""
    phone: str = ""
    address: str = ""
    place: Place | None = None
    point: tuple[float, float] | None = None
    photos: Sequence[Upload] = ()
    follows: str = ""
    language: str = ""


@dataclass(frozen=True)
class Said:
    """The matter and what its receipt says. `tail` is empty where it is that of the person's own phone."""

    matter: Matter
    code: str
    tail: str


def say(town: Place, saying: Saying, *, at: datetime) -> Said:
    """One matter for one request id, however often it is sent; nothing is written when anything is refused."""
    intake = _intake(town, saying, at)
    matter, told, is_new = receive_once(
        town, intake, door="portal", actor=REQUESTER, at=at, then=_with_it, given=(saying, at)
    )
    return Said(matter, *(told if is_new else receipts.shown(matter)))


def _intake(town: Place, saying: Saying, at: datetime) -> Intake:
    if len(saying.photos) > PHOTOS_MAX:
        raise Refused("照片最多 {photos_max} 张，请去掉几张再提交。", photos_max=PHOTOS_MAX)
    point = point_of(town, saying.point, [photo.point for photo in saying.photos])
    place = saying.place or (locate(town, *point) if point else None)
    return Intake(
        number=new_number("P", at),
        title=title_of(saying.words),
        words=saying.words,
        received_at=at,
        requester=Requester(name=saying.name, phone=saying.phone, address=saying.address, language=saying.language),
        request_type=saying.request_type,
        place=place,
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        request_id=saying.request_id,
    )


def _with_it(taken: list[tuple[Matter, tuple[Saying, datetime]]]) -> list[tuple[str, str]]:
    """Receipts, photos and neighbours' matters, in the transaction that takes the matters in; (code, given tail) of
    each.
    """
    codes = receipts.issue_many(
        [(matter, saying.phone) for matter, (saying, _) in taken], at=max(at for _, (_, at) in taken)
    )
    for matter, (saying, at) in taken:
        for photo in saying.photos:
            attach(matter, photo, actor=REQUESTER, at=at)
        if saying.follows.startswith(FOLLOWS):
            follow_outage(matter, saying.follows, words=saying.words, place=saying.place, at=at)
        elif saying.follows:
            _follow(matter, saying, at)
    return [(code, "" if saying.phone else tail) for (code, tail), (_, (saying, _)) in zip(codes, taken, strict=True)]


def _follow(matter: Matter, saying: Saying, at: datetime) -> None:
    """Only under a matter that was offered for these very words: the number is the browser's, not to be believed."""
    offered = said_already(matter.town, words=saying.words, place=saying.place, at=at, limit=5)
    parent = next((one.matter for one in offered if one.matter.number == saying.follows), None)
    if parent is not None:
        merge(matter, parent=parent, reason=FOLLOWED, actor=REQUESTER, at=at)
