"""Rights follow from seats, seats have dates, and looking at a phone number is a deed."""

from __future__ import annotations

import pytest
from cast import NOON, later
from django.utils import timezone

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.kernel import access, queries
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Seat


def test_a_login_still_open_after_the_seat_ended_can_do_nothing(cast):
    client = cast.client("dispatcher")
    assert client.get("/dispatch/").status_code == 200
    Seat.objects.filter(pk=cast.seats["dispatcher"].pk).update(until=timezone.now())
    answer = client.get("/dispatch/")
    assert answer.status_code == 403
    assert "没有在任的岗位" in answer.content.decode() or "可以由" in answer.content.decode()


def test_a_deed_without_the_right_is_refused_in_words(cast):
    matter = cast.say()
    with pytest.raises(NotAllowed, match="可以由调度员来做"):
        dispatch.dispose(matter, code="OUT_OF_SCOPE", told="已告知", seat=cast.seats["water"], at=NOON)


def test_a_handler_sees_only_the_units_own(cast):
    matter = cast.say()
    assert not access.visible_to(cast.seats["water"]).exists()
    dispatch.send(
        matter,
        category=cast.categories["W01"],
        unit=cast.units["water"],
        place=None,
        urgency="utility",
        seat=cast.seats["dispatcher"],
        at=NOON,
    )
    assert access.visible_to(cast.seats["water"]).get() == matter
    assert not access.visible_to(cast.seats["roads"]).exists()
    assert not access.visible_to(cast.seats["auditor"]).exists()


def test_a_reveal_needs_a_reason_and_is_on_the_record(cast):
    matter = cast.say(phone="19900001234")
    with pytest.raises(Refused, match="必须写明理由"):
        kernel.reveal(matter, field="phone", reason=" ", seat=cast.seats["dispatcher"], at=NOON)
    with pytest.raises(NotAllowed):
        kernel.reveal(matter, field="phone", reason="看看", seat=cast.seats["auditor"], at=NOON)
    assert (
        kernel.reveal(matter, field="phone", reason="约上门时间", seat=cast.seats["dispatcher"], at=NOON)
        == "19900001234"
    )
    event = queries.reveals(cast.town).get()
    assert (event.seat, event.told["reason"]) == (cast.seats["dispatcher"], "约上门时间")
    assert "约上门时间" in cast.client("privacy").get("/house/reveals").content.decode()


def test_words_are_masked_for_seats_that_may_not_see_numbers(cast):
    matter = cast.say(words="请打19900001234，身份证11010119900307123X，车牌京A12345。")
    _, shown = queries.words_for(cast.seats["statistician"], matter)
    assert "19900001234" not in shown
    assert "京A12345" not in shown
    assert queries.contact_of(matter.requester).phone == "199****1234"


def test_who_answered_on_that_day_has_one_answer(cast):
    matter = cast.say()
    send = {"place": None, "urgency": "general", "seat": cast.seats["dispatcher"]}
    dispatch.send(matter, category=cast.categories["R01"], unit=cast.units["water"], at=NOON, **send)
    dispatch.take_back(matter, reason="派错了", seat=cast.seats["dispatcher"], at=later(NOON, hours=1))
    dispatch.send(matter, category=cast.categories["R01"], unit=cast.units["roads"], at=later(NOON, hours=2), **send)
    assert queries.responsible_on(matter, later(NOON, minutes=30))[0] == "水务所"
    assert queries.responsible_on(matter, later(NOON, minutes=90)) == ("", [])
    unit, seats = queries.responsible_on(matter, later(NOON, hours=3))
    assert (unit, seats) == ("城乡建设办公室", [cast.seats["roads"]])


def test_another_towns_matter_is_not_there(cast):
    from cast import make_town

    other = make_town("110112106000", "漷县镇")
    matter = other.say()
    with pytest.raises(NotAllowed, match="没有编号为"):
        access.matter_for(cast.seats["dispatcher"], matter.number)
