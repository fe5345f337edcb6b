"""The register of events: a name, its sentence in both languages, the shape of its particulars.

Rooms add their own names in their `events.py`; a name that is not here, or particulars of another shape, are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Annotated, Any, NotRequired, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from xiangyue.kernel.errors import UnknownEvent, WrongParticulars

Text = Annotated[str, "written by somebody: it lies beside the chain, which holds a commitment to it"]


@dataclass(frozen=True)
class EventKind:
    """`zh` and `en` are format strings over the particulars, `fields` the types of these.

    `public` names the particulars that the person who raised the matter may see; None: not even that it happened.
    `texts` names those that are free text; `version` is that of the shape as it is written now.
    """

    name: str
    zh: str
    en: str
    fields: Mapping[str, Any]
    public: tuple[str, ...] | None
    check: TypeAdapter[Any]
    texts: frozenset[str]
    version: int


_KINDS: dict[str, EventKind] = {}
_STRICT = ConfigDict(extra="forbid", strict=True)


_DOORS: dict[str, tuple[str, str]] = {}


class _Blank(dict[str, Any]):
    """A particular that may be left out reads as nothing in a sentence."""

    def __missing__(self, key: str) -> str:
        return ""


def register(
    name: str, zh: str, en: str, /, *, public: tuple[str, ...] | None = None, version: int = 1, **particulars: Any
) -> None:
    """Add an event name with its sentences. What a sentence names in braces is a word of ours in the particulars;
    `particulars` gives the types of those that are somebody's own text, none at all, may be left out, or are not told.
    A shape that is written otherwise from now on gets the next `version`; the sentences still tell the old ones.

    Registering a name twice with another shape is a programming error.
    """
    told = {field: str for sentence in (zh, en) for _text, field, _spec, _conv in Formatter().parse(sentence) if field}
    fields = told | particulars
    known = _KINDS.get(name)
    if known is not None and known.fields != fields:
        raise ValueError(f"event {name!r} is registered twice")
    shape = TypedDict(name, fields)  # type: ignore[misc]
    shape.__pydantic_config__ = _STRICT  # type: ignore[attr-defined]
    texts = frozenset(field for field, kind in fields.items() if _is_text(kind))
    _KINDS[name] = EventKind(name, zh, en, fields, public, TypeAdapter(shape), texts, version)


def _is_text(kind: Any) -> bool:
    return kind is Text or (get_origin(kind) is NotRequired and get_args(kind)[0] is Text)


def name_door(door: str, *, zh: str, en: str) -> None:
    """How a door is called in sentences; its code stands in the particulars."""
    _DOORS[door] = (zh, en)


def doors(language: str = "zh") -> list[tuple[str, str]]:
    """(code, name) of every door, in the order of the codes."""
    return [(door, names[language.startswith("en")]) for door, names in sorted(_DOORS.items())]


def check(name: str, particulars: Mapping[str, Any]) -> EventKind:
    """The kind; refuses an unknown name (UnknownEvent) or particulars of the wrong shape (WrongParticulars)."""
    kind = _KINDS.get(name)
    if kind is None:
        raise UnknownEvent("没有登记过名为“{name}”的动态，未写入任何内容。", name=name)
    try:
        kind.check.validate_python(dict(particulars))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WrongParticulars(
            "动态“{name}”的内容不合规定：{where} {first}。", name=name, where=where, first=first["msg"]
        ) from error
    return kind


def for_requester(name: str, particulars: Mapping[str, Any]) -> dict[str, Any]:
    """The particulars that the person who raised it may see, of an event that they may see."""
    shown = _KINDS[name].public or ()
    return {key: value for key, value in particulars.items() if key in shown}


def texts_of(name: str) -> frozenset[str]:
    """The particulars of an event that somebody wrote."""
    kind = _KINDS.get(name)
    return kind.texts if kind is not None else frozenset()


def sentence(name: str, particulars: Mapping[str, Any], *, language: str = "zh") -> str:
    """The event told in one sentence; a name that has been retired is told by its bare name."""
    kind = _KINDS.get(name)
    if kind is None:
        return name
    english = language.startswith("en")
    told = _Blank({key: _told(key, value, english) for key, value in particulars.items()})
    return (kind.en if english else kind.zh).format_map(told).strip("：:，, ")


def _told(key: str, value: Any, english: bool) -> Any:
    """Moments stand in particulars as ISO text in UTC and are told in the town's time; lists are joined."""
    if key.endswith("_at") and isinstance(value, str):
        local = datetime.fromisoformat(value).astimezone(ZoneInfo("Asia/Shanghai"))
        return f"{local:%Y-%m-%d %H:%M}" if english else f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
    if key == "door":
        return _DOORS.get(value, (value, value))[english]
    if isinstance(value, bool):
        return ("yes" if value else "no") if english else ("是" if value else "否")
    if isinstance(value, list):
        return (", " if english else "、").join(str(item) for item in value)
    return value


def kinds() -> dict[str, EventKind]:
    return dict(sorted(_KINDS.items()))


def public_names() -> list[str]:
    """Names of the events that the person who raised the matter may see."""
    return sorted(name for name, kind in _KINDS.items() if kind.public is not None)
