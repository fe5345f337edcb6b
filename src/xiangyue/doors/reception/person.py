"""What this door keeps about a person: their bookings."""

from __future__ import annotations

from django.db.models import Q

from xiangyue.doors.reception import moves
from xiangyue.doors.reception.models import Booking
from xiangyue.kernel.persons import Belonging, register

register(Belonging(Booking, "person", forgotten={"phone_hash": ""}, waiting=Q(state__in=moves.ACTIVE)))
