"""An import killed with -9 at any moment and started again: every row comes in exactly once, and every run tells the
truth.
"""

from __future__ import annotations

import os
import random
import select
import signal
import time
from datetime import UTC, datetime

import pytest
from cast import NOON, later, make_town
from django.db import connections
from django.db.models import Count, Sum
from hotline_files import BEIJING, as_csv, closed, order

from xiangyue.desks.callback.models import Callback
from xiangyue.doors.hotline.actions import bring as bringing
from xiangyue.doors.hotline.actions import import_file
from xiangyue.doors.hotline.models import ColumnMapping, ImportedRow, ImportRun
from xiangyue.house.timers import work_once
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.queries import verify

ROWS, KILLS, CHUNK = 1500, 12, 50
pytestmark = pytest.mark.django_db(transaction=True)


def a_file() -> bytes:
    """Every third order comes with its result, half of the rest with a word on its state."""
    rows = []
    for number in range(ROWS):
        cells = {"requester_phone": f"1990000{number:04d}", "title": f"第{number}处停水"}
        if number % 3 == 0:
            rows.append(closed(f"K{number:05d}", **cells))
        else:
            rows.append(order(f"K{number:05d}", **cells, reply="已转供水站。" if number % 2 else ""))
    return as_csv(rows)


def start(data: bytes, cast, mapping, at) -> tuple[int, int]:
    """A child at work on the file; it writes one byte into the pipe after every chunk."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        import_file(
            data,
            file_name="工单.csv",
            town=cast.town,
            mapping=mapping,
            seat=cast.seats["dispatcher"],
            at=at,
            progress=lambda done, total: os.write(writing, b"."),
        )
    finally:
        os._exit(0)


def kill_after(child: int, reading: int, chunks: int, seconds: float) -> bool:
    """Whether the child was still at work."""
    deadline = time.monotonic() + 60
    while chunks and time.monotonic() < deadline:
        if select.select([reading], [], [], 1)[0]:
            told = os.read(reading, 1)
            chunks = chunks - 1 if told else 0
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    return os.WIFSIGNALED(status)


def test_killed_12_times(own_media, monkeypatch):
    monkeypatch.setattr(bringing, "CHUNK", CHUNK)
    cast, data, chance = make_town(), a_file(), random.Random(12)
    mapping = ColumnMapping.objects.create(
        town=cast.town, name="beijing", columns=BEIJING, saved_at=datetime(2024, 1, 1, tzinfo=UTC)
    )
    killed_at_work, written = 0, []
    for number in range(KILLS):
        child, reading = start(data, cast, mapping, later(NOON, minutes=number))
        killed_at_work += kill_after(
            child, reading, chance.randrange(0, 3 * (number + 1) // 2 + 2), chance.uniform(0.0, 0.08)
        )
        written.append(Matter.objects.count())
        assert (
            Matter.objects.count()
            == ImportedRow.objects.count()
            == (ImportRun.objects.aggregate(n=Sum("created"))["n"] or 0)
        )
    assert killed_at_work == KILLS
    assert len(set(written)) > KILLS / 3, f"the kills did not meet the import at work: {written}"

    last = import_file(
        data,
        file_name="工单.csv",
        town=cast.town,
        mapping=mapping,
        seat=cast.seats["dispatcher"],
        at=later(NOON, hours=1),
    )
    while work_once(later(NOON, hours=2)):
        pass

    assert (last.state, last.written, last.bad) == ("done", ROWS, 0)
    assert set(ImportRun.objects.exclude(pk=last.pk).values_list("state", flat=True)) <= {"broken"}
    assert ImportRun.objects.aggregate(n=Sum("created"))["n"] == ROWS
    assert set(Matter.objects.values_list("number", flat=True)) == {f"K{number:05d}" for number in range(ROWS)}
    assert Matter.objects.count() == ImportedRow.objects.count() == ROWS
    told = Event.objects.values("matter", "name").annotate(n=Count("pk")).order_by()
    assert {row["n"] for row in told} == {1}
    assert (
        Event.objects.filter(name="result_imported").count()
        == Callback.objects.filter(counts=True).count()
        == ROWS // 3
    )
    assert Event.objects.filter(name="received").count() == ROWS
    assert list(verify(cast.town)) == []
