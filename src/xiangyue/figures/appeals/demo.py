"""Two results of this period appealed against this morning: one sent up, one still to be sent."""

from __future__ import annotations

from datetime import timedelta

from xiangyue.desks.callback.models import Callback
from xiangyue.desks.handling.actions import decide
from xiangyue.figures.appeals import actions
from xiangyue.figures.appeals.rules import GROUND
from xiangyue.kernel.dated import holding_on
from xiangyue.kernel.models import Seat
from xiangyue.kernel.storytelling import Part, Scene
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.periods import assessment_period

_ASKED = (("当事双方已经起诉，法院立案了", "法院受理通知书"), ("回访记录写未联系，通话记录有三次", "通话记录截图"))


def appeal(scene: Scene) -> None:
    begins, _ends = assessment_period(local_day(scene.now)).moments()
    results = Callback.objects.filter(town=scene.town, source="imported", counts=True, solved=False, at__gte=begins)
    lately = results.select_related("matter__town", "matter__lead_unit").order_by("-at", "pk")
    for number, (told, result) in enumerate(zip(_ASKED, lately, strict=False)):
        _appeal(scene, result, *told, is_sent=number == 0)


def _appeal(scene: Scene, result: Callback, reason: str, basis: str, *, is_sent: bool) -> None:
    at, reviewer = scene.now - timedelta(minutes=80), scene.seats["shenhe"]
    asks = Seat.objects.on(at).filter(unit=result.matter.lead_unit, role__in=("handler", "village")).first()
    if asks is None:
        return
    case = actions.ask(result.matter, reason=reason, basis=basis, seat=asks, at=at)
    at += timedelta(minutes=25)
    decide(case, granted=True, decision="同意申诉，请整理证据", seat=reviewer, at=at)
    made = actions.agree(case.pk, at=at)
    ground = holding_on(scene.town, GROUND, local_day(at)).order_by("key").first()
    if is_sent and made is not None:
        at += timedelta(minutes=30)
        actions.send(made, ground=ground, words=f"{reason}，附{basis}", seat=reviewer, at=at)


PART = Part(this_morning=appeal)
