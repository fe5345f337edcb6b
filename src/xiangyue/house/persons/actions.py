from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from xiangyue.kernel import access, persons, queries
from xiangyue.kernel.actions import Actor, tell_house
from xiangyue.kernel.actions.callers import phone_fingerprint
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Party, Seat
from xiangyue.kernel.recusals import kept_from
from xiangyue.kernel.sealing import contact

FIELDS = ("name", "phone", "address", "mail")


def people(seat: Seat) -> QuerySet[Party]:
    """Whom this seat may answer, with their keys. Whoever told something about its holder stays unknown to them."""
    about = kept_from(seat).exclude(matter__requester=None).values("matter__requester_id")
    known = Party.objects.filter(town=seat.town).exclude(kind="unit").exclude(pk__in=about)
    return known.select_related("key", "town").order_by("pk")


def found(phone: str, seat: Seat) -> list[Party]:
    """Everybody with this number; under one number several names may have called."""
    return list(people(seat).filter(phone_hash=phone_fingerprint(phone)))


def hand_over(party: Party, *, reason: str, seat: Seat, at: datetime) -> dict[str, Any]:
    """Everything that is kept of a person, as they may take it along; told on the town's own matter."""
    access.require(seat, "retention.forget", of=party)
    if not reason.strip():
        raise Refused("请写明本人哪天以什么方式提出、怎样核对的身份。")
    matters = list(
        Matter.objects.filter(requester=party).select_related("requester__key").order_by("received_at", "pk")
    )
    told = {
        "person": {field: contact(party, field) for field in FIELDS},
        "matters": [_told(matter) for matter in matters],
        "kept_beside": persons.kept_of(party),
    }
    tell_house(
        party.town,
        "person_told",
        actor=Actor.of(seat),
        at=at,
        party=party.pk,
        matters=len(matters),
        reason=reason.strip()[:200],
    )
    return told


def _told(matter: Matter) -> dict[str, Any]:
    title, words = queries.whole_words(matter)
    lines = queries.timeline(matter, public=True)
    return {
        "number": matter.number,
        "received_at": matter.received_at.isoformat(),
        "title": title,
        "words": words,
        "story": [{"at": line.at.isoformat(), "says": line.sentence} for line in lines],
    }
