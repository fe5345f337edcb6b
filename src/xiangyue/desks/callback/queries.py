from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Event, Matter, Seat

# whoever did one of these has handled the matter
HANDLED = ("signed", "contacted", "release_asked", "release_granted", "answer_written", "answered")


def to_call(seat: Seat) -> QuerySet[Matter]:
    """Matters that wait for call-back, without those this person handled; `tries`: how often nobody was reached."""
    handled = Event.objects.filter(matter=OuterRef("pk"), seat__user_id=seat.user_id, name__in=HANDLED)
    return (
        visible_to(seat)
        .filter(state="awaiting_callback", closed_at=None)
        .exclude(Exists(handled))
        .annotate(tries=Count("callbacks", filter=Q(callbacks__source="own", callbacks__reached=False)))
    )
