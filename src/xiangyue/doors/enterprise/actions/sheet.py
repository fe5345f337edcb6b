"""A sheet into the register: the whole file is checked first, good rows go in, bad ones come back with their
reasons.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xiangyue.doors.enterprise.actions.firms import FirmFacts, keep_firm
from xiangyue.doors.enterprise.models import FirmSheet
from xiangyue.doors.enterprise.rules import SIZES, tidy, tidy_code, wrong_firm
from xiangyue.kernel import access
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.sheets.header import data_rows, find_header
from xiangyue.lib.sheets.moments import CannotReadMoment, read_moment
from xiangyue.lib.sheets.read import CannotRead, Cell, read_sheet

TITLE, CODE, SECTOR, SIZE = "企业名称", "统一社会信用代码", "行业", "规模"
REGISTERED, OPERATING, LANDED = "注册在本镇", "经营在本镇", "落地时间"
COLUMNS = (TITLE, CODE, SECTOR, SIZE, REGISTERED, OPERATING, LANDED)
ROWS_MAX, BYTES_MAX = 5000, 5_000_000
_YES, _NO = {"是", "有", "1", "TRUE", "√"}, {"否", "无", "0", "FALSE", "×"}


@dataclass(frozen=True)
class Checked:
    """`bad`: the cells of each row that cannot go in, the reason last."""

    titles: list[str]
    good: list[FirmFacts]
    bad: list[list[str]]


def check_sheet(data: bytes, *, filename: str) -> Checked:
    """Reads all of it and writes nothing. Refused when the file itself cannot be read."""
    if len(data) > BYTES_MAX:
        raise Refused(f"文件太大了（最大 {BYTES_MAX // 1_000_000} MB），请分成几份。")
    try:
        sheet = read_sheet(data, filename=filename, max_rows=ROWS_MAX, max_bytes_unpacked=100_000_000)
        header = find_header(sheet.rows, COLUMNS, merged=sheet.merged)
    except CannotRead as error:
        raise Refused(str(error)) from error
    if TITLE not in header.columns or CODE not in header.columns:
        raise Refused(f"表里要有“{TITLE}”和“{CODE}”两列，请补上表头再导入。")
    titles, good, bad, seen = list(header.columns), [], [], set()
    for _, cells in data_rows(sheet, header):
        facts, reason = _read(cells)
        key = (facts.code or facts.title) if facts else ""
        if facts is not None and key in seen:
            reason = "同一张表里这家企业出现了两次。"
        if reason or facts is None:
            bad.append([*(_text(cells[title]) for title in titles), reason])
            continue
        seen.add(key)
        good.append(facts)
    return Checked(titles, good, bad)


def _read(cells: dict[str, Cell]) -> tuple[FirmFacts | None, str]:
    title, code = _text(cells.get(TITLE)), tidy_code(unicodedata.normalize("NFKC", _text(cells.get(CODE))))
    wrong = wrong_firm(title, code)
    if wrong:
        return None, wrong
    size = _text(cells.get(SIZE))
    if size and size not in SIZES:
        size = size + "型" if size + "型" in SIZES else size
    if size and size not in SIZES:
        return None, "规模请填：" + "、".join(SIZES) + "。"
    flags: list[bool | None] = []
    for column in (REGISTERED, OPERATING):
        said = _text(cells.get(column)).upper()
        if said and said not in _YES | _NO:
            return None, f"“{column}”请填是或否。"
        flags.append(said in _YES if said else None)
    landed, reason = _day(cells.get(LANDED))
    if reason:
        return None, reason
    return FirmFacts(title, code, _text(cells.get(SECTOR))[:40], size, flags[0], flags[1], landed), ""


def _day(cell: Cell) -> tuple[date | None, str]:
    if cell is None or not _text(cell):
        return None, ""
    try:
        return local_day(read_moment(cell)), ""
    except CannotReadMoment as error:
        return None, f"“{LANDED}”读不出来：{error}"


def _text(cell: Cell) -> str:
    return tidy(str(cell)) if cell is not None else ""


@transaction.atomic
def import_sheet(data: bytes, *, filename: str, seat: Seat, at: datetime) -> FirmSheet:
    """The good rows; brought twice, nothing changes the second time."""
    access.require(seat, "enterprise.firms")
    checked = check_sheet(data, filename=filename)
    counts = {"new": 0, "changed": 0, "same": 0}
    for facts in checked.good:
        _, came = keep_firm(seat.town, facts, seat=seat, at=at)
        counts[came] += 1
    return FirmSheet.objects.create(
        town_id=seat.town_id,
        seat=seat,
        at=at,
        filename=tidy(filename)[:120],
        titles=checked.titles,
        bad=checked.bad,
        **counts,
    )
