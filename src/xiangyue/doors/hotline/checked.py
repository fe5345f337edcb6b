"""What came of judging a file: good rows as they would become, bad ones with reasons, the rest counted by reason."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from xiangyue.doors.hotline.mapping import Columns
from xiangyue.doors.hotline.table import Table
from xiangyue.doors.hotline.values import Said, Upper
from xiangyue.kernel.actions import Requester
from xiangyue.kernel.models import Category, Party, Place
from xiangyue.lib.sheets.header import NO_HEADER, first_name
from xiangyue.lib.sheets.read import Cell

WORDS_TOLD, LONGEST_WORD = 5, 12


@dataclass(frozen=True, slots=True)
class Row:
    """A good row as it would become. `cells` is what is kept of it: as text, contact columns masked.

    `day_alone`: titles whose moment has no clock time. `unread`: title → the verdict's word that nobody could read.
    `second`: titles whose cell is blank while a later column of the same name has something.
    """

    row_number: int
    number: str
    received_at: datetime
    title: str
    words: str
    requester: Requester | None
    request_type: str
    category: Category | None
    place: Place | None
    unit: Party | None
    due_at: datetime | None
    closed_at: datetime | None
    is_closed: bool
    upper: Upper
    said: Said
    cells: dict[str, str]
    undated: bool = False
    hidden: bool = False
    day_alone: tuple[str, ...] = ()
    unread: dict[str, str] = field(default_factory=dict)
    second: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.cells)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that goes back: its cells in the order of the titles, as they came, and those where no column is."""

    row_number: int
    cells: list[Cell]
    reasons: list[str]
    surplus: str = ""


class Repeated(NamedTuple):
    """One number in two rows; the second went back."""

    number: str
    first: int
    row_number: int


@dataclass(frozen=True)
class Checked:
    """`undated` good rows had no moment of arrival and get the moment of the import. `passed`: reason → rows that are
    no orders. Every row of the file is good, bad or passed. `named`: every number that stands in it.
    """

    table: Table
    columns: Columns
    good: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    named: frozenset[str] = frozenset()
    repeated: list[Repeated] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.good) + len(self.bad)

    @property
    def undated(self) -> int:
        return sum(row.undated for row in self.good)

    def all_passed(self) -> dict[str, int]:
        others = {NO_HEADER: self.table.passed} if self.table.passed else {}
        return dict(self.passed) | others

    def says(self) -> str:
        """What whoever brings the file should know of it, beside the rows that go back: a sentence on each line."""
        return "\n".join(self._says())

    def _says(self) -> Iterator[str]:
        if self.undated:
            yield f"有 {self.undated} 行没有来件时间，按导入时刻记。"
        for title, count in _counted(row.day_alone for row in self.good):
            yield f"有 {count} 行的“{title}”只有日期没有钟点，按当天零点记。"
        for title, count in _counted(tuple(row.unread) for row in self.good):
            words = Counter(row.unread[title][:LONGEST_WORD] for row in self.good if title in row.unread)
            told = "、".join(word for word, _ in words.most_common(WORDS_TOLD))
            yield f"有 {count} 行的“{title}”看不懂（{told}），工单照收，这一项记为不明。"
        for title, count in _counted(row.second for row in self.good):
            yield (
                f"文件里有几列都叫“{first_name(title)}”，按“{title}”读；有 {count} 行这一列是空的、"
                "别的同名列里有字，要读那一列请在列对应里改选。"
            )
        if hidden := sum(row.hidden for row in self.good):
            yield f"有 {hidden} 行在表格里是隐藏或筛掉的，也一起读了。"
        if self.table.passed_over:
            yield f"工作表“{'”“'.join(self.table.passed_over)}”里没有这样的表头，没有读。"


def _counted(named: Iterator[tuple[str, ...]]) -> list[tuple[str, int]]:
    return Counter(title for titles in named for title in titles).most_common()


def fingerprint(cells: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")).hexdigest()
