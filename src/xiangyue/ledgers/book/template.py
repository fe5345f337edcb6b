"""The template of a ledger as a file: its header, what may be chosen, and a hidden row with its version."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from xiangyue.kernel.errors import Refused
from xiangyue.ledgers.book.columns import Column, Columns
from xiangyue.lib.algorithms import FIRST, digest
from xiangyue.lib.chain import canonical
from xiangyue.lib.sheets.sheet import Cell

MARK = "模板版本"
_ROWS = 2000  # with drop-downs


def version(columns: Columns) -> str:
    """Another one as soon as a title, a choice or what must be there is another."""
    told = [[one.title, one.needed, list(one.choices)] for one in columns.rows]
    return digest(canonical(told), FIRST)[:8]


def template(columns: Columns) -> bytes:
    """An .xlsx whose second row is the header."""
    book = Workbook()
    sheet = book.active
    sheet.title = columns.ledger
    sheet.append([MARK, version(columns)])
    sheet.row_dimensions[1].hidden = True
    sheet.append(columns.titles())
    for number, column in enumerate(columns.rows, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(12, 2.4 * len(column.title))
        head = sheet.cell(2, number)
        head.font, head.comment = Font(bold=True), Comment(_help(column), "")
        if column.kind == "choice":
            offered = DataValidation(type="list", formula1='"' + ",".join(column.choices) + '"', allow_blank=True)
            offered.error, offered.errorTitle = f"请从列表里选：{'、'.join(column.choices)}"[:250], column.zh[:30]
            offered.add(f"{letter}3:{letter}{_ROWS}")
            sheet.add_data_validation(offered)
    sheet.freeze_panes = "A3"
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _help(column: Column) -> str:
    told = ["必填" if column.needed else "可不填"]
    if column.choices:
        told.append("从列表里选")
    if column.kind == "number":
        told.append(f"只填数字，单位是{column.unit}")
    if column.kind == "day":
        told.append("写成 2024-06-15")
    return "；".join(told)


def refuse_old(columns: Columns, rows: list[list[Cell]]) -> None:
    """A file made from a template of before is told, not guessed at."""
    told = [str(cell).strip() for cell in rows[0][:2]] if rows else []
    if told[:1] == [MARK] and told[1:] != [version(columns)]:
        raise Refused("这份表是用旧模板填的，列或选项已经改过。请下载新模板，把数据粘贴过去再导入。")
