"""The sheet of the register: an empty cell says nothing, so that what is known stays."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from xiangyue.kernel import access
from xiangyue.kernel.models import Seat
from xiangyue.ledgers.book import sheets
from xiangyue.ledgers.book.columns import Column, Columns, day, one_of, text_of, words, yes_or_no, yes_shown
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.firms.actions import FirmFacts, keep_firm
from xiangyue.ledgers.firms.rules import NAME_MAX, SIZES, tidy_code, wrong_firm

REGISTERED, OPERATING, LANDED = "注册在本镇", "经营在本镇", "落地时间"
COLUMNS = Columns(
    "firms",
    rows=(
        Column("title", "企业名称", "name", words(NAME_MAX + 1), must=True),
        Column(
            "code",
            "统一社会信用代码",
            "credit code",
            lambda cell: tidy_code(unicodedata.normalize("NFKC", text_of(cell))),
            must=True,
        ),
        Column("sector", "行业", "sector", words(40)),
        Column("size", "规模", "size", one_of("规模", SIZES, ending="型")),
        Column("registered_in_town", REGISTERED, "registered here", yes_or_no(REGISTERED), None, shown=yes_shown),
        Column("operating_in_town", OPERATING, "operating here", yes_or_no(OPERATING), None, shown=yes_shown),
        Column("landed_on", LANDED, "landed on", day(LANDED), None),
    ),
    identity=lambda row: row["code"] or row["title"],
    checks=(lambda row: wrong_firm(row["title"], row["code"]),),
)


def import_sheet(data: bytes, *, filename: str, seat: Seat, at: datetime) -> Sheet:
    """The good rows; brought twice, nothing changes the second time."""
    access.require(seat, "firms.keep")

    def put(row: dict[str, Any]) -> str:
        return keep_firm(seat.town, FirmFacts(**row), seat=seat, at=at)[1]

    return sheets.bring(COLUMNS, data, put, filename=filename, seat=seat, at=at)
