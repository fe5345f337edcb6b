"""Taking in what somebody raised. One matter or ten thousand: the same function."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.kernel import search, vocabulary
from xiangyue.kernel.actions.record import Actor, Change, next_event
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Category, Event, Matter, Party, Place
from xiangyue.lib.chain import GENESIS

_CHUNK = 500  # rows in one statement: the desk waits for at most one of these on SQLite


@dataclass(frozen=True)
class Requester:
    """诉求人. Everything in the clear; it is sealed on the way in. `title` and `code` are for firms.

    `mail`, `wechat` (an openid) and `language` say how they want to be told.
    """

    name: str = ""
    phone: str = ""
    address: str = ""
    kind: str = "person"
    title: str = ""
    code: str = ""
    mail: str = ""
    wechat: str = ""
    language: str = ""


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
    parties = _parties(town, [intake.requester for intake in intakes if intake.requester])
    matters, events = [], []
    for intake in intakes:
        party = parties[_identity(intake.requester)] if intake.requester else intake.known
        matter, event = _first_event(town, intake, party, door=door, actor=actor, at=at)
        matters.append(matter)
        events.append(event)
    Matter.objects.bulk_create(matters, batch_size=_CHUNK)
    Event.objects.bulk_create(events, batch_size=_CHUNK)
    search.index(matters)
    return matters


def _first_event(
    town: Place, intake: Intake, party: Party | None, *, door: str, actor: Actor, at: datetime
) -> tuple[Matter, Event]:
    matter = new_matter(town, intake, party, door=door)
    told = arrival(matter).told
    vocabulary.check("received", told)
    event = next_event(matter, "received", actor=actor, at=at, particulars=told)
    matter.head_hash, matter.event_count = event.hash, 1
    return matter, event


def new_matter(town: Place, intake: Intake, party: Party | None, *, door: str) -> Matter:
    """The unsaved matter, before its first event."""
    return Matter(
        town=town,
        number=intake.number,
        door=door,
        kind=intake.kind,
        request_type=intake.request_type,
        state="closed" if intake.closed_at else "received",
        title=intake.title[:200],
        words=intake.words,
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


def arrival(matter: Matter) -> Change:
    """The first event of a matter that has just been made; it stands in its first state already."""
    told: dict[str, Any] = {
        "door": matter.door,
        "number": matter.number,
        "words_sha256": words_sha256(matter.title, matter.words),
        "received_at": matter.received_at.isoformat(),
    }
    if matter.closed_at:
        told["closed_at"] = matter.closed_at.isoformat()
    return Change("received", told, to=matter.state)


def content_of(intake: Intake) -> str:
    """What one request id stands for: who said what. Where it lies and when it came may be found out anew."""
    who = intake.requester or Requester()
    told = (intake.kind, intake.request_type, intake.title, intake.words, who.name, who.title, _digits(who.phone))
    return keyring().fingerprint("\x1f".join(told))


def words_sha256(title: str, words: str) -> str:
    """Ties the original words to the chain: an edited word shows in `xiangyue verify`."""
    return hashlib.sha256(f"{title[:200]}\n{words}".encode()).hexdigest()


def _identity(requester: Requester) -> tuple[str, str, str]:
    """One person, one row: the same number under the same name. Without a phone every caller is somebody new."""
    ring = keyring()
    phone = ring.fingerprint(_digits(requester.phone)) if _digits(requester.phone) else ""
    name = ring.fingerprint(requester.title or requester.name) if requester.title or requester.name else ""
    return phone, name, "" if phone else requester.address


def _parties(town: Place, requesters: Sequence[Requester]) -> dict[tuple[str, str, str], Party]:
    wanted = {_identity(requester): requester for requester in requesters}
    known: dict[tuple[str, str, str], Party] = {}
    phones = [identity[0] for identity in wanted if identity[0]]
    for start in range(0, len(phones), _CHUNK):
        for party in Party.objects.filter(town=town, phone_hash__in=phones[start : start + _CHUNK]):
            known.setdefault((party.phone_hash, party.name_hash, ""), party)
    fresh = {identity: _new_party(town, identity, one) for identity, one in wanted.items() if identity not in known}
    Party.objects.bulk_create(fresh.values(), batch_size=_CHUNK)
    for identity, party in known.items():
        if identity in wanted:
            _learn(party, wanted[identity])
    return known | fresh


def _learn(party: Party, requester: Requester) -> None:
    """Somebody we know now says how to reach them."""
    ring = keyring()
    told = {"mail_sealed": requester.mail, "wechat_sealed": requester.wechat}
    new = {column: ring.seal(value) for column, value in told.items() if value and not getattr(party, column)}
    if requester.language and requester.language != party.language:
        new["language"] = requester.language
    if new:
        Party.objects.filter(pk=party.pk).update(**new)


def _new_party(town: Place, identity: tuple[str, str, str], requester: Requester) -> Party:
    ring = keyring()
    return Party(
        town=town,
        kind=requester.kind,
        title=requester.title,
        code=requester.code,
        name_sealed=ring.seal(requester.name) if requester.name else "",
        phone_sealed=ring.seal(requester.phone) if requester.phone else "",
        address_sealed=ring.seal(requester.address) if requester.address else "",
        mail_sealed=ring.seal(requester.mail) if requester.mail else "",
        wechat_sealed=ring.seal(requester.wechat) if requester.wechat else "",
        language=requester.language,
        phone_hash=identity[0],
        name_hash=identity[1],
    )


def _digits(phone: str) -> str:
    return "".join(char for char in phone if char.isdigit())


def phone_fingerprint(phone: str) -> str:
    """The look-up hash of a phone number, however it is written."""
    return keyring().fingerprint(_digits(phone))
