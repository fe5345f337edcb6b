"""What several deeds of the table need: a text fit for everybody, a rule of that day, the way to the topic's matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from xiangyue.desks.council.models import Meeting, Topic
from xiangyue.desks.council.rules import RULE
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter, Place, Rule, Seat
from xiangyue.kernel.sealing import contact
from xiangyue.lib.masking import find_sensitive

POINTS_MAX = 4000
_COUNTS = ("members", "present", "households", "households_present", "proxies", "online")
_MUTABLE = [*_COUNTS, "rule", "quorum", "signed_at", "cancelled_at"]


def rule_of(town: Place, body: str, day: date) -> Rule | None:
    """The law of that day for this body."""
    return rule_on(town, RULE, body, day)


def for_everybody(text: str, matters: Iterable[Matter] = ()) -> str:
    """Refused where a number, a plate or the name of somebody who raised one of the matters stands in it: no personal
    data is published (PIPL art. 25). Read the matters with requester and key.
    """
    if find_sensitive(text):
        raise Refused("这里像是有电话、身份证号、车牌或卡号。个人信息未经本人单独同意不能公开，请去掉再提交。")
    for matter in matters:
        name = contact(matter.requester, "name") if matter.requester is not None else ""
        if len(name) > 1 and name in text:
            raise Refused("这里写了提出这件事的人的姓名。公开的内容不能出现姓名，请改成“有村民”再提交。")
    return text


def sources_of(topic: Topic) -> list[Matter]:
    """Its own matter and those that it was raised from, with whoever raised them."""
    rows = Matter.objects.filter(Q(pk__in=topic.raised.values("matter")) | Q(pk=topic.matter_id))
    return list(rows.select_related("town", "requester__key").order_by("pk"))


def village_of(matter: Matter) -> Place | None:
    """In which it lies; None where its place is no village and no part of one."""
    place = matter.place
    found = place.parent if place is not None and place.level == "grid" else place
    return found if found is not None and found.level == "village" else None


def hold(meeting: Meeting) -> None:
    """As it stands now: whoever writes of one meeting comes one after the other, until the transaction ends."""
    Meeting.objects.select_for_update().filter(pk=meeting.pk).first()
    meeting.refresh_from_db(fields=_MUTABLE)


def tell(topic: Topic, name: str, *, seat: Seat, at: datetime, **told: Any) -> Event:
    return kernel.record(topic.matter, name, actor=kernel.Actor.of(seat), at=at, **told)
