"""Which encoding a text really has. A byte that does not decode costs its own row, not the file."""

import re
from collections.abc import Iterator

from xiangyue.lib.sheets.refusal import CannotRead

NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GB18030"}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
HAN = re.compile(r"[\u3400-\u9fff]")
# UTF-8 bytes taken for Latin-1 and saved again (æ°¸ä¹).
TWICE_ENCODED = re.compile(r"[ä-é][\x80-\xbf]{2}")
# What stands where a byte was lost: by decoding, by another program's decoding, or as it came.
DAMAGE = re.compile("[\ufffd\x00-\x08\x0e-\x1f]|锟斤拷")
LOST = "\ufffd"
# Text of another encoding decodes with an error at every second sign, a damaged one here and there.
SIGNS_FOR_ONE_LOST = 5
SIGNS_FOR_ONE_CONTROL = 50
SAMPLE = 200_000


def decoded(data: bytes, filename: str) -> tuple[str, str]:
    """(text, encoding): UTF-8, UTF-16 or GB18030; U+FFFD where a byte does not decode. CannotRead for mojibake and
    binary content.
    """
    text, encoding = _decoded(data.rstrip(b"\x1a"), filename)
    if len(CONTROL.findall(text)) * SIGNS_FOR_ONE_CONTROL > len(text):
        raise CannotRead(f"{filename}：内容不是文字表格。请在 Excel 中打开后另存为 .xlsx 或“CSV UTF-8”。")
    if len(TWICE_ENCODED.findall(text)) >= 3 or (encoding == "gb18030" and _is_strange(text)):
        raise CannotRead(garbled(filename))
    return text, encoding


def garbled(filename: str) -> str:
    return f"{filename}：文字是乱码，保存时编码已经弄错。请从原系统重新导出，另存为 .xlsx 或“CSV UTF-8”后再上传。"


def _decoded(data: bytes, filename: str) -> tuple[str, str]:
    for encoding in _candidates(data):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            text = data.decode(encoding, "replace")
        if _is_bearable(text, encoding):
            return text, encoding
    raise CannotRead(
        f"{filename}：文字编码无法识别，既不是 UTF-8 也不是 GB18030。请在 Excel 中另存为“CSV UTF-8”后再上传。"
    )


def _candidates(data: bytes) -> Iterator[str]:
    if data.startswith(b"\xef\xbb\xbf"):
        yield "utf-8-sig"
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    else:
        if unmarked := _unmarked_utf16(data):
            yield unmarked
        yield from ("utf-8", "gb18030")


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without its mark: the upper halves of its digits and line ends are zeros, all on one side."""
    sample = data[: SAMPLE * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 50 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return ""
    encoding, line_end = ("utf-16-le", b"\n\0") if odd > even else ("utf-16-be", b"\0\n")
    return encoding if line_end in sample else ""


def _is_bearable(text: str, encoding: str) -> bool:
    lost, foreign = text.count(LOST), sum(sign > "\x7f" for sign in text)
    if encoding == "gb18030" and _is_strange(text):
        return False
    return 0 < lost * SIGNS_FOR_ONE_LOST <= foreign - lost


def _is_strange(text: str) -> bool:
    """Whether GB18030 was only able to decode it: text of another encoding turns into characters nobody
    writes.
    """
    sample = text[:SAMPLE]
    han = HAN.findall(sample)
    common = sum(1 for character in han if _in_gb2312(character))
    foreign = sum(1 for character in sample if "\ue000" <= character <= "\uf8ff")
    return foreign > len(sample) // 20 or (len(han) >= 10 and common < 0.7 * len(han))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def damage(cells: list[str], line: int, encoding: str) -> str:
    """Why a row's text cannot be trusted, with the line of the damage; "" where nothing is wrong. `line` is the row's
    first.
    """
    for at, cell in enumerate(cells):
        if found := DAMAGE.search(cell):
            line += sum(before.count("\n") for before in cells[:at]) + cell.count("\n", 0, found.start())
            return (
                f"文件第 {line} 行里有损坏的字节（按 {name_of(encoding)} 解不出来），这一行读不准，请从原系统核对后补填"
            )
    return ""


def name_of(encoding: str) -> str:
    return NAMES.get(encoding, "UTF-16")
