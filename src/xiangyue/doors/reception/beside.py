"""What was said at the table, promised and kept, which a purge takes."""

from __future__ import annotations

from xiangyue.doors.reception.models import Booking, Look, Promise, Talk
from xiangyue.kernel.besides import register

register(Booking, "topic", "cancelled_why", matter="talk__matter")
register(Talk, "words", "withdrew_why", "answer")
register(Promise, "words", "how")
register(Look, "reason", matter="booking__talk__matter")
