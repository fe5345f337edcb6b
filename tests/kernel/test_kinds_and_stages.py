"""Kinds of matters: declared once, sealed, gated, walked, counted, and staged alike for one matter and for a list."""

from __future__ import annotations

import pytest
from cast import NOON, later
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiangyue.kernel import actions as kernel
from xiangyue.kernel import kinds
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.errors import IllegalMove
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.moves import STATES
from xiangyue.kernel.stages import reached

KINDS = [kind.name for kind in kinds.all_kinds()]


def test_every_kind_has_a_prefix_of_its_own_and_a_last_row_that_always_fits():
    prefixes = [kind.prefix for kind in kinds.all_kinds() if kind.prefix]
    assert len(set(prefixes)) == len(prefixes)
    for kind in kinds.all_kinds():
        assert {one.beside for one in kind.stages if one.beside} <= {one.key for one in kind.in_line()}
        assert {one.key for one in kind.in_line()} <= {one.key for one in kind.stages}
        for state in STATES:
            assert kinds.stage_in(Matter(kind=kind.name, state=state), []).key


def test_a_name_or_prefix_is_registered_once_and_counted_by_what_is_known(add_kind):
    known = kinds.get("appeal")
    with pytest.raises(ValueError, match="twice"):
        kinds.register(kinds.Kind("appeal", zh="x", en="x", prefix="XX", counted_by=frozenset()))
    with pytest.raises(ValueError, match="unknown"):
        kinds.register(kinds.Kind("odd", zh="x", en="x", prefix="ODD", counted_by=frozenset({"nothing"})))
    assert kinds.get("appeal") is known


def test_a_kind_walks_only_its_own_path(cast, add_kind):
    add_kind("short", path=frozenset({"sorted", "closed"}))
    matter = cast.say(kind="short")
    with pytest.raises(IllegalMove, match="不能直接变为"):
        kernel.dispose(matter, code="OUT_OF_SCOPE", told="已告知", actor=kernel.WORKER, at=NOON)
    matter.refresh_from_db()
    assert matter.state == "received"


def test_what_is_not_counted_is_left_out_of_queries(cast, add_kind):
    add_kind("aside")
    cast.say(kind="aside")
    usual = cast.say("另一件")
    assert list(Matter.objects.filter(kinds.counted(kinds.TODAY), town=cast.town)) == [usual]
    assert "aside" in kinds.not_counted(kinds.SCORE)


def test_a_seat_without_a_scope_reads_the_sealed_kinds_whose_deed_it_holds(cast):
    kernel.tell_house(cast.town, "purged", actor=kernel.WORKER, at=NOON, what="旧照片", rows=3)
    assert visible_to(cast.seats["auditor"]).get().kind == "house"
    assert not visible_to(cast.seats["privacy"]).exists()
    assert not visible_to(cast.seats["dispatcher"]).filter(kind="house").exists()


def test_the_moments_of_the_stages_leave_out_what_was_undone():
    stages = kinds.get("letter").stages
    told = [("letter_screened", 1), ("letter_instructed", 2), ("dispatched", 3), ("answer_written", 4)]
    assert reached(stages, told) == {"screened": 1, "instructed": 2, "assigned": 3, "handled": 4}
    assert reached(stages, [*told, ("letter_sent_back", 5)]) == {"screened": 1, "instructed": 2, "assigned": 3}


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_stage_of_one_matter_and_that_of_a_query_agree(cast, name, data):
    kind = kinds.get(name)
    matter = cast.say(kind=name, number=f"S{Matter.objects.count():06d}")
    parent = cast.say(number=f"SP{Matter.objects.count():06d}")
    if data.draw(st.booleans(), label="parent answered"):
        Matter.objects.filter(pk=parent.pk).update(answered_at=NOON)
    asked = sorted(kind.events_asked()) or ["noted"]
    story = data.draw(st.lists(st.sampled_from([*asked, "noted"]), max_size=8), label="story")
    Event.objects.bulk_create(
        Event(
            town=cast.town,
            matter=matter,
            seq=seq,
            name=event,
            at=later(NOON, minutes=seq),
            actor="worker",
            previous_hash="",
            hash="",
            reacted_at=NOON,
        )
        for seq, event in enumerate(story, start=2)
    )
    state = data.draw(st.sampled_from(sorted(STATES)), label="state")
    ended = NOON if state in ("closed", "disposed") else None
    joined = data.draw(st.sampled_from([None, parent.pk]), label="parent")
    Matter.objects.filter(pk=matter.pk).update(state=state, closed_at=ended, parent=joined)
    matter = Matter.objects.select_related("parent").get(pk=matter.pk)
    rows = kinds.with_stage(Matter.objects.filter(pk=matter.pk), kind)
    assert kinds.stage_of(matter).key == rows.get().stage
    events = kinds.with_stage(Event.objects.filter(matter=matter, seq=1), kind, "matter__")
    assert events.get().stage == rows.get().stage
