"""Orders brought in and worked on, for the tests of what goes back to the platform."""

from __future__ import annotations

from collections.abc import Callable

from cast import NOON, Cast, later
from django.core.files.base import ContentFile
from hotline_files import closed, order

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.doors.hotline.models import ImportRun
from xiangyue.kernel.models import Attachment, Matter


def answered_with_files(bring: Callable[..., ImportRun], cast: Cast) -> Matter:
    """One order answered by us, one that only waits, one that the platform has closed itself."""
    bring([order("T1"), order("T2"), closed("T3")])
    matter = Matter.objects.select_related("town").get(number="T1")
    dispatch.send(
        matter,
        category=cast.categories["W01"],
        unit=cast.units["water"],
        place=cast.places["dayang"],
        urgency="general",
        seat=cast.seats["dispatcher"],
        at=NOON,
    )
    handling.answer_at_once(
        matter,
        text="阀门已更换，=恢复供水。",
        outcome="solved",
        requester_how="phone",
        door_how="export",
        seat=cast.seats["water"],
        at=later(NOON, hours=2),
    )
    for title, content in (("现场.jpg", b"one"), ("../../回单", b"two")):
        Attachment.objects.create(
            town=cast.town,
            matter=matter,
            file=ContentFile(content, name="x.jpg"),
            title=title,
            media_type="image/jpeg",
            sha256=title,
            added_at=NOON,
        )
    return matter
