"""Letters joined with hotline orders, and letters left by history: one matter each, closed on evidence."""

from __future__ import annotations

import pytest
from cast import NOON, later
from mailbox_people import assign, brought_to, deliver, instruct, jpeg, letter_again, review

from xiangyue.counter.own.queries import own_matter
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.doors.mailbox import actions, queries
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import kinds
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.queries import verify

pytest_plugins = ["mailbox_fixtures"]
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def town(mailbox_town):
    return mailbox_town


def stage(letter):
    return kinds.stage_of(letter_again(letter.matter).matter).key


def order(town, **more):
    return town.say(
        "大羊村排水沟堵了", "大羊村村东头的排水沟堵了，一下雨水就进院子。", place=town.places["dayang"], **more
    )


def test_a_letter_under_an_order_is_still_instructed_and_reviewed(town):
    parent = order(town)
    dispatch.send(
        parent,
        category=town.categories["R01"],
        unit=town.units["roads"],
        place=town.places["dayang"],
        urgency="general",
        seat=town.seats["dispatcher"],
        at=NOON,
    )
    letter = brought_to(town, "screened")
    page = town.client("clerk").get(f"/mailbox/?tab=instruct&m={letter.matter.number}").content.decode()
    assert parent.number in page  # offered as the same thing
    actions.link_to(letter, number=parent.number, seat=town.seats["clerk"], at=later(NOON, hours=2))
    letter = letter_again(letter.matter)
    assert (letter.matter.parent.number, stage(letter)) == (parent.number, "screened")
    instruct(town, letter, later(NOON, hours=3))
    assert stage(letter) == "assigned"
    parent.refresh_from_db()
    handling.answer_at_once(
        parent,
        text="已经清淤并加盖板。",
        outcome="solved",
        requester_how="phone",
        door_how="export",
        seat=town.seats["roads"],
        at=later(NOON, hours=4),
    )
    assert stage(letter) == "handled"
    letter = letter_again(letter.matter)
    with pytest.raises(Refused, match="不能退回"):
        actions.send_back(letter, missing="照片", seat=town.seats["secretary"], at=later(NOON, hours=5))
    review(town, letter, later(NOON, hours=5))
    assert stage(letter) == "reviewed"
    handling.answer_children(parent, actor=kernel.WORKER, at=later(NOON, hours=6))
    assert stage(letter) == "answered"
    own = own_matter(letter_again(letter.matter).matter, at=later(NOON, hours=6), language="zh")
    assert own.answer == "已经清淤并加盖板。"
    assert list(verify(town.town)) == []


def test_a_letter_with_a_unit_leads_the_order_without_one_and_may_be_parted_again(town):
    child, letter = order(town), brought_to(town, "assigned")
    actions.link_to(letter, number=child.number, seat=town.seats["secretary"], at=NOON)
    child.refresh_from_db()
    assert child.parent_id == letter.matter_id
    under = brought_to(town, "instructed", number=2)
    actions.link_to(
        under, number=child.number, seat=town.seats["clerk"], at=NOON
    )  # a child's number leads to its main matter
    under = letter_again(under.matter)
    assert under.matter.parent_id == letter.matter_id
    actions.unlink(under, reason="不是一处", seat=town.seats["clerk"], at=NOON)
    assert stage(under) == "instructed"


def test_left_by_history_is_closed_only_on_evidence_and_by_the_secretary(town):
    letter = brought_to(town, "screened")
    clerk, secretary = town.seats["clerk"], town.seats["secretary"]
    for year in (1900, 2024, 2031):
        with pytest.raises(Refused, match="哪一年"):
            actions.mark_left_by_history(letter, since_year=year, why="宅基地", seat=clerk, at=NOON)
    actions.mark_left_by_history(letter, since_year=1998, why="宅基地边界纠纷", seat=clerk, at=NOON)
    for step, hours in ((instruct, 2), (assign, 3)):
        step(town, letter_again(letter.matter), later(NOON, hours=hours))
    evidence = kernel.sniff("协议.jpg", jpeg())
    closing = {"upload": evidence, "how": "两家签了协议", "at": later(NOON, hours=9)}
    with pytest.raises(Refused, match="先把答复送到"):
        actions.close_with_evidence(letter_again(letter.matter), seat=secretary, **closing)
    letter = letter_again(letter.matter)
    handling.sign(letter.matter, seat=town.seats["roads"], at=later(NOON, hours=4))
    handling.write_answer(
        letter.matter, text="两家已和解。", outcome="solved", seat=town.seats["roads"], at=later(NOON, hours=4)
    )
    review(town, letter_again(letter.matter), later(NOON, hours=5))
    deliver(town, letter_again(letter.matter), later(NOON, hours=6))
    letter = letter_again(letter.matter)
    with pytest.raises(NotAllowed, match="书记本人"):
        actions.close_with_evidence(letter, seat=clerk, **closing)
    with pytest.raises(Refused, match="证据"):
        actions.close_with_evidence(letter, seat=secretary, **(closing | {"upload": None}))
    assert queries.historic_resolved(town.town, NOON, later(NOON, days=1)) == 0
    actions.close_with_evidence(letter, seat=secretary, **closing)
    assert stage(letter) == "closed"
    assert queries.historic_resolved(town.town, NOON, later(NOON, days=1)) == 1
    assert not letter_again(letter.matter).matter.clocks.filter(stopped_at=None).exists()
