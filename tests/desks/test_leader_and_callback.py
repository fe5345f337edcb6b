"""The leader reads all, and it is counted; call-back is done by somebody who did not handle it."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later, rows_of

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.callback.lists import DESK
from xiangyue.desks.callback.models import Callback
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.leader import actions as leader
from xiangyue.desks.leader import queries
from xiangyue.house.timers import work_once
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Seat


@pytest.fixture
def answered(cast, sent):
    matter = sent()
    handling.answer_at_once(
        matter,
        text="坑槽已填补。",
        outcome="solved",
        requester_how="phone",
        door_how="export",
        seat=cast.seats["roads"],
        at=NOON,
    )
    work_once(NOON)
    matter.refresh_from_db()
    return matter


def test_all_read_is_counted_not_claimed(cast):
    first, second = cast.say(at=NOON), cast.say(at=later(NOON, hours=20))
    cast.say(at=later(NOON, hours=25))
    secretary = cast.seats["secretary"]
    day = date(2024, 11, 6)
    assert (queries.day_of(secretary, day).received, queries.day_of(secretary, day).read) == (2, 0)
    leader.read(first, seat=secretary, at=later(NOON, hours=24))
    leader.read(first, seat=secretary, at=later(NOON, hours=30))
    leader.instruct(second, text="请核实。", follower=cast.units["roads"], seat=secretary, at=later(NOON, hours=24))
    window = queries.day_of(secretary, day)
    assert (window.received, window.read, window.instructed) == (2, 2, 1)


def test_on_its_day_ends_with_the_next_noon(cast):
    matter, other = cast.say(at=NOON), cast.say(at=NOON)
    secretary = cast.seats["secretary"]
    assert leader.instruct(matter, text="请核实。", follower=None, seat=secretary, at=later(NOON, hours=47)).is_same_day
    assert not leader.instruct(
        other, text="请核实。", follower=None, seat=secretary, at=later(NOON, hours=48)
    ).is_same_day
    assert queries.instructed_on_day(cast.town, NOON, later(NOON, days=1)) == (1, 2)


def test_an_empty_instruction_is_refused(cast):
    with pytest.raises(Refused, match="批示是空的"):
        leader.instruct(cast.say(), text="  ", follower=None, seat=cast.seats["secretary"], at=NOON)


def test_nobody_who_handled_it_calls_it_back(cast, answered):
    both = Seat.objects.create(
        town=cast.town,
        unit=cast.units["centre"],
        user=cast.seats["roads"].user,
        role="callback",
        holder="李建设",
        since=cast.seats["roads"].since,
    )
    assert rows_of(DESK, both) == []
    with pytest.raises(NotAllowed, match="换一位回访员"):
        callback.call_back(answered, said=callback.Said(True, True, "yes"), seat=both, at=NOON)
    assert rows_of(DESK, cast.seats["caller"]) == [answered]


def test_first_and_final_result_are_both_kept(cast, answered):
    caller = cast.seats["caller"]
    callback.call_back(answered, said=None, words="无人接听", seat=caller, at=NOON)
    callback.call_back(answered, said=callback.Said(True, False, "no", "坑还在"), seat=caller, at=later(NOON, hours=1))
    answered.refresh_from_db()
    handling.begin(answered, seat=cast.seats["roads"], at=later(NOON, hours=2))
    handling.answer_at_once(
        answered,
        text="重新填补压实。",
        outcome="solved",
        requester_how="visit",
        door_how="export",
        seat=cast.seats["roads"],
        at=later(NOON, hours=3),
    )
    work_once(later(NOON, hours=3))
    answered.refresh_from_db()
    callback.call_back(answered, said=callback.Said(True, True, "mostly"), seat=caller, at=later(NOON, hours=4))
    told = list(Callback.objects.filter(matter=answered).order_by("attempt").values_list("reached", "solved", "counts"))
    assert told == [(False, None, False), (True, False, False), (True, True, True)]


def test_giving_up_needs_the_towns_number_of_tries(cast, answered):
    caller = cast.seats["caller"]
    with pytest.raises(Refused, match="至少要回访 2 次"):
        callback.give_up(answered, seat=caller, at=NOON)
    for _ in range(2):
        callback.call_back(answered, said=None, seat=caller, at=NOON)
    callback.give_up(answered, seat=caller, at=later(NOON, hours=1))
    answered.refresh_from_db()
    assert answered.state == "closed"
    assert not Callback.objects.filter(matter=answered, counts=True).exists()


def test_three_questions_are_asked_apart_on_the_page(cast, answered):
    client = cast.client("caller")
    page = client.post(
        f"/callback/{answered.number}/attempts", {"reached": "yes", "contacted": "yes"}, follow=True
    ).content.decode()
    assert "三个问题要分开问" in page
    form = {"reached": "yes", "contacted": "yes", "solved": "yes", "satisfied": "yes", "words": "好"}
    client.post(f"/callback/{answered.number}/attempts", form)
    answered.refresh_from_db()
    assert answered.state == "closed"
