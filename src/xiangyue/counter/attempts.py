"""Called in vain: counted by one function, from the last reopening on."""

from __future__ import annotations

from datetime import datetime

from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.timekeeping import local_day

DEFAULT_ATTEMPTS = 3  # where the town has no call-back rule; no official number was found
_AGAIN = "reopened"


def in_vain(matter: Matter, event: str) -> int:
    """How often this event (a call, a question that brought nothing) stands in the story since it was last reopened."""
    names = matter.events.filter(name__in=(event, _AGAIN)).order_by("-seq").values_list("name", flat=True)
    count = 0
    for name in names:
        if name == _AGAIN:
            break
        count += 1
    return count


def needed(town: Place, at: datetime) -> int:
    """How many the town asks for before a matter may be closed without a word, by its call-back rule of that day."""
    rule = rule_on(town, "callback", "town", local_day(at))
    return int(rule.value.get("attempts", DEFAULT_ATTEMPTS)) if rule else DEFAULT_ATTEMPTS
