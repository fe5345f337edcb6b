"""What the rooms offer to a seat."""

from __future__ import annotations

from django.apps import apps

from xiangyue.counter.room import NavItem, RoomConfig
from xiangyue.kernel.access import may
from xiangyue.kernel.models import Seat


def offered(seat: Seat) -> list[NavItem]:
    """The lines of navigation that this seat may open, in the order that the rooms gave."""
    items = [item for room in apps.get_app_configs() if isinstance(room, RoomConfig) for item in room.nav]
    return sorted((item for item in items if may(seat, item.deed)), key=lambda item: item.order)
