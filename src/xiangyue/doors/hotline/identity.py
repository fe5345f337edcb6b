"""Whose a row is: one number or phone in any writing is one thing, and two contents are never one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count

from xiangyue.doors.hotline.kind import UNDONE
from xiangyue.doors.hotline.models import ImportedRow
from xiangyue.doors.hotline.values import ROUNDED
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.lib.masking import UNSEEN, find_sensitive
from xiangyue.lib.personal import mask_personal
from xiangyue.lib.phones import tidy_phone

LOOKUP = 500
NUMBER_STEM = 36  # of 40, with room for the count behind it


def number_of(text: str) -> str:
    """One number in any writing: full-width, with blanks or what nobody sees between its signs, with a spreadsheet's
    `.0` or apostrophe.
    """
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign not in UNSEEN and not sign.isspace())
    bare = unicodedata.normalize("NFKC", seen)  # what stood apart may belong together now
    return re.sub(r"^(\d{6,})\.0+$", r"\1", bare.strip("'")).replace("/", "-")


def phone_of(text: str) -> str:
    """One number in any writing; of several the first. A masked or a rounded one identifies nobody."""
    bare = re.sub(r"\.0+$", "", text)
    if "*" in bare or ROUNDED.fullmatch(bare):
        return ""
    found = next((span for span in find_sensitive(bare) if span.kind == "phone"), None)
    for written in (bare, bare[found.start : found.end] if found else ""):
        with suppress(ValueError):
            return tidy_phone(written)
    return text


def number_by_sight(received: datetime, words: str) -> str:
    digest = hashlib.sha256(bare(words).encode()).hexdigest()[:8]
    return f"{received.astimezone(ZONE):%Y%m%d%H%M%S}-{digest}"


class Order(NamedTuple):
    """What tells one order from another. `at` is None where its row does not say when it came."""

    number: str
    at: datetime | None
    words: str


def known_by_sight(town: Place, moments: Iterable[datetime]) -> dict[tuple[datetime, str], str]:
    """(moment, bare words) → number of the orders that came at these moments with a number of their own."""
    known: dict[tuple[datetime, str], str] = {}
    wanted = sorted(set(moments))
    for start in range(0, len(wanted), LOOKUP):
        found = Matter.objects.filter(town=town, door="hotline", received_at__in=wanted[start : start + LOOKUP])
        rows = found.exclude(kind=UNDONE.name).values_list("number", "imported_row__number", "received_at", "words")
        for number, order_number, received_at, words in rows:
            known[received_at, bare(words)] = order_number or number
    return known


def live(town: Place, numbers: Sequence[str]) -> dict[str, Matter]:
    """The matter that each number stands for; one that was taken back with its import stands for nothing."""
    found = Matter.objects.filter(town=town, number__in=numbers).exclude(kind=UNDONE.name)
    again = ImportedRow.objects.filter(town=town, number__in=numbers).exclude(matter__kind=UNDONE.name)
    return {matter.number: matter for matter in found} | {
        row.number: row.matter for row in again.select_related("matter")
    }


def borne(town: Place, numbers: Sequence[str]) -> dict[str, str]:
    """The number that a new matter bears for each order number: its own, unless one that was taken back bears it."""
    taken = set(Matter.objects.filter(town=town, number__in=numbers).values_list("number", flat=True))
    again = ImportedRow.objects.filter(town=town, number__in=taken).values_list("number").annotate(n=Count("pk"))
    times = dict(again.order_by())
    return {
        number: f"{number[:NUMBER_STEM]}.{times.get(number, 0) + 2}" if number in taken else number
        for number in numbers
    }


def refused(town: Place, orders: list[Order]) -> dict[str, str]:
    """Number → why its row goes back: it stands for a matter of another door, or for another order."""
    reasons: dict[str, str] = {}
    for start in range(0, len(orders), LOOKUP):
        chunk = {order.number: order for order in orders[start : start + LOOKUP]}
        for number, matter in live(town, list(chunk)).items():
            if matter.door != "hotline":
                reasons[number] = taken_by(matter.door)
            elif chunk[number].at not in (None, matter.received_at) and bare(chunk[number].words) != bare(matter.words):
                reasons[number] = another_order(matter.received_at)
    return reasons


def bare(words: str) -> str:
    """What two writings of the same words are compared by: as they are kept, without blanks."""
    return "".join(mask_personal(words).split())


def taken_by(door: str) -> str:
    return f"这个编号在本镇已经是另一个渠道（{door}）的事项，不能再当热线工单导入"


def another_order(came: datetime) -> str:
    return (
        f"这个编号在本镇已经是 {came.astimezone(ZONE):%Y-%m-%d %H:%M} 来的另一件事，来件时间和内容都不一样，"
        "请核对编号；真是同一件的，请改回原来的来件时间再导入"
    )
