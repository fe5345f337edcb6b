"""Whom a matter is about: kept from them, from its first moment on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q

from xiangyue.kernel.actions.record import WORKER, Actor, record
from xiangyue.kernel.models import Matter, Party, Place, Recusal, Seat


def find_reported(town: Place, said: Iterable[tuple[Matter, str]], *, at: datetime) -> None:
    """Reports (举报) that name a unit or somebody who holds a seat are kept from them before anybody has read them; who
    is above may say that it was not meant so.
    """
    reports = [(matter, text) for matter, text in said if matter.request_type == "report"]
    if not reports:
        return
    units = list(Party.objects.filter(town=town, kind="unit", is_active=True))
    seats = list(Seat.objects.on(at).filter(town=town).select_related("user"))
    for matter, text in reports:
        named = [unit for unit in units if len(unit.title) > 2 and unit.title in text]
        people = {seat.user_id: seat.user for seat in seats if len(seat.holder) > 1 and seat.holder in text}
        if named or people:
            keep_from(matter, named, list(people.values()), "found", WORKER, at)


def keep_from(
    matter: Matter, units: Sequence[Party], people: Sequence[User], why: str, actor: Actor, at: datetime
) -> list[Recusal]:
    """The recusals that are new, told on the matter."""
    known = Recusal.objects.filter(matter=matter, ended_at=None)
    before = {(one.unit_id, one.user_id) for one in known.filter(Q(unit__in=units) | Q(user__in=people))}
    rows = [Recusal(town_id=matter.town_id, matter=matter, unit=unit, why=why, since=at) for unit in units]
    rows += [Recusal(town_id=matter.town_id, matter=matter, user=user, why=why, since=at) for user in people]
    fresh = [row for row in rows if (row.unit_id, row.user_id) not in before]
    Recusal.objects.bulk_create(fresh)
    if fresh:
        named = "、".join(row.unit.title for row in fresh if row.unit) or "—"
        told = {"units": named, "people": sum(row.user_id is not None for row in fresh)}
        record(matter, "recusal_named", actor=actor, at=at, **told)
    return fresh
