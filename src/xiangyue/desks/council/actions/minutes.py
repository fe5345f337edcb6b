"""Minutes are written while people talk: two clerks may write at once, and a page may have lost its signal."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from xiangyue.desks.council.access import require_at
from xiangyue.desks.council.actions.parts import hold, tell
from xiangyue.desks.council.models import Item, Meeting, MinutesVersion
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Upload
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Seat
from xiangyue.lib.hantext import tidy
from xiangyue.lib.threeway import BOTH, merged

MINUTES_MAX = 120_000  # characters: some 350 KB


def newest(meeting: Meeting) -> MinutesVersion | None:
    return meeting.minutes.select_related("seat").order_by("-number").first()


@transaction.atomic
def write_minutes(meeting: Meeting, *, text: str, base: int, seat: Seat, at: datetime) -> MinutesVersion:
    """`base` is the version that the clerk's page began from; what another wrote since then is joined with it.

    The same text sent again adds no version.
    """
    require_at(seat, "council.keep", meeting.village)
    hold(meeting)
    if meeting.signed_at is not None:
        raise Refused("会议记录已经签字归档，不能再改；有不同意见请另记一份说明。")
    typed = _fit(text)
    last = newest(meeting)
    if last is not None and (typed == last.text or (typed == last.typed and base == last.base)):
        return last
    number, before = (last.number, last.text) if last else (0, "")
    started = before if base == number else _text_of(meeting, base)
    joined, clashes = (typed, 0) if base == number else merged(started, typed, before)
    with only_once(StaleMove("另一位记录员刚刚保存过，请再按一次保存，两个人写的会合在一起。")):
        return MinutesVersion.objects.create(
            meeting=meeting,
            number=number + 1,
            base=base,
            text=joined,
            typed="" if joined == typed else typed,
            clashes=clashes,
            seat=seat,
            at=at,
        )


def _fit(text: str) -> str:
    typed = tidy(text).replace("\r\n", "\n")
    if not typed:
        raise Refused("会议记录是空的。")
    if len(typed) > MINUTES_MAX:
        raise Refused("会议记录太长了（{n} 字），最多 {most} 字；请另存附件。", n=len(typed), most=MINUTES_MAX)
    return typed


def _text_of(meeting: Meeting, number: int) -> str:
    """What a version said; nothing for version 0, and for one that never was."""
    found = meeting.minutes.filter(number=number).values_list("text", flat=True).first()
    return found or ""


@transaction.atomic
def sign_minutes(meeting: Meeting, *, scan: Upload | None, version: int, seat: Seat, at: datetime) -> Meeting:
    """Read back, signed on paper and scanned: from now on the text stands, and each topic's chain holds its digest."""
    require_at(seat, "council.keep", meeting.village)
    hold(meeting)
    last = newest(meeting)
    if not meeting.items.filter(taken_off_at=None).exists():
        raise Refused("这次会议没有议题，签字的记录没有地方存；请先把议题列入议程。")
    if last is None or meeting.members is None:
        raise Refused("请先登记到会情况、写好会议记录，再签字归档。")
    if scan is None:
        raise Refused("请附上签过字的会议记录（扫描或拍照）。")
    if version != last.number or BOTH in last.text:
        raise StaleMove("会议记录还有没理顺的地方，或者刚刚又改过，请看过最新的一版再归档。")
    digest = hashlib.sha256(last.text.encode()).hexdigest()
    closed = StaleMove("会议记录已经归档，请刷新后再看。")
    still(meeting, {"signed_at": None, "cancelled_at": None}, closed, signed_at=at, minutes_sha256=digest)
    told = {"meeting": meeting.pk, "edition": last.number, "sha256": digest, "scan": scan.sha256}
    for item in Item.objects.filter(meeting=meeting, taken_off_at=None).select_related("topic__matter__town"):
        kernel.attach(item.topic.matter, scan, actor=kernel.Actor.of(seat), at=at)
        tell(item.topic, "topic_minutes", seat=seat, at=at, **told)
    return meeting
