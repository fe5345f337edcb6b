"""Any deed, in any order, on matters of every kind: it is done or refused whole, and what must hold of a town holds."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import count
from random import Random

import pytest
from cast import make_town
from django.db import connection
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from kernel.deeds_hold import Facts, all_faults, stuck_orders
from kernel.deeds_onward import NEVER_DONE
from kernel.deeds_walk import DEEDS, Walk

from xiangyue.house.reactions import REACTIONS
from xiangyue.kernel import kinds, outbox
from xiangyue.kernel.kinds import NOBODY, SCORE, Gate
from xiangyue.kernel.models import Clock, Event

_CODES = count(110112500000)
DICE = st.randoms(use_true_random=True)  # seeded by hypothesis


@pytest.fixture
def invented(add_kind, own_media):
    """Two kinds that no room has: one that may go hardly anywhere, one that nobody raised and that waits at a gate."""
    outbox.install(REACTIONS)
    add_kind("short", path=frozenset({"sorted", "disposed", "closed"}))
    gates = (Gate(to="dispatched", events=("noted",), says="要先有备注。", shut_by=("dispatch_undone", "reopened")),)
    add_kind("guarded", gates=gates, ending=NOBODY, counted_by=frozenset({SCORE}))


def a_walk() -> Walk:
    """In a town of its own, with one matter of every kind that comes in through a door."""
    walk = Walk(make_town(str(next(_CODES)), "走走镇"))
    for kind in kinds.all_kinds():
        if kind.name not in ("part", "house", "undone"):
            walk.receive(None, Random(1), kind=kind.name)
    return walk


def leave() -> None:
    """Nothing of this town waits for the worker of the next."""
    Event.objects.filter(reacted_at=None).update(reacted_at=datetime.now(UTC))
    Clock.objects.update(next_at=None)


class AnyDeeds(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.walk = a_walk()

    @rule(dice=DICE)
    def goes_on(self, dice):
        self.walk.onward(dice)

    @rule(dice=DICE)
    def time_passes(self, dice):
        self.walk.wait(None, dice)
        assert list(stuck_orders(Facts(self.walk.cast.town))) == []

    @rule(dice=DICE, deed=st.sampled_from(sorted(DEEDS)))
    def does_anything(self, deed, dice):
        self.walk.attempt(deed, dice, self.walk.one(dice))

    @invariant()
    def holds(self):
        assert all_faults(self.walk.cast.town, self.walk.promises) == []

    def teardown(self):
        note("\n".join(self.walk.story))
        leave()


@pytest.mark.django_db(transaction=True)
def test_whatever_is_done_what_must_hold_holds(invented):
    run_state_machine_as_test(
        AnyDeeds,
        settings=settings(
            max_examples=22,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # to shrink a walk takes minutes; its story is told instead
            suppress_health_check=list(HealthCheck),
        ),
    )


def walked(seed: int, steps: int) -> Walk:
    walk, dice = a_walk(), Random(seed)
    for step in range(steps):
        walk.attempt(dice.choice(sorted(DEEDS)), dice, walk.one(dice))
        walk.rarest(dice)
        walk.onward(dice)
        if step % 4 == 0:
            walk.attempt("wait", dice, walk.one(dice))
            assert list(stuck_orders(Facts(walk.cast.town))) == []
    return walk


@pytest.mark.django_db(transaction=True)
def test_long_walks_come_to_every_place_and_meet_refusals_on_the_way(invented):
    told, done, refused = set(), Counter(), Counter()
    for seed in (1, 2, 3, 6, 7):
        walk = walked(seed, steps=90)
        assert all_faults(walk.cast.town, walk.promises) == []
        told |= set(Event.objects.filter(town=walk.cast.town).values_list("name", flat=True))
        done, refused = done + walk.done, refused + walk.refused
        leave()
    assert connection.in_atomic_block is False  # no transaction around it has hidden what a refusal wrote
    assert {
        *("disposed", "disposal_undone", "dispatch_undone", "merged", "unmerged", "split", "reunited", "withdrawn"),
        *("answered", "answered_by_parts", "answered_with_parent", "settled_on_the_spot", "called_back", "closed"),
        *("reopened", "came_back", "clock_warned", "clock_rang", "clock_paused", "clock_resumed", "clock_extended"),
        *("linked", "unlinked", "requester_said", "requester_asks_again", "withdrawal_noted", "whistled"),
    } <= told
    assert set(done) >= set(DEEDS) - NEVER_DONE - {"give_up"}
    assert {*NEVER_DONE, "merge", "split", "assign", "withdraw", "pause", "promise"} <= set(refused)
