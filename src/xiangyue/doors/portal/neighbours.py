"""Same as your neighbour's? Enough to decide: where, when, what class, and words of the town's own catalogue that stand
in what was said. Nothing else of anybody's words, no report, and never what was raised on this very device.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from xiangyue.insight.twins.queries import Neighbour, said_already
from xiangyue.kernel.models import Category, Place
from xiangyue.kernel.timekeeping import ZONE, local_day

_SHOWN, _WORDS = 3, 4


def like(town: Place, *, words: str, place: Place | None, own: Collection[str], at: datetime) -> list[dict[str, Any]]:
    """`own` are the numbers that this device holds. Not by telephone: whoever typed a neighbour's would learn by what
    is left out that it is theirs.
    """
    found = said_already(town, words=words, place=place, at=at, limit=_SHOWN + len(own))
    shown = [one for one in found if one.matter.number not in own][:_SHOWN]
    known = _catalogue(town, at) if shown else []
    return [_told(one, known) for one in shown]


def _catalogue(town: Place, at: datetime) -> list[str]:
    """The words by which the town's classes are known; none of them is anybody's. The longest first."""
    rows = Category.objects.filter(town=town).on(local_day(at)).values_list("words", "risk_words")
    return sorted({word for lists in rows for words in lists for word in words}, key=lambda word: (-len(word), word))


def _told(one: Neighbour, known: list[str]) -> dict[str, Any]:
    matter = one.matter
    where = matter.place.name if matter.place else _("本镇")
    what = matter.category.level2 if matter.category else _("相近的事")
    who = matter.lead_unit.title if matter.lead_unit else _("正在派单")
    about = "、".join([word for word in known if word in matter.words][:_WORDS])
    day = matter.received_at.astimezone(ZONE)
    says = _("%(where)s · %(month)s月%(day)s日 · %(what)s · %(n)s 人说过 · %(who)s") % {
        **{"where": where, "what": what, "n": one.people, "who": who},
        **{"month": day.month, "day": day.day},
    }
    return {"number": matter.number, "says": f"{says} · {about}" if about else says}
