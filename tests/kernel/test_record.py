"""An event and its change are one; what does not fit is refused and nothing is written."""

from __future__ import annotations

import threading

import pytest
from cast import NOON, later
from django.db import connection, connections

from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import IllegalMove, StaleMove, UnknownEvent, WrongParticulars
from xiangyue.kernel.models import Event, Matter


def test_an_unknown_event_is_refused(cast):
    matter = cast.say()
    with pytest.raises(UnknownEvent, match="没有登记"):
        kernel.record(matter, "danced", actor=kernel.WORKER, at=NOON)
    assert Event.objects.filter(matter=matter).count() == 1


@pytest.mark.parametrize("particulars", [{}, {"text": 5}, {"text": "好", "more": "x"}])
def test_particulars_of_another_shape_are_refused(cast, particulars):
    matter = cast.say()
    with pytest.raises(WrongParticulars):
        kernel.record(matter, "noted", actor=kernel.WORKER, at=NOON, **particulars)
    matter.refresh_from_db()
    assert matter.event_count == 1


def test_an_illegal_move_is_refused_in_words(cast):
    matter = cast.say()
    with pytest.raises(IllegalMove, match="现在是“待分类”，不能直接变为“已答复|已反馈"):
        kernel.move(matter, to="answered", event="noted", actor=kernel.WORKER, at=NOON, text="x")


def test_the_second_of_two_dispatchers_is_told_that_it_is_stale(cast):
    mine = cast.say()
    theirs = Matter.objects.select_related("town").get(pk=mine.pk)
    kernel.sort(
        mine,
        category=cast.categories["W01"],
        place=None,
        urgency="utility",
        suggested=False,
        actor=kernel.WORKER,
        at=NOON,
    )
    with pytest.raises(StaleMove, match="刚刚被别人处理过"):
        kernel.sort(
            theirs,
            category=cast.categories["R01"],
            place=None,
            urgency="general",
            suggested=False,
            actor=kernel.WORKER,
            at=NOON,
        )
    mine.refresh_from_db()
    assert (mine.category, mine.event_count) == (cast.categories["W01"], 2)


def test_a_note_in_between_does_not_make_a_move_stale(cast):
    mine = cast.say()
    theirs = Matter.objects.select_related("town").get(pk=mine.pk)
    kernel.record(mine, "noted", actor=kernel.WORKER, at=NOON, text="刚问过村里")
    kernel.sort(
        theirs,
        category=cast.categories["W01"],
        place=None,
        urgency="utility",
        suggested=False,
        actor=kernel.WORKER,
        at=NOON,
    )
    assert theirs.event_count == 3


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_leave_one_whole_chain():
    from cast import make_town

    from xiangyue.kernel import queries

    cast = make_town()
    matter = cast.say()
    stale = []

    def write(number: int) -> None:
        try:
            own = Matter.objects.select_related("town").get(pk=matter.pk)
            kernel.record(own, "noted", actor=kernel.WORKER, at=later(NOON, seconds=number), text=f"第{number}条")
        except StaleMove:
            stale.append(number)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert Event.objects.filter(matter=matter).count() == 9 - len(stale)
    assert list(queries.verify(cast.town)) == []
    assert connection.vendor in ("sqlite", "postgresql")


def test_the_original_words_and_a_search_by_phone_need_no_clear_text_at_rest(cast):
    matter = cast.say(name="林小草", phone="199-0000-1234")
    party = matter.requester
    assert "林" not in party.name_sealed
    assert "1234" not in party.phone_sealed
    assert cast.say(name="林小草", phone="19900001234").requester == party
    assert cast.say(name="别人", phone="19900001234").requester != party
