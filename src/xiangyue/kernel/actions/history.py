"""Whole stories of matters written at once: years that have already happened, with the same checks as the deeds of a
day.

For loading history only. Every arrow must be legal, every event in the vocabulary and of its shape; the hashes and the
daily seals come out as if the deeds had been done one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max

from xiangyue.kernel import gates, kinds, moves, search, vocabulary
from xiangyue.kernel.actions.record import Actor, next_event
from xiangyue.kernel.actions.seal import SealSeries
from xiangyue.kernel.columns import first_columns
from xiangyue.kernel.errors import IllegalMove, Refused
from xiangyue.kernel.fields import suite
from xiangyue.kernel.models import Clock, Event, EventText, Matter, Place, Seal, SealedPart
from xiangyue.kernel.said import parts_to_keep, told_of
from xiangyue.kernel.spoken import texts_to_keep
from xiangyue.kernel.timekeeping import day_begins, local_day
from xiangyue.lib.chain import GENESIS

_CHUNK = 2000
_SEALED_AFTER_MIDNIGHT = timedelta(minutes=5)


@dataclass(frozen=True)
class Step:
    """One event of a story; `to` is the state it moves the matter to, empty when it moves nothing. `columns` are those
    of the matter that it wrote, as plain values.
    """

    name: str
    at: datetime
    actor: Actor
    particulars: dict[str, Any]
    to: str = ""
    columns: dict[str, Any] = field(default_factory=dict)


@dataclass
class Story:
    """A matter as it stands at the end of its story, not yet saved, with a key from `reserve`."""

    matter: Matter
    steps: list[Step]
    clocks: list[Clock] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    matters: int
    events: int
    seals: int


def reserve(model: type[models.Model], count: int) -> range:
    """Keys for rows whose number stands in an event before they are saved. Only while nobody else writes the table."""
    highest = model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
    return range(highest + 1, highest + 1 + count)


def release(*written: type[models.Model]) -> None:
    """After rows were saved under reserved keys: the database's own counters go on behind them."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(written)):
            cursor.execute(statement)


@transaction.atomic
def write_history(town: Place, stories: Sequence[Story], *, seal_through: date) -> Written:
    """Matters, events, clocks, search entries, and one seal for each day from the first event to `seal_through`.

    IllegalMove, UnknownEvent, WrongParticulars or Refused, and nothing written, when a story could not have happened.
    """
    events = [event for story in stories for event in _told(story)]
    seals = _seal(town, events, seal_through)
    matters = [story.matter for story in stories]
    _insert(matters)
    _insert(parts_to_keep(matters))
    for key, event in zip(reserve(Event, len(events)), events, strict=True):
        event.pk = key
    _insert(events)
    _insert(texts_to_keep(events))
    _insert([clock for story in stories for clock in story.clocks])
    search.index(matters)
    release(Matter, SealedPart, Event, EventText, Clock, Seal)
    return Written(len(stories), len(events), seals)


def _insert(rows: Sequence[models.Model]) -> None:
    """`bulk_create` builds a statement for every seventy rows; years of events would take minutes. Keys only where
    given.
    """
    if not rows:
        return
    meta = type(rows[0])._meta
    fields = [column for column in meta.concrete_fields if not column.primary_key or rows[0].pk is not None]
    written_as = [
        (column.attname, column if isinstance(column, (models.DateField, models.JSONField)) else None)
        for column in fields
    ]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(column.column)) for column in fields)
    statement = f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _CHUNK):
            cursor.executemany(
                statement,
                [
                    [
                        getattr(row, name)
                        if column is None
                        else column.get_db_prep_save(getattr(row, name), connection)
                        for name, column in written_as
                    ]
                    for row in rows[start : start + _CHUNK]
                ],
            )


def _told(story: Story) -> list[Event]:
    """The events of a story with their hashes; the matter's head is moved along."""
    matter, state, before, events = story.matter, "", None, []
    names: list[str] = []
    columns: dict[str, Any] = {}
    matter.head_hash, matter.event_count = GENESIS, 0
    if not story.steps or story.steps[0].name != "received":
        raise Refused("事项 {number} 的经过要从“收到”开始。", number=matter.number)
    of_words = told_of(matter, algorithm=suite().digest)
    if {name: story.steps[0].particulars.get(name) for name in of_words} != of_words:
        raise Refused("事项 {number} 的原话与收件时的指纹不符。", number=matter.number)
    for step in story.steps:
        if before is not None and step.at < before:
            raise Refused("事项 {number} 的“{step}”早于它的前一步。", number=matter.number, step=step.name)
        if step.to:
            if state and not (moves.is_legal(state, step.to) and kinds.get(matter.kind).walks(step.to)):
                raise IllegalMove(
                    "事项 {number} 不能从“{state}”变为“{to}”。",
                    number=matter.number,
                    state=moves.label(state),
                    to=moves.label(step.to),
                )
            gates.pass_told(matter, step.to, names)
            state = step.to
        names.append(step.name)
        kind = vocabulary.check(step.name, step.particulars)
        event = next_event(
            matter, kind, actor=step.actor, at=step.at, particulars=step.particulars, columns=step.columns
        )
        columns |= step.columns
        event.reacted_at = step.at  # what followed from it is told in the story itself
        matter.head_hash, matter.event_count, before = event.hash, event.seq, step.at
        events.append(event)
    if matter.state != state:
        raise Refused(
            "事项 {number} 写着“{state}”，经过却停在“{at}”。",
            number=matter.number,
            state=moves.label(matter.state),
            at=moves.label(state),
        )
    stands = first_columns(matter)
    if columns != stands:
        other = "、".join(name for name in stands if columns.get(name) != stands[name])
        raise Refused("事项 {number} 的现状与经过不符：{other}。", number=matter.number, other=other)
    return events


def _seal(town: Place, events: Sequence[Event], through: date) -> int:
    """Put every event up to `through` under the seal of its day, in the order of matter and seq, those among them that
    were done deed by deed before. How many seals were made.
    """
    last = Seal.objects.filter(town=town).order_by("-day").first()
    by_day: dict[date, list[Event]] = {}
    done = list(Event.objects.filter(town=town, seal=None).select_related("matter").defer("particulars", "changes"))
    told = [*done, *events]
    earliest = last.day + timedelta(days=1) if last else min((local_day(event.at) for event in told), default=through)
    for event in told:
        day = max(local_day(event.at), earliest)
        if day <= through:
            by_day.setdefault(day, []).append(event)
    days = [earliest + timedelta(days=number) for number in range((through - earliest).days + 1)]
    series, seals = SealSeries(town), []
    for key, day in zip(reserve(Seal, len(days)), days, strict=True):
        held = by_day.get(day, [])
        midnight = day_begins(day + timedelta(days=1))
        entries = ((event.matter.number, event.seq, event.hash) for event in held)
        seal = series.following(day, entries, at=midnight + _SEALED_AFTER_MIDNIGHT)
        seal.pk = key
        for event in held:
            event.seal_id = key
        seals.append(seal)
    Seal.objects.bulk_create(seals, batch_size=_CHUNK)
    Event.objects.bulk_update([event for event in done if event.seal_id], ["seal"], batch_size=_CHUNK)
    return len(seals)
