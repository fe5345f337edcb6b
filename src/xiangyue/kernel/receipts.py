"""Giving out receipts and opening them again. A wrong code and a wrong tail are answered in the same words."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F

from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Matter, Place, Receipt
from xiangyue.lib.codes import is_code, new_code

TRIES = 10  # wrong tails for one code before it rests
REST = timedelta(hours=1)
_WRONG = "查询码或尾号不对。请核对回执上的十位查询码，以及手机号的后四位（没留手机号的，填回执上的四位数）。"


def issue(matter: Matter, *, phone: str, at: datetime) -> tuple[str, str]:
    """(code, tail) of a new receipt. The tail is that of the phone, or four random digits to be written down."""
    return issue_many([(matter, phone)], at=at)[0]


def issue_many(matters: Sequence[tuple[Matter, str]], *, at: datetime) -> list[tuple[str, str]]:
    """The same for matters, each with the phone number it came with, in one statement."""
    ring, told, rows = keyring(), [], []
    for matter, phone in matters:
        code = new_code()  # two alike among a thousand million: refused by the column, and asked again
        digits = "".join(char for char in phone if char.isdigit())
        tail = digits[-4:] if len(digits) >= 4 else _tail_given_with(code)
        told.append((code, tail))
        rows.append(
            Receipt(
                town_id=matter.town_id,
                matter=matter,
                code_hash=ring.fingerprint(code),
                code_sealed=ring.seal(code),
                tail_hash=ring.fingerprint(f"{code}:{tail}"),
                issued_at=at,
            )
        )
    Receipt.objects.bulk_create(rows)
    return told


def shown(matter: Matter) -> tuple[str, str]:
    """(code, tail) for somebody who has already shown that the matter is theirs; the tail only where it was given
    with the code, else empty: it is then that of their phone. ("", "") where no receipt was issued."""
    receipt = Receipt.objects.filter(matter=matter).first()
    if receipt is None:
        return "", ""
    code = keyring().open(receipt.code_sealed)
    tail = _tail_given_with(code)
    return code, tail if receipt.tail_hash == keyring().fingerprint(f"{code}:{tail}") else ""


def _tail_given_with(code: str) -> str:
    """The same four digits whenever it is asked, so that a repeated request is answered alike."""
    return f"{int(keyring().fingerprint(f'tail:{code}')[:8], 16) % 10_000:04d}"


def open_receipt(town: Place, *, code: str, tail: str, at: datetime) -> Matter:
    """The matter of this receipt. NotAllowed in the same words for a wrong code, a wrong tail and another town's
    code.
    """
    code = "".join(char for char in code if char.isdigit())
    if not is_code(code):
        raise Refused("查询码是十位数字，您输入的不对，请对照回执再输一次。")
    ring = keyring()
    receipt = (
        Receipt.objects.select_related("matter__town", "matter__lead_unit", "matter__place", "matter__category")
        .filter(town=town, code_hash=ring.fingerprint(code))
        .first()
    )
    if receipt is None:
        raise NotAllowed(_WRONG)
    if receipt.locked_until is not None and at < receipt.locked_until:
        raise NotAllowed(
            "这个查询码输错的次数太多，为了您的信息安全先停用一小时，请稍后再查，或打电话给市民诉求处置中心。"
        )
    if not secrets.compare_digest(receipt.tail_hash, ring.fingerprint(f"{code}:{tail.strip()}")):
        _count_wrong(receipt, at)
        raise NotAllowed(_WRONG)
    if receipt.wrong_tries:
        Receipt.objects.filter(pk=receipt.pk).update(wrong_tries=0, locked_until=None)
    return receipt.matter


def _count_wrong(receipt: Receipt, at: datetime) -> None:
    Receipt.objects.filter(pk=receipt.pk).update(wrong_tries=F("wrong_tries") + 1)
    Receipt.objects.filter(pk=receipt.pk, wrong_tries__gte=TRIES).update(wrong_tries=0, locked_until=at + REST)
