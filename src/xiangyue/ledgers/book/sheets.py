"""A sheet into a ledger: the whole file is checked first, good rows go in, bad ones come back with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.book.columns import Columns, Wrong, text_of
from xiangyue.ledgers.book.models import Sheet
from xiangyue.lib.hantext import tidy
from xiangyue.lib.sheets.header import data_rows, find_header
from xiangyue.lib.sheets.read import CannotRead, read_sheet
from xiangyue.lib.sheets.write import write_csv

ROWS_MAX, BYTES_MAX = 5000, 5_000_000
UNPACKED_MAX = 100_000_000
REASON = "退回原因"

# Puts one row into the ledger: "new", "changed" or "same". Refused gives the row back.
Put = Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Checked:
    """`good`: each row that may go in, with its cells; `bad`: the cells of those that cannot, the reason last."""

    titles: list[str]
    good: list[tuple[dict[str, Any], list[str]]]
    bad: list[list[str]]


def check(columns: Columns, data: bytes, *, filename: str) -> Checked:
    """Reads all of it and writes nothing. Refused when the file itself cannot be read."""
    if len(data) > BYTES_MAX:
        raise Refused(f"文件太大了（最大 {BYTES_MAX // 1_000_000} MB），请分成几份。")
    try:
        sheet = read_sheet(data, filename=filename, max_rows=ROWS_MAX, max_bytes_unpacked=UNPACKED_MAX)
        header = find_header(sheet.rows, columns.titles(), merged=sheet.merged)
    except CannotRead as error:
        raise Refused(str(error)) from error
    missing = [column.zh for column in columns.rows if column.must and column.zh not in header.columns]
    if missing:
        must = "”和“".join(column.zh for column in columns.rows if column.must)
        raise Refused(f"表里要有“{must}”这几列，请补上表头再导入。")
    # what was given back before comes with the reasons of before
    checked, seen = Checked([title for title in header.columns if title != REASON], [], []), set[str]()
    for _, cells in data_rows(sheet, header):
        told = [text_of(cells[title]) for title in checked.titles]
        try:
            row = columns.read(cells)
            key = columns.identity(row)
            if key in seen:
                raise Wrong(f"同一张表里“{key}”出现了两次。")
        except Wrong as reason:
            checked.bad.append([*told, str(reason)])
            continue
        seen.add(key)
        checked.good.append((row, told))
    return checked


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
            checked.bad.append([*told, str(refusal)])
    return Sheet.objects.create(
        town_id=seat.town_id,
        ledger=columns.ledger,
        seat=seat,
        at=at,
        filename=tidy(filename)[:120],
        titles=checked.titles,
        bad=checked.bad,
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
