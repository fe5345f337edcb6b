"""From a matter to the village's table; and on the matter's page what became of it there."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter import related
from xiangyue.counter.bridges import Bridge, register
from xiangyue.counter.related import Related
from xiangyue.desks.council.actions import raise_topic
from xiangyue.desks.council.actions.parts import village_of
from xiangyue.desks.council.actions.topics import find_committee, not_for_villages
from xiangyue.desks.council.kind import TOPIC
from xiangyue.desks.council.models import Raised, Topic
from xiangyue.desks.council.queries import topics
from xiangyue.kernel import kinds
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Seat
from xiangyue.kernel.said import masked_words


def _blocked(matter: Matter, seat: Seat) -> str:
    if matter.kind == TOPIC.name:
        return gettext("它本身就是议题。")
    village = village_of(matter)
    if village is None:
        return gettext("先把地点定到村，才知道由哪个村议。")
    if why := not_for_villages(matter, find_committee(village)):
        return why
    if Raised.objects.filter(matter=matter, ended_at=None).exists():
        return gettext("已经在议事会商议。")
    return ""


def _carry(matter: Matter, *, reason: str, seat: Seat, at: datetime) -> Topic:
    village = village_of(matter)
    assert village is not None  # `_blocked` has just looked
    title, words = masked_words(matter)
    if kinds.get(matter.kind).read:  # a village reads the topic, and may not read these words
        title, words = gettext("请村里商议的一件事"), ""
    if not (reason or words):
        raise Refused("这类事项的原话村里看不到，请写明要村里议什么。")
    return raise_topic(
        village, title=title[:120], words=reason or words, source="matters", matters=[matter], seat=seat, at=at
    )


def tell(matter: Matter, seat: Seat) -> Related | None:
    seen = topics(seat)
    held = seen.filter(matter=matter) if matter.kind == TOPIC.name else seen.filter(raised__matter=matter)
    topic = held.select_related("matter", "village").order_by("-pk").first()
    if topic is None:
        return None
    stage = kinds.stage_of(topic.matter).name(get_language() or "zh")
    return Related(
        gettext("村民议事会"), f"{topic.village.name}：{stage}", reverse("council:topic", args=[topic.matter.number])
    )


register(Bridge("council", _("提交村民议事会"), "council.raise", _blocked, _carry))
related.register("council.see", tell)
