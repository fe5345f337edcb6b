"""How long the person who raised a matter may ask for it to be taken up again: one dated rule, on screen and server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from xiangyue.kernel import kinds
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Matter
from xiangyue.kernel.timekeeping import local_day

DEFAULT_DAYS = 15  # where the town has no rule; no official number was found

_ALWAYS: list[Callable[[Matter], bool]] = []


def at_any_time(promised: Callable[[Matter], bool]) -> None:
    """A room says of which closed matters it promises to take them up again whenever they are asked for."""
    _ALWAYS.append(promised)


def reopen_until(matter: Matter) -> datetime | None:
    """The end of the window of a closed matter by the rule of its closing day; None where it is not closed, and where
    it has no end.
    """
    if matter.state != "closed" or matter.closed_at is None or _has_no_end(matter):
        return None
    rule = rule_on(matter.town, "callback", "town", local_day(matter.closed_at))
    days = rule.value.get("reopen_days", DEFAULT_DAYS) if rule else DEFAULT_DAYS
    return matter.closed_at + timedelta(days=days)


def may_reopen(matter: Matter, at: datetime) -> bool:
    """Not where they withdrew it themselves: that is a new word, said again; nor what its kind never takes up again."""
    if matter.state != "closed" or not kinds.get(matter.kind).walks("reopened"):
        return False
    until = reopen_until(matter)
    return (until is None or at <= until) and not matter.events.filter(name="withdrawn").exists()


def _has_no_end(matter: Matter) -> bool:
    return any(promised(matter) for promised in _ALWAYS)
