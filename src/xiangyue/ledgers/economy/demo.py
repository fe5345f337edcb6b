"""Two years of taxes, entities and capacity, month by month; the last month is entered and waits for its review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from xiangyue.kernel.models import Seat
from xiangyue.kernel.storytelling import Part, Scene, at_hour
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.book import actions
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.three_hands import through_three_hands
from xiangyue.ledgers.economy.columns import CAPACITY, ENTITIES, TAX
from xiangyue.ledgers.economy.rules import ALL, DISTRICT

# January to November: taxes in 10,000 yuan, entities; of 2024 as published (S61, S62), of 2023 invented
_TAXES = {2023: Decimal("86321.5"), 2024: Decimal(91500)}
_OPENED = {2023: 2790, 2024: 3144}
_SHARES = {"增值税": 46, "企业所得税": 28, "个人所得税": 9, "其他税": 17}
_KINDS = {"企业": 41, "个体工商户": 57, "农民专业合作社": 2}
_MONTHS = (13, 6, 8, 10, 9, 8, 10, 7, 8, 11, 10)  # of a hundred, January to November
_DECEMBER = Decimal("0.12")  # of the eleven months before it
_KEPT_BY_DISTRICT = Decimal("0.375")
Key = TypeVar("Key")


def play(scene: Scene) -> None:
    hands = (scene.seats["jingji"], scene.seats["tongji"], scene.seats["fenguan1"])
    today = local_day(scene.now)
    months = [date(year, number, 1) for year in _TAXES for number in range(1, 13)]
    for month in months[-max(2, round(len(months) * scene.scale)) :]:
        entered = at_hour((month + timedelta(days=31)).replace(day=4), 10)
        if entered > scene.now:
            return
        is_last = (today.year, today.month) == (entered.year, entered.month)
        for ledger, told in _rows(month):
            _enter(ledger, told, hands, entered, signs=not is_last)


def _enter(ledger: Ledger, told: dict[str, str], hands: tuple[Seat, Seat, Seat], at: datetime, *, signs: bool) -> None:
    if signs:
        through_three_hands(ledger, told, hands, at=at)
    else:
        actions.enter(ledger, hands[0].town, ledger.columns.of_texts(told), seat=hands[0], at=at)


def _rows(month: date) -> Iterator[tuple[Ledger, dict[str, str]]]:
    named = {"month": f"{month:%Y-%m}"}
    whole = _of_month(_TAXES[month.year], month.month)
    for tax, amount in _parted(whole, _SHARES, Decimal("0.01")).items():
        yield TAX, {**named, "tax": tax, "level": ALL, "amount": f"{amount:f}"}
        kept = (amount * _KEPT_BY_DISTRICT).quantize(Decimal("0.01"))
        yield TAX, {**named, "tax": tax, "level": DISTRICT, "amount": f"{kept:f}"}
    for kind, opened in _parted(
        _of_month(Decimal(_OPENED[month.year]), month.month, Decimal(1)), _KINDS, Decimal(1)
    ).items():
        yield ENTITIES, {**named, "kind": kind, "opened": f"{opened:f}", "closed": f"{opened // 5:f}"}
    yield CAPACITY, {**named, "amount": f"{(whole * Decimal('0.21')).quantize(Decimal('0.01')):f}"}


def _of_month(whole: Decimal, month: int, step: Decimal = Decimal("0.01")) -> Decimal:
    """January to November add up to the whole."""
    if month == 12:
        return (whole * _DECEMBER).quantize(step, ROUND_HALF_UP)
    return list(_parted(whole, dict(enumerate(_MONTHS, 1)), step).values())[month - 1]


def _parted(whole: Decimal, shares: dict[Key, int], step: Decimal) -> dict[Key, Decimal]:
    """By these shares of a hundred; the last has what is left, so that they add up."""
    parts = {key: (whole * share / 100).quantize(step, ROUND_HALF_UP) for key, share in shares.items()}
    last = next(reversed(parts))
    parts[last] += whole - sum(parts.values())
    return parts


PART = Part(plays=play)
