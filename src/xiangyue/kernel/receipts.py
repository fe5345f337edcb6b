"""Giving out the receipts of matters and opening them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xiangyue.kernel import codes
from xiangyue.kernel.models import Matter, Place, Receipt

_SAYS = codes.Says(
    no_code="查询码是十位数字，您输入的不对，请对照回执再输一次。",
    wrong="查询码或尾号不对。请核对回执上的十位查询码，以及手机号的后四位（没留手机号的，填回执上的四位数）。",
    rests="这个查询码输错的次数太多，为了您的信息安全先停用一小时，请稍后再查，或打电话给市民诉求处置中心。",
)


def issue(matter: Matter, *, phone: str, at: datetime) -> tuple[str, str]:
    """(code, tail) of a new receipt. The tail is that of the phone, or four random digits to be written down."""
    return issue_many([(matter, phone)], at=at)[0]


def issue_many(matters: Sequence[tuple[Matter, str]], *, at: datetime) -> list[tuple[str, str]]:
    """The same for matters, each with the phone number it came with, in one statement."""
    told, rows = [], []
    for matter, phone in matters:
        code, tail, columns = codes.given_with(phone)
        told.append((code, tail))
        rows.append(Receipt(town_id=matter.town_id, matter=matter, issued_at=at, **columns))
    Receipt.objects.bulk_create(rows)
    return told


def shown(matter: Matter) -> tuple[str, str]:
    """(code, tail) as in `codes.shown`; ("", "") where no receipt was issued."""
    receipt = Receipt.objects.filter(matter=matter).first()
    return ("", "") if receipt is None else codes.shown(receipt)


def open_receipt(town: Place, *, code: str, tail: str, at: datetime) -> Matter:
    """The matter of this receipt; refusals as in `codes.opened`."""
    rows = Receipt.objects.select_related(
        "matter__town", "matter__lead_unit", "matter__place", "matter__category"
    ).filter(town=town)
    return codes.opened(rows, code=code, tail=tail, at=at, says=_SAYS).matter
