"""Which words somebody uses for what is off: the town's dated rows of kind "outage". Plain Python.

A row's key is a kind of outage; its value {"words": [...], "categories": [codes]}: words of a report that may be about
it, and the categories of matters that dispatch has sorted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RULE = "outage"


def is_about(value: Mapping[str, Any], words: str, category: str) -> bool:
    return category in value["categories"] if category else any(word in words for word in value["words"])


def wrong_outage(key: str, value: Mapping[str, object]) -> str:
    lists = [value.get(name) for name in ("words", "categories")]
    fits = all(isinstance(one, list) and all(isinstance(item, str) and item for item in one) for one in lists)
    return "" if fits else "words 写一列诉求里会用的词，categories 写一列类别代码"
