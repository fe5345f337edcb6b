"""Text tables: which delimiter a .csv really has, and its rows with what is damaged in them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from xiangyue.lib.sheets.encodings import DAMAGE, LOST, damage, decoded, garbled, name_of
from xiangyue.lib.sheets.limits import MOST_CELLS
from xiangyue.lib.sheets.refusal import CannotRead
from xiangyue.lib.sheets.sheet import Cell, Sheet, cell_of, without_tail
from xiangyue.lib.sheets.swallowed import swallowing

DELIMITERS = (",", "\t", ";", "|")
OTHER_DELIMITERS = ("^", "~", "¦", "‖", "§", "#", "&", "@", "！", "、", "，", "；", "｜")
SAMPLE_LINES = 30
SAMPLE = 1_000_000
LONGEST_FIELD = 1_000_000
# Spreadsheet programs write ="00138" to keep leading zeros; the formula around a whole field is not part of the value.
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
AFTER_LOST = re.compile(rf"{LOST}[^\x00-\x7f]*")
SWALLOWED = "分隔符可能被前面的坏字节吞掉了，这一行少了格子，请从原系统核对后补填"


def read_text(data: bytes, filename: str, sheet_name: str, max_rows: int) -> Sheet:
    text, encoding = decoded(data, filename)
    fields, damaged = parsed(text, filename, max_rows, encoding)
    rows: list[list[Cell]] = [[cell_of(kept_as_text(field)) for field in row] for row in fields]
    return Sheet(without_tail(rows), encoding, sheet_name, damaged=damaged)


def parsed(text: str, filename: str, max_rows: int, encoding: str) -> tuple[list[list[str]], dict[int, str]]:
    """Rows of fields, quotes and line breaks inside quotes respected, and what is damaged: row → why."""
    delimiter = _delimiter(text[:SAMPLE])
    if delimiter == "|" and encoding == "gb18030":
        text = AFTER_LOST.sub(_given_back, text)
    if line := _open_quote(text, delimiter):
        raise CannotRead(
            f"{filename}：第 {line} 行有一个英文双引号没有配成对，它后面的各行会被当成同一格，所以整个文件没有读。"
            "请在这一行删去或补上引号，再上传。"
        )
    rows: list[list[str]] = []
    lines: list[int] = []
    damaged: dict[int, str] = {}
    seems_whole = DAMAGE.search(text) is None
    for line, row in _records(text, delimiter, filename, max_rows):
        if not seems_whole and (why := damage(row, line, encoding)):
            damaged[len(rows)] = why
        rows.append(row)
        lines.append(line)
    refuse_other_delimiter(rows, filename)
    refuse_mostly_damaged(damaged, len(rows), filename, encoding)
    if '"' in text:
        damaged = dict(swallowing(rows, lines, delimiter)) | damaged
    if delimiter == "|" and encoding == "gb18030":
        damaged |= _short_of_a_bar(rows)
    return rows, damaged


def refuse_other_delimiter(rows: list[list[str]], filename: str) -> None:
    """A table of one column whose lines all have as many of some other sign is divided by that."""
    cells = [row[0] for row in rows[:SAMPLE_LINES] if len(row) == 1 and row[0].strip()]
    if len(cells) < 2 or len(cells) < len(rows[:SAMPLE_LINES]):
        return
    for sign in OTHER_DELIMITERS:
        counts = {cell.count(sign) for cell in cells}
        if len(counts) == 1 and counts != {0}:
            raise CannotRead(
                f"{filename}：各列之间用的是“{sign}”，系统认逗号、分号、竖线和制表符。"
                f"请把“{sign}”替换成制表符，或另存为 .xlsx 后再上传。"
            )


def _records(text: str, delimiter: str, filename: str, max_rows: int) -> Iterator[tuple[int, list[str]]]:
    """(first line, fields) of each record."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    count, cells, line = 0, 0, 1
    try:
        for row in reader:
            count, cells = count + 1, cells + len(row)
            refuse_too_large(count, cells, filename, max_rows)
            yield line, row
            line = reader.line_num + 1
    except csv.Error as wrong:
        raise CannotRead(f"{filename}：第 {count + 1} 行附近的引号或分隔符不成对，读不下去。请检查后另存。") from wrong


def refuse_too_large(rows: int, cells: int, filename: str, max_rows: int) -> None:
    if rows > max_rows:
        raise CannotRead(f"{filename}：超过 {max_rows} 行。请分成几个文件上传。")
    if cells > MOST_CELLS:
        raise CannotRead(f"{filename}：超过 {MOST_CELLS // 10_000} 万格。请分成几个文件上传。")


def refuse_mostly_damaged(damaged: Mapping[int, str], rows: int, filename: str, encoding: str) -> None:
    """A file with as many damaged rows as whole ones is garbled as a whole."""
    if damaged and len(damaged) * 2 >= rows:
        first = f"{damaged[min(damaged)]}；这样的行太多" if len(damaged) * 2 == rows else ""
        raise CannotRead(f"{garbled(filename)}{f'（{first}，编码 {name_of(encoding)}）' if first else ''}")


def kept_as_text(field: str) -> str:
    kept = KEPT_AS_TEXT.fullmatch(field)
    return kept[1] if kept else field


def _given_back(found: re.Match[str]) -> str:
    """After a lost byte the signs are out of step up to the next narrow one; the last of them may have taken a bar."""
    run = found[0]
    return f"{run[:-1]}{LOST}|" if _ends_in_a_bar(run[-1]) else run


def _short_of_a_bar(rows: list[list[str]]) -> dict[int, str]:
    """A bar is a possible second byte in GB18030: a lone first byte before it swallows it and decodes."""
    usual = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    return {
        at: SWALLOWED
        for at, row in enumerate(rows)
        if 1 < len(row) < usual and any(_ends_in_a_bar(sign) for field in row for sign in field)
    }


def _ends_in_a_bar(sign: str) -> bool:
    return sign > "\x7f" and sign.encode("gb18030", "replace").endswith(b"|")


def _open_quote(text: str, delimiter: str) -> int:
    """The line on which a quote opens that nothing closes; 0 where all are closed."""
    if '"' not in text:
        return 0
    line, opened, began = 1, False, 0
    at, may_open, just_closed = 0, True, False  # a quote opens a field only as its first sign
    for found in re.finditer(rf'"|\r\n?|\n|{re.escape(delimiter)}', text):
        sign, adjoins, at = found[0], found.start() == at, found.end()
        if sign == '"' and opened:
            opened, just_closed = False, True
        elif sign == '"' and adjoins and (may_open or just_closed):
            opened, began = True, began if just_closed else line  # a doubled one closes and opens again at once
        if sign != '"':
            line += sign != delimiter
            just_closed = False
        may_open = sign != '"' and not opened
        just_closed = just_closed and not opened
    return began if opened else 0


def _delimiter(text: str) -> str:
    """The delimiter that gives most lines one same number of fields, above one; a comma when none does."""
    lines = text.splitlines(keepends=True)[:SAMPLE_LINES]
    scores = {delimiter: _agreement(lines, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def _agreement(lines: list[str], delimiter: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        return 0, 0
    several = [width for width in widths if width > 1]
    return max(((several.count(width), width) for width in set(several)), default=(0, 0))
