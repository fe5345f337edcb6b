"""Whom an event is told to, and what may stand in the words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.html import strip_tags

from xiangyue.desks.notices.rules import ASKED
from xiangyue.kernel.models import Event, Matter, Party
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.lib.personal import mask_personal


def audience_of(event: Event, audience: str) -> Iterator[Party]:
    """Whom the event concerns as that audience."""
    matter = event.matter
    if audience in ("requester", ASKED) and matter.requester is not None:
        yield matter.requester
    if audience == "unit" and matter.lead_unit is not None:
        yield matter.lead_unit
    if audience == "whistled":
        yield from Party.objects.filter(town=matter.town, kind="unit", title=event.particulars["unit_name"])[:1]
    if audience == "centre":
        yield from Party.objects.filter(town=matter.town, kind="unit", unit_kind="centre")[:1]


def told(event: Event, matter: Matter) -> dict[str, str]:
    """What may stand in the words: never a name, a phone or an address."""
    due = event.particulars.get("due_at")
    when = datetime.fromisoformat(due) if due else matter.due_at
    return {
        "number": matter.number,
        "title": mask_personal(strip_tags(matter.title))[:60],
        "unit": matter.lead_unit.title if matter.lead_unit else "",
        "due": f"{when.astimezone(ZONE):%m-%d %H:%M}" if when else "",
    }
