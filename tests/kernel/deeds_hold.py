"""What must hold of a town whatever was done in it: each function yields a sentence for everything that does not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from xiangyue.kernel import kinds, moves, queries
from xiangyue.kernel.actions.clocks import UNIT_CLOCKS
from xiangyue.kernel.kind import PART
from xiangyue.kernel.models import Clock, Event, Link, Matter, Place
from xiangyue.kernel.models.clock import THE_MATTERS

# event → the state in which it leaves its matter; what is not here leaves it where it was
LEADS_TO = {
    "received": "received",
    "sorted": "sorted",
    "disposed": "disposed",
    "disposal_undone": "sorted",
    "dispatched": "dispatched",
    "dispatch_undone": "sorted",
    "merged": "merged",
    "unmerged": "sorted",
    "split": "in_parts",
    "signed": "signed",
    "contacted": "contacted",
    "handling_begun": "handling",
    "answer_written": "answer_ready",
    "answer_withdrawn": "handling",
    "answered": "answered",
    "answered_by_parts": "answered",
    "answered_with_parent": "answered",
    "settled_on_the_spot": "answered",
    "came_back": "handling",
    "callback_awaited": "awaiting_callback",
    "called_back": "called_back",
    "heard": "called_back",
    "reopened": "reopened",
    "withdrawn": "closed",
    "closed": "closed",
}
_CASES = {
    ("case_asked", "objection"): "objected",
    ("case_granted", "objection"): "sorted",
    ("case_refused", "objection"): "signed",
    ("case_granted", "suspension"): "suspended",
    ("case_granted", "ledger"): "on_ledger",
}
_NO_LEAD = ("dispatch_undone", "unmerged", "split")
_OWN_CLOCKS = (*UNIT_CLOCKS, "return", "callback")  # one of a kind on a matter; several units may assist


class Facts:
    """Everything of a town, read once."""

    def __init__(self, town: Place) -> None:
        self.town = town
        rows = Matter.objects.filter(town=town).select_related("parent", "lead_unit").order_by("pk")
        self.matters: dict[int, Matter] = {matter.pk: matter for matter in rows}
        self.events: dict[int, list[Event]] = defaultdict(list)
        for event in Event.objects.filter(town=town).order_by("matter_id", "seq"):
            self.events[event.matter_id].append(event)
        self.clocks = list(Clock.objects.filter(town=town).order_by("pk"))
        self.parts = list(Link.objects.filter(town=town, relation="part_of").order_by("pk"))

    def running(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.stopped_at is None]


def all_faults(town: Place, promises: dict[str, datetime | None]) -> list[str]:
    facts = Facts(town)
    found = [*stories(facts), *stages(facts), *clocks(facts), *families(facts), *counts(facts)]
    return found + list(promised(facts, promises)) + [fault.says for fault in queries.verify(town)]


def replayed(matter: Matter, events: list[Event]) -> tuple[str, datetime | None, int]:
    """(state, when it ended, how often it was reopened) as its events tell."""
    state, ended, again = "", None, 0
    for event in events:
        case = (event.name, event.told.get("kind"))
        to = LEADS_TO.get(event.name) or _CASES.get(case, "")
        if event.name == "reunited":
            to = "closed" if matter.kind == PART.name else "sorted"
        if event.name == "received" and "closed_at" in event.told:
            to = "closed"
        if event.name == "callback_failed" and state == "awaiting_callback" and _is_given_up(event, events):
            to = "called_back"
        if to:
            ended = event.at if to in moves.ENDED else None
            again += event.name == "reopened"
        state = to or state
    return state, ended, again


def _is_given_up(event: Event, events: list[Event]) -> bool:
    following = events[event.seq] if event.seq < len(events) else None
    return following is not None and following.name == "closed"


def stories(facts: Facts) -> Iterator[str]:
    """The row of a matter says what its events say; they are numbered without a gap and go forward in time."""
    for matter in facts.matters.values():
        events = facts.events[matter.pk]
        state, ended, again = replayed(matter, events)
        if (matter.state, matter.closed_at, matter.reopened_count) != (state, ended, again):
            yield f"{matter}: {matter.state} {matter.closed_at} {matter.reopened_count}, told {state} {ended} {again}"
        if [event.seq for event in events] != list(range(1, matter.event_count + 1)):
            yield f"{matter}: events {[event.seq for event in events]} of {matter.event_count}"
        if any(later.at < earlier.at for earlier, later in pairwise(events)):
            yield f"{matter}: told backwards"
        if (matter.state in moves.ENDED) != (matter.closed_at is not None):
            yield f"{matter}: {matter.state} with closed_at {matter.closed_at}"
        led = lead_of(facts, matter, events)
        if (matter.lead_unit.code if matter.lead_unit else None) != led:
            yield f"{matter}: led by {matter.lead_unit}, told {led}"
        for event in events:
            if event.error and event.tries > 1:  # one that is tried again after a minute is as it should be
                yield f"{matter}: the reaction to {event.name} failed: {event.error}"


def lead_of(facts: Facts, matter: Matter, events: list[Event]) -> str | None:
    code: str | None = None
    for event in events:
        told = event.told
        if event.name == "dispatched":
            code = told["unit"]
        elif event.name in _NO_LEAD or (event.name, told.get("kind")) == ("case_granted", "objection"):
            code = None
        elif event.name == "answered_with_parent" and matter.parent is not None:
            parent = facts.matters[matter.parent.pk]
            before = [one for one in facts.events[parent.pk] if one.at <= event.at]
            code = lead_of(facts, parent, before)
    return code


def stages(facts: Facts) -> Iterator[str]:
    """Every matter stands at one stage, in a list as on its own page."""
    alike = {kind.stages: kind for kind in kinds.all_kinds()}  # kinds that share a table are asked in one query
    for table, kind in alike.items():
        names = [one.name for one in kinds.all_kinds() if one.stages == table]
        rows = Matter.objects.filter(town=facts.town, kind__in=names)
        for pk, stage in kinds.with_stage(rows, kind).values_list("pk", "stage"):
            told = [(event.name, event.seq) for event in facts.events[pk]]
            own = kinds.stage_in(facts.matters[pk], told).key
            if stage != own:
                yield f"{facts.matters[pk]}: at {stage!r} in a list, at {own!r} by itself"


def clocks(facts: Facts) -> Iterator[str]:
    running = facts.running()
    for key, number in Counter(
        (clock.matter_id, clock.kind) for clock in running if clock.owner == THE_MATTERS and clock.kind in _OWN_CLOCKS
    ).items():
        if number > 1:
            yield f"{facts.matters[key[0]]}: {number} clocks {key[1]!r} run at once"
    for clock in running:
        matter = facts.matters.get(clock.matter_id or 0)
        if clock.owner != THE_MATTERS or matter is None:
            continue
        if matter.closed_at is not None:
            yield f"{matter}: its clock {clock.kind!r} runs on after its end"
        if clock.kind in UNIT_CLOCKS and matter.state not in moves.WITH_UNIT:
            yield f"{matter}: its clock {clock.kind!r} runs while it is {matter.state}"
        if clock.kind in UNIT_CLOCKS and clock.unit_id != matter.lead_unit_id:
            yield f"{matter}: its clock {clock.kind!r} runs for a unit that does not lead it"
        if clock.kind == "answer" and clock.due_at != matter.due_at:
            yield f"{matter}: due at {matter.due_at}, its answer clock at {clock.due_at}"
    for clock in facts.clocks:
        idle = clock.stopped_at is not None or clock.paused_at is not None or clock.stage == 3
        if idle != (clock.next_at is None):
            yield f"clock {clock}: idle {idle}, to be looked at {clock.next_at}"
        if clock.error:
            yield f"clock {clock}: {clock.error}"


def promised(facts: Facts, promises: dict[str, datetime | None]) -> Iterator[str]:
    """A room's clock runs until that room stops it, whatever becomes of its matter; its first promise stays."""
    running = {clock.owner: clock.promised_at for clock in facts.running() if clock.owner != THE_MATTERS}
    expected = {owner: due for owner, due in promises.items() if due is not None}
    if running != expected:
        yield f"promises {running}, expected {expected}"


def families(facts: Facts) -> Iterator[str]:
    """Who stands under whom, and what is a part of what: one step deep, and once."""
    for matter in facts.matters.values():
        parent = matter.parent
        if matter.state == "merged" and parent is None:
            yield f"{matter}: merged under nobody"
        if parent is not None and (parent.parent_id is not None or parent.town_id != matter.town_id):
            yield f"{matter}: stands under {parent}, which stands under another itself"
    orders = {link.source_id: link.target_id for link in facts.parts}
    if len(orders) != len(facts.parts):
        yield "a part of two orders"
    for part in facts.matters.values():
        if (part.kind == PART.name) != (part.pk in orders):
            yield f"{part}: a part without an order, or an order that is a part"
    for link in facts.parts:
        part, order = facts.matters[link.source_id], facts.matters[link.target_id]
        undone = any(event.name == "reunited" for event in facts.events[part.pk])
        if not part.number.startswith(f"{order.number}-") or order.pk in orders or undone != (link.until is not None):
            yield f"{part} of {order}: wrongly linked"
    yield from _orders(facts)


def _orders(facts: Facts) -> Iterator[str]:
    """An order in parts is answered only when each of them was answered or ended."""
    for link in facts.parts:
        order, part = facts.matters[link.target_id], facts.events[link.source_id]
        for event in facts.events[order.pk]:
            if event.pk < part[0].pk:
                continue  # of an earlier split
            ready = [one for one in part if one.pk < event.pk and LEADS_TO.get(one.name) in ("answered", *moves.ENDED)]
            if event.name == "answered_by_parts" and link.until is None and not ready:
                yield f"{order}: answered before its part {facts.matters[link.source_id]}"


def stuck_orders(facts: Facts) -> Iterator[str]:
    """After the worker: no order waits for its answer, or for its end, once none of its parts is to be waited for."""
    parts = defaultdict(list)
    for link in facts.parts:
        if link.until is None:
            parts[link.target_id].append(facts.matters[link.source_id])
    for pk, own in parts.items():
        order = facts.matters[pk]
        if any(part.answered_at for part in own):
            if order.state == "in_parts" and all(part.answered_at or part.closed_at for part in own):
                yield f"{order}: every part is answered or ended, and it is not answered"
            if order.state == "answered" and all(part.closed_at for part in own):
                yield f"{order}: every part is closed, and it is not"


def counts(facts: Facts) -> Iterator[str]:
    """What is counted is what the kinds declare, and a part in no count."""
    for what in kinds.COUNTS:
        counted = set(Matter.objects.filter(kinds.counted(what), town=facts.town).values_list("pk", flat=True))
        declared = {pk for pk, one in facts.matters.items() if what in kinds.get(one.kind).counted_by}
        if counted != declared or any(facts.matters[pk].kind == PART.name for pk in counted):
            yield f"{what} counts {sorted(counted)}, declared {sorted(declared)}"
