"""Personal numbers as people write them, each made up anew, and whether masking found the whole of one."""

from __future__ import annotations

import random
from collections.abc import Callable

from xiangyue.lib.masking import find_sensitive

AROUND = (
    "联系电话{}，请尽快处理",
    "我叫林小草，{}",
    "{}",
    "打{}没人接",
    "电话：{}。\n谢谢",
    "手机号{}王先生",
    "请回{}，急",
)
SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
WRITTEN = str.maketrans("0123456789", "〇一二三四五六七八九")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def mobile(rng: random.Random) -> str:
    return f"1{rng.choice('3456789')}{rng.randrange(10**9):09d}"


def grouped(number: str, sign: str, *sizes: int) -> str:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(number[at : at + size])
        at += size
    return sign.join(pieces)


def citizen(rng: random.Random) -> str:
    born = f"{rng.randrange(1940, 2016)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    body = f"110112{born}{rng.randrange(1000):03d}"
    weighted = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body))
    return body + "10X98765432"[weighted % 11]


def plate(rng: random.Random) -> str:
    return f"京{rng.choice('ABCEFGHJKLMNPQ')}{rng.randrange(10**5):05d}"


def land_line(rng: random.Random) -> str:
    return f"{rng.choice('68')}{rng.randrange(10**7):07d}"


WRITINGS: dict[str, Callable[[random.Random], str]] = {
    "mobile": mobile,
    "mobile +86": lambda rng: f"+86 {mobile(rng)}",
    "mobile 86-": lambda rng: f"86-{mobile(rng)}",
    "mobile 3-4-4 blanks": lambda rng: grouped(mobile(rng), " ", 3, 4, 4),
    "mobile 3-4-4 hyphens": lambda rng: grouped(mobile(rng), "-", 3, 4, 4),
    "mobile 3-4-4 dots": lambda rng: grouped(mobile(rng), ".", 3, 4, 4),
    "mobile 3-4-4 long dashes": lambda rng: grouped(mobile(rng), "—", 3, 4, 4),
    "mobile 4-3-4": lambda rng: grouped(mobile(rng), " ", 4, 3, 4),
    "mobile 4-4-3": lambda rng: grouped(mobile(rng), "-", 4, 4, 3),
    "mobile 3-3-5": lambda rng: grouped(mobile(rng), " ", 3, 3, 5),
    "mobile 3-8": lambda rng: grouped(mobile(rng), " ", 3, 8),
    "mobile 5-6": lambda rng: grouped(mobile(rng), " ", 5, 6),
    "mobile one by one": lambda rng: " ".join(mobile(rng)),
    "mobile full width": lambda rng: mobile(rng).translate(WIDE),
    "mobile zero width": lambda rng: "\u200b".join(mobile(rng)),
    "mobile over a line break": lambda rng: grouped(mobile(rng), "\n", 3, 8),
    "mobile spoken": lambda rng: mobile(rng).translate(SPOKEN),
    "mobile in numerals": lambda rng: mobile(rng).translate(WRITTEN),
    "land line 010-": lambda rng: f"010-{land_line(rng)}",
    "land line (010)": lambda rng: f"（010）{land_line(rng)}",
    "land line 0311": lambda rng: f"0311 {land_line(rng)[:7]}",
    "land line behind its word": lambda rng: f"座机{land_line(rng)}",
    "citizen number": citizen,
    "citizen number grouped": lambda rng: grouped(citizen(rng), " ", 6, 4, 4, 4),
    "citizen number full width": lambda rng: citizen(rng).translate(WIDE),
    "citizen number zero width": lambda rng: "\u200b".join(citizen(rng)),
    "plate": plate,
    "plate with a dot": lambda rng: f"{plate(rng)[:2]}·{plate(rng)[2:]}",
    "plate small letters": lambda rng: plate(rng)[0] + plate(rng)[1:].lower(),
    "mail": lambda rng: f"lin{rng.randrange(9999)}@example.com",
    "QQ": lambda rng: f"QQ：{rng.randrange(10**8, 10**10)}",
    "WeChat": lambda rng: f"微信号lin_{rng.randrange(10**6, 10**8)}",
}


def is_hidden(detail: str, around: str) -> bool:
    """Every sign of it that tells who it is lies in a span."""
    text, start = around.format(detail), around.index("{}")
    inside = {place for span in find_sensitive(text) for place in range(span.start, span.end)}
    telling = [
        start + place for place, sign in enumerate(detail) if sign.isalnum() and sign.isascii() and sign.isdigit()
    ]
    telling = telling or [start + place for place, sign in enumerate(detail) if sign.isalnum()]
    return sum(place in inside for place in telling) >= len(telling) - 2  # a country code may stay
