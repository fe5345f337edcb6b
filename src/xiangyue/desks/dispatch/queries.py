from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Matter, Seat


def still_open(seat: Seat) -> QuerySet[Matter]:
    """What has not ended; the desk's tabs say in which states."""
    return visible_to(seat).filter(closed_at=None)
