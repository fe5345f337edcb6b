"""Files as the upper system gives them out, made on the spot."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import xlwt

HEADER = [
    "工单编号",
    "工单类型",
    "问题分类",
    "标题",
    "主要内容",
    "工单状态",
    "来电人",
    "来电人电话/账号",
    "村/社区",
    "主办单位",
    "来电时间",
    "截止时间",
    "办结时间",
    "办理结果",
    "回复内容",
    "是否联系",
    "是否解决",
    "是否满意",
]
BEIJING = {
    "number": "工单编号",
    "request_type": "工单类型",
    "category": "问题分类",
    "title": "标题",
    "words": "主要内容",
    "status": "工单状态",
    "requester_name": "来电人",
    "requester_phone": "来电人电话/账号",
    "place": "村/社区",
    "unit": "主办单位",
    "received_at": "来电时间",
    "due_at": "截止时间",
    "closed_at": "办结时间",
    "result": "办理结果",
    "reply": "回复内容",
    "contacted": "是否联系",
    "solved": "是否解决",
    "satisfied": "是否满意",
}
HUAIROU = {
    "number": "序号",
    "received_at": "创建时间",
    "closed_at": "办结时间",
    "category": "一级分类",
    "unit": "二级承办单位简称",
    "place": "所在村社区",
    "words": "主要内容",
    "result": "处理结果",
    "valid": "是否有效回访",
    "contacted": "是否联系",
    "solved": "是否解决",
    "satisfied": "是否满意",
}


def order(number: str = "BJ2411050001", **cells: Any) -> list[Any]:
    """One row of the Beijing columns; keywords are our fields."""
    said = {
        "number": number,
        "request_type": "求助",
        "category": "停水",
        "title": "村东停水",
        "words": "大羊村东头停水两天了。",
        "status": "待办",
        "requester_name": "林小草",
        "requester_phone": "19900001234",
        "place": "大羊村",
        "unit": "",
        "received_at": "2024-11-05 09:30:00",
        "due_at": "2024-11-06 09:30:00",
    } | cells
    return [said.get(key, "") for key in BEIJING]


def closed(number: str = "BJ2411050001", **cells: Any) -> list[Any]:
    return order(
        number,
        **(
            {
                "status": "已办结",
                "unit": "水务所",
                "closed_at": "2024-11-05 11:00:00",
                "result": "已修好",
                "reply": "阀门已更换。",
                "contacted": "是",
                "solved": "是",
                "satisfied": "满意",
            }
            | cells
        ),
    )


def as_xlsx(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER) -> bytes:
    book = openpyxl.Workbook()
    for row in [header, *rows]:
        book.active.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_xls(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("工单")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS")
    for at, row in enumerate([header, *rows]):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell, *([day] if isinstance(cell, datetime) else []))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, encoding: str = "utf-8-sig") -> bytes:
    text = StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode(encoding)
