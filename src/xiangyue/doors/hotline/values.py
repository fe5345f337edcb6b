"""What a cell says: text, yes or no, how satisfied, what type, whether the order is closed. Plain Python."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from xiangyue.doors.hotline.fields import DAYS
from xiangyue.doors.hotline.mapping import Columns
from xiangyue.lib.sheets.moments import CannotReadMoment, Read, joined, read_told
from xiangyue.lib.sheets.read import Cell

# What no screen shows has no place in words, and half a character in no text.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# A number that a spreadsheet has rounded: its last digits are gone.
ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
NOTHING = frozenset({"", "-", "—", "--", "——", "/", "\\", "空", "null", "none", "未评价", "未表态", "未回访"})
YES = frozenset(
    {"是", "√", "✓", "✔", "1", "1.0", "y", "yes", "true", "有", "有效", "已", "已联系", "已解决", "联系", "解决", "对"}
)
NO = frozenset(
    {"否", "×", "✗", "x", "0", "0.0", "n", "no", "false", "无", "无效", "未", "未联系", "未解决", "没有", "不"}
)
SATISFIED = {
    "满意": "yes",
    "非常满意": "yes",
    "很满意": "yes",
    "基本满意": "mostly",
    "比较满意": "mostly",
    "较满意": "mostly",
    "一般": "fair",
    "不满意": "no",
    "不太满意": "no",
    "很不满意": "no",
    "非常不满意": "no",
}
SATISFIED_NAMES = {"yes": "满意", "mostly": "基本满意", "fair": "一般", "no": "不满意"}
TYPES = (
    ("举报", "report"),
    ("投诉", "complaint"),
    ("咨询", "consult"),
    ("表扬", "praise"),
    ("感谢", "praise"),
    ("建议", "suggestion"),
    ("意见", "suggestion"),
    ("求助", "help"),
)
CLOSED = frozenset(
    {
        "已办结",
        "办结",
        "已结案",
        "结案",
        "已完成",
        "完成",
        "办理完成",
        "已完结",
        "完结",
        "已归档",
        "归档",
        "已关闭",
        "closed",
    }
)
# An order with an earlier closing time in one of these states is being handled again.
IN_HAND = ("重办", "退", "办理中", "处理中", "待签收", "待办", "待派", "待受理")


MOMENTS = ("received_at", "closed_at", "due_at", *DAYS.values())
Answer = TypeVar("Answer", bool | None, str)


class CannotTell(Exception):
    """A word that means neither yes nor no; the message repeats it."""


def text_of(cell: Cell) -> str:
    """The cell as text; a moment as people write one, nothing as the empty string. Formulas are text like any other."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return NOT_TEXT.sub("", cell).strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.tzinfo else f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().lower()


def yes_no(word: str) -> bool | None:
    """None when nothing is said; CannotTell for a word that is neither."""
    said = plain(word)
    if said in NOTHING:
        return None
    if said in YES:
        return True
    if said in NO:
        return False
    raise CannotTell(f"“{word[:20]}”看不懂，请写“是”或“否”")


def satisfied_of(word: str) -> str:
    """yes, mostly, fair, no, or empty when nothing is said."""
    said = plain(word)
    if said in SATISFIED:
        return SATISFIED[said]
    try:
        answer = yes_no(word)
    except CannotTell:
        raise CannotTell(f"“{word[:20]}”看不懂，请写满意、基本满意、一般或不满意") from None
    return "" if answer is None else "yes" if answer else "no"


def request_type_of(word: str) -> str:
    """An unknown word is a call for help: nothing is refused for it."""
    return next((key for zh, key in TYPES if zh in word), "help")


@dataclass(frozen=True)
class Upper:
    """What the upper system says of the order's handling."""

    status: str = ""
    result: str = ""
    reply: str = ""


@dataclass(frozen=True)
class Said:
    """What the upper system's call-back found; None and empty where it says nothing."""

    reached: bool | None = None
    contacted: bool | None = None
    solved: bool | None = None
    satisfied: str = ""

    @property
    def is_there(self) -> bool:
        return self != Said()


def upper_of(cells: Mapping[str, str], columns: Columns) -> Upper:
    return Upper(*(columns.text(cells, key) for key in ("status", "result", "reply")))


def said_of(cells: Mapping[str, str], columns: Columns) -> tuple[Said, dict[str, str]]:
    """What was found, and {our field: word} of the answers that nobody could read: those are not known.

    Without a column of its own, a call-back is valid when it found anything; where it cannot be read whether it is
    valid, nothing is said.
    """
    unread: dict[str, str] = {}
    valid, contacted, solved = (
        _answer(key, columns.text(cells, key), yes_no, unread) for key in ("valid", "contacted", "solved")
    )
    satisfied = _answer("satisfied", columns.text(cells, "satisfied"), satisfied_of, unread) or ""
    if "valid" in unread:
        return Said(), unread
    found = contacted is not None or solved is not None or bool(satisfied)
    return Said(True if valid is None and found else valid, contacted, solved, satisfied), unread


def _answer(key: str, word: str, read: Callable[[str], Answer], unread: dict[str, str]) -> Answer | None:
    try:
        return read(word)
    except CannotTell:
        unread[key] = word
        return None


def moment_of(cells: Mapping[str, str], columns: Columns, key: str) -> Read | None:
    """CannotReadMoment for what is no moment; None when nothing is said. Its day may stand in a column of its own."""
    text, day = columns.text(cells, key), columns.text(cells, DAYS.get(key, ""))
    if text in NOTHING and day in NOTHING:
        return None
    return read_told(joined(None if day in NOTHING else day, "" if text in NOTHING else text))


def is_closed(upper: Upper, closed_at: datetime | None, said: Said) -> bool:
    """办结 in so many words, or a closing time with a result, unless the status says that it is in hand again."""
    if plain(upper.status) in CLOSED:
        return True
    has_result = bool(upper.result or upper.reply) or said.is_there
    return closed_at is not None and has_result and not any(word in upper.status for word in IN_HAND)


def earlier(cells: Mapping[str, str], columns: Columns) -> tuple[Upper, Said, datetime | None]:
    """What a row kept earlier said, read leniently: it may have come by another mapping."""
    try:
        told = moment_of(cells, columns, "closed_at")
    except CannotReadMoment:
        told = None
    return upper_of(cells, columns), said_of(cells, columns)[0], told.moment if told else None
