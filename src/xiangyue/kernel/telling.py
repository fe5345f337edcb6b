"""Whom an event is told to outside the pages, and in which words: a room registers those of its own events in its
`telling.py`. "received" is not among them: whoever says something holds its receipt already.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# whistled: the unit that the event names; asked: the requester, where the answer comes back by the same way
AUDIENCES = ("requester", "asked", "unit", "centre", "whistled")
Words = Mapping[str, str]  # language → one sentence; what may stand in its braces is the notices' own rule

_WORDS: dict[str, dict[str, Words]] = {}
_PAGES: dict[str, tuple[str, tuple[str, ...]]] = {}


def register(event: str, **audiences: Words) -> None:
    """Telling an event twice, or to an audience that nobody knows, is a programming error."""
    if event in _WORDS:
        raise ValueError(f"the words of event {event!r} are registered twice")
    if unknown := audiences.keys() - set(AUDIENCES):
        raise ValueError(f"event {event!r} is told to unknown {sorted(unknown)}")
    _WORDS[event] = audiences


def words_of(event: str) -> Mapping[str, Words]:
    """By audience; empty for an event that is told to nobody."""
    return _WORDS.get(event, {})


def events() -> list[str]:
    """Those that are told to somebody, room by room."""
    return list(_WORDS)


def opens(event: str, page: str, *args: str) -> None:
    """Of an event of the town's own house: the name of the page that it is about, with particulars in braces, and the
    particulars that are its arguments.
    """
    if event in _PAGES:
        raise ValueError(f"the page of event {event!r} is registered twice")
    _PAGES[event] = (page, args)


def page_of(event: str, particulars: Mapping[str, Any]) -> tuple[str, list[str]] | None:
    """Its name and arguments; None where it is about its matter alone."""
    if event not in _PAGES:
        return None
    page, args = _PAGES[event]
    return page.format_map(particulars), [particulars[name] for name in args]


register(
    "dispatched",
    requester={
        "zh": "您的事（{number}）已交{unit}办理，{due}前答复您。",
        "en": "Your matter {number} is now with {unit}; you will have an answer by {due}.",
    },
    unit={
        "zh": "新事项 {number}：{title}。请签收，{due}前办结。",
        "en": "New matter {number}: {title}. Please sign for it; due {due}.",
    },
)
register(
    "settled_on_the_spot",
    requester={
        "zh": "您反映的事（{number}）当场办了，请说说解决没有、满不满意。",
        "en": "What you raised ({number}) was settled on the spot. Please tell us whether it is solved.",
    },
)
register(
    "requester_added",
    unit={"zh": "{number} 诉求人有补充，请查看。", "en": "The requester of {number} has added something."},
)
register(
    "clock_warned", unit={"zh": "{number} 快到时限（{due}）：{title}", "en": "{number} is nearly due ({due}): {title}"}
)
register(
    "clock_rang",
    unit={"zh": "{number} 已到时限（{due}）：{title}", "en": "{number} is due ({due}): {title}"},
    centre={"zh": "{unit}的 {number} 已到时限（{due}）：{title}", "en": "{number} of {unit} is due ({due}): {title}"},
)
register(
    "clock_extended",
    requester={
        "zh": "您的事（{number}）需要延长时间，改为{due}前答复。原因可在进度里看到。",
        "en": "Your matter {number} needs more time: an answer by {due}. The progress page says why.",
    },
)
