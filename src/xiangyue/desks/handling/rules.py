"""Who releases an answer: the value of the town's dated rows "release", read and checked. Plain Python.

A row's key is the code of a category, the name of a first level, or "*" for every other. Its value:
`{"by": "unit", "minutes": 240}`: another person of the answering unit; with `"else": {"role": "leader"}` that seat
where the unit has nobody else. `{"by": "seat", "role": "leader", "unit": "leadership", "minutes": 240}`: that seat.
`{"by": "nobody"}`: no release, where a wider key asks for one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from xiangyue.lib.decimals import is_whole

KIND, EVERY = "release", "*"
OBJECTING, TOWN = "unreasonable", "town"
_BY = ("unit", "seat", "nobody")


@dataclass(frozen=True)
class Releaser:
    """`role` empty: whoever works in the answering unit. `unit`: a unit's code, empty where the role alone counts."""

    role: str = ""
    unit: str = ""


def keys_of(code: str, level1: str) -> list[str]:
    """The narrowest first."""
    return [key for key in (code, level1, EVERY) if key]


def releasers(value: Mapping[str, Any]) -> list[Releaser]:
    """In the order in which they are asked for; none where nobody releases."""
    if value["by"] == "nobody":
        return []
    first = Releaser() if value["by"] == "unit" else _seat(value)
    return [first, *([_seat(value["else"])] if "else" in value else [])]


def _seat(value: Mapping[str, Any]) -> Releaser:
    return Releaser(value["role"], value.get("unit", ""))


def wrong_release(value: Mapping[str, object], roles: Collection[str]) -> str:
    """What is wrong with the value of a row, in a sentence; "" where nothing is. `roles`: those that may release."""
    by = value.get("by")
    if by not in _BY:
        return f"by 只能是 {'、'.join(_BY)}"
    if by == "nobody":
        return ""
    if not is_whole(value.get("minutes")):
        return "minutes（审签时限，工作分钟）要是正整数"
    for named in ([value] if by == "seat" else []) + ([value["else"]] if "else" in value else []):
        if not isinstance(named, dict) or named.get("role") not in roles:
            return f"审签岗位的 role 只能是 {'、'.join(sorted(roles))}"
    return ""


def way_to_object(value: Mapping[str, Any] | None) -> str:
    """How whoever raised a matter may object to its being found unreasonable."""
    if value is None:
        return "不服的，可以在这里补充情况和凭据，会有另外的人复核。"
    return f"不服的，可以在 {value['days']} 天以内向{value['to']}提出，也可以在这里补充情况和凭据。"


def wrong_objecting(key: str, value: Mapping[str, object]) -> str:
    to = value.get("to")
    return "" if is_whole(value.get("days")) and isinstance(to, str) and to else "days 写几天以内，to 写向谁提出"
