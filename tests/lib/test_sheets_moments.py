"""Moments in every writing."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.lib.sheets.moments import CannotReadMoment, moment_in_range, read_moment, read_told
from xiangyue.lib.sheets.read import Cell

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        (datetime(2024, 11, 5, 12, 9, 38), local(2024, 11, 5, 12, 9, 38)),
        (datetime(2024, 11, 5, 12, tzinfo=UTC), local(2024, 11, 5, 20)),
        (date(2024, 11, 5), local(2024, 11, 5)),
        ("2024-11-05 12:09:38", local(2024, 11, 5, 12, 9, 38)),
        ("2024/1/6 12:09", local(2024, 1, 6, 12, 9)),
        ("2024年11月5日 9时30分", local(2024, 11, 5, 9, 30)),
        ("2024年11月5日9点", local(2024, 11, 5, 9)),
        ("2024 年 11 月 5 日 9 时 30 分 5 秒", local(2024, 11, 5, 9, 30, 5)),
        ("2024年11月5日 星期二 下午3:05", local(2024, 11, 5, 15, 5)),
        ("2024-11-05（周二） 08:00", local(2024, 11, 5, 8)),
        ("2024.11.5", local(2024, 11, 5)),
        ("２０２４－１１－０５　１２：０９", local(2024, 11, 5, 12, 9)),
        (" 2024-11-05\t12:09:38.5 ", local(2024, 11, 5, 12, 9, 38) + timedelta(seconds=0.5)),
        ("2024-11-05T12:09:38", local(2024, 11, 5, 12, 9, 38)),
        ("2024-11-05T12:09:38Z", local(2024, 11, 5, 20, 9, 38)),
        ("2024-11-05T12:09:38+0800", local(2024, 11, 5, 12, 9, 38)),
        ("2024-11-05T12:09:38+09:00", local(2024, 11, 5, 11, 9, 38)),
        ("2024/11/5 12:09:38 PM", local(2024, 11, 5, 12, 9, 38)),
        ("2024/11/5 12:09 AM", local(2024, 11, 5, 0, 9)),
        ("2024-11-05 中午1:00", local(2024, 11, 5, 13)),
        ("2024-11-05 24:00", local(2024, 11, 6)),
        ("20241105120938", local(2024, 11, 5, 12, 9, 38)),
        ("202411051209", local(2024, 11, 5, 12, 9)),
        ("20241105", local(2024, 11, 5)),
        ("20241105 12:09:38", local(2024, 11, 5, 12, 9, 38)),
        ("'20241105", local(2024, 11, 5)),
        (20241105120938, local(2024, 11, 5, 12, 9, 38)),
        (20241105120938.0, local(2024, 11, 5, 12, 9, 38)),
        (20241105, local(2024, 11, 5)),
        (45601, local(2024, 11, 5)),
        (45601.5, local(2024, 11, 5, 12)),
        (45601.506689814816, local(2024, 11, 5, 12, 9, 38)),
        ("45601.25", local(2024, 11, 5, 6)),
        ("2024-02-29", local(2024, 2, 29)),
    ],
)
def test_every_writing_gives_its_moment(cell: Cell, moment: datetime) -> None:
    read = read_moment(cell)
    assert read == moment
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        "　",
        "昨天",
        "2023-02-29",
        "2024-13-01",
        "2024-11-05 25:00",
        "2024-11-05 24:01",
        "2024-11-05 12:60",
        "11-05",
        "20241305",
        "20241105250000",
        20241305,
        True,
        3,
        -1.5,
        0,
        60,
        float("nan"),
        float("inf"),
        1e300,
        12345678.5,
        10**20,
        time(9),
        timedelta(hours=1),
        "1730779778",
        "0000-01-01",
        "13800001234",
        13800001234,
    ],
)
def test_what_gives_no_moment_is_refused_with_an_example(cell: Cell) -> None:
    with pytest.raises(CannotReadMoment, match="例如 2024-11-05|写成 2024-11-05"):
        read_moment(cell)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0)))
def test_all_writings_of_one_moment_agree(moment: datetime) -> None:
    wanted = moment.replace(tzinfo=SHANGHAI)
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    writings: list[Cell] = [
        moment,
        wanted,
        moment.isoformat(),
        f"{moment:%Y%m%d%H%M%S}",
        int(f"{moment:%Y%m%d%H%M%S}"),
        serial,
        f"{moment.year}年{moment.month}月{moment.day}日{moment.hour}时{moment.minute}分{moment.second}秒",
        f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment.minute}:{moment.second}",
    ]
    assert {read_moment(writing) for writing in writings} == {wanted}


@given(st.one_of(st.text(), st.integers(), st.floats(), st.text(alphabet="0123456789-/:年月日时分 ")))
def test_any_cell_gives_a_moment_or_a_plain_refusal(cell: Cell) -> None:
    try:
        moment, says = read_moment(cell), ""
    except CannotReadMoment as refusal:
        moment, says = None, str(refusal)
    assert "请" in says if moment is None else moment.tzinfo is UTC


def test_another_zone_is_respected() -> None:
    assert read_moment("2024-11-05 12:00", "UTC") == datetime(2024, 11, 5, 12, tzinfo=UTC)
    assert read_moment("2024-11-05 12:00").astimezone(timezone(timedelta(hours=8))).hour == 12


def test_a_moment_outside_its_range_is_refused() -> None:
    earliest, latest = local(2000, 1, 1), local(2100, 1, 1)
    assert moment_in_range(earliest, earliest, latest) == earliest
    assert moment_in_range(latest, earliest, latest) == latest
    with pytest.raises(CannotReadMoment, match="1999-12-31.*请核对"):
        moment_in_range(local(1999, 12, 31), earliest, latest)


@pytest.mark.parametrize(
    ("cell", "has_clock"),
    [
        (45601, False),
        (45601.5, True),
        (20241105, False),
        (202411051209, True),
        ("2024-11-05", False),
        ("2024-11-05 00:00", True),
        ("20241105", False),
        (date(2024, 11, 5), False),
        (datetime(2024, 11, 5), True),
    ],
)
def test_a_day_alone_is_told_from_a_moment(cell: Cell, has_clock: bool) -> None:
    assert read_told(cell).has_clock is has_clock
