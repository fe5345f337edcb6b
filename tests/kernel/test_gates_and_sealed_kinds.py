"""Kinds of matters that not everybody reads, and that go on only after somebody in particular has said so."""

from __future__ import annotations

import pytest
from cast import NOON, make_town

from xiangyue.counter.visitors import LASTS, token_for, visitor_of
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.kinds import Gate
from xiangyue.kernel.models import Matter
from xiangyue.lib.effort import has_worked, work


@pytest.fixture
def kind(add_kind):
    add_kind("test_kind", read="reveals.see", gates=(Gate(to="dispatched", events=("noted",), says="要先有备注。"),))
    return "test_kind"


def test_a_sealed_kind_is_hidden_from_seats_without_its_deed_but_not_from_the_lead(cast, kind):
    matter = cast.say(kind=kind)
    assert not visible_to(cast.seats["dispatcher"]).filter(pk=matter.pk)
    assert not visible_to(cast.seats["statistician"]).filter(pk=matter.pk)
    Matter.objects.filter(pk=matter.pk).update(lead_unit=cast.units["water"])
    assert visible_to(cast.seats["water"]).filter(pk=matter.pk)


def test_a_gate_stops_every_desk_until_its_event_has_happened(cast, kind):
    matter = cast.say(kind=kind)
    with pytest.raises(Refused, match="要先有备注"):
        kernel.move(matter, to="dispatched", event="noted", actor=kernel.WORKER, at=NOON, text="派")
    kernel.record(matter, "noted", actor=kernel.WORKER, at=NOON, text="看过了")
    kernel.move(matter, to="dispatched", event="noted", actor=kernel.WORKER, at=NOON, text="派")
    assert matter.state == "dispatched"


def test_a_visitors_token_holds_for_its_town_and_its_time(cast):
    token, until = token_for(cast.town, channel="wechat", who="openid-1", at=NOON)
    same, _ = token_for(cast.town, channel="wechat", who="openid-1", at=NOON)
    assert visitor_of(cast.town, token, NOON) == visitor_of(cast.town, same, NOON)
    assert "openid" not in token
    assert visitor_of(cast.town, token, NOON + LASTS) is None
    assert visitor_of(cast.town, token[:-1] + ("A" if token[-1] != "A" else "B"), NOON) is None
    assert visitor_of(make_town("110112118000", "漷县镇").town, token, NOON) is None
    assert until == NOON + LASTS


def test_work_is_bound_to_its_request():
    nonce = work("110112117000", "r-1", 10)
    assert has_worked("110112117000", "r-1", nonce, 10)
    others = [has_worked("110112117000", f"r-{number}", nonce, 10) for number in range(2, 40)]
    assert not all(others)
