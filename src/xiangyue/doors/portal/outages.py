"""What is known to be off where somebody is about to report it: offered beside neighbours' matters, to be followed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from xiangyue.kernel.actions import REQUESTER
from xiangyue.kernel.models import Matter, Place
from xiangyue.ledgers.outages.actions import join
from xiangyue.ledgers.outages.queries import known
from xiangyue.ledgers.outages.words import told

FOLLOWS = "outage:"  # before its key, where a neighbour's matter has its number


def outages_known(town: Place, *, words: str, place: Place | None, at: datetime) -> list[dict[str, str]]:
    return [
        {
            "number": f"{FOLLOWS}{one.pk}",
            "says": _("已知：%(what)s，可以关注，改期和恢复都会告诉您") % {"what": told(one)},
        }
        for one in known(town, words=words, category="", place=place, at=at)
    ]


def follow_outage(matter: Matter, follows: str, *, words: str, place: Place | None, at: datetime) -> None:
    """Only one that is offered for these very words: the key is the browser's, not to be believed."""
    offered = known(matter.town, words=words, category="", place=place, at=at)
    outage = next((one for one in offered if f"{FOLLOWS}{one.pk}" == follows), None)
    if outage is not None:
        join(matter, outage, actor=REQUESTER, at=at)
