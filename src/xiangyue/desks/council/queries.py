from __future__ import annotations

from django.shortcuts import get_object_or_404

from xiangyue.desks.council.models import CouncilNotice
from xiangyue.kernel.models import Place, Seat


def shown_notices(town: Place) -> list[CouncilNotice]:
    """The newest hundred that were not taken down."""
    shown = CouncilNotice.objects.filter(town=town, withdrawn_at=None).select_related("village")
    return list(shown.order_by("-published_at", "-id")[:100])


def notice_of(seat: Seat, pk: int) -> CouncilNotice:
    """Http404 for one of another town."""
    return get_object_or_404(CouncilNotice, pk=pk, town_id=seat.town_id)
