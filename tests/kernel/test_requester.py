"""What the person who raised a matter does with it afterwards: add, withdraw, say how it went, ask again."""

from __future__ import annotations

import pytest
from cast import NOON, later

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.house.timers import work_once
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter
from xiangyue.kernel.reopening import may_reopen, reopen_until


@pytest.fixture
def answered(cast):
    """A matter that was answered and waits for a word."""

    def make(**more):
        matter = cast.say(**more)
        dispatch.send(
            matter,
            category=cast.categories["W01"],
            unit=cast.units["water"],
            place=None,
            urgency="utility",
            seat=cast.seats["dispatcher"],
            at=NOON,
        )
        _done(cast, matter)
        work(later(NOON, hours=3))
        return Matter.objects.get(pk=matter.pk)

    return make


def _done(cast, matter):
    handling.sign(matter, seat=cast.seats["water"], at=later(NOON, hours=1))
    handling.answer_at_once(
        matter,
        text="已经修好，恢复供水。",
        outcome="solved",
        requester_how="phone",
        door_how="system",
        seat=cast.seats["water"],
        at=later(NOON, hours=2),
    )


def work(at):
    while work_once(at):
        pass


def test_their_yes_closes_the_matter_and_counts_as_the_callback(cast, answered):
    matter = answered()
    kernel.say_how_it_went(matter, solved=True, satisfied="yes", words="来得快", at=later(NOON, hours=4))
    work(later(NOON, hours=5))
    matter.refresh_from_db()
    assert matter.state == "closed"
    callback = matter.callbacks.get()
    assert (callback.solved, callback.satisfied, callback.words, callback.counts) == (True, "yes", "来得快", True)
    assert callback.contacted is None  # nobody asked: it must not raise the response rate


def test_their_no_reopens_it_however_polite(cast, answered):
    matter = answered()
    kernel.say_how_it_went(matter, solved=False, satisfied="mostly", words="水压还是低", at=later(NOON, hours=4))
    work(later(NOON, hours=5))
    matter.refresh_from_db()
    assert (matter.state, matter.reopened_count) == ("reopened", 1)


def test_a_word_said_twice_is_said_once(cast, answered):
    matter = answered()
    for _ in range(2):
        kernel.say_how_it_went(matter, solved=True, satisfied="yes", words="", at=NOON, request_id="r1")
    assert matter.events.filter(name="requester_said").count() == 1


def test_reopening_follows_one_rule_and_ends_with_its_window(cast, answered):
    matter = answered()
    kernel.say_how_it_went(matter, solved=True, satisfied="yes", words="", at=later(NOON, hours=4))
    work(later(NOON, hours=5))
    matter.refresh_from_db()
    until = reopen_until(matter)
    assert until == later(matter.closed_at, days=15)
    assert may_reopen(matter, until)
    with pytest.raises(Refused, match="期限"):
        kernel.ask_again(matter, reason="又停水了", at=later(until, seconds=1))
    kernel.ask_again(matter, reason="又停水了", at=until)
    work(until)
    matter.refresh_from_db()
    assert matter.state == "reopened"


def test_withdrawing_closes_it_without_a_callback(cast):
    matter = cast.say()
    kernel.withdraw(matter, reason="已经来水了", at=later(NOON, hours=1))
    matter.refresh_from_db()
    assert (matter.state, matter.closed_at, matter.callbacks.count()) == ("closed", later(NOON, hours=1), 0)
    assert not may_reopen(matter, later(NOON, hours=2))


def test_a_neighbour_who_follows_keeps_it_going(cast):
    matter, neighbour = cast.say(), cast.say(phone="19900005678")
    kernel.merge(neighbour, parent=matter, reason="同一件事", actor=kernel.REQUESTER, at=NOON)
    kernel.withdraw(matter, reason="我不等了", at=NOON)
    matter.refresh_from_db()
    assert matter.state == "received"
    kernel.withdraw(neighbour, reason="", at=NOON)
    neighbour.refresh_from_db()
    assert neighbour.state == "closed"


def test_a_report_is_not_withdrawn(cast):
    matter = cast.say(request_type="report")
    with pytest.raises(Refused, match="不能撤回"):
        kernel.withdraw(matter, reason="算了", at=NOON)


def test_words_are_added_once_and_not_to_what_is_closed(cast):
    matter = cast.say()
    for _ in range(2):
        kernel.add_words(matter, text="门牌是三区十二号", at=NOON, request_id="a1")
    assert matter.events.filter(name="requester_added").count() == 1
    with pytest.raises(Refused, match="太长"):
        kernel.add_words(matter, text="水" * 2001, at=NOON)
    kernel.withdraw(matter, reason="", at=NOON)
    with pytest.raises(Refused, match="已经办结"):
        kernel.add_words(matter, text="还有一句", at=NOON)
