"""Files of every kind as offices write them, each with the count of its rows as its writer knows them."""

from __future__ import annotations

import csv
import html
import random
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import xlwt

KINDS = ("csv", "csv", "csv", "txt", "xlsx", "xlsx", "xls", "page", "xml")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
MUST = ["工单编号", "来电时间", "主要内容"]
MORE = ["标题", "来电人", "来电人电话/账号", "村/社区", "办理结果", "备注", "标签", "处理方式", "是否解决"]
WORDS = [
    "村口路灯不亮",
    "夜里施工，影响老人",
    '他说"没人管"',
    "垃圾堆在路边\n没有人清理",
    "水管漏水; 已三天",
    "a|b|c",
    "共计：三万元",
    "暖气\t不热",
]


@dataclass
class Made:
    """`rows`: all rows of all visible sheets up to the last with something in it. `orders`: how many of them are
    orders, whole or not. `numbers`: the order numbers that the writer put into them. `refused`: the file may not be
    read at all.
    """

    name: str
    data: bytes
    rows: int = 0
    orders: int = 0
    numbers: set[str] = field(default_factory=set)
    refused: bool = False
    kind: str = ""


@dataclass
class Grid:
    """One sheet as its writer sees it; `torn` are raw lines to be put in place of a row of a text table."""

    rows: list[list[str]] = field(default_factory=list)
    torn: dict[int, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    orders: int = 0
    numbers: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        return max((at + 1 for at, row in enumerate(self.rows) if any(cell.strip() for cell in row)), default=0)


def made(seed: int) -> Made:
    chance = random.Random(seed)
    kind = chance.choice(KINDS)
    header = [*MUST, *chance.sample(MORE, chance.randrange(len(MORE) + 1))]
    chance.shuffle(header)
    grids = [
        grid(chance, header, f"{seed}-{sheet}") for sheet in range(chance.randrange(1, 4) if kind == "xlsx" else 1)
    ]
    if len(grids) > 1 and chance.random() < 0.5:
        grids.insert(chance.randrange(len(grids) + 1), Grid([["十一月汇总"], ["总量", "3"], ["", ""], ["完"]]))
    writer = {"csv": text, "txt": text, "xlsx": workbook, "xls": old_workbook, "page": page, "xml": xml}[kind]
    file = writer(chance, grids, header)
    file.kind = kind
    file.name = f"{seed}.{'xls' if kind in ('page', 'xml') else kind}"
    for one in grids:
        file.rows += one.count
        file.orders += one.orders
        file.numbers |= one.numbers
    return file


def grid(chance: random.Random, header: list[str], prefix: str) -> Grid:
    out = Grid([["永乐店镇热线工单明细", *[""] * (len(header) - 1)]] if chance.random() < 0.3 else [])
    out.rows.append(header)
    for n in range(chance.randrange(1, 14)):
        number = f"FW{prefix}-{n:03}"
        out.rows.append(row(chance, header, number))
        out.numbers.add(number)
        out.orders += 1
        if (what := chance.random()) < 0.08:
            out.rows.append([""] * len(header))
        elif what < 0.14:
            out.rows.append(["小计", str(n), *[""] * (len(header) - 2)])
        elif what < 0.2:
            out.rows.append(list(header))
    for note in ("合计", "制表人：王某", "备注：以上为初步数据"):
        if chance.random() < 0.2:
            out.rows.append([note, *[""] * (len(header) - 1)])
    out.rows += [[""] * len(header)] * chance.randrange(3)
    return out


def row(chance: random.Random, header: list[str], number: str) -> list[str]:
    said = {
        "工单编号": number,
        "来电时间": chance.choice(["2024-11-05 09:30:00", "2024/11/5 9:30", "2024-11-05", "昨天", ""]),
        "主要内容": chance.choice([*WORDS, ""]),
        "标题": chance.choice([*WORDS, ""]),
        "来电人": chance.choice(["林小草", ""]),
        "来电人电话/账号": chance.choice(["19900001234", "1990000****", ""]),
        "是否解决": chance.choice(["是", "部分解决", ""]),
    }
    return [said.get(title, chance.choice(["", "无", *WORDS])) for title in header]


def text(chance: random.Random, grids: list[Grid], header: list[str]) -> Made:
    (one,) = grids
    delimiter, encoding = chance.choice(",,\t;|"), chance.choice(ENCODINGS)
    ending = chance.choice(["\n", "\r\n"])
    lines = [line(cells, delimiter) for cells in one.rows]
    plain = [at for at, cells in enumerate(one.rows) if cells[header.index("工单编号")].startswith("FW")]
    spoilt: set[int] = set()
    if chance.random() < 0.3 and len(plain) > 5:
        at = chance.choice(plain)
        lines[at] = delimiter.join(["裂", *(cell.split("\n")[0].replace('"', "") for cell in one.rows[at]), "多出"])
        spoilt.add(at)
    written = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    data_lines = [part.encode(written) for part in lines]
    if encoding != "utf-16" and chance.random() < 0.4 and len(plain) > 5:
        at = chance.choice([at for at in plain if at not in spoilt])
        data_lines[at] = damaged(chance, data_lines[at])
    end = ending.encode(written)
    marks = {"utf-8-sig": b"\xef\xbb\xbf", "utf-16": chance.choice([b"\xff\xfe", b""])}
    data = end.join(data_lines)
    if chance.random() < 0.03:
        return Made("", marks.get(encoding, b"") + data + end + '"开口'.encode(written), refused=True)
    return Made("", marks.get(encoding, b"") + data + (end if chance.random() < 0.7 else b""))


def line(cells: list[str], delimiter: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue()[:-1]


def damaged(chance: random.Random, data: bytes) -> bytes:
    """One byte of a Chinese character in the line is lost for good."""
    high = [at for at, byte in enumerate(data) if byte > 0x80]
    if not high:
        return data
    at = chance.choice(high)
    return data[:at] + b"\xff" + data[at + 1 :]


def workbook(chance: random.Random, grids: list[Grid], header: list[str]) -> Made:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, one in enumerate(grids):
        sheet = book.create_sheet(f"第{number}页")
        for cells in one.rows:
            sheet.append([cell.replace("\t", " ") or None for cell in cells])
        for at in range(2, len(one.rows)):
            sheet.row_dimensions[at].hidden = chance.random() < 0.1
    if chance.random() < 0.3:
        book.create_sheet("藏起来的").append(["工单编号", "来电时间", "主要内容"])
        book["藏起来的"].sheet_state = "hidden"
    return Made("", packed(book))


def old_workbook(chance: random.Random, grids: list[Grid], header: list[str]) -> Made:
    book = xlwt.Workbook(encoding="utf-8")
    for number, one in enumerate(grids):
        sheet = book.add_sheet(f"第{number}页")
        for at, cells in enumerate(one.rows):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write(at, column, cell)
    return Made("", packed(book))


def packed(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def page(chance: random.Random, grids: list[Grid], header: list[str]) -> Made:
    ends = chance.random() < 0.7
    cell_end, row_end = ("</td>", "</tr>") if ends else ("", "")
    rows = "".join(
        f"<tr>{''.join(f'<td>{marked(cell)}{cell_end}' for cell in cells)}{row_end}\n" for cells in grids[0].rows
    )
    encoding = chance.choice(["utf-8", "gb18030"])
    return Made(
        "", f"<html><head><meta charset={encoding}></head><table border=1>{rows}</table></html>".encode(encoding)
    )


def marked(cell: str) -> str:
    return html.escape(cell).replace("\n", "<br>")


def xml(chance: random.Random, grids: list[Grid], header: list[str]) -> Made:
    rows = "".join(f"<Row>{''.join(map(xml_cell, cells))}</Row>" for cells in grids[0].rows)
    told = (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="工单"><Table>{rows}</Table></Worksheet></Workbook>'
    )
    return Made("", told.encode())


def xml_cell(cell: str) -> str:
    return f'<Cell><Data ss:Type="String">{html.escape(cell)}</Data></Cell>'
