"""不合理诉求认定: what a unit asks to be found unreasonable is heard by the village before somebody decides."""

from __future__ import annotations

from datetime import datetime

from xiangyue.desks.council.actions.parts import village_of
from xiangyue.desks.council.actions.topics import find_committee, not_for_villages, raised
from xiangyue.desks.council.kind import TOPIC
from xiangyue.desks.council.models import Raised, Topic
from xiangyue.kernel.actions import Actor
from xiangyue.kernel.models import Matter

_TITLE = "一件诉求是否合理，请村民议事会听取情况"
_WORDS = (
    "办理单位认为事项 {number} 不合理，申请认定。请议事会听双方怎么说、村里平时怎么做，议出意见。"
    "议事会只讨论、不裁决；不写提出的人是谁。认定由有权的人作出，作出后告诉本人，并说明怎样提出异议。"
)


def put_before_the_council(matter: Matter, *, actor: Actor, at: datetime) -> Topic | None:
    """None where it lies on a table already, is nothing for a village, or where its place is in no village that has a
    committee: then a dispatcher raises it.
    """
    village = village_of(matter)
    if village is None or matter.kind == TOPIC.name:
        return None
    committee = find_committee(village)
    if (
        committee is None
        or not_for_villages(matter, committee)
        or Raised.objects.filter(matter=matter, ended_at=None).exists()
    ):
        return None
    words = _WORDS.format(number=matter.number)
    return raised(
        village, title=_TITLE, words=words, source="unreasonable", matters=[matter], is_moral=True, actor=actor, at=at
    )
