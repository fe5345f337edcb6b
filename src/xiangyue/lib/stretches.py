"""Stretches of time: what several cover together, and what of one is left outside of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

Stretch = tuple[datetime, datetime]  # its begin belongs to it, its end does not


def joined(spans: Iterable[Stretch]) -> list[Stretch]:
    """In order and apart: what overlaps or touches is one; what ends where it begins is none."""
    found: list[Stretch] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        elif begins < ends:
            found.append((begins, ends))
    return found


def outside(held: Iterable[Stretch], one: Stretch) -> Iterator[Stretch]:
    """The pieces of `one` that none of `held` covers. `held` is as `joined` gives it."""
    opens, closes = one
    for since, until in held:
        if until <= opens:
            continue
        if since >= closes:
            break
        if opens < since:
            yield opens, since
        opens = until
        if opens >= closes:
            return
    if opens < closes:
        yield opens, closes
