"""A full disk and a database that goes away: a clear sentence, nothing half done, nothing lost."""

from __future__ import annotations

import pytest
from cast import NOON, make_town
from django.db import OperationalError, connection

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.kernel import queries
from xiangyue.kernel.models import Clock, Event, Matter

pytestmark = pytest.mark.django_db(transaction=True)


def posted(cast, matter):
    form = {
        "category": cast.categories["R01"].pk,
        "unit": cast.units["roads"].pk,
        "urgency": "general",
        "note": "很长的说明" * 60,
    }
    client = cast.client("dispatcher")
    client.raise_request_exception = False
    return client.post(f"/dispatch/{matter.number}/dispatch", form)


def untouched(cast, matter) -> None:
    matter.refresh_from_db()
    assert (matter.state, matter.event_count, matter.lead_unit) == ("received", 1, None)
    assert not Clock.objects.exists()
    assert list(queries.verify(cast.town)) == []


def test_a_full_disk_is_told_and_leaves_nothing_half_done():
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can be given a small disk from within; PostgreSQL answers the same DatabaseError")
    cast = make_town()
    matters = [cast.say() for _ in range(40)]
    client = cast.client("dispatcher")
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # no free pages left over from what other tests deleted
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
    try:
        for matter in matters:
            form = {
                "category": cast.categories["R01"].pk,
                "unit": cast.units["roads"].pk,
                "urgency": "general",
                "note": "很长的说明" * 60,
            }
            answer = client.post(f"/dispatch/{matter.number}/dispatch", form)
            if answer.status_code == 503:
                break
        else:
            pytest.fail("the disk never filled up")
        assert "可能磁盘已满" in answer.content.decode()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count=1073741823")
    matter.refresh_from_db()
    assert (matter.state, matter.event_count) == ("received", 1)
    assert not matter.clocks.exists()
    assert list(queries.verify(cast.town)) == []


def test_the_database_gone_in_the_middle_of_a_deed_leaves_nothing_half_done(monkeypatch):
    cast = make_town()
    matter = cast.say()

    def gone(*_args, **_kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Clock.objects, "bulk_create", gone)
    answer = posted(cast, matter)
    assert (answer.status_code, "没有写入" in answer.content.decode()) == (503, True)
    monkeypatch.undo()
    untouched(cast, matter)


def test_two_dispatchers_on_one_matter():
    cast = make_town()
    mine = cast.say()
    theirs = Matter.objects.select_related("town").get(pk=mine.pk)
    send = {"place": None, "urgency": "general", "seat": cast.seats["dispatcher"], "at": NOON}
    dispatch.send(mine, category=cast.categories["R01"], unit=cast.units["roads"], **send)
    with pytest.raises(Exception, match="刚刚被别人处理过"):
        dispatch.send(theirs, category=cast.categories["W01"], unit=cast.units["water"], **send)
    theirs.refresh_from_db()
    assert (theirs.lead_unit, Event.objects.filter(matter=mine).count()) == (cast.units["roads"], 3)
