"""The lines of hand-overs about a matter, which a purge takes."""

from __future__ import annotations

from xiangyue.desks.handover.models import HandedItem
from xiangyue.kernel.besides import register

register(HandedItem, "says")
