"""Personal details in text: found, and shown masked. The patterns are the house default for PIPL duties.

Rules of the numbers: GB 11643 (citizen number and its check digit), GA 36 (number plates), ISO/IEC 7812
(Luhn).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["phone", "id", "plate", "bank", "mail", "account"]


@dataclass(frozen=True)
class Span:
    """Where a detail stands: text[start:end]."""

    kind: Kind
    start: int
    end: int


# One character for one, so that positions in the narrowed text are positions in the original.
NARROW = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {
    ord(wide): ord(narrow) for wide, narrow in zip("\u3000\xa0–—−‐‑•・．", "  -----···", strict=True)
}
# What nobody sees on a screen and yet stands between two digits.
UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
_BEGINS, _ENDS = r"(?<!\d)(?:(?:\+|00)?86[- ]?)?", r"(?!\d)"
# Eleven digits together, in the groups in which people say them, or one by one: always with one sign between them.
_GROUPS = ((3, 4, 4), (3, 8), (3, 3, 5), (4, 3, 4), (4, 4, 3), (5, 6), (7, 4), (1,) * 11)
_BETWEEN = (" ", "-", r"\.", "·", "/")
MOBILE = re.compile(
    _BEGINS
    + r"(?=1\D{0,2}[3-9])(?:\d{11}|"
    + "|".join(sign.join(rf"\d{{{size}}}" for size in sizes) for sizes in _GROUPS for sign in _BETWEEN)
    + "|"
    + "|".join(rf"\d{{{size}}}\r?\n\d{{{11 - size}}}" for size in range(2, 11))  # a line ends within it
    + r"|\d{3}[- ]\d{4}\d{4}|\d{3}\d{4}[- ]\d{4})"
    + _ENDS,
    re.ASCII,
)
_NUMERALS = "零〇洞幺一二两三四五六七八九拐勾壹贰叁肆伍陆柒捌玖"
SPOKEN = re.compile(rf"(?<![{_NUMERALS}])[幺一壹][三四五六七八九叁肆伍陆柒捌玖][{_NUMERALS}]{{9}}(?![{_NUMERALS}])")
LOCAL = re.compile(r"(?:座机|固话|电话|联系方式|号码)[号码是: ]{0,4}(?P<bare>[2-8]\d{6,7})(?!\d)", re.ASCII)
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)
ACCOUNT = re.compile(
    r"(?:(?:qq|扣扣)[号群是: ]{0,3}(?P<qq>[1-9]\d{4,10})(?!\d)"
    r"|(?:微信|v信|vx|wechat)[号是: ]{0,3}(?P<wx>[a-z][\w-]{5,19}))",
    re.ASCII | re.IGNORECASE,
)
FIXED = re.compile(
    r"(?<!\d)\(?(?:010|02\d)(?:\)|[- ])? ?\d{8}(?:-\d{1,6})?(?!\d)"
    r"|(?<!\d)\(?0[3-9]\d{2}(?:\)|[- ])? ?\d{7,8}(?:-\d{1,6})?(?!\d)",
    re.ASCII,
)
CITIZEN = re.compile(r"(?<!\d)\d{6} ?\d{4} ?\d{4} ?\d{3}[\dXx](?![\dA-Za-z])", re.ASCII)
CITIZEN_OLD = re.compile(r"(?<!\d)\d{15}(?!\d)", re.ASCII)
BANK = re.compile(
    r"(?<!\d)[34569]\d{3}(?:\d{12,15}|(?: \d{4}){3}(?: \d{1,3})?|(?:-\d{4}){3}(?:-\d{1,3})?)(?!\d)", re.ASCII
)
PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·-]?"
    r"(?P<serial>[A-HJ-NP-Z\d]{4}(?:[A-HJ-NP-Z\d]{1,2}|[挂学警港澳]))(?![A-Za-z\d])",
    re.ASCII | re.IGNORECASE,
)
PROVINCES = frozenset(range(11, 16)) | {
    21,
    22,
    23,
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
    91,
}
COMPOUND_SURNAMES = re.compile(
    r"(?:爱新觉罗|叶赫那拉|欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|司徒|夏侯|长孙|宇文|端木|百里|呼延|南宫|东郭|西门|"
    r"独孤|轩辕|澹台|公冶|宗政|濮阳|淳于|单于|太叔|申屠|仲孙|钟离|闻人|赫连|鲜于|闾丘|司空|亓官|拓跋|夹谷|谷梁|乐正|漆雕|"
    r"公西|巫马|第五|完颜|纳兰)(?=.)"
)
NOT_A_NAME = frozenset({"匿名", "匿名用户", "市民", "群众", "居民", "村民", "来电人", "无", "不详", "未知"})
VILLAGE = re.compile(r"^[^号楼室]*?(?:社区|村(?![镇乡]|街道|[东南西北中]?[路街]))")
GROUP = re.compile(r"第?[一二三四五六七八九十百零〇\d]{1,4}(?:村民)?小?(?:组|队)")
TOWN = re.compile(r"^[^号楼室]*?(?:镇|乡|街道)")


def find_sensitive(text: str) -> list[Span]:
    """Details in order of position, none overlapping. A longer number wins over one that it contains."""
    shown = [place for place, character in enumerate(text) if character not in UNSEEN]
    narrow = "".join(text[place] for place in shown).translate(NARROW)
    taken: list[Span] = []
    for found in _candidates(narrow):
        span = Span(found.kind, shown[found.start], shown[found.end - 1] + 1)
        if all(span.end <= other.start or span.start >= other.end for other in taken):
            taken.append(span)
    return sorted(taken, key=lambda span: span.start)


def _candidates(narrow: str) -> Iterator[Span]:
    for found in CITIZEN.finditer(narrow):
        if _is_citizen_number(found[0].replace(" ", "").upper()):
            yield Span("id", found.start(), found.end())
    for found in BANK.finditer(narrow):
        if _passes_luhn(re.sub(r"\D", "", found[0])):
            yield Span("bank", found.start(), found.end())
    for found in CITIZEN_OLD.finditer(narrow):
        if _has_province(found[0]) and _is_date("19" + found[0][6:12]):
            yield Span("id", found.start(), found.end())
    for pattern in (MOBILE, FIXED, SPOKEN):
        for found in pattern.finditer(narrow):
            yield Span("phone", found.start(), found.end())
    for found in LOCAL.finditer(narrow):
        yield Span("phone", *found.span("bare"))
    for found in MAIL.finditer(narrow):
        yield Span("mail", found.start(), found.end())
    for found in ACCOUNT.finditer(narrow):
        yield Span("account", *found.span("qq" if found["qq"] else "wx"))
    for found in PLATE.finditer(narrow):
        # A serial has at most two letters beside the new-energy mark; a Latin word after 京A is no plate.
        if sum(character.isdigit() for character in found["serial"]) >= 3:
            yield Span("plate", found.start(), found.end())


def _is_citizen_number(number: str) -> bool:
    weighted = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(number[:17]))
    return _has_province(number) and _is_date(number[6:14]) and "10X98765432"[weighted % 11] == number[17]


def _has_province(number: str) -> bool:
    return int(number[:2]) in PROVINCES


def _is_date(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1850
    except ValueError:
        return False


def _passes_luhn(number: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def mask_text(text: str) -> str:
    """The text with every detail found in it masked; the rest stays letter by letter."""
    pieces, done = [], 0
    for span in find_sensitive(text):
        pieces += [text[done : span.start], mask_span(span.kind, text[span.start : span.end])]
        done = span.end
    return "".join(pieces) + text[done:]


def mask_span(kind: Kind, found: str) -> str:
    if kind == "phone":
        return mask_phone(found) if re.search(r"\d", found.translate(NARROW)) else "*" * len(found)
    if kind == "mail":
        return f"{found[0]}***{found[found.index('@') :] if '@' in found else ''}"
    bare = re.sub(r"[ \-·]", "", "".join(each for each in found if each not in UNSEEN).translate(NARROW))
    first, last = {"id": (3, 1), "bank": (1, 2), "plate": (2, 1), "account": (1, 1)}[kind]
    return _starred(bare, first, last)


def mask_phone(phone: str) -> str:
    """138****1234 for a mobile number in any writing; other numbers keep three digits and two, short ones
    none.
    """
    digits = re.sub(r"\D", "", phone.translate(NARROW))
    mobile = re.fullmatch(r"(?:0086|86)?(1[3-9]\d{9})", digits)
    if mobile:
        return f"{mobile[1][:3]}****{mobile[1][-4:]}"
    if len(digits) > 8:
        return _starred(digits, 3, 2)
    return _starred(digits, 2, 2) if len(digits) >= 7 else "*" * len(digits)


def _starred(bare: str, first: int, last: int) -> str:
    return bare[:first] + "*" * (len(bare) - first - last) + bare[len(bare) - last :]


def mask_name(name: str) -> str:
    """Surname and 某; of a name with · or in Latin letters only the first character. Words for nobody stay:
    匿名.
    """
    name = name.strip()
    if not name or name in NOT_A_NAME:
        return name
    compound = COMPOUND_SURNAMES.match(name)
    surname = compound[0] if compound else name[0]
    return surname + "某"


def mask_address(address: str) -> str:
    """The address up to the village or community and its group, then ***.

    Without a village it is cut after the town, without a town nothing of it is shown.
    """
    address = address.strip()
    village = VILLAGE.match(address)
    if village:
        group = GROUP.match(address, village.end())
        kept = address[: group.end() if group else village.end()]
    else:
        town = TOWN.match(address)
        kept = town[0] if town else ""
    return kept if kept == address else kept + "***"
