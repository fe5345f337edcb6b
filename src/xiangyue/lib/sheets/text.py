"""Text tables: which encoding and which delimiter a .csv really has."""

import csv
import io
import re

from xiangyue.lib.sheets.refusal import CannotRead

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_LINES = 30
LONGEST_FIELD = 1_000_000
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
HAN = re.compile(r"[\u3400-\u9fff]")
# UTF-8 bytes taken for Latin-1 and saved again (æ°¸ä¹), and replacement characters saved as GBK.
TWICE_ENCODED = re.compile(r"[ä-é][\x80-\xbf]{2}")
LOST = re.compile("\ufffd|锟斤拷")
# Spreadsheet programs write ="00138" to keep leading zeros; the formula around a whole field is not part of the value.
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')


def decoded(data: bytes, filename: str) -> tuple[str, str]:
    """(text, encoding name): UTF-8, UTF-16 with its mark, or GB18030. CannotRead for mojibake and binary
    content.
    """
    text, encoding = _decoded_strictly(data, filename)
    if CONTROL.search(text):
        raise CannotRead(f"{filename}：内容不是文字表格。请在 Excel 中打开后另存为 .xlsx 或“CSV UTF-8”。")
    if LOST.search(text) or len(TWICE_ENCODED.findall(text)) >= 3 or (encoding == "gb18030" and _is_strange(text)):
        raise CannotRead(
            f"{filename}：文字是乱码，保存时编码已经弄错。请从原系统重新导出，另存为 .xlsx 或“CSV UTF-8”后再上传。"
        )
    return text, encoding


def _decoded_strictly(data: bytes, filename: str) -> tuple[str, str]:
    if data.startswith(b"\xef\xbb\xbf"):
        encodings: tuple[str, ...] = ("utf-8-sig",)
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise CannotRead(
        f"{filename}：文字编码无法识别，既不是 UTF-8 也不是 GB18030。请在 Excel 中另存为“CSV UTF-8”后再上传。"
    )


def _is_strange(text: str) -> bool:
    """Whether GB18030 was only able to decode it: text of another encoding turns into characters nobody
    writes.
    """
    han = HAN.findall(text)
    common = sum(1 for character in han if _in_gb2312(character))
    foreign = sum(1 for character in text if "\ue000" <= character <= "\uf8ff")
    return foreign > len(text) // 20 or (len(han) >= 10 and common < 0.7 * len(han))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def parsed(text: str, filename: str, max_rows: int) -> list[list[str]]:
    """Rows of fields, quotes and line breaks inside quotes respected."""
    delimiter = _delimiter(text)
    if line := _open_quote(text, delimiter):
        raise CannotRead(
            f"{filename}：第 {line} 行有一个英文双引号没有配成对，它后面的各行会被当成同一格，所以整个文件没有读。"
            "请在这一行删去或补上引号，再上传。"
        )
    rows: list[list[str]] = []
    csv.field_size_limit(LONGEST_FIELD)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) == max_rows:
                raise CannotRead(f"{filename}：超过 {max_rows} 行。请分成几个文件上传。")
            rows.append([_bare(field) for field in row])
    except csv.Error as wrong:
        raise CannotRead(
            f"{filename}：第 {len(rows) + 1} 行附近的引号或分隔符不成对，读不下去。请检查后另存。"
        ) from wrong
    return rows


def _open_quote(text: str, delimiter: str) -> int:
    """The line on which a quote opens that nothing closes; 0 where all are closed."""
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


def _bare(field: str) -> str:
    kept = KEPT_AS_TEXT.fullmatch(field)
    return kept[1] if kept else field


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
