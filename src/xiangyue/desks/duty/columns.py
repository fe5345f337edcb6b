"""The sheet of a roster. A row is one person on one duty; the same sheet again changes nothing."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from xiangyue.desks.duty.actions import Shift, may_keep_for, set_duty, tell_set
from xiangyue.kernel import access
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Party, Seat
from xiangyue.ledgers.book import sheets
from xiangyue.ledgers.book.columns import Column, Columns, clock, day, phone, words
from xiangyue.ledgers.book.models import Sheet
from xiangyue.lib.masking import mask_phone

DAY, FROM, UNTIL, UNIT, HOLDER, PHONE, NOTE = "日期", "从", "到", "单位", "值班人", "电话", "备注"

COLUMNS = Columns(
    "duty",
    rows=(
        Column("day", DAY, "day", day(DAY), None, must=True),
        Column("begins", FROM, "from", clock(FROM), time()),
        Column("ends", UNTIL, "to", clock(UNTIL), time()),
        Column("unit", UNIT, "unit", words(80), must=True),
        Column("holder", HOLDER, "on duty", words(40), must=True),
        Column("phone", PHONE, "phone", phone),
        Column("note", NOTE, "note", words(120)),
    ),
    identity=lambda row: f"{row['day']} {row['begins']:%H:%M} {row['unit']} {row['holder']}",
    checks=(
        lambda row: "" if row["day"] else "没有写日期。",
        lambda row: "" if row["unit"] else "没有写单位。",
        lambda row: "" if row["holder"] else "没有写值班人。",
    ),
)


def import_sheet(data: bytes, *, filename: str, seat: Seat, at: datetime) -> Sheet:
    """The good rows; brought twice, nothing changes the second time. Rows given back keep their phones masked."""
    access.require(seat, "duty.keep")
    units = {}
    for unit in Party.objects.filter(town_id=seat.town_id, kind="unit", is_active=True):
        units[unit.title] = units[unit.code] = unit

    def put(row: dict[str, Any]) -> str:
        unit = units.get(row.pop("unit"))
        if unit is None:
            raise Refused("单位名册里没有这个单位，请写全称或代码。")
        if not may_keep_for(seat, unit):
            raise Refused("只能排本单位的值班。")
        return set_duty(unit, Shift(**row), seat=seat, at=at)

    brought = sheets.bring(COLUMNS, data, put, filename=filename, seat=seat, at=at)
    _mask_phones(brought)
    if brought.new or brought.changed:
        tell_set(new=brought.new, changed=brought.changed, source=f"导入 {brought.filename}", seat=seat, at=at)
    return brought


def _mask_phones(brought: Sheet) -> None:
    if PHONE in brought.titles and brought.bad:
        place = brought.titles.index(PHONE)
        brought.bad = [[*row[:place], mask_phone(row[place]), *row[place + 1 :]] for row in brought.bad]
        brought.save(update_fields=["bad"])
