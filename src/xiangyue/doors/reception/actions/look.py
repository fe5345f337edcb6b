from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.doors.reception.models import Booking, Look
from xiangyue.doors.reception.rules import tidy
from xiangyue.kernel import access
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat
from xiangyue.kernel.sealing import contact


@transaction.atomic
def look_at_phone(booking: Booking, *, reason: str, seat: Seat, at: datetime) -> str:
    """The number in the clear, to tell of a change before there is a matter; "" when none was given. The visitor sees
    who.
    """
    access.require(seat, "reception.run", of=booking)
    if not tidy(reason):
        raise Refused("查看电话必须写明理由，来访人自己看得到这条记录。")
    phone = contact(booking.person, "phone")
    if not phone:
        return ""
    Look.objects.create(town_id=booking.town_id, booking=booking, seat=seat, reason=tidy(reason)[:120], at=at)
    return phone
