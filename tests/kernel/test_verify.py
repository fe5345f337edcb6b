"""One changed, dropped, inserted or reordered row is found and named."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later
from django.db import connection

from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries, verification
from xiangyue.kernel.models import Attachment, Event, EventText, Matter, Seal


@pytest.fixture
def told(cast):
    matters = [cast.say(f"第{number}件") for number in range(3)]
    for matter in matters:
        for number in range(4):
            kernel.record(matter, "noted", actor=kernel.WORKER, at=later(NOON, minutes=number), text=f"备注{number}")
    kernel.seal_day(cast.town, date(2024, 11, 5), at=later(NOON, days=1))
    assert list(queries.verify(cast.town)) == []
    return matters


def cut(events):
    """As somebody does who writes to the database itself."""
    EventText.objects.filter(event__in=events).delete()
    events.delete()


def says(cast):
    return "；".join(fault.says for fault in queries.verify(cast.town))


def test_a_changed_row_is_named(cast, told):
    Event.objects.filter(matter=told[1], seq=3).update(particulars={"text": "改过的"})
    found = list(queries.verify(cast.town))
    assert [(fault.matter, fault.seq, fault.kind) for fault in found] == [(told[1].number, 3, "changed")]


def test_a_dropped_row_is_named(cast, told):
    cut(Event.objects.filter(matter=told[1], seq=3))
    found = list(queries.verify(cast.town))
    assert (found[0].matter, found[0].seq, found[0].kind) == (told[1].number, 3, "dropped")
    assert "日封" in says(cast)


def test_a_dropped_last_row_is_named(cast, told):
    cut(Event.objects.filter(matter=told[1], seq=5))
    assert f"事项 {told[1].number} 应有 5 条动态，末尾缺失第 5 条起的内容" in says(cast)


def test_an_inserted_row_is_named(cast, told):
    last = Event.objects.get(matter=told[1], seq=5)
    last.pk, last.seq, last.particulars = None, 6, {"text": "补写的"}
    last.save(force_insert=True)
    found = list(queries.verify(cast.town))
    assert any(fault.matter == told[1].number and fault.seq == 6 for fault in found)


def test_reordered_rows_are_named(cast, told):
    for seq, other in ((3, 99), (4, 3), (99, 4)):
        Event.objects.filter(matter=told[1], seq=seq).update(seq=other)
    assert any(fault.matter == told[1].number for fault in queries.verify(cast.town))


def test_an_edited_original_word_is_named(cast, told):
    Matter.objects.filter(pk=told[2].pk).update(words="从来没有说过停水")
    assert f"事项 {told[2].number} 的原话被改动" in says(cast)


def test_a_rewritten_seal_is_named(cast, told):
    Seal.objects.update(count=3)
    assert "日封" in says(cast)


def test_a_late_commit_is_in_the_next_seal(cast, told):
    kernel.record(told[0], "noted", actor=kernel.WORKER, at=NOON, text="迟到的一条")
    assert kernel.seal_day(cast.town, date(2024, 11, 5), at=later(NOON, days=2)) is None
    assert kernel.seal_day(cast.town, date(2024, 11, 6), at=later(NOON, days=2)).count == 1
    assert list(queries.verify(cast.town)) == []


def test_a_fault_says_at_which_number_it_stands(cast, told):
    """0 is a thing that no event tells of; the words stand at the first."""
    Matter.objects.filter(pk=told[2].pk).update(words="从来没有说过停水")
    file = {"file": "x.jpg", "title": "x", "media_type": "image/jpeg", "sha256": "0" * 64, "added_at": NOON}
    Attachment.objects.create(town=cast.town, matter=told[0], **file)
    found = {(fault.matter, fault.seq, fault.kind) for fault in queries.verify(cast.town)}
    assert found == {(told[2].number, 1, "changed"), (told[0].number, 0, "inserted")}


def test_events_of_a_seal_that_is_not_there_are_counted(cast, told):
    held = Event.objects.filter(matter=told[1]).count()
    other = Seal.objects.get()
    with connection.constraint_checks_disabled():
        Event.objects.filter(matter=told[1]).update(seal_id=other.pk + 7)
        assert f"有 {held} 条动态所属的日封已不存在" in says(cast)
        Event.objects.filter(matter=told[1]).update(seal_id=other.pk)


def test_a_seal_made_while_it_is_read_is_there(cast, told, monkeypatch):
    """The seals are read first; what a seal of a minute later holds is no fault."""
    newer = kernel.record(told[0], "noted", actor=kernel.WORKER, at=later(NOON, days=1), text="次日一条")

    def sealed_meanwhile(town):
        kernel.seal_day(town, date(2024, 11, 6), at=later(NOON, days=2))
        return side_by_side(town)

    side_by_side = verification._side_by_side
    monkeypatch.setattr(verification, "_side_by_side", sealed_meanwhile)
    assert says(cast) == ""
    newer.refresh_from_db()
    assert newer.seal is not None
