"""The bell: what concerns a unit or a seat rings on its pages, by the notices' own rules, without any channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from xiangyue.desks.notices.models import Heard, Ring
from xiangyue.desks.notices.rules import worded
from xiangyue.desks.notices.told import audience_of, told
from xiangyue.kernel import telling
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.actions import house
from xiangyue.kernel.models import Event, Party, Seat
from xiangyue.kernel.recusals import is_kept_from

MOST = 99  # more are not counted out
PERSON = "person"  # an audience of one


def ring(event: Event, now: datetime) -> int:
    """Rings for each unit that this event is told to, but for the one that did it; how many new. Twice adds none."""
    own = event.seat.unit_id if event.seat else None
    units = {
        party.pk: (party, audience)
        for audience in telling.words_of(event.name)
        for party in audience_of(event, audience)
        if _hears(party, event, own)
    }
    rows = [
        Ring(town_id=event.town_id, unit=party, event=event, matter_id=event.matter_id, audience=audience, made_at=now)
        for party, audience in units.values()
    ]
    return len(Ring.objects.bulk_create(rows, ignore_conflicts=True))


def _hears(party: Party, event: Event, own: int | None) -> bool:
    return party.kind == "unit" and party.pk != own and not is_kept_from(event.matter, party)


def ring_for(seat: Seat, event: Event, now: datetime) -> None:
    """Rings for one seat alone, where it may see the matter and did not do it itself."""
    if seat.pk == event.seat_id or not visible_to(seat).filter(pk=event.matter_id).exists():
        return
    row = Ring(town_id=event.town_id, seat=seat, event=event, matter_id=event.matter_id, audience=PERSON, made_at=now)
    Ring.objects.bulk_create([row], ignore_conflicts=True)


def ring_at_home(event: Event, now: datetime, *, units: Iterable[Party] = (), seats: Iterable[Seat] = ()) -> None:
    """What happened in the town's own house concerns nobody by its matter: it rings for those that are named."""
    told = {"town_id": event.town_id, "event": event, "matter_id": event.matter_id, "audience": PERSON, "made_at": now}
    rows = [*(Ring(unit=one, **told) for one in units), *(Ring(seat=one, **told) for one in seats)]
    Ring.objects.bulk_create(rows, ignore_conflicts=True)


def rings_of(seat: Seat) -> QuerySet[Ring]:
    """What rang for this seat or its unit since it was taken, of matters that it may see, and of the house."""
    mine = Q(unit_id=seat.unit_id, seat=None) | Q(seat=seat, unit=None)
    told = Q(matter__in=visible_to(seat)) | Q(matter__kind=house.KIND)
    return Ring.objects.filter(mine, told, town_id=seat.town_id, made_at__gte=seat.since)


def unheard(seat: Seat) -> int:
    """How many it has not had before it yet, at most MOST."""
    return rings_of(seat).filter(pk__gt=heard_up_to(seat))[:MOST].count()


def heard_up_to(seat: Seat) -> int:
    return Heard.objects.filter(seat=seat).values_list("up_to", flat=True).first() or 0


def hear(seat: Seat, at: datetime) -> None:
    """It has all of them before it."""
    newest = rings_of(seat).order_by("-pk").values_list("pk", flat=True).first()
    if newest is not None:
        Heard.objects.update_or_create(seat=seat, defaults={"up_to": newest, "at": at})


def says(one: Ring, language: str) -> str:
    """In the words in which it would go out; what rings for one person is the event's own sentence."""
    words = telling.words_of(one.event.name).get(one.audience)
    return worded(words[language], told(one.event, one.matter)) if words else ""
