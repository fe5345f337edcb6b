"""Where a matter may be carried to: offered to whoever may, with why not now, and told on both pages."""

from __future__ import annotations

import pytest
from cast import NOON, later
from mailbox_people import brought_to

from xiangyue.counter import bridges
from xiangyue.kernel.errors import NotAllowed, Refused

pytest_plugins = ["mailbox_fixtures"]


def test_without_a_letter_it_says_why_not(mailbox_town):
    order, clerk = mailbox_town.say(), mailbox_town.seats["clerk"]
    [(bridge, label, why)] = [one for one in bridges.offered(order, clerk) if one[0].name == "letter"]
    assert (bridge.name, label) == ("letter", "和他的来信一起办") and "没有已筛阅" in why
    with pytest.raises(Refused, match="没有已筛阅"):
        bridges.carry(order, to="letter", reason="", seat=clerk, at=NOON)
    page = mailbox_town.client("clerk").get(f"/matters/{order.number}").content.decode()
    assert "没有已筛阅" in page and "disabled" in page


def test_whoever_does_not_hold_the_deed_is_offered_nothing_and_refused(mailbox_town):
    order, water = mailbox_town.say(), mailbox_town.seats["water"]
    assert "letter" not in {bridge.name for bridge, _label, _why in bridges.offered(order, water)}
    with pytest.raises(NotAllowed):
        bridges.carry(order, to="letter", reason="", seat=water, at=NOON)
    with pytest.raises(Refused, match="请选择"):
        bridges.carry(order, to="²", reason="", seat=water, at=NOON)


def test_an_order_is_joined_with_its_callers_letter_from_its_own_page(mailbox_town):
    letter = brought_to(mailbox_town, "assigned")
    order = mailbox_town.say(name="", phone="")
    order.requester = letter.matter.requester
    order.save(update_fields=["requester"])
    client = mailbox_town.client("clerk")
    done = client.post(f"/matters/{order.number}/carry", {"to": "letter"}, follow=True).content.decode()
    order.refresh_from_db()
    assert order.parent_id == letter.matter_id and letter.matter.number in done
    assert bridges.went(order, mailbox_town.seats["clerk"]) == []


def test_an_ended_matter_goes_nowhere(mailbox_town):
    from xiangyue.kernel import actions as kernel

    order = mailbox_town.say()
    kernel.sort(
        order,
        category=mailbox_town.categories["W01"],
        place=None,
        urgency="general",
        suggested=False,
        actor=kernel.WORKER,
        at=NOON,
    )
    kernel.withdraw(order, reason="好了", at=later(NOON, hours=1))
    assert bridges.offered(order, mailbox_town.seats["clerk"]) == []
