"""What is done with a firm's request at the steward's desk, row by row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import SEAT, TEXT, UNIT, YES, Asked, Form, Reader, day, named, row_of
from xiangyue.counter.sorting import SortingForm
from xiangyue.doors.enterprise import actions, queries
from xiangyue.doors.enterprise.forms import IntakeForm, PlanForm, VisitForm
from xiangyue.doors.enterprise.models import FirmVisit, Request
from xiangyue.doors.enterprise.own import rating_fields
from xiangyue.kernel.models import Place, Seat


def take_in(town: Place, *, seat: Seat, at: datetime, **told: Any) -> Any:
    """By telephone, on a visit, in WeChat or at a meeting: whoever takes it in is its first contact."""
    return actions.take_in(town, actions.NewRequest(**told), seat=seat, at=at)


def heard(request: Request, *, seat: Seat, at: datetime, **told: Any) -> Any:
    return actions.rate(request, **told, at=at, heard_by=seat)


def plan_visit(town: Place, *, seat: Seat, at: datetime, **told: Any) -> Any:
    return actions.plan_visit(**told, seat=seat, at=at)


def do_visit(
    town: Place,
    *,
    visit: FirmVisit | None,
    need: str,
    topic: str,
    contact: str,
    phone: str,
    seat: Seat,
    at: datetime,
    **told: Any,
) -> Any:
    """Of a plan or without one; a need is taken in at once."""
    firm = told["firm"]
    asked = actions.NewRequest(
        firm_name=firm.title, firm_code=firm.code, words=need, contact=contact, phone=phone, topic=topic, channel="走访"
    )
    return actions.do_visit(**told, visit=visit, need=asked if need.strip() else None, seat=seat, at=at)


def _is_unsorted(asked: Asked) -> bool:
    return bool(asked.subject.matter.state == "received")


def _desk(asked: Asked, number: str = "") -> str:
    return reverse("enterprise:desk") + (f"?m={number}" if number else "")


PLANNED = row_of(lambda asked: FirmVisit.objects.filter(town=asked.town), "没有这次计划，请刷新后再选。")
SERVE, VISIT = "enterprise.serve", "enterprise.visit"
_ASSIGN: dict[str, Reader] = {"unit": UNIT, "note": TEXT, "": Form(SortingForm, when=_is_unsorted)}
_PLAN = {"words": TEXT, "due_on": day("请选计划解决的日子。")}
_CANNOT = {"words": TEXT, "basis": TEXT, "other_ways": TEXT}
_HAND_OVER = {"to": SEAT, "reason": TEXT}
POSTS = [
    *on(
        "requests/<str:number>",
        fetch=queries.request_of,
        back=_desk,
        rows=(
            Post("assign", SERVE, actions.assign, _ASSIGN, _("已分派，开始计时。")),
            Post("contact", SERVE, actions.log_contact, {"how": TEXT, "words": TEXT}, _("联系记下了。")),
            Post(
                "hand_over",
                "enterprise.hand_over",
                actions.hand_over_first_contact,
                _HAND_OVER,
                _("首问责任人已变更，企业看得到。"),
            ),
            Post("ask_material", SERVE, actions.ask_material, {"words": TEXT}, _("已请企业补材料。")),
            Post("give_material", SERVE, actions.give_material, {"words": TEXT}, _("材料已登记。")),
            Post("plan", SERVE, actions.plan, _PLAN, _("已列入计划解决，到日子自己回来。")),
            Post("plan_done", SERVE, actions.plan_done, {"words": TEXT}, _("计划事项已落实。")),
            Post("cannot", SERVE, actions.explain_cannot, _CANNOT, _("说明已记下，请送达企业并请它确认。")),
            Post("cannot_told", SERVE, actions.confirm_cannot_told, {"how": TEXT}, _("送达已确认。")),
            Post("escalate", SERVE, actions.escalate, {"reason": TEXT}, _("已提级，书记看得到。")),
            Post("supervise", "enterprise.supervise", actions.supervise, {"text": TEXT}, _("督办意见已记下。")),
            Post("phone_rating", SERVE, heard, rating_fields(), _("企业的评价记下了。")),
            Post(
                "ask_word", SERVE, actions.ask_word, {"how": TEXT, "words": TEXT}, _("记下了：问过一次，没有得到评价。")
            ),
            Post(
                "close_refused", SERVE, actions.close_refused, {"evidence": TEXT}, _("已办结：企业拒绝评价，凭据已留。")
            ),
            Post(
                "recheck",
                SERVE,
                actions.recheck,
                {"finding": TEXT, "is_settled": named("settled", YES)},
                _("撤回复核已记下。"),
            ),
        ),
    ),
    *on(
        "",
        back=_desk,
        rows=(Post("take_in", SERVE, take_in, {"": Form(IntakeForm)}, _("已受理，您是这件诉求的首问责任人。"), "new"),),
    ),
    *on(
        "visits",
        back=lambda asked: reverse("enterprise:visits"),
        rows=(
            Post("plan_visit", VISIT, plan_visit, {"": Form(PlanForm)}, _("走访已列入计划。"), "plan"),
            Post("do_visit", VISIT, do_visit, {"visit": PLANNED, "": Form(VisitForm)}, _("走访已登记。"), "done"),
        ),
    ),
]
