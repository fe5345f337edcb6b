"""A seat of another town does no deed to a row of ours, whatever its role: not only pages, the deed itself says no."""

from __future__ import annotations

import pytest
from cast import NOON, later, make_town
from mailbox_people import brought_to, with_mailbox
from patrol_town import make_patrol

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.council import actions as council
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.leader import actions as leader
from xiangyue.desks.notices import actions as notices
from xiangyue.desks.notices.models import Notice
from xiangyue.doors.mailbox import actions as mailbox
from xiangyue.doors.patrol import actions as patrol
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter


@pytest.fixture
def other(cast):
    return make_town("110112118000", "漷县镇")


def sent(cast, **more):
    matter = cast.say(**more)
    dispatch.send(
        matter,
        category=cast.categories["R01"],
        unit=cast.units["roads"],
        place=None,
        urgency="general",
        seat=cast.seats["dispatcher"],
        at=NOON,
    )
    return matter


def asks(cast):
    return [
        kernel.Ask("村口停水请修", cast.categories["W01"], cast.units["water"]),
        kernel.Ask("路面塌了请修", cast.categories["R01"], cast.units["roads"]),
    ]


def answered(cast):
    matter = sent(cast)
    words = {"text": "坑槽已填补压实。", "outcome": "solved", "requester_how": "phone", "door_how": "export"}
    handling.answer_at_once(matter, **words, seat=cast.seats["roads"], at=NOON)
    callback.await_callback(matter, actor=kernel.WORKER, at=NOON)
    return matter


def case_of(cast):
    return handling.object_to(
        sent(cast), reason="不归我们", basis="清单", unit=cast.units["water"], seat=cast.seats["roads"], at=NOON
    )


def send(cast, matter, seat):
    unit, category = cast.units["roads"], cast.categories["R01"]
    dispatch.send(matter, category=category, unit=unit, place=None, urgency="general", seat=seat, at=NOON)


def notice_of(cast):
    notices.open_channel(
        cast.town,
        kind="sms",
        title="",
        address="json://127.0.0.1:9/?:phone={phone}",
        unit=None,
        seat=cast.seats["admin"],
        at=NOON,
    )
    notices.tell(sent(cast).events.get(name="dispatched"), NOON)
    Notice.objects.update(state="failed")
    return Notice.objects.select_related("channel").get()


def notice_on_board(cast):
    return council.publish(
        cast.town, title="路灯议定", text="村口加装路灯三盏。", seat=cast.seats["secretary"], at=NOON
    )


# name → (what there is of ours, the deed on it by a seat of the other town, whose seat)
DESKS = {
    "decide": (
        case_of,
        lambda c, row, s: handling.decide(row, granted=True, decision="行", seat=s, at=NOON),
        "reviewer",
    ),
    "note": (sent, lambda c, row, s: handling.add_note(row, text="写在别镇的事上", seat=s, at=NOON), "dispatcher"),
    "send": (lambda c: c.say(), send, "dispatcher"),
    "take back": (sent, lambda c, row, s: dispatch.take_back(row, reason="派错", seat=s, at=NOON), "dispatcher"),
    "dispose": (
        lambda c: c.say(),
        lambda c, row, s: dispatch.dispose(row, code="UNLAWFUL", told="已告知", seat=s, at=NOON),
        "dispatcher",
    ),
    "merge": (
        lambda c: c.say(),
        lambda c, row, s: dispatch.merge(row, parent=sent(c), reason="", seat=s, at=NOON),
        "dispatcher",
    ),
    "split": (lambda c: c.say(), lambda c, row, s: dispatch.split(row, asks=asks(c), seat=s, at=NOON), "dispatcher"),
    "call back": (
        answered,
        lambda c, row, s: callback.call_back(row, said=callback.Said(True, True, "yes"), seat=s, at=NOON),
        "caller",
    ),
    "read": (lambda c: c.say(), lambda c, row, s: leader.read(row, seat=s, at=NOON), "secretary"),
    "instruct": (
        lambda c: c.say(),
        lambda c, row, s: leader.instruct(row, text="请核实。", follower=None, seat=s, at=NOON),
        "secretary",
    ),
    "take down": (notice_on_board, lambda c, row, s: council.take_down(row, why="撤", seat=s, at=NOON), "secretary"),
    "send again": (notice_of, lambda c, row, s: notices.send_again(row, seat=s, at=NOON), "dispatcher"),
    "drop": (notice_of, lambda c, row, s: notices.drop(row, seat=s, at=NOON), "dispatcher"),
    "end a channel": (notice_of, lambda c, row, s: notices.end_channel(row.channel, seat=s, at=NOON), "admin"),
}


@pytest.mark.parametrize("deed", DESKS)
def test_a_desk_of_another_town_does_nothing_to_a_row_of_ours(cast, other, deed):
    have, do, who = DESKS[deed]
    row = have(cast)
    with pytest.raises(Refused):
        do(cast, row, other.seats[who])


@pytest.mark.parametrize("deed", ["sign", "contact", "whistle", "respond"])
def test_a_unit_of_another_town_does_nothing_to_a_matter_of_ours(cast, other, deed):
    matter, stranger = sent(cast), other.seats["roads"]
    handling.sign(matter, seat=cast.seats["roads"], at=NOON)
    case = handling.whistle(
        matter, unit=cast.units["water"], reason="请来", due_at=later(NOON, days=1), seat=cast.seats["roads"], at=NOON
    )
    deeds = {
        "sign": lambda: handling.sign(matter, seat=stranger, at=NOON),
        "contact": lambda: handling.log_contact(
            matter, how="phone", reached=True, summary="接通", seat=stranger, at=NOON
        ),
        "whistle": lambda: handling.whistle(
            matter, unit=cast.units["heat"], reason="请来", due_at=later(NOON, days=1), seat=stranger, at=NOON
        ),
        "respond": lambda: handling.respond(case, response="到", seat=other.seats["water"], at=NOON),
    }
    with pytest.raises(Refused):
        deeds[deed]()


@pytest.mark.parametrize("deed", ["instruct", "review", "hear", "assign"])
def test_a_mailbox_of_another_town_does_nothing_to_a_letter_of_ours(cast, other, deed):
    with_mailbox(cast)
    stage = {"instruct": "screened", "review": "handled", "hear": "answered", "assign": "instructed"}[deed]
    letter = brought_to(cast, stage)
    seats = with_mailbox(other).seats
    deeds = {
        "instruct": lambda: mailbox.instruct(letter, text="请办。", seat=seats["secretary"], at=NOON),
        "review": lambda: mailbox.review(letter, text="可以", seat=seats["secretary"], at=NOON),
        "hear": lambda: mailbox.hear_by_phone(
            letter, solved=True, satisfied="yes", words="", scores=(), seat=seats["clerk"], at=NOON
        ),
        "assign": lambda: mailbox.assign(letter, unit=cast.units["roads"], seat=seats["clerk"], at=NOON),
    }
    before = Event.objects.filter(matter=letter.matter).count()
    with pytest.raises(Refused):
        deeds[deed]()
    assert Event.objects.filter(matter=letter.matter).count() == before


def test_a_planner_of_another_town_hands_over_no_grid_of_ours(cast, other):
    town = make_patrol(cast)
    with pytest.raises(Refused):
        patrol.hand_over(town.west, cast.seats["grid2"], seat=other.seats["dispatcher"], at=NOON)
    assert Matter.objects.filter(town=other.town).count() == 0
