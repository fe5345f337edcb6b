"""What is done with the roster."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import CLOCK, DAY, TEXT, UNIT, Asked, named, needed
from xiangyue.desks.duty import actions, queries
from xiangyue.desks.duty.columns import import_sheet
from xiangyue.kernel.models import Party, Place, Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.book.pages import TABLE, what_came


def keep(
    town: Place,
    *,
    unit: Party,
    day: date,
    begins: time,
    ends: time,
    holder: str,
    phone: str,
    note: str,
    seat: Seat,
    at: datetime,
) -> str:
    return actions.keep_duty(unit, actions.Shift(day, begins, ends, holder, phone, note), seat=seat, at=at)


def bring(town: Place, *, table: tuple[bytes, str], seat: Seat, at: datetime) -> Sheet:
    data, filename = table
    return import_sheet(data, filename=filename, seat=seat, at=at)


def _kept(asked: Asked, result: str) -> str:
    return gettext("这一班已经在表上，没有变化。") if result == "same" else gettext("值班已排好。")


def _page(asked: Asked, **address: Any) -> str:
    return reverse("duty:month")


def _months_page(asked: Asked, pk: int) -> str:
    return f"{reverse('duty:month')}?month={local_day(asked.subject.from_at):%Y-%m}"


KEEP = "duty.keep"
_SHIFT = {
    "unit": needed(UNIT, "请选择单位。"),
    "day": DAY,
    "begins": named("from", CLOCK),
    "ends": named("until", CLOCK),
    **dict.fromkeys(("holder", "phone", "note"), TEXT),
}
POSTS = [
    *on(
        "",
        back=_page,
        rows=(Post("keep", KEEP, keep, _SHIFT, _kept), Post("sheet", KEEP, bring, {"table": TABLE}, what_came)),
    ),
    *on(
        "<int:pk>",
        fetch=queries.duty_for,
        back=_months_page,
        rows=(Post("drop", KEEP, actions.drop_duty, {"reason": TEXT}, _("这一班已撤下。")),),
    ),
]
