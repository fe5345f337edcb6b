"""Decimals as people write them."""

from __future__ import annotations

from decimal import Decimal


def plain(number: Decimal | int) -> str:
    """Without an exponent and without noughts at the end: 4100.25, 1200."""
    return f"{Decimal(number).normalize():f}"
