"""One matter leads to another, and both tell it."""

from __future__ import annotations

import pytest
from cast import NOON, make_town

from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Link


@pytest.fixture
def pair(cast):
    return cast.say("第一件"), cast.say("第二件")


def linked(one, other, cast, relation="carried_to"):
    return kernel.link(one, other, relation=relation, actor=kernel.Actor.of(cast.seats["dispatcher"]), at=NOON)


def test_both_stories_tell_where_it_went_and_where_it_came_from(pair, cast):
    one, other = pair
    linked(one, other, cast)
    assert [line.sentence for line in queries.timeline(one)][-1] == f"转到：诉求 {other.number}"
    back = [event for event in other.events.all() if event.name == "linked"]
    assert (back[0].told["way"], back[0].told["number"]) == ("from", one.number)


def test_twice_to_itself_and_across_towns_are_refused(pair, cast):
    one, other = pair
    linked(one, other, cast)
    with pytest.raises(Refused, match="已经关联过"):
        linked(one, other, cast)
    linked(one, other, cast, relation="joined_with")
    for wrong in (one, make_town("110112118000", "漷县镇").say("外镇的")):
        with pytest.raises(Refused, match="本镇的另一件"):
            linked(one, wrong, cast)
    assert one.events.filter(name="linked").count() == 2


def test_undone_it_may_be_made_again_and_both_stories_keep_it(pair, cast):
    one, other = pair
    made = linked(one, other, cast)
    kernel.unlink(made, reason="看错了", actor=kernel.WORKER, at=NOON)
    with pytest.raises(Refused, match="已经取消"):
        kernel.unlink(made, reason="再取消", actor=kernel.WORKER, at=NOON)
    linked(one, other, cast)
    assert Link.objects.filter(source=one, until=None).count() == 1
    assert [event.name for event in other.events.order_by("seq")] == ["received", "linked", "unlinked", "linked"]
