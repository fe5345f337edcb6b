"""Verifying while others work, and rows that no longer belong together: every fault is real, and no real one is
lost.
"""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later, make_town
from django.db import connection
from django.db.models import JSONField, Value
from django.test.utils import CaptureQueriesContext

from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries, verification
from xiangyue.kernel.models import Event, Matter, Seal


@pytest.fixture
def told(cast):
    matters = [cast.say(f"第{number}件") for number in range(4)]
    kernel.seal_day(cast.town, date(2024, 11, 5), at=later(NOON, days=1))
    return matters


def test_a_matter_without_events_is_named_wherever_it_stands(cast, told):
    for lost in (told[0], told[2], told[3]):
        Event.objects.filter(matter=lost).delete()
    found = [fault.matter for fault in queries.verify(cast.town) if "全部缺失" in fault.says]
    assert found == [told[0].number, told[2].number, told[3].number]


def test_the_events_of_another_town_are_not_read(cast, told):
    other = make_town("110112106000", "漷县镇")
    Event.objects.filter(matter=other.say()).update(actor="worker")
    assert list(queries.verify(cast.town)) == []
    assert len(list(queries.verify(other.town))) == 1


@pytest.mark.parametrize("particulars", [{}, [], None, "没有了"])
def test_particulars_of_no_shape_at_all_are_a_fault_and_no_crash(cast, told, particulars):
    Event.objects.filter(matter=told[1]).update(particulars=Value(particulars, JSONField()))
    assert {fault.matter for fault in queries.verify(cast.town)} == {told[1].number}


def test_an_event_that_was_given_to_another_town_is_named_in_both(cast, told):
    other = make_town("110112106000", "漷县镇")
    kernel.record(told[1], "noted", actor=kernel.WORKER, at=NOON, text="备注")
    Event.objects.filter(matter=told[1], seq=2).update(town=other.town)
    assert told[1].number in {fault.matter for fault in queries.verify(cast.town)}
    assert told[1].number in {fault.matter for fault in queries.verify(other.town)}


def test_a_writer_between_the_two_readings_is_no_fault(cast, told, monkeypatch):
    """The heads are read first: what is written before the events are read is looked at again, by itself."""
    real = verification._side_by_side

    def slowly(town):
        stale = {pk: head for pk, head, _ in real(town)}
        kernel.record(told[0], "noted", actor=kernel.WORKER, at=NOON, text="核验时写入")
        cast.say("核验时来的一件")
        for pk, _, links in real(town):
            yield pk, stale.get(pk), links

    monkeypatch.setattr(verification, "_side_by_side", slowly)
    assert list(queries.verify(cast.town)) == []


def test_a_seal_made_while_verifying_is_no_fault(cast, told):
    late = cast.say("日封之后的一件")

    def seal(read):
        kernel.seal_day(cast.town, date(2024, 11, 6), at=later(NOON, days=2))

    assert list(queries.verify(cast.town, progress=seal)) == []
    assert Seal.objects.get(day=date(2024, 11, 6)).count == 1
    assert list(queries.verify(cast.town)) == []
    Event.objects.filter(matter=late).update(seal=None)
    assert [fault.kind for fault in queries.verify(cast.town)] == ["changed"]


def test_an_event_moved_to_another_seal_breaks_both(cast, told):
    kernel.record(told[0], "noted", actor=kernel.WORKER, at=NOON, text="备注")
    later_seal = kernel.seal_day(cast.town, date(2024, 11, 6), at=later(NOON, days=2))
    Event.objects.filter(matter=told[3]).update(seal=later_seal)
    assert len([fault for fault in queries.verify(cast.town) if "日封" in fault.matter]) == Seal.objects.count() == 2


def test_progress_counts_every_event(cast, told):
    read = []
    list(queries.verify(cast.town, progress=read.append))
    assert read[-1] == Event.objects.count() == Matter.objects.count()


def test_it_asks_the_same_few_questions_of_a_long_chain(cast, told, django_assert_num_queries):
    with CaptureQueriesContext(connection) as short:
        list(queries.verify(cast.town))
    for number in range(30):
        kernel.record(cast.say(f"又一件{number}"), "noted", actor=kernel.WORKER, at=NOON, text="备注")
        kernel.seal_day(cast.town, date(2024, 12, 1 + number), at=later(NOON, days=30 + number))
    with django_assert_num_queries(len(short)):
        assert list(queries.verify(cast.town)) == []
