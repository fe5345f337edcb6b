"""What happens in the town's own house: on one sealed matter for each year, in the same chain as everything else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from xiangyue.kernel import kinds
from xiangyue.kernel.actions.receive import Intake, receive
from xiangyue.kernel.actions.record import WORKER, Actor, record
from xiangyue.kernel.models import Event, Matter, Place
from xiangyue.kernel.timekeeping import local_day

KIND = "house"


def tell_house(town: Place, name: str, *, actor: Actor, at: datetime, **particulars: Any) -> Event:
    """Seats given and ended, purges, folders loaded, periods opened again."""
    return record(house_of(town, at=at), name, actor=actor, at=at, **particulars)


def house_of(town: Place, *, at: datetime) -> Matter:
    """The matter of the year of `at`; it is ended from the first day, so that no list of open work holds it."""
    year = local_day(at).year
    number = f"{kinds.get(KIND).prefix}{year}"
    found = _found(town, number)
    if found is not None:
        return found
    intake = Intake(
        number=number, title=f"{year}年本镇内部事项", words="", received_at=at, kind=KIND, closed_at=at, requester=None
    )
    try:
        with transaction.atomic():
            return receive(town, intake, door=KIND, actor=WORKER, at=at)
    except IntegrityError:  # another worker was first
        found = _found(town, number)
        if found is None:
            raise
        return found


def _found(town: Place, number: str) -> Matter | None:
    return Matter.objects.filter(town=town, number=number, kind=KIND).select_related("town").first()
