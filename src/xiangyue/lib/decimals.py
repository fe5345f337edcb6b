"""Decimals as people write them."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import TypeGuard


def plain(number: Decimal | int) -> str:
    """Without an exponent and without noughts at the end: 4100.25, 1200."""
    return f"{Decimal(number).normalize():f}"


def is_whole(value: object, least: int = 1) -> TypeGuard[int]:
    """Of a value as JSON has it: a whole number of at least so much; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def as_typed(text: str) -> str:
    """Full-width digits made ASCII, without blanks and the commas between thousands."""
    return unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")


def number_in(typed: str) -> Decimal | None:
    """Of a text as `as_typed` gives it; None for what is no finite number."""
    try:
        found = Decimal(typed)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
