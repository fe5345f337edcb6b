"""What the frame around every page needs: the town, the seats, the navigation of this seat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiangyue.counter.guard import moment_of
from xiangyue.counter.navigation import offered
from xiangyue.house.print_size import is_large
from xiangyue.kernel.models import Seat


def frame(request: HttpRequest) -> dict[str, Any]:
    seat: Seat | None = getattr(request, "seat", None)
    if seat is None:
        return {
            "nav": [],
            "seats": [],
            "seat": None,
            "town": None,
            "tiles": settings.XIANGYUE_TILES,
            "large_print": is_large(request),
        }
    return {
        "now": moment_of(request),
        "seat": seat,
        "town": seat.town,
        "town_is_synthetic": seat.town.is_synthetic,
        "seats": Seat.objects.on(moment_of(request)).filter(user_id=seat.user_id).select_related("unit", "town"),
        "nav": navigation(seat, request.path),
        "tiles": settings.XIANGYUE_TILES,
        "large_print": is_large(request),
    }


def navigation(seat: Seat, path: str) -> list[dict[str, Any]]:
    """What this seat may open, in the order the rooms gave; marked is the line whose address leads furthest to here."""
    lines = [(item, reverse(item.url_name)) for item in offered(seat)]
    leading = [url for _item, url in lines if path == url or (url != "/" and path.startswith(url))]
    here = max(leading, key=len, default=None)
    return [{"label": _(item.label), "url": url, "icon": item.icon, "active": url == here} for item, url in lines]
