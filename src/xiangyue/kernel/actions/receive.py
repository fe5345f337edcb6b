"""Taking in what somebody raised. One matter or ten thousand: the same function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.kernel import search, vocabulary
from xiangyue.kernel.actions.callers import Requester, identity_of, parties_of
from xiangyue.kernel.actions.record import Actor, Change, next_event
from xiangyue.kernel.actions.reported import find_reported
from xiangyue.kernel.columns import first_columns
from xiangyue.kernel.fields import keyring, suite
from xiangyue.kernel.models import Category, Event, Matter, Party, Place
from xiangyue.kernel.said import keep_parts, take_words, told_of
from xiangyue.kernel.spoken import keep_texts
from xiangyue.lib.chain import GENESIS
from xiangyue.lib.phones import same_phone

_CHUNK = 500  # rows in one statement: the desk waits for at most one of these on SQLite


@dataclass(frozen=True)
class Intake:
    """What a door hands to the kernel. `closed_at` (with the `lead_unit` that did it) is for closed history."""

    number: str
    title: str
    words: str
    received_at: datetime
    requester: Requester | None = None
    known: Party | None = None  # instead of a requester: somebody the kernel knows already
    kind: str = "appeal"
    request_type: str = "help"
    category: Category | None = None
    place: Place | None = None
    lon: float | None = None
    lat: float | None = None
    urgency: str = "general"
    imported_due_at: datetime | None = None
    is_confidential: bool = False
    request_id: str | None = None
    closed_at: datetime | None = None
    lead_unit: Party | None = None


def receive(town: Place, intake: Intake, *, door: str, actor: Actor, at: datetime) -> Matter:
    """The new matter; the number or request id must be free in the town (IntegrityError otherwise, nothing written)."""
    return receive_many(town, [intake], door=door, actor=actor, at=at)[0]


@transaction.atomic
def receive_many(town: Place, intakes: Sequence[Intake], *, door: str, actor: Actor, at: datetime) -> list[Matter]:
    """All of them or none. Callers that bring many hand them over in chunks, each a transaction of its own."""
    return take_in(town, intakes, door=door, actor=actor, at=at)


def take_in(town: Place, intakes: Sequence[Intake], *, door: str, actor: Actor, at: datetime) -> list[Matter]:
    """The same inside a transaction that is the caller's own, without a savepoint."""
    parties = parties_of(town, [intake.requester for intake in intakes if intake.requester])
    matters, events = [], []
    for intake in intakes:
        party = parties[identity_of(intake.requester)] if intake.requester else intake.known
        matter, event = _first_event(town, intake, party, door=door, actor=actor, at=at)
        matters.append(matter)
        events.append(event)
    Matter.objects.bulk_create(matters, batch_size=_CHUNK)
    Event.objects.bulk_create(events, batch_size=_CHUNK)
    keep_texts(events)
    keep_parts(matters)
    search.index(matters)
    said = ((matter, f"{intake.title}\n{intake.words}") for matter, intake in zip(matters, intakes, strict=True))
    find_reported(town, said, at=at)
    return matters


def _first_event(
    town: Place, intake: Intake, party: Party | None, *, door: str, actor: Actor, at: datetime
) -> tuple[Matter, Event]:
    matter = new_matter(town, intake, party, door=door)
    told = arrival(matter).told
    kind = vocabulary.check("received", told)
    event = next_event(matter, kind, actor=actor, at=at, particulars=told, columns=first_columns(matter))
    matter.head_hash, matter.event_count = event.hash, 1
    return matter, event


def new_matter(town: Place, intake: Intake, party: Party | None, *, door: str) -> Matter:
    """The unsaved matter, before its first event."""
    matter = Matter(
        town=town,
        number=intake.number,
        door=door,
        kind=intake.kind,
        request_type=intake.request_type,
        state="closed" if intake.closed_at else "received",
        requester=party,
        category=intake.category,
        place=intake.place,
        lon=intake.lon,
        lat=intake.lat,
        urgency=intake.urgency,
        is_confidential=intake.is_confidential or intake.request_type == "report",
        received_at=intake.received_at,
        imported_due_at=intake.imported_due_at,
        due_at=intake.imported_due_at,
        closed_at=intake.closed_at,
        lead_unit=intake.lead_unit if intake.closed_at else None,
        request_id=intake.request_id,
        request_digest=content_of(intake) if intake.request_id else None,
        head_hash=GENESIS,
        event_count=0,
    )
    take_words(matter, title=intake.title[:200], words=intake.words, key=party.key if party is not None else None)
    return matter


def arrival(matter: Matter) -> Change:
    """The first event of a matter that has just been made; it stands in its first state already."""
    told: dict[str, Any] = {
        "door": matter.door,
        "number": matter.number,
        "received_at": matter.received_at.isoformat(),
        **told_of(matter, algorithm=suite().digest),
    }
    if matter.closed_at:
        told["closed_at"] = matter.closed_at.isoformat()
    return Change("received", told, to=matter.state)


def content_of(intake: Intake) -> str:
    """What one request id stands for: who said what. Where it lies and when it came may be found out anew."""
    who = intake.requester or Requester()
    told = (intake.kind, intake.request_type, intake.title, intake.words, who.name, who.title, same_phone(who.phone))
    return keyring().fingerprint("\x1f".join(told))
