"""Views that somebody shared with their unit go on with the next holder."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from xiangyue.counter.holdings import Held, Holding, register
from xiangyue.counter.models import SavedView
from xiangyue.kernel.models import Seat


def shared_views(seat: Seat, at: datetime) -> list[Held]:
    rows = SavedView.objects.filter(user_id=seat.user_id, town_id=seat.town_id, unit_id=seat.unit_id)
    return [Held(row.pk, row.title) for row in rows.order_by("title", "pk")]


def take_view(key: int, *, to: Seat, at: datetime) -> None:
    """Nothing where the next holder has one of this name on that list."""
    view = SavedView.objects.get(pk=key)
    same = {"user_id": to.user_id, "town_id": to.town_id, "listing": view.listing, "title": view.title}
    if not SavedView.objects.filter(**same).exists():
        SavedView.objects.filter(pk=key).update(user_id=to.user_id)


register(Holding("counter.views", _("与本单位共用的视图"), shared_views, take_view))
