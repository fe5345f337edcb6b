"""The writer's page of a letter: the nine stages, who answers now, the scores that are the writer's to give."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from xiangyue.counter.own.declared import ADD, REOPEN, SOLVED, WITHDRAW, Own, register
from xiangyue.counter.posts import Post
from xiangyue.counter.readers import TEXT, Asked
from xiangyue.doors.mailbox import actions, queries
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.models import Letter
from xiangyue.doors.mailbox.rules import SCORES, Scored
from xiangyue.kernel.models import Matter
from xiangyue.kernel.stages import Stage
from xiangyue.kernel.timekeeping import local_day

_BEFORE_A_UNIT = {
    "received": "书记信箱（正在筛阅）",
    "screened": "镇党委书记（等待批示）",
    "instructed": "书记信箱（正在交办）",
}


def scores(asked: Asked, name: str) -> list[Scored]:
    """What was scored of the evaluators whose score is the writer's to give; junk is no score."""
    given = []
    for one in queries.evaluators(asked.town, local_day(asked.at)):
        typed = asked.typed(f"score_{one.key}")
        if one.by_writer and typed in {str(score) for score in SCORES}:
            given.append(Scored(one.key, int(typed), asked.typed(f"comment_{one.key}")))
    return given


def letter_of(matter: Matter) -> Letter:
    letter = Letter.objects.get(matter=matter)
    letter.matter, letter.town = matter, matter.town
    return letter


def who(matter: Matter, stage: Stage) -> str:
    if stage.key in ("closed", "withdrawn"):
        return ""
    holder = matter.parent if matter.parent is not None and stage.key == "assigned" else matter
    if holder.lead_unit is not None and stage.key not in ("received", "screened"):
        return "镇党委书记（正在审阅答复）" if stage.key == "handled" else holder.lead_unit.title
    return _BEFORE_A_UNIT.get(stage.key, "市民诉求处置中心")


def _more(matter: Matter, at: datetime) -> dict[str, Any]:
    asked = queries.evaluators(matter.town, local_day(at))
    return {
        "evaluators": [one for one in asked if one.by_writer],
        "scores": range(max(SCORES), min(SCORES) - 1, -1),
        "evaluations": queries.own_evaluations(matter),
    }


OWN = register(
    Own(
        "mailbox",
        kinds=(LETTER.name,),
        find=gettext_noop("查我的信"),
        receipt=gettext_noop("信收到了，这是您的回执"),
        said=gettext_noop("您的信"),
        hidden="要看这封信，请先用回执上的十位查询码和尾号打开它。",
        posts=(
            ADD,
            Post(
                "rating",
                "",
                lambda matter, **told: actions.rate(letter_of(matter), **told),
                {"solved": SOLVED, "satisfied": TEXT, "words": TEXT, "scores": scores, "request_id": TEXT},
                gettext_noop("谢谢，您的评价收到了。"),
            ),
            WITHDRAW,
            REOPEN,
        ),
        more=_more,
        who=who,
        joined=("parent__lead_unit",),
    )
)
