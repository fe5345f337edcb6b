"""名册: who belongs to which body. Nobody is taken off the roll; a term ends."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from xiangyue.counter.wanted import wanted
from xiangyue.desks.council.access import require_at
from xiangyue.desks.council.models import Member
from xiangyue.desks.council.rules import BODIES
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Place, Seat
from xiangyue.lib.hantext import tidy


@transaction.atomic
def enrol(
    village: Place,
    *,
    body: str,
    name: str,
    since: date,
    post: str = "",
    household: str = "",
    is_representative: bool = False,
    is_woman: bool = False,
    seat: Seat,
    at: datetime,
) -> Member:
    require_at(seat, "council.keep", village)
    if body not in BODIES or post not in dict(Member.POSTS):
        raise Refused("请选择是哪一种会议的成员、什么职务。")
    with only_once(Refused("这个人已经在名册上了。")):
        return Member.objects.create(
            town_id=seat.town_id,
            village=village,
            body=body,
            name=wanted(name, _("请写姓名。"), 40),
            post=post,
            household=tidy(household)[:20],
            is_representative=is_representative,
            is_woman=is_woman,
            since=since,
        )


@transaction.atomic
def end_term(member: Member, *, until: date, seat: Seat, at: datetime) -> None:
    """From `until` on the person belongs to the body no longer; meetings before that day stay as they were."""
    require_at(seat, "council.keep", member.village)
    if until <= member.since:
        raise Refused("卸任的日子要晚于任职的日子（{since}）。", since=member.since)
    still(member, {"until": None}, StaleMove("已经登记过卸任，请刷新后再看。"), until=until)
