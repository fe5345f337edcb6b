"""A deed that fails halfway has written nothing: neither the step before nor its event."""

from __future__ import annotations

from importlib import import_module

import pytest
from cast import NOON, later

from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import clocks
from xiangyue.kernel.models import Clock, Event, Matter


class Broke(Exception):
    pass


def _breaks(*_args, **_told):
    raise Broke


def as_stored() -> list[object]:
    return [list(table.objects.order_by("pk").values()) for table in (Matter, Event, Clock)]


@pytest.fixture
def sent(cast):
    matter, by = cast.say(), kernel.Actor.of(cast.seats["dispatcher"])
    kernel.assign_lead(matter, unit=cast.units["water"], actor=by, at=NOON)
    return matter


def test_a_merge_whose_clocks_cannot_be_stopped_is_none(cast, sent, monkeypatch):
    parent = cast.say()
    monkeypatch.setattr(import_module("xiangyue.kernel.actions.merge"), "stop_clocks", _breaks)
    before = as_stored()
    with pytest.raises(Broke):
        kernel.merge(sent, parent=parent, reason="同一件", actor=kernel.WORKER, at=NOON)
    assert as_stored() == before


def test_a_bell_that_cannot_be_told_has_not_rung(sent, monkeypatch):
    clock = Clock.objects.select_related("town", "matter__town").get(matter=sent, kind="answer")
    monkeypatch.setattr(clocks, "carry_out", _breaks)
    before = as_stored()
    with pytest.raises(Broke):
        kernel.ring(clock, actor=kernel.WORKER, at=later(clock.due_at, minutes=1))
    assert as_stored() == before
