"""A file is read and checked whole before a single row is written: good rows as they would become, bad ones with
reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from xiangyue.doors.hotline.checked import BadRow, Checked, Repeated, Row
from xiangyue.doors.hotline.fields import ALL_TITLES, BY_KEY
from xiangyue.doors.hotline.identity import Order, bare, known_by_sight, number_by_sight, number_of, phone_of, refused
from xiangyue.doors.hotline.lookups import TownNames
from xiangyue.doors.hotline.mapping import Columns, contact_fields, lacking, with_days
from xiangyue.doors.hotline.table import Table, read_table
from xiangyue.doors.hotline.values import (
    MOMENTS,
    ROUNDED,
    is_closed,
    moment_of,
    request_type_of,
    said_of,
    text_of,
    upper_of,
)
from xiangyue.kernel.actions import Requester
from xiangyue.kernel.models import Place
from xiangyue.kernel.timekeeping import ZONE, local_day
from xiangyue.lib.masking import mask_address, mask_name, mask_phone
from xiangyue.lib.personal import mask_personal
from xiangyue.lib.sheets.header import first_name, not_reckoned_in, torn
from xiangyue.lib.sheets.moments import CannotReadMoment, in_1900
from xiangyue.lib.sheets.read import CannotRead, Cell

EARLIEST = datetime(2000, 1, 1, tzinfo=ZONE)
LONGEST_CELL = 200_000
LONGEST_NUMBER = 40
# From 16 digits on a number cell of a workbook has lost its last digits; only a text cell keeps them.
EXACT_DIGITS = 10**15
TITLE_FROM_WORDS = 40
ORDER_NUMBER = re.compile(r"(?=[^\d]*\d)[\w./-]{6,40}", re.ASCII)
_SENTENCE = re.compile(
    r"[\u4e00-\u9fff].{7}|.{7}[\u4e00-\u9fff]", re.DOTALL
)  # what somebody wrote, not a number or code
_MASKS = {"requester_name": mask_name, "requester_phone": mask_phone, "address": mask_address}


def check_file(
    source: str | Path | bytes, file_name: str, columns: Columns, *, town: Place, at: datetime, limit: int | None = None
) -> Checked:
    """The same as `judged`, and rows whose number stands for something else go back."""
    return _of_this_town_alone(judged(source, file_name, columns, town=town, at=at, limit=limit), town)


def judged(
    source: str | Path | bytes, file_name: str, columns: Columns, *, town: Place, at: datetime, limit: int | None = None
) -> Checked:
    """The whole file, or its first `limit` rows, judged row by row. CannotRead when it cannot be read by these
    columns.
    """
    table = read_table(source, file_name, list(columns.titles.values()) or ALL_TITLES)
    missing = lacking(columns, table.titles)
    if missing:
        raise CannotRead(
            f"{file_name}：表头里找不到“{'”“'.join(missing)}”对应的列。文件里有：{'、'.join(table.titles[:30])}。"
            "请换一个列对应，或者重新设置列对应后再导入。"
        )
    columns = with_days(columns, table.titles)
    checked = _Judge(table, columns, town, at).judged(limit)
    if not checked.rows:
        raise CannotRead(f"{file_name}：只有表头，没有一行工单。请检查是否选错了文件。")
    if columns.by_sequence:
        known = known_by_sight(town, (row.received_at for row in checked.good))
        named = [replace(row, number=known.get((row.received_at, bare(row.words)), row.number)) for row in checked.good]
        checked = replace(checked, good=named)
    return checked


class _Judge:
    """Holds what every row is judged by."""

    def __init__(self, table: Table, columns: Columns, town: Place, at: datetime) -> None:
        self.table, self.columns, self.at = table, columns, at
        self.names = TownNames(town, local_day(at))
        self.contacts = contact_fields(columns, table.titles)
        self.latest = at + timedelta(days=1)
        self.first_seen: dict[str, int] = {}
        self.repeated: list[Repeated] = []
        self.moments = {columns.titles[key] for key in MOMENTS if key in columns.titles}
        mapped = set(columns.titles.values())
        self.others = {
            title: [other for other in table.titles if first_name(other) == first_name(title) and other != title]
            for title in mapped & set(table.titles)
        }

    def judged(self, limit: int | None) -> Checked:
        checked = Checked(self.table, self.columns)
        for row_number, raw, why_not in self.table.rows(self._is_order):
            if limit is not None and checked.rows >= limit:
                break
            if why_not:
                checked.passed[why_not] += 1
                continue
            cells = {title: self._text(title, raw[title]) for title in self.table.titles}
            reasons: list[str] = []
            row = self._row(row_number, raw, cells, reasons)
            if reasons:
                checked.bad.append(_bad(self.table, row_number, reasons))
            elif row is not None:
                checked.good.append(row)
        return replace(checked, named=frozenset(self.first_seen), repeated=self.repeated)

    def _text(self, title: str, cell: Cell) -> str:
        return text_of(in_1900(cell) if title in self.moments else cell)

    def _row(self, row_number: int, raw: dict[str, Cell], cells: dict[str, str], reasons: list[str]) -> Row | None:
        """The row, or None with at least one reason added."""
        columns, text = self.columns, self.columns.text
        part, index = self.table.at(row_number)
        mapped = columns.titles.values()
        reasons += [*_too_long(cells), *torn(part.sheet, part.header, index, mapped), *not_reckoned_in(cells, mapped)]
        words = text(cells, "words")
        if not words:
            reasons.append(f"缺少{BY_KEY['words'].zh}")
        day_alone: list[str] = []
        received, closed, due = self._moments(cells, reasons, day_alone)
        said, unread = said_of(cells, columns)
        number = self._number(raw, cells, received, words, reasons)
        if number:
            first = self.first_seen.setdefault(number, row_number)
            if first != row_number:
                reasons.append(f"编号与{self.table.place(first)}重复，一个编号只能有一行")
                self.repeated.append(Repeated(number, first, row_number))
        if reasons:
            return None
        upper = upper_of(cells, columns)
        ended = is_closed(upper, closed, said)
        arrived = received or (closed if closed and ended else None) or self.at
        return Row(
            row_number=row_number,
            number=number,
            received_at=arrived,
            title=text(cells, "title") or _opening(words),
            words=words,
            requester=_requester(columns, cells),
            request_type=request_type_of(text(cells, "request_type")),
            category=self.names.category(
                *(t for key in ("category", "category2", "category3") if (t := text(cells, key)))
            ),
            place=self.names.place(text(cells, "place"), text(cells, "address")),
            unit=self.names.unit(text(cells, "unit")),
            due_at=due,
            closed_at=closed,
            is_closed=ended,
            upper=upper,
            said=said,
            undated=received is None,
            hidden=index in part.sheet.hidden,
            day_alone=tuple(day_alone),
            unread={columns.titles.get(key) or BY_KEY[key].zh: word for key, word in unread.items()},
            second=tuple(
                title for title, others in self.others.items() if not cells[title] and any(cells[it] for it in others)
            ),
            cells={title: self._kept(title, value) for title, value in cells.items()},
        )

    def _is_order(self, cells: dict[str, Cell]) -> bool:
        """A row with a number, a moment and words is an order, wherever 合计 or 备注 stands in it; so is one with
        a number that is more than a count.
        """
        titles = [self.columns.titles.get(key, "") for key in ("number", "received_at", "words")]
        number, *others = (text_of(cells.get(title)) for title in titles)
        is_orders = ORDER_NUMBER.fullmatch(number) is not None and not self.columns.by_sequence
        return is_orders or (bool(number) and all(others))

    def _moments(
        self, cells: dict[str, str], reasons: list[str], day_alone: list[str]
    ) -> tuple[datetime | None, datetime | None, datetime | None]:
        received = self._moment(cells, "received_at", self.latest, reasons, day_alone)
        closed = self._moment(cells, "closed_at", self.latest, reasons, day_alone)
        due = self._moment(cells, "due_at", self.at + timedelta(days=3660), reasons, day_alone)
        if received and closed and closed < received:
            same_day = closed.astimezone(ZONE).date() == received.astimezone(ZONE).date()
            # one clock may be coarser than the other
            if (same_day and _is_day_only(closed)) or received - closed < timedelta(minutes=1):
                closed = received
            else:
                reasons.append("办结时间早于来件时间，请核对")
        return received, closed, due

    def _moment(
        self, cells: dict[str, str], key: str, latest: datetime, reasons: list[str], day_alone: list[str]
    ) -> datetime | None:
        title = self.columns.titles.get(key) or BY_KEY[key].zh
        try:
            told = moment_of(cells, self.columns, key)
        except CannotReadMoment as error:
            reasons.append(f"{title}{error}".rstrip("。"))
            return None
        if told is None:
            return None
        if not EARLIEST <= told.moment <= latest:
            reasons.append(
                f"{title}“{self.columns.text(cells, key)}”不在 2000-01-01 "
                f"至 {latest.astimezone(ZONE):%Y-%m-%d} 之间，请核对年份和日期"
            )
            return None
        if not told.has_clock:
            day_alone.append(title)
        return told.moment

    def _number(
        self, raw: dict[str, Cell], cells: dict[str, str], received: datetime | None, words: str, reasons: list[str]
    ) -> str:
        if self.columns.by_sequence:
            if received is None and not reasons:
                reasons.append("没有工单编号，只能按来件时间和内容认工单，来件时间不能空")
            return number_by_sight(received, words) if received and words else ""
        cell = raw.get(self.columns.titles["number"])
        number = number_of(self.columns.text(cells, "number"))
        is_rounded = isinstance(cell, float) or (isinstance(cell, int) and abs(cell) >= EXACT_DIGITS)
        if not number:
            reasons.append(f"缺少{BY_KEY['number'].zh}")
        elif is_rounded or ROUNDED.fullmatch(number):
            reasons.append("编号是数字格式，Excel 已把末尾几位变成了 0，请把这一列设为文本后从原系统重新导出")
            return ""
        elif len(number) > LONGEST_NUMBER:
            reasons.append(f"编号有 {len(number)} 个字，最多 {LONGEST_NUMBER} 个")
        return number

    def _kept(self, title: str, value: str) -> str:
        """What stays of a cell in clear: names, numbers and addresses only masked (they are sealed with the
        requester).
        """
        contact = self.contacts.get(title, "")
        return mask_personal(value) if not contact and _SENTENCE.search(value) else masked(contact, value)


def masked(contact: str, value: str) -> str:
    """The value as everybody may see it; `contact` is the contact field that it is, or empty. What is masked stays
    so.
    """
    return value if not contact or not value or "*" in value else _MASKS[contact](value)


def _too_long(cells: dict[str, str]) -> Iterator[str]:
    for title, value in cells.items():
        if len(value) > LONGEST_CELL:
            yield f"“{title}”有 {len(value)} 个字，超过上限 {LONGEST_CELL} 个"


def _is_day_only(moment: datetime) -> bool:
    local = moment.astimezone(ZONE)
    return (local.hour, local.minute, local.second) == (0, 0, 0)


def _opening(words: str) -> str:
    first = words.split("\n", 1)[0].strip() or words
    return first if len(first) <= TITLE_FROM_WORDS else first[:TITLE_FROM_WORDS] + "…"


def _requester(columns: Columns, cells: dict[str, str]) -> Requester | None:
    """A masked phone number identifies nobody and is not kept as one."""
    name, phone, address, kind, firm = (
        columns.text(cells, key)
        for key in ("requester_name", "requester_phone", "address", "requester_kind", "firm_name")
    )
    phone = phone_of(phone)
    is_firm = bool(firm) and ("企业" in kind or "法人" in kind or "企业" in columns.text(cells, "request_type"))
    if not (name or phone or address or is_firm):
        return None
    return Requester(name, phone, address, "firm" if is_firm else "person", firm[:80] if is_firm else "")


def _of_this_town_alone(checked: Checked, town: Place) -> Checked:
    """Rows whose number stands for something else go back."""
    orders = [Order(row.number, None if row.undated else row.received_at, row.words) for row in checked.good]
    reasons = refused(town, orders)
    if not reasons:
        return checked
    back = [as_bad(row, checked.table, reasons[row.number]) for row in checked.good if row.number in reasons]
    good = [row for row in checked.good if row.number not in reasons]
    return replace(checked, good=good, bad=sorted([*checked.bad, *back], key=lambda bad: bad.row_number))


def as_bad(row: Row, table: Table, reason: str) -> BadRow:
    """A good row turned away late; its cells again as they came."""
    return _bad(table, row.row_number, [reason])


def _bad(table: Table, row_number: int, reasons: list[str]) -> BadRow:
    return BadRow(row_number, table.cells(row_number), reasons, table.surplus(row_number))
