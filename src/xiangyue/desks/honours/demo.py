"""通办先锋 two months running, and the centre made anew in 2024 (S24, S27). What the notices said is invented."""

from __future__ import annotations

from datetime import date, timedelta

from xiangyue.desks.honours import actions
from xiangyue.desks.honours.actions import NewRecommendation
from xiangyue.desks.honours.rules import month_after
from xiangyue.kernel.models import Matter
from xiangyue.kernel.storytelling import Part, Scene, at_hour

MONTHS = (date(2024, 10, 1), date(2024, 11, 1))
_EVIDENCE = 3


def play(scene: Scene) -> None:
    clerk, centre = scene.seats["shenhe"], scene.units["centre"]
    actions.reorganise(
        centre,
        kind="restructured",
        on=date(2024, 2, 20),
        before="分散在三个科室的诉求受理岗位",
        after="统一受理、派单、回访的市民诉求处置中心",
        why="同一件事三处登记，没有人对结果负责。",
        document="演示文件2024年第3号",
        seat=clerk,
        at=at_hour(date(2024, 2, 21), 9),
    )
    for month in MONTHS:
        ended = at_hour(month_after(month), 0)
        closed = Matter.objects.filter(town=scene.town, closed_at__lt=ended, closed_at__gte=at_hour(month, 0))
        shown = list(closed.exclude(kind="house").order_by("closed_at", "pk")[:_EVIDENCE])
        new = NewRecommendation(
            unit=centre,
            title="通办先锋",
            month=month,
            giver="区接诉即办系统",
            document=f"演示通报{month:%Y-%m}",
            words="当月跨单位协同的诉求都按时办结，诉求人满意。",
            matters=shown,
        )
        actions.recommend(scene.town, new, seat=clerk, at=ended + timedelta(days=2, hours=10))


PART = Part(plays=play)
