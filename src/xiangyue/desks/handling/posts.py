"""What is done on a matter's page, row by row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter import bridges
from xiangyue.counter.posts import Post, numbered, on
from xiangyue.counter.readers import MATTERS, OFFICE_END, SEAT, TEXT, UNIT, YES, Asked, files, named, needed, one_of
from xiangyue.desks.handling import actions, queries
from xiangyue.desks.handling.actions.work import require_lead
from xiangyue.desks.handling.models import Answer, Case, Release
from xiangyue.desks.handling.releases import release_for, waiting_release
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Party, Place, Seat


def resume(matter: Matter, *, reason: str, seat: Seat, at: datetime) -> Any:
    require_lead(matter, seat, "handling.work")
    return actions.come_back(matter, reason=reason or "承办单位恢复办理", actor=kernel.Actor.of(seat), at=at)


def deliver(matter: Matter, *, to: str, how: str, seat: Seat, at: datetime) -> Any:
    return actions.deliver(_open_answer(matter), to=to, how=how, seat=seat, at=at)


def withdraw(matter: Matter, *, reason: str, seat: Seat, at: datetime) -> Any:
    return actions.withdraw_answer(_open_answer(matter), reason=reason, seat=seat, at=at)


def _open_answer(matter: Matter) -> Answer:
    own = matter.answers.select_related("matter__town", "matter__lead_unit").filter(withdrawn_at=None)
    found = own.order_by("-pk").first()
    if found is None:
        raise Refused("还没有写好的答复。")
    return found


def take_back(matter: Matter, *, reason: str, seat: Seat, at: datetime) -> Any:
    held = waiting_release(matter)
    if held is None:
        raise Refused("没有在等审签的答复，请刷新后再看。")
    return actions.take_back_release(held, reason=reason, seat=seat, at=at)


def note(matter: Matter, *, text: str, uploads: list[kernel.Upload], seat: Seat, at: datetime) -> None:
    """A note, files, or both."""
    for upload in uploads:
        actions.add_file(matter, upload, seat=seat, at=at)
    if text or not uploads:
        actions.add_note(matter, text=text, seat=seat, at=at)


def report(case: Case, *, done: bool, response: str, seat: Seat, at: datetime) -> Any:
    """A whistled unit's word: on the way, or done."""
    deed = actions.finish_whistle if done else actions.respond
    return deed(case, response=response, seat=seat, at=at)


def reported(matter: Matter, *, unit: Party | None, person: Seat | None, seat: Seat, at: datetime) -> Any:
    units, people = [unit] if unit else [], [person.user] if person else []
    return kernel.name_reported(matter, units=units, people=people, seat=seat, at=at)


def _home(asked: Asked, result: Any) -> str:
    """The matter's own page may be closed to them now."""
    return reverse("today:today")


def sign_many(town: Place, *, matters: list[Matter], seat: Seat, at: datetime) -> tuple[int, list[tuple[Matter, str]]]:
    """(how many were signed, those refused with their reasons)."""
    refused = actions.sign_many(matters, seat=seat, at=at)
    return len(matters) - len(refused), refused


def _signed(asked: Asked, result: tuple[int, list[tuple[Matter, str]]]) -> str:
    done, refused = result
    told = gettext("签收了 %(n)s 件。") % {"n": done}
    return told + "；".join(f" {matter.number}：{says}" for matter, says in refused[:3])


def _decided(asked: Asked, case: Case) -> str:
    return gettext("已同意。") if YES(asked, "granted") else gettext("已答复不同意。")


def _answered(asked: Asked, result: Answer | Release) -> str:
    if isinstance(result, Release):
        return gettext("答复已送审签，同意后再送达；在这之前诉求人看不到。")
    return gettext("答复已保存。")


def _released(asked: Asked, held: Release) -> str:
    return gettext("已同意，由承办人送达。") if held.state == "granted" else gettext("已退回给拟答复的人。")


WORK, ASK = "handling.work", "handling.ask"
PHOTOS_OF_ANSWER = 6
_ASSIGN = {"to": needed(SEAT, "请选择交给谁经办。")}
_CONTACT = {"how": TEXT, "reached": YES, "summary": TEXT}
_ANSWER = {
    **dict.fromkeys(("text", "outcome", "overdue_reason", "requester_how", "door_how"), TEXT),
    "files": named("photos", files(PHOTOS_OF_ANSWER)),
    "shown": YES,
}
_REVIEWED = one_of(("escalation", "unreasonable"), "请选择提级还是不合理诉求认定。")
_OBJECTION = {"reason": TEXT, "basis": TEXT, "unit": UNIT}
_EXTENSION = {"until": OFFICE_END, "reason": TEXT, "told_requester": named("told", YES)}
_HOLD = {"kind": TEXT, "until": OFFICE_END, "reason": TEXT, "basis": TEXT}
_WHISTLE = {"unit": needed(UNIT, "请选择要请来的单位。"), "reason": TEXT, "due_at": named("until", OFFICE_END)}
POSTS = [
    *on(
        "",
        back=lambda asked: reverse("handling:mine"),
        rows=(
            Post(
                "sign_many", WORK, sign_many, {"matters": named("matter", MATTERS)}, _signed, address="mine/signatures"
            ),
        ),
    ),
    *on(
        "reviews",
        fetch=queries.case_to_decide,
        back=lambda asked, pk: reverse("handling:reviews"),
        rows=(
            Post(
                "decide",
                "handling.decide",
                actions.decide,
                {"granted": YES, "decision": TEXT},
                _decided,
                address="<int:pk>",
            ),
        ),
    ),
    *on(
        "releases",
        fetch=release_for,
        back=lambda asked, pk: reverse("handling:releases"),
        rows=(
            Post(
                "decide_release",
                "handling.release",
                actions.decide_release,
                {"granted": YES, "words": TEXT},
                _released,
                address="<int:pk>",
            ),
        ),
    ),
    *on(
        "whistles",
        fetch=queries.whistle_of,
        back=lambda asked, pk: reverse("handling:matter", args=[asked.subject.matter.number]),
        rows=(
            Post(
                "report",
                "handling.respond",
                report,
                {"done": YES, "response": TEXT},
                _("已报告主办单位。"),
                address="<int:pk>",
            ),
        ),
    ),
    *on(
        "<str:number>",
        fetch=matter_for,
        back=lambda asked, number: reverse("handling:matter", args=[number]),
        rows=(
            Post(
                "assign",
                WORK,
                actions.assign,
                _ASSIGN,
                numbered(_("%(number)s 已交给经办人。")),
                undo="take_back_assignment",
            ),
            Post(
                "take_back_assignment",
                WORK,
                actions.take_back_assignment,
                done=numbered(_("%(number)s 的交办已撤回。")),
                address="assign/taken-back",
            ),
            Post("sign", WORK, actions.sign, done=_("已签收。"), address="signature", undo="take_back_signature"),
            Post(
                "take_back_signature",
                WORK,
                actions.take_back_signature,
                done=numbered(_("%(number)s 已撤回签收。")),
                address="signature/taken-back",
            ),
            Post("contact", WORK, actions.log_contact, _CONTACT, _("联系情况已记下。"), address="contacts"),
            Post("begin", WORK, actions.begin, {"note": TEXT}, _("开始办理。"), address="work"),
            Post("resume", WORK, resume, {"reason": TEXT}, _("恢复办理，时限接着走。"), address="resumption"),
            Post("answer", WORK, actions.give_answer, _ANSWER, _answered, address="answers"),
            Post(
                "take_back_release",
                WORK,
                take_back,
                {"reason": TEXT},
                _("送审的答复已撤回，可以改了再送。"),
                address="releases/taken-back",
            ),
            Post("deliver", WORK, deliver, {"to": TEXT, "how": TEXT}, _("送达已记下。"), address="deliveries"),
            Post(
                "withdraw", WORK, withdraw, {"reason": TEXT}, _("答复已撤回，继续办理。"), address="answers/withdrawn"
            ),
            Post("objection", ASK, actions.object_to, _OBJECTION, _("退单申请已提交审核。")),
            Post("extension", ASK, actions.ask_extension, _EXTENSION, _("延期申请已提交审核。")),
            Post("hold", ASK, actions.ask_hold, _HOLD, _("申请已提交审核。")),
            Post("review", ASK, actions.ask_review, {"kind": _REVIEWED, **_OBJECTION}, _("申请已提交审核。")),
            Post("whistle", ASK, actions.whistle, _WHISTLE, _("哨已吹出，对方有自己的时限。"), address="whistles"),
            Post(
                "declare",
                "recusal.declare",
                kernel.declare,
                {"why": TEXT},
                _("已回避，这件事不再出现在您的列表里，领导会看到。"),
                address="recusal",
                to=_home,
            ),
            Post(
                "reported",
                "recusal.name",
                reported,
                {"unit": UNIT, "person": SEAT},
                _("已登记，被反映的单位和人看不到这件事。"),
                address="reported",
                to=_home,
            ),
            Post("carry", "matters.see", bridges.carry, {"to": TEXT, "reason": TEXT}, _("已转过去，两边都看得到。")),
            Post(
                "note",
                "matters.note",
                note,
                {"text": TEXT, "uploads": named("files", files())},
                _("备注已添加。"),
                address="notes",
            ),
        ),
    ),
]
