"""What hardly ever changes and every post asks: looked up once in a few seconds per web process."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

T = TypeVar("T")
SECONDS = 5  # for so long a changed town or catalogue may still be seen as it was; never a key or a right


def shortly(key: str, look: Callable[[], T]) -> T:
    """The value under this key, or what `look` finds. Nothing (None) is looked for again each time."""
    known: T | None = cache.get(key)
    if known is None:
        known = look()
        if known is not None:
            cache.set(key, known, SECONDS)
    return known
