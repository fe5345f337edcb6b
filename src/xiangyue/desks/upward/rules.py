"""What the town's dated rows say of objections upward. Plain Python.

Kind "clause": an article that an objection rests on, {"article", "title", "text"}. Kind "upward", key "town":
{"object_minutes", "answer_minutes"}, working minutes from receipt, and from the objection; key "answers":
{"accepted": [words], "refused": [words]}, the states of the upper platform that answer an objection.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xiangyue.lib.decimals import is_whole

CLAUSE, RULE, TOWN, ANSWERS = "clause", "upward", "town", "answers"


def clause_name(value: Mapping[str, Any]) -> str:
    return f"{value['article']} {value['title']}"


def answer_in(status: str, words: Mapping[str, Any]) -> bool | None:
    """Whether the upper platform's state takes an order back; None where it says nothing of it. A refusal holds the
    words of an acceptance ("退单不成立" and "退单"), so it is looked for first.
    """
    for granted, key in ((False, "refused"), (True, "accepted")):
        if any(word in status for word in words.get(key, ())):
            return granted
    return None


def wrong_clause(key: str, value: Mapping[str, object]) -> str:
    missing = [name for name in ("article", "title", "text") if not isinstance(value.get(name), str) or not value[name]]
    return f"条款要写 {'、'.join(missing)}" if missing else ""


def wrong_upward(key: str, value: Mapping[str, object]) -> str:
    if key == ANSWERS:
        lists = [value.get(name) for name in ("accepted", "refused")]
        fits = all(isinstance(one, list) and all(isinstance(word, str) and word for word in one) for one in lists)
        return "" if fits else "accepted 和 refused 各写一列上级平台的状态用词"
    minutes = [value.get(name) for name in ("object_minutes", "answer_minutes")]
    return "" if all(is_whole(one) for one in minutes) else "object_minutes、answer_minutes（工作分钟）要是正整数"
