"""Who reacts to what: the whole table. Each reaction runs in the transaction that marks its event as reacted to.

A reaction may come twice for one event after a crash between databases and must then change nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from xiangyue.desks.callback.actions import (
    await_callback,
    bring_home,
    close_unasked,
    conclude,
    hear,
    reopen,
    result_in,
    unbring,
)
from xiangyue.desks.council.actions import free_matters_of, put_before_the_council, task_comes_back, tell_on
from xiangyue.desks.council.actions.tasks import OWNER as TASK
from xiangyue.desks.duty.queries import on_duty, out_of_hours
from xiangyue.desks.handling.actions import (
    answer_by_parts,
    answer_children,
    call_in,
    come_back,
    drop_release,
    take_back_answer,
)
from xiangyue.desks.handling.actions.decide import ON_ITS_DAY
from xiangyue.desks.handling.actions.release import OWNER as RELEASE
from xiangyue.desks.handling.queries import assigned_to
from xiangyue.desks.handling.releases import release_of, who_may_release
from xiangyue.desks.notices.actions import tell
from xiangyue.desks.notices.bell import ring, ring_at_home, ring_for
from xiangyue.desks.taskforce.actions import come_back as case_comes_back
from xiangyue.desks.taskforce.actions import take_up_again as take_case_up_again
from xiangyue.desks.taskforce.actions.close import REST_CLOCK
from xiangyue.desks.upward.actions import hear_upper
from xiangyue.doors.enterprise.actions import plan_comes_back
from xiangyue.doors.enterprise.actions.cases import OWNER as PLAN
from xiangyue.doors.reception.actions import come_back as promise_comes_back
from xiangyue.doors.reception.actions.promise import OWNER as PROMISE
from xiangyue.figures.appeals.actions import agree as agree_to_appeal
from xiangyue.figures.indicators.actions import moved_by, touch
from xiangyue.insight.sorter.queries import Sorter
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import kinds, measures, telling, vocabulary
from xiangyue.kernel import queries as kernel_queries
from xiangyue.kernel.actions import WORKER, house
from xiangyue.kernel.models import Event, Party, Seat
from xiangyue.kernel.outbox import Reaction
from xiangyue.kernel.reopening import may_reopen
from xiangyue.kernel.timekeeping import day_begins, local_day
from xiangyue.ledgers.farmland.rounds import note as note_round


def put_on_callback_list(event: Event, now: datetime) -> None:
    """An answered matter waits for its call-back; where there is nobody to call it is closed."""
    if event.matter.state != "answered":
        return
    if kinds.get(event.matter.kind).ending == kinds.NOBODY and event.matter.requester_id is None:
        close_unasked(event.matter, actor=WORKER, at=now)
    else:
        await_callback(event.matter, actor=WORKER, at=now)


def answer_every_caller(event: Event, now: datetime) -> None:
    """The twins merged under a matter get its answer."""
    answer_children(event.matter, actor=WORKER, at=now)


def answer_the_newcomer(event: Event, now: datetime) -> None:
    """Who said the same after it was answered gets that answer too."""
    parent = event.matter.parent
    if event.matter.state == "merged" and parent is not None and parent.answered_at is not None:
        answer_children(parent, actor=WORKER, at=now)


def keep_imported_result(event: Event, now: datetime) -> None:
    """The upper system's call-back becomes a row beside ours; a question that its file does not tell of was not
    asked.
    """
    said, closed_at = result_in(event.particulars)
    bring_home(event.matter, said=said, closed_at=closed_at)


def take_imported_result_back(event: Event, now: datetime) -> None:
    """What the import before it said is told in an event of its own."""
    unbring(event.matter)


def answer_the_order(event: Event, now: datetime) -> None:
    """An order in parts is answered with the last of them."""
    if (order := kernel.order_of(event.matter)) is not None:
        answer_by_parts(order, actor=WORKER, at=now)


def close_the_order(event: Event, now: datetime) -> None:
    """A part may be closed before its order is answered, or after; whichever comes last concludes it."""
    order = event.matter if event.name == "answered_by_parts" else kernel.order_of(event.matter)
    if order is not None:
        conclude(order, actor=WORKER, at=now)


def withdraw_its_parts(event: Event, now: datetime) -> None:
    kernel.withdraw_parts(event.matter, reason=event.told["reason"], actor=WORKER, at=now)


def take_their_word(event: Event, now: datetime) -> None:
    """What the person says on a page closes or reopens, as a call-back would; of an order in parts, each of them."""
    told = event.told
    for matter in kernel.parts_of(event.matter) or [event.matter]:
        hear(matter, solved=told["solved"], satisfied=told.get("satisfied", ""), words=told.get("words", ""), at=now)


def take_up_again(event: Event, now: datetime) -> None:
    """The window was checked when they asked; closing again meanwhile is no refusal."""
    if event.matter.state == "closed":
        reopen(event.matter, reason=event.told["reason"], by="requester", actor=WORKER, at=now)


def hand_the_letter_back(event: Event, now: datetime) -> None:
    """The secretary has sent a letter's answer back: its unit goes on with what is missing."""
    take_back_answer(event.matter, reason=event.told["missing"], actor=WORKER, at=now)


def answer_the_letter_too(event: Event, now: datetime) -> None:
    """A letter that stands under an answered matter was waiting for the secretary's review alone."""
    parent = event.matter.parent
    if parent is not None and parent.answered_at is not None:
        answer_children(parent, actor=WORKER, at=now)


def come_back_on_its_day(event: Event, now: datetime) -> None:
    """中止 and 挂账 end by themselves when their clock rings."""
    if event.particulars["clock"] == "return" and event.matter.state in ("suspended", "on_ledger"):
        come_back(event.matter, reason=ON_ITS_DAY, actor=WORKER, at=now)


# Whose clock it is → what its ringing sets going; a promise of one room never touches another's.
_RINGS: Mapping[str, Callable[[int, datetime], object]] = {
    PROMISE: lambda pk, now: promise_comes_back(pk, at=now),
    PLAN: lambda pk, now: plan_comes_back(pk, at=now),
    REST_CLOCK: lambda pk, now: case_comes_back(pk, at=now),
    TASK: lambda pk, now: task_comes_back(pk, at=now),
}


def bring_promise_back(event: Event, now: datetime) -> None:
    """What a room promised comes back by itself on its day."""
    owner, _, pk = event.particulars.get("owner", "").partition(":")
    if owner in _RINGS:
        _RINGS[owner](int(pk), now)


def call_in_who_is_planned(event: Event, now: datetime) -> None:
    """The units of an approved plan are whistled for until the day of its last step, each on a clock of its own."""
    told = event.told
    units = Party.objects.filter(town=event.town, kind="unit", code__in=told["units"]).order_by("code")
    due_at = day_begins(date.fromisoformat(told["until_on"]) + timedelta(days=1))
    reason = f"疑难诉求专班一案一策第 {told['edition']} 版，请按步骤办"
    assert event.seat is not None  # a leader approved it
    call_in(event.matter, units=units, reason=reason, due_at=due_at, seat=event.seat, at=now)


def reopen_its_case(event: Event, now: datetime) -> None:
    """A hard case that was closed or rested is studied again."""
    take_case_up_again(event.matter, reason=event.told["reason"], at=now)


def reopen_its_matter(event: Event, now: datetime) -> None:
    """The task force heard that the trouble is there again: the matter is worked on again too."""
    if event.matter.state == "closed" and may_reopen(event.matter, now):
        # what the task force heard, and from whom, is its own: the requester reads this one
        reopen(event.matter, reason="镇疑难诉求专班重新办理这件事", by="taskforce", actor=WORKER, at=now)


def ring_who_is_named(event: Event, now: datetime) -> None:
    """@姓名 in a note."""
    for seat in kernel_queries.named_in(event.told["text"], event.town, now):
        ring_for(seat, event, now)


def ring_who_has_it_now(event: Event, now: datetime) -> None:
    seat = assigned_to(event.matter)
    if seat is not None:
        ring_for(seat, event, now)


def ring_who_may_release(event: Event, now: datetime) -> None:
    """The answer that waits, and its clock, ring for everybody who may release it."""
    owner, _, pk = event.particulars.get("owner", "").partition(":")
    key = int(pk) if owner == RELEASE else event.particulars.get("release")
    held = release_of(key) if key is not None else None
    if held is not None and held.state == "waiting":
        for seat in who_may_release(held, now):
            ring_for(seat, event, now)


def ring_who_wrote_it(event: Event, now: datetime) -> None:
    """Released, or given back with words."""
    ring_for(release_of(event.particulars["release"]).written_by, event, now)


def drop_its_release(event: Event, now: datetime) -> None:
    """What its unit wrote and nobody has released yet is no longer asked for."""
    drop_release(event.matter, actor=WORKER, at=now)


def hear_the_upper_level(event: Event, now: datetime) -> None:
    """What the upper platform's state says of an objection that waits for its answer."""
    told = event.told
    hear_upper(event.matter, status=told["status"], words=told.get("reply", ""), at=now)


def tell_its_callers(event: Event, now: datetime) -> None:
    """What the village's table did with a topic is told by each matter that it was raised from."""
    tell_on(event, actor=WORKER, at=now)


def let_its_matters_go(event: Event, now: datetime) -> None:
    """A villager has taken a topic back: what it was raised from may go to another table."""
    free_matters_of(event.matter, at=now)


def let_the_village_hear(event: Event, now: datetime) -> None:
    """不合理诉求: the council hears of it before somebody with the right decides."""
    if event.particulars["kind"] == "unreasonable":
        put_before_the_council(event.matter, actor=WORKER, at=now)


def appeal_upward(event: Event, now: datetime) -> None:
    """考核申诉: what the town's reviewer found for goes on to the desk that sends it up."""
    if event.particulars["kind"] == "score_appeal":
        agree_to_appeal(event.particulars["case"], at=now)


def ring_who_is_on_duty(event: Event, now: datetime) -> None:
    """At night and on days off what is urgent rings for those on duty who may see it; nobody has sorted it yet where it
    has just come in, so the catalogue's own words say whether it is.
    """
    matter = event.matter
    held = [one.seat for one in on_duty(matter.town, now) if one.seat is not None]
    if not held or matter.closed_at is not None or not out_of_hours(matter.town, now):
        return
    fresh = event.name == "received"
    urgency = Sorter(matter.town, local_day(now)).suggest(matter).urgency if fresh else matter.urgency
    if urgency == "urgent":
        for seat in held:
            ring_for(seat, event, now)


def ring_who_owes(event: Event, now: datetime) -> None:
    """The unit that keeps the ledger; when it is late, the statisticians too."""
    units = Party.objects.filter(town=event.town, kind="unit", code=event.particulars["unit"])
    late = event.name == "ledger_late"
    ring_at_home(event, now, units=units, seats=_sitting(event, now, ["statistician"] if late else []))


def ring_who_answers_for_it(event: Event, now: datetime) -> None:
    """Whoever signs for the figure, and the secretary."""
    ring_at_home(event, now, seats=_sitting(event, now, [event.particulars["signer"], "secretary"]))


def _sitting(event: Event, now: datetime, roles: Sequence[str]) -> QuerySet[Seat]:
    return Seat.objects.on(now).filter(town=event.town, role__in=roles)


def note_the_round(event: Event, now: datetime) -> None:
    """Of the fields, where the patrol was walked for them."""
    note_round(event)


def touch_figures(event: Event, now: datetime) -> None:
    """Whatever happens to a matter moves what is counted of its door on any day of its life; what happens in the
    town's own house, on that day and those that the event names.
    """
    matter = event.matter
    if matter.kind == house.KIND:
        touch(matter.town, measures.names(), {local_day(event.at), *_days_in(event.particulars)})
        return
    moments = (event.at, matter.received_at, *matter.events.values_list("at", flat=True))
    touch(matter.town, moved_by(matter.door), map(local_day, moments))


def _days_in(particulars: Mapping[str, object]) -> Iterator[date]:
    for told in particulars.values():
        with suppress(ValueError, OverflowError):
            if isinstance(told, str):
                moment = datetime.fromisoformat(told)
                yield moment.date() if moment.tzinfo is None else local_day(moment)


_DEEDS: Mapping[str, Sequence[Reaction]] = {
    "answered": (answer_every_caller, answer_the_order, put_on_callback_list),
    "answered_by_parts": (answer_every_caller, close_the_order),
    "answered_with_parent": (answer_the_order, put_on_callback_list),
    "merged": (answer_the_newcomer, drop_its_release),
    "received": (ring_who_is_on_duty,),
    "dispatched": (drop_its_release, ring_who_is_on_duty),
    "lead_taken_away": (drop_its_release,),
    "release_asked": (ring_who_may_release,),
    "release_granted": (ring_who_wrote_it,),
    "release_refused": (ring_who_wrote_it,),
    "settled_on_the_spot": (put_on_callback_list,),
    "result_imported": (keep_imported_result,),
    "import_undone": (take_imported_result_back,),
    "result_undone": (take_imported_result_back,),
    "visit_settled": (put_on_callback_list,),
    "letter_sent_back": (hand_the_letter_back,),
    "letter_reviewed": (answer_the_letter_too,),
    "closed": (answer_the_order, close_the_order, drop_its_release),
    "disposed": (answer_the_order, close_the_order),
    "withdrawn": (let_its_matters_go, withdraw_its_parts, answer_the_order, close_the_order, drop_its_release),
    "requester_said": (take_their_word,),
    "requester_asks_again": (take_up_again,),
    "upper_status": (hear_the_upper_level,),
    "reopened": (reopen_its_case,),
    "hard_plan_approved": (call_in_who_is_planned,),
    "hard_reopened": (reopen_its_matter,),
    "upward_accepted": (answer_the_order, close_the_order, drop_its_release),
    "case_asked": (let_the_village_hear,),
    "case_granted": (appeal_upward,),
    **dict.fromkeys(
        ("topic_listed", "topic_unlisted", "topic_decided", "topic_undecided", "topic_carried_out", "topic_dropped"),
        (tell_its_callers,),
    ),
    "clock_warned": (ring_who_may_release,),
    "clock_rang": (come_back_on_its_day, bring_promise_back, ring_who_may_release),
    "noted": (ring_who_is_named,),
    "assigned": (ring_who_has_it_now,),
    "patrol_done": (note_the_round,),
    "ledger_owed": (ring_who_owes,),
    "ledger_late": (ring_who_owes,),
    "figure_beyond": (ring_who_answers_for_it,),
}
# Every event moves figures; one that has words for somebody is told to them, after what else it sets going.
REACTIONS: Mapping[str, Sequence[Reaction]] = {
    name: (*_DEEDS.get(name, ()), touch_figures, *((ring, tell) if telling.words_of(name) else ()))
    for name in vocabulary.kinds()
}
