"""What is done with hard cases, row by row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import COUNT, FILE, TEXT, Asked, Form, named, row_of
from xiangyue.counter.taking_in import request_id_of
from xiangyue.desks.taskforce import actions, forms, queries, views
from xiangyue.desks.taskforce.models import HardCase, Plan, Proposal
from xiangyue.desks.taskforce.step_rows import steps_in
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Place, Seat


def write(case: HardCase, *, over: int, seat: Seat, at: datetime, **told: Any) -> Plan:
    return actions.write_plan(case, actions.NewPlan(**told), over=over, seat=seat, at=at)


def talk(case: HardCase, *, seat: Seat, at: datetime, **told: Any) -> Any:
    return actions.talk(case, actions.NewTalk(**told), seat=seat, at=at)


def take(proposal: Proposal, *, seat: Seat, at: datetime, **told: Any) -> HardCase:
    return actions.take_in(proposal.matter, **told, seat=seat, at=at)


def write_down(town: Place, *, topic: str, why: str, leader: Seat, seat: Seat, at: datetime, **told: Any) -> HardCase:
    new = actions.OldCase(**told)
    return actions.write_down_old(town, new, topic=topic, why=why, leader=leader, seat=seat, at=at)


def _page(asked: Asked, **address: Any) -> str:
    subject = asked.subject
    case = getattr(getattr(subject, "plan", subject), "case", subject)
    return reverse("taskforce:case", args=[case.matter.number])


def _to_case(asked: Asked, case: HardCase) -> str:
    return reverse("taskforce:case", args=[case.matter.number])


def _to_proposals(asked: Asked, **address: Any) -> str:
    return reverse("taskforce:proposals")


def _request_id(asked: Asked, name: str) -> str:
    return request_id_of(asked.typed(name))


def _seen(asked: Asked) -> Any:
    assert asked.seat is not None
    return visible_to(asked.seat).select_related("town", "parent")


PLAN, APPROVE, TAKE = "taskforce.plan", "taskforce.approve", "taskforce.take"
_OTHER = row_of(_seen, "没有这个编号的事项，或者您的岗位看不到它。", by="number")
_ON_CASE = (
    Post(
        "write",
        PLAN,
        write,
        {"": Form(forms.PlanForm), "steps": steps_in, "over": COUNT, "change": TEXT},
        _("方案写下了，等另一位领导审定。"),
        address="plan",
        page=views.plan,
    ),
    Post("talk", PLAN, talk, {"": Form(forms.TalkForm)}, _("沟通记下了，诉求人在自己的页面看得到。")),
    Post("meet", PLAN, actions.meet, {"": Form(forms.MeetingForm), "file": FILE}, _("会商记下了。")),
    Post("check", "taskforce.check", actions.check, {"": Form(forms.CheckForm)}, _("查看记下了。")),
    Post("close", APPROVE, actions.close, {"": Form(forms.WordsForm)}, _("这一案办结了，会告诉诉求人。")),
    Post(
        "close_withdrawn",
        APPROVE,
        actions.close_withdrawn,
        {"": Form(forms.WordsForm)},
        _("因诉求人撤回，这一案结束。"),
    ),
    Post("rest", APPROVE, actions.rest, {"": Form(forms.RestForm)}, _("已搁置，到日子自己回来。")),
    Post("reopen", APPROVE, actions.reopen, {"reason": named("words", TEXT)}, _("这一案重新办理。")),
    Post("hand_over", "taskforce.lead", actions.hand_over, {"": Form(forms.LeadForm)}, _("包案领导已变更。")),
    Post("join", PLAN, actions.join, {"other": _OTHER}, _("已并到这一案，各自仍由本单位答复。")),
    Post("death", PLAN, actions.note_death, {"": Form(forms.DeathForm)}, _("记下了，今后听近亲属或代理人的话。")),
    Post("petition", PLAN, actions.open_petition, {"": Form(forms.PetitionForm)}, _("信访时限开始计算。")),
)
POSTS = [
    *on(
        "",
        back=lambda asked: reverse("taskforce:desk"),
        rows=(
            Post(
                "old",
                TAKE,
                write_down,
                {"": Form(forms.OldForm), "request_id": _request_id},
                _("积案登记好了，接着写一案一策。"),
                to=_to_case,
                page=views.old,
            ),
        ),
    ),
    *on(
        "proposals/<int:pk>",
        fetch=queries.proposal_for,
        back=_to_proposals,
        rows=(
            Post("take", TAKE, take, {"": Form(forms.TakeForm)}, _("已收进专班，接着写一案一策。"), to=_to_case),
            Post("decline", TAKE, actions.decline, {"": Form(forms.DeclineForm)}, _("暂不收，理由已记下。")),
        ),
    ),
    *on(
        "plans/<int:pk>",
        fetch=queries.plan_for,
        back=_page,
        rows=(
            Post(
                "approve",
                APPROVE,
                actions.approve_plan,
                {"words": TEXT},
                _("方案已审定，各步开始计时，协办单位会收到吹哨。"),
            ),
            Post("return", APPROVE, actions.return_plan, {"words": TEXT}, _("已退回，等改好再审。")),
        ),
    ),
    *on(
        "steps/<int:pk>",
        fetch=queries.step_for,
        back=_page,
        rows=(Post("report", "taskforce.report", actions.report_step, {"result": TEXT}, _("这一步记为完成。")),),
    ),
    *on(
        "terms/<int:pk>",
        fetch=queries.term_for,
        back=_page,
        rows=(
            Post("finish", PLAN, actions.finish_term, {"": Form(forms.TermForm)}, _("记下了，下一步时限开始。")),
            Post("put_off", APPROVE, actions.put_off_reply, {"": Form(forms.PutOffForm)}, _("时限延长了。")),
        ),
    ),
    *on("<str:number>", fetch=queries.case_for, back=_page, rows=_ON_CASE),
]
