"""Writing a letter: taken in once, with its photos and a receipt, whether it comes from WeChat or a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiangyue.counter.taking_in import phone_of, point_of
from xiangyue.doors.mailbox.actions.photos import take_waiting, waiting_points
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.models import Letter
from xiangyue.doors.mailbox.rules import PHOTOS_MAX, tidy, wrong_letter
from xiangyue.kernel import receipts
from xiangyue.kernel.actions import REQUESTER, Intake, Requester, Upload, attach, receive_once
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.geography import locate
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.numbers import new_number

LETTERS_A_DAY = 10  # of one WeChat visitor; a browser's flood is slowed down by its work


@dataclass(frozen=True)
class NewLetter:
    """What somebody writes. The point is WGS-84; `waiting` are ids of photos kept for this `writer`, "" in a browser.

    `openid` is sealed with the other contact details, so that the answer can be told through WeChat.
    """

    request_id: str
    request_type: str
    title: str
    words: str
    name: str
    phone: str = ""
    place: Place | None = None
    point: tuple[float, float] | None = None
    photos: Sequence[Upload] = ()
    waiting: Sequence[int] = ()
    writer: str = ""
    openid: str = ""


@dataclass(frozen=True)
class Written:
    """`is_new` is false where this request id had brought the letter before."""

    matter: Matter
    code: str
    tail: str
    is_new: bool


def write_letter(town: Place, new: NewLetter, *, at: datetime) -> Written:
    """One letter for one request id of one writer, however often it is sent; refused, nothing is written."""
    title, words, name, phone = tidy(new.title), tidy(new.words), tidy(new.name), phone_of(new.phone)
    wrong = wrong_letter(
        request_type=new.request_type, title=title, words=words, name=name, phone=phone, by_wechat=bool(new.writer)
    )
    if wrong:
        raise Refused(wrong)
    points = [photo.point for photo in new.photos] + waiting_points(town, new.writer, new.waiting, at)
    point = point_of(town, new.point, points)
    intake = Intake(
        number=new_number(LETTER.prefix, at),
        title=title,
        words=words,
        received_at=at,
        requester=Requester(name=name, phone=phone, wechat=new.openid),
        kind=LETTER.name,
        request_type=new.request_type,
        place=new.place or (locate(town, *point) if point else None),
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        # ids of different writers are different, so that nobody meets another's letter by sending the same one
        request_id=f"{new.writer[:20] or 'mailbox'}:{new.request_id}",
    )
    matter, _, is_new = receive_once(
        town, intake, door="mailbox", actor=REQUESTER, at=at, then=_with_it, given=(new, phone, at)
    )
    return Written(matter, *receipts.shown(matter), is_new=is_new)


def _with_it(taken: list[tuple[Matter, tuple[NewLetter, str, datetime]]]) -> list[None]:
    """The letter's own row, its photos and its receipt, in the transaction that takes it in."""
    for matter, (new, phone, at) in taken:
        if new.writer:
            _not_too_many(matter.town, new.writer, at)
        photos = [*new.photos, *take_waiting(matter.town, new.writer, new.waiting, at)]
        if len(photos) > PHOTOS_MAX:
            raise Refused("照片最多 {photos_max} 张，请去掉几张再寄。", photos_max=PHOTOS_MAX)
        Letter.objects.create(town=matter.town, matter=matter, writer=new.writer)
        for photo in photos:
            attach(matter, photo, actor=REQUESTER, at=at)
        receipts.issue(matter, phone=phone, at=at)
    return [None] * len(taken)


def _not_too_many(town: Place, writer: str, at: datetime) -> None:
    today = Letter.objects.filter(town=town, writer=writer, matter__received_at__gt=at - timedelta(days=1)).count()
    if today >= LETTERS_A_DAY:
        raise Refused(
            "一天最多写 {letters_a_day} 封信。同一件事有新情况，请在原来的信里补充；着急的事请打 12345。",
            letters_a_day=LETTERS_A_DAY,
        )
