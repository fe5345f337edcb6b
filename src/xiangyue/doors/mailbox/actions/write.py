"""Writing a letter: taken in once, with its photos and a receipt, whether it comes from WeChat or a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

from django.db import IntegrityError, transaction

from xiangyue.doors.mailbox.actions.photos import take_waiting
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.models import Letter
from xiangyue.doors.mailbox.rules import PHOTOS_MAX, tidy, wrong_letter
from xiangyue.kernel import receipts
from xiangyue.kernel.actions import REQUESTER, Intake, Requester, Upload, attach, receive
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.geography import is_near, locate
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.numbers import new_number
from xiangyue.lib.phones import tidy_phone

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
    known = _known(town, new)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _write(town, new, at)
    except IntegrityError:
        known = _known(town, new)
        if known is None:
            raise
        return known


def _key(new: NewLetter) -> str:
    """Request ids of different writers are different, so that nobody meets another's letter by sending the same one."""
    return f"{new.writer[:20] or 'mailbox'}:{new.request_id}"


def _known(town: Place, new: NewLetter) -> Written | None:
    matter = Matter.objects.filter(town=town, door="mailbox", request_id=_key(new)).select_related("town").first()
    return None if matter is None else Written(matter, *receipts.shown(matter), is_new=False)


def _write(town: Place, new: NewLetter, at: datetime) -> Written:
    title, words, name, phone = tidy(new.title), tidy(new.words), tidy(new.name), _phone(new.phone)
    wrong = wrong_letter(
        request_type=new.request_type, title=title, words=words, name=name, phone=phone, by_wechat=bool(new.writer)
    )
    if wrong:
        raise Refused(wrong)
    if new.writer:
        _not_too_many(town, new.writer, at)
    photos = [*new.photos, *take_waiting(town, new.writer, new.waiting, at)]
    if len(photos) > PHOTOS_MAX:
        raise Refused(f"照片最多 {PHOTOS_MAX} 张，请去掉几张再寄。")
    point = _point(town, new.point, photos)
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
        request_id=_key(new),
    )
    matter = receive(town, intake, door="mailbox", actor=REQUESTER, at=at)
    Letter.objects.create(town=town, matter=matter, writer=new.writer)
    for photo in photos:
        attach(matter, photo, actor=REQUESTER, at=at)
    code, _ = receipts.issue(matter, phone=phone, at=at)
    return Written(matter, code, receipts.shown(matter)[1], is_new=True)


def _phone(text: str) -> str:
    try:
        return tidy_phone(tidy(text))
    except ValueError as error:
        raise Refused(str(error)) from error


def _not_too_many(town: Place, writer: str, at: datetime) -> None:
    today = Letter.objects.filter(town=town, writer=writer, matter__received_at__gt=at - timedelta(days=1)).count()
    if today >= LETTERS_A_DAY:
        raise Refused(f"一天最多写 {LETTERS_A_DAY} 封信。同一件事有新情况，请在原来的信里补充；着急的事请打 12345。")


def _point(town: Place, pointed: tuple[float, float] | None, photos: Sequence[Upload]) -> tuple[float, float] | None:
    """Where they pointed, else where a photo was taken if that was in the town."""
    if pointed is None:
        return next((photo.point for photo in photos if photo.point and is_near(town, *photo.point)), None)
    if not all(isfinite(number) for number in pointed) or not is_near(town, *pointed):
        raise Refused(f"您标的位置不在{town.name}附近。请重新选一下位置，或改为从村名里选；不清楚位置也可以不填。")
    return pointed
