"""A sheet into a ledger: the whole file is checked first, good rows go in, bad ones come back with their reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.book.columns import Columns, Wrong, text_of
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.book.template import refuse_old
from xiangyue.lib.hantext import tidy
from xiangyue.lib.sheets.header import NO_HEADER, HeaderAt, find_table, not_reckoned_in, told_rows, torn
from xiangyue.lib.sheets.read import CannotRead, Cell, read_sheets
from xiangyue.lib.sheets.read import Sheet as Table
from xiangyue.lib.sheets.write import write_csv

ROWS_MAX, BYTES_MAX = 5000, 5_000_000
UNPACKED_MAX = 100_000_000
REASON = "退回原因"
_HEADER_WITHIN = 15  # rows

# Puts one row into the ledger: "new", "changed" or "same". Refused gives the row back.
Put = Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Checked:
    """`good`: each row that may go in, with its cells; `bad`: the cells of those that cannot, the reason last;
    `passed`: why rows of the file are none of the ledger's → how many.
    """

    titles: list[str]
    good: list[tuple[dict[str, Any], list[str]]] = field(default_factory=list)
    bad: list[list[str]] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)


def check(columns: Columns, data: bytes, *, filename: str) -> Checked:
    """Reads all of it and writes nothing. Refused when the file itself cannot be read."""
    if len(data) > BYTES_MAX:
        raise Refused("文件太大了（最大 {bytes_max} MB），请分成几份。", bytes_max=BYTES_MAX // 1_000_000)
    try:
        found, passed = _tables(columns, data, filename)
    except CannotRead as error:
        raise Refused(str(error)) from error
    # what was given back before comes with the reasons of before
    titles = dict.fromkeys(title for _, header in found for title in header.columns if title != REASON)
    checked, seen = Checked(list(titles), passed=passed), set[str]()
    for sheet, header in found:
        for row_number, cells, why_not in told_rows(sheet, header):
            if why_not:
                checked.passed[why_not] += 1
                continue
            told = [text_of(cells.get(title)) for title in checked.titles]
            spoilt = [*torn(sheet, header, row_number - 1, columns.titles()), *not_reckoned_in(cells, columns.titles())]
            try:
                checked.good.append((_row(columns, cells, spoilt, seen), told))
            except Wrong as reason:
                checked.bad.append([*told, str(reason)])
    return checked


def _tables(columns: Columns, data: bytes, filename: str) -> tuple[list[tuple[Table, HeaderAt]], Counter[str]]:
    """Every visible sheet with the columns that must be there, and the rows of the others, counted."""
    found, passed = [], Counter[str]()
    must = {column.title for column in columns.rows if column.must}
    refusal = CannotRead(f"表里要有“{'”和“'.join(sorted(must))}”这几列，请补上表头再导入。")
    for sheet in read_sheets(data, filename=filename, max_rows=ROWS_MAX, max_bytes_unpacked=UNPACKED_MAX):
        refuse_old(columns, sheet.rows)
        if says := columns.strange_unit(text_of(cell) for row in sheet.rows[:_HEADER_WITHIN] for cell in row):
            raise Refused(says)
        try:
            header = find_table(sheet, columns.titles())
        except CannotRead as error:
            refusal, header = error, HeaderAt(0, {})
        if header.columns and must <= header.columns.keys():
            found.append((sheet, header))
        else:
            passed[NO_HEADER] += len(sheet.rows)
    if not found:
        raise refusal
    return found, passed


def _row(columns: Columns, cells: dict[str, Cell], spoilt: list[str], seen: set[str]) -> dict[str, Any]:
    if spoilt:
        raise Wrong("；".join(spoilt))
    row = columns.read(cells)
    key = columns.identity(row)
    if key in seen:
        raise Wrong(f"同一张表里“{key}”出现了两次。")
    seen.add(key)
    return row


@transaction.atomic
def bring(columns: Columns, data: bytes, put: Put, *, filename: str, seat: Seat, at: datetime) -> Sheet:
    """The good rows; brought twice, nothing changes the second time."""
    checked = check(columns, data, filename=filename)
    counts = {"new": 0, "changed": 0, "same": 0}
    for row, told in checked.good:
        try:
            with transaction.atomic():
                counts[put(row)] += 1
        except Refused as refusal:
            with translation.override(settings.LANGUAGE_CODE):  # whoever takes them out later reads them too
                checked.bad.append([*told, str(refusal)])
    return Sheet.objects.create(
        town_id=seat.town_id,
        ledger=columns.ledger,
        seat=seat,
        at=at,
        filename=tidy(filename)[:120],
        titles=checked.titles,
        bad=checked.bad,
        passed=dict(checked.passed),
        **counts,
    )


def rejects(sheet: Sheet) -> bytes:
    """The rows given back, each with its reason, as a file that opens safely and can be mended and brought again."""
    return _csv([*sheet.titles, REASON], sheet.bad)


def export(columns: Columns, rows: Iterable[Any]) -> bytes:
    """All of these rows under the titles under which they can be brought again."""
    return _csv(columns.titles(), columns.written(rows))


def _csv(titles: list[str], rows: Iterable[list[str]]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        write_csv(path, titles, rows)
        return path.read_bytes()
