"""What this door keeps about a person: their bookings."""

from __future__ import annotations

from django.db.models import Q

from xiangyue.doors.reception import moves
from xiangyue.doors.reception.models import Booking
from xiangyue.kernel.persons import Belonging, register

_TOLD = ("booked_at", "topic", "people", "state")
register(Belonging(Booking, "person", forgotten={"phone_hash": ""}, waiting=Q(state__in=moves.ACTIVE), told=_TOLD))
