"""A deed is done from the states that are its own: that some arrow leads where it wants to go is not enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from cast import NOON, later
from django.db import transaction

from xiangyue.desks.callback.actions import reopen
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.models import Case
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import moves
from xiangyue.kernel.actions import WORKER
from xiangyue.kernel.errors import IllegalMove, NotOnVillageList, Refused, StaleMove
from xiangyue.kernel.models import Clock, Event, Link, Matter

BY = {"actor": WORKER, "at": NOON}


class Stand:
    """Brings a matter into a state by deeds of the office, led by the roads office where a unit leads it."""

    def __init__(self, cast) -> None:
        self.cast = cast
        self.roads = {"seat": cast.seats["roads"], "at": NOON}

    def received(self) -> Matter:
        return self.cast.say()

    def sorted(self) -> Matter:
        matter = self.received()
        category = self.cast.categories["R01"]
        kernel.sort(matter, category=category, place=None, urgency="general", suggested=False, **BY)
        return matter

    def disposed(self) -> Matter:
        matter = self.received()
        kernel.dispose(matter, code="OUT_OF_SCOPE", told="已电话告知", **BY)
        return matter

    def dispatched(self) -> Matter:
        matter = self.sorted()
        kernel.assign_lead(matter, unit=self.cast.units["roads"], **BY)
        return matter

    def objected(self) -> Matter:
        matter = self.dispatched()
        handling.object_to(matter, reason="不归我们管", basis="职责清单", unit=self.cast.units["water"], **self.roads)
        return matter

    def signed(self) -> Matter:
        matter = self.dispatched()
        handling.sign(matter, **self.roads)
        return matter

    def handling(self) -> Matter:
        matter = self.signed()
        handling.log_contact(matter, how="phone", reached=True, summary="约好上门", **self.roads)
        handling.begin(matter, **self.roads)
        return matter

    def suspended(self) -> Matter:
        matter = self.handling()
        until = later(NOON, days=9)
        case = handling.ask_hold(
            matter, kind="suspension", until=until, reason="等工程", basis="工程计划", **self.roads
        )
        handling.decide(case, granted=True, decision="同意", seat=self.cast.seats["reviewer"], at=NOON)
        return matter

    def answer_ready(self) -> Matter:
        matter = self.handling()
        handling.write_answer(matter, text="路面已经补好", outcome="solved", **self.roads)
        return matter

    def answered(self) -> Matter:
        matter = self.received()
        kernel.settle(matter, unit=self.cast.units["roads"], text="当场补好路面", **BY)
        return matter

    def reopened(self) -> Matter:
        matter = self.answered()
        kernel.move(matter, to="awaiting_callback", event="noted", text="等回访", **BY)
        reopen(matter, reason="没解决", by="callback", **BY)
        return matter

    def merged(self) -> Matter:
        matter = self.dispatched()
        kernel.merge(matter, parent=self.received(), reason="同一件事", **BY)
        return matter

    def in_parts(self) -> Matter:
        matter = self.received()
        words = ("W01", "水管漏水请修", "water"), ("R01", "路面塌了请补", "roads")
        asks = [kernel.Ask(said, self.cast.categories[code], self.cast.units[unit]) for code, said, unit in words]
        kernel.split(matter, asks, **BY)
        return matter

    def closed(self) -> Matter:
        matter = self.received()
        kernel.withdraw(matter, reason="好了", at=NOON)
        return matter


STATES = [name for name in vars(Stand) if not name.startswith("_")]


@pytest.fixture
def stand(cast):
    return Stand(cast)


def _sort(matter: Matter, cast) -> None:
    kernel.sort(matter, category=cast.categories["W01"], place=None, urgency="utility", suggested=False, **BY)


def _come_back(matter: Matter, cast) -> None:
    handling.come_back(matter, reason="条件具备", **BY)


Deed = Callable[[Matter, object], object]
DEEDS: dict[str, tuple[set[str], Deed]] = {
    "sort": ({"received"}, _sort),
    "assign_lead": (
        {"received", "sorted", "reopened"},
        lambda matter, cast: kernel.assign_lead(matter, unit=cast.units["water"], **BY),
    ),
    "undo_assignment": ({"dispatched"}, lambda matter, _: kernel.undo_assignment(matter, reason="派错了", **BY)),
    "dispose": ({"received", "sorted"}, lambda matter, _: kernel.dispose(matter, code="UNLAWFUL", told="已告知", **BY)),
    "undo_disposal": ({"disposed"}, lambda matter, _: kernel.undo_disposal(matter, reason="有误", **BY)),
    "unmerge": ({"merged"}, lambda matter, _: kernel.unmerge(matter, reason="不是同一件", **BY)),
    "reunite": ({"in_parts"}, lambda matter, _: kernel.reunite(matter, reason="还是一件", **BY)),
    "settle": (
        {"received", "sorted", "reopened"},
        lambda matter, cast: kernel.settle(matter, unit=cast.units["water"], text="当场办好了", **BY),
    ),
    "withdraw": (set(kernel.requester.WITHDRAWABLE), lambda matter, _: kernel.withdraw(matter, reason="", at=NOON)),
    "say_how_it_went": (
        {"answered"},
        lambda matter, _: kernel.say_how_it_went(matter, solved=True, satisfied="yes", words="", at=NOON),
    ),
    "sign": ({"dispatched"}, lambda matter, cast: handling.sign(matter, seat=cast.seats["roads"], at=NOON)),
    "begin": (
        {"signed", "reopened"},
        lambda matter, cast: handling.begin(matter, note="电话打不通", seat=cast.seats["roads"], at=NOON),
    ),
    "come_back": ({"suspended"}, _come_back),
}


def rows() -> list[list[tuple[object, ...]]]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Matter, Event, Clock, Link, Case)]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_is_done_from_its_own_states_and_refused_from_all_others(cast, stand, deed, state):
    matter, (own, do) = getattr(stand, state)(), DEEDS[deed]
    matter.refresh_from_db()
    assert matter.state == state
    if state in own:
        events = matter.event_count
        do(matter, cast)
        assert matter.event_count > events
        assert running_of_unit(matter) <= {matter.lead_unit_id}
        assert matter.state in moves.WITH_UNIT or not running_of_unit(matter)
    else:
        with pytest.raises(Refused), transaction.atomic():
            do(matter, cast)


def running_of_unit(matter: Matter) -> set[int | None]:
    running = Clock.objects.filter(matter=matter, kind__in=("sign", "contact", "answer"), stopped_at=None)
    return set(running.values_list("unit_id", flat=True))


@pytest.mark.parametrize("unit", ["roads", "water"])
def test_a_reopened_matter_is_sent_anew_on_one_set_of_clocks(cast, stand, unit):
    matter = stand.reopened()
    kernel.assign_lead(matter, unit=cast.units[unit], actor=WORKER, at=later(NOON, hours=1))
    running = Clock.objects.filter(matter=matter, stopped_at=None).order_by("kind").values_list("kind", "unit__code")
    assert list(running) == [("answer", unit), ("contact", unit), ("sign", unit)]
    assert matter.lead_unit == cast.units[unit]


def test_a_twin_that_came_back_alone_is_not_taken_out_of_its_parent_while_a_unit_has_it(cast, stand):
    parent, twin = stand.handling(), cast.say()
    kernel.merge(twin, parent=parent, reason="同一件事", **BY)
    handling.answer_at_once(
        parent, text="路面已经补好", outcome="solved", requester_how="phone", door_how="system", **stand.roads
    )
    handling.answer_children(parent, **BY)
    twin.refresh_from_db()
    kernel.move(twin, to="awaiting_callback", event="noted", text="等回访", **BY)
    reopen(twin, reason="没解决", by="callback", **BY)
    kernel.assign_lead(twin, unit=cast.units["water"], actor=WORKER, at=later(NOON, hours=1))
    with pytest.raises(Refused):
        kernel.unmerge(twin, reason="不是同一件", **BY)
    assert (twin.state, twin.lead_unit) == ("dispatched", cast.units["water"])


@pytest.mark.parametrize("days", [-3, 0])
def test_an_order_that_comes_in_late_is_sent_all_the_same(cast, days):
    came_due = later(NOON, days=days)
    matter = cast.say(imported_due_at=came_due)
    kernel.assign_lead(matter, unit=cast.units["roads"], actor=WORKER, at=later(NOON, hours=1))
    clock = Clock.objects.get(matter=matter, kind="answer")
    assert (matter.due_at, clock.due_at) == (came_due, came_due)
    assert clock.next_at <= later(NOON, hours=1)


def test_an_extension_is_not_granted_on_a_clock_that_has_stopped(cast, stand):
    matter = stand.handling()
    until = matter.due_at + timedelta(days=3)
    case = handling.ask_extension(matter, until=until, reason="等材料", told_requester=True, **stand.roads)
    kernel.withdraw(matter, reason="好了", at=NOON)
    with pytest.raises(Refused), transaction.atomic():
        handling.decide(case, granted=True, decision="同意", seat=cast.seats["reviewer"], at=NOON)
    assert Case.objects.get(pk=case.pk).state == "asked"


CATCHES: dict[str, tuple[type[Refused], str, Deed]] = {
    "assign_lead": (IllegalMove, "dispatched", DEEDS["assign_lead"][1]),
    "undo_assignment": (IllegalMove, "signed", DEEDS["undo_assignment"][1]),
    "sort": (IllegalMove, "answered", DEEDS["sort"][1]),
    "merge": (Refused, "received", lambda matter, _: kernel.merge(matter, parent=matter, reason="?", **BY)),
    "reunite": (Refused, "closed", DEEDS["reunite"][1]),
    "settle": (Refused, "dispatched", DEEDS["settle"][1]),
    "village": (
        NotOnVillageList,
        "sorted",
        lambda matter, cast: kernel.assign_lead(matter, unit=cast.units["v-dayang"], **BY),
    ),
}


@pytest.mark.parametrize("case", CATCHES)
def test_whoever_catches_a_refusal_goes_on_in_the_transaction_of_their_own(cast, stand, case):
    refusal, state, do = CATCHES[case]
    matter = getattr(stand, state)()
    with transaction.atomic():
        with pytest.raises(refusal):
            do(matter, cast)
        kernel.record(matter, "noted", text="没办成，记一笔", **BY)
    assert matter.events.order_by("-seq").first().name == "noted"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["undo_assignment", "dispose", "withdraw", "sort", "assign_lead"])
def test_the_second_of_two_who_saw_the_same_is_told_so_and_writes_nothing(cast, stand, deed):
    state = {"undo_assignment": "dispatched", "withdraw": "signed"}.get(deed, "received")
    mine, do = getattr(stand, state)(), DEEDS[deed][1]
    theirs = Matter.objects.select_related("town", "lead_unit", "category").get(pk=mine.pk)
    do(mine, cast)
    before = rows()
    with pytest.raises(StaleMove, match="刚刚被别人处理过"):
        do(theirs, cast)
    assert rows() == before
