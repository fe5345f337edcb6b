"""What the reader of cells does not tell of an old .xls: days from 1904, hidden rows, cells that were not reckoned.

Only what [MS-CFB] and [MS-XLS] fix is looked at; whatever does not fit tells nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

SECTOR_SHIFTS, MOST_SHEETS = (9, 12), 100
BOF, EOF, DATE_MODE, BOUND_SHEET, ROW, BOOL_ERROR, FORMULA = 0x0809, 0x000A, 0x0022, 0x0085, 0x0208, 0x0205, 0x0006
HIDDEN = 0x20
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


@dataclass
class OldSheet:
    hidden: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def told_of(data: bytes) -> tuple[bool, dict[str, OldSheet]]:
    """(whether its days count from 1904, {name of the sheet: what is told of it})."""
    try:
        return _told(_stream(data))
    except (struct.error, IndexError, UnicodeDecodeError):
        return False, {}


def _stream(data: bytes) -> bytes:
    """The stream of the workbook out of its compound file; empty where it lies elsewhere than large streams do."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in SECTOR_SHIFTS:
        return b""
    size = 1 << shift
    tables, first, cutoff = struct.unpack_from("<I", data, 44)[0], *struct.unpack_from("<I4xI", data, 48)
    fat: list[int] = []
    for sector in _table_sectors(data, size, tables):
        fat += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    directory = _chain(data, size, fat, first)
    for at in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, count = struct.unpack_from("<II", directory, at + 116)
        if name in ("Workbook", "Book") and count >= cutoff:
            return _chain(data, size, fat, start)[:count]
    return b""


def _table_sectors(data: bytes, size: int, count: int) -> list[int]:
    """Where the table of sectors stands: the first 109 in the header, others in a chain of their own."""
    found = list(struct.unpack_from("<109I", data, 76))
    following, chained = struct.unpack_from("<II", data, 68)
    for _ in range(min(chained, len(data) // size)):  # a chain that bites its own tail has an end
        held = struct.unpack_from(f"<{size // 4}I", data, (following + 1) * size)
        found += held[:-1]
        following = held[-1]
    return found[:count]


def _chain(data: bytes, size: int, fat: list[int], sector: int) -> bytes:
    parts: list[bytes] = []
    while sector < len(fat) and len(parts) <= len(data) // size:
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = fat[sector]
    return b"".join(parts)


def _told(stream: bytes) -> tuple[bool, dict[str, OldSheet]]:
    is_from_1904, begins = False, dict[str, int]()
    for kind, body in _records(stream, 0):
        if kind == DATE_MODE:
            is_from_1904 = body[:2] == b"\1\0"
        elif kind == BOUND_SHEET and len(begins) < MOST_SHEETS:
            begins[_name(body)] = struct.unpack_from("<I", body)[0]
    return is_from_1904, {name: _sheet(stream, start) for name, start in begins.items()}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(kind, body) up to the end of the part that begins at `at`; charts within a sheet are parts of their own."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == BOF) - (kind == EOF)
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        if depth <= 0:
            return
        at += 4 + length


def _name(body: bytes) -> str:
    text = body[8:]
    return text[: 2 * body[6]].decode("utf-16-le") if body[7] & 1 else text[: body[6]].decode("latin-1")


def _sheet(stream: bytes, start: int) -> OldSheet:
    sheet = OldSheet()
    for kind, body in _records(stream, start):
        if kind == ROW and body[12] & HIDDEN:
            sheet.hidden.add(struct.unpack_from("<H", body)[0])
        elif kind == BOOL_ERROR and body[7]:
            sheet.errors[struct.unpack_from("<HH", body)] = ERRORS.get(body[6], "#VALUE!")
        elif kind == FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            sheet.errors[struct.unpack_from("<HH", body)] = ERRORS.get(body[8], "#VALUE!")
    return sheet
