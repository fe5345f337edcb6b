"""What holds on a reception day, on plain values. Sources: 信访工作条例 art. 18, 20, 28; 北京市信访条例 art. 20."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar.constants import Holiday, holidays  # type: ignore[import-untyped]  # ships no types

from xiangyue.lib.hantext import tidy as tidy
from xiangyue.lib.marking import Said
from xiangyue.lib.marking import marked as _

PEOPLE_MAX = 5
TOPIC_MAX, WORDS_MAX, NAME_MAX = 200, 5000, 60
AHEAD_MAX = 3  # bookings that one person may hold at a time, so that nobody takes a whole month
WEEKS_AHEAD = 4
REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,64}")

TOO_MANY_PEOPLE = (
    "多人来反映同一件事，请推选代表，代表不超过 5 人（《信访工作条例》第二十条）。其他人的意见可以请代表带来。"
)
ONE_AT_LEAST = "来访人数请填 1 到 5 人。"


@dataclass(frozen=True)
class Asking:
    """Somebody who wants to be received, as typed. `request_id` is the client's idempotency key."""

    request_id: str
    topic: str
    people: int
    name: str
    phone: str


def wrong_asking(asking: Asking, *, needs_phone: bool) -> str:
    """What is missing or too much in one sentence; empty when it can be taken in. All texts are tidy."""
    if not REQUEST_ID.fullmatch(asking.request_id):
        return _("页面太旧了，请刷新后再提交；您填写的内容还在。")
    if asking.people > PEOPLE_MAX:
        return TOO_MANY_PEOPLE
    if asking.people < 1:
        return ONE_AT_LEAST
    if len(asking.topic) < 2:
        return _("请写一句要反映什么事，接待的领导好提前准备。")
    if len(asking.topic) > TOPIC_MAX:
        return Said("事由太长了，请写在 {topic_max} 字以内，详细的当面说。", topic_max=TOPIC_MAX)
    if not asking.name or len(asking.name) > NAME_MAX:
        return _("请写下怎么称呼来访的人（60 字以内）；姓名加密保存，大屏上只显示号码。")
    if needs_phone and not asking.phone:
        return _("请留一个电话：接待有变动时好告诉您，查自己的预约也要用它的后四位。电话加密保存。")
    return ""


def weekdays(weekday: int, since: date, until: date) -> Iterator[date]:
    """Every such weekday (0 = Monday) from `since` to `until`, both included."""
    day = since + timedelta(days=(weekday - since.weekday()) % 7)
    while day <= until:
        yield day
        day += timedelta(days=7)


def holiday_name(day: date) -> str:
    """国庆节 for a day of the published list; empty for a day off that only the town has set."""
    name = holidays.get(day)
    return Holiday(name).chinese if name else ""


def why_off(day: date) -> str:
    return f"{holiday_name(day) or '按镇里安排'}放假，当天不接待"
