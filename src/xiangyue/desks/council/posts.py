"""What is done at the village's table and on its board."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import (
    COUNT,
    DAY,
    FILE,
    MOMENT,
    NUMBERED,
    TEXT,
    UNIT,
    VILLAGE,
    YES,
    Asked,
    Form,
    Reader,
    long_text,
    named,
    needed,
    row_of,
    ticked,
)
from xiangyue.desks.council import actions, queries
from xiangyue.desks.council.actions.minutes import MINUTES_MAX
from xiangyue.desks.council.forms import NoticeForm
from xiangyue.desks.council.models import MinutesVersion, Topic
from xiangyue.kernel.models import Place, Seat

PUBLISH, KEEP, RAISE, NOTICES = "council.publish", "council.keep", "council.raise", "council.notices"
_ROLL_MAX = 400


def THERE(asked: Asked, name: str) -> list[int]:
    """The ticked members of the roll; none where attendance is by count."""
    return ticked(_ROLL_MAX)(asked, name) if asked.request.POST.getlist(name) else []


def TOPICS(asked: Asked, name: str) -> list[Topic]:
    assert asked.seat is not None
    keys = THERE(asked, name)
    rows = queries.topics(asked.seat).filter(pk__in=keys)
    return list(rows.select_related("matter__town", "village__town"))


def raise_topic(town: Place, *, village: Place, seat: Seat, at: datetime, **told: Any) -> Topic:
    return actions.raise_topic(village, **told, seat=seat, at=at)


def call(town: Place, *, village: Place, seat: Seat, at: datetime, **told: Any) -> Any:
    return actions.call(village, **told, seat=seat, at=at)


def enrol(town: Place, *, village: Place, seat: Seat, at: datetime, **told: Any) -> Any:
    return actions.enrol(village, **told, seat=seat, at=at)


def _saved(asked: Asked, version: MinutesVersion) -> str:
    if version.clashes:
        says = _("已保存。另一位记录员也在写：有 %(n)s 处两人写得不同，两种写法都留着、标了出来，请理顺。")
        return translated(says) % {"n": version.clashes}
    return translated(_("已保存；另一位记录员写的已经合在一起。") if version.typed else _("会议记录已保存。"))


def _topic(asked: Asked, **address: Any) -> str:
    topic = asked.subject if isinstance(asked.subject, Topic) else asked.subject.topic
    return reverse("council:topic", args=[topic.matter.number])


def _meeting(asked: Asked, **address: Any) -> str:
    return reverse("council:meeting", args=[getattr(asked.subject, "meeting_id", None) or asked.subject.pk])


def _here(name: str) -> Any:
    return lambda asked, **address: reverse(f"council:{name}")


_AT = needed(VILLAGE, "请选择是哪个村。")
_MEETING = row_of(
    lambda asked: queries.meetings(asked.seat).select_related("village__town") if asked.seat else asked.subject,
    "这次会议不在列表里，请重新选。",
)
_TEXTS: dict[str, Reader] = {"title": TEXT, "text": TEXT}
_COUNTS = dict.fromkeys(("members", "present", "households", "households_present", "proxies", "online"), COUNT)
_VOTES = dict.fromkeys(("yes", "no", "abstain"), COUNT)
POSTS = [
    *on(
        "board",
        back=_here("board"),
        rows=(
            Post(
                "publish", PUBLISH, actions.publish, {"": Form(NoticeForm)}, _("公告已发布，居民现在就看得到。"), "new"
            ),
        ),
    ),
    *on(
        "board/<int:pk>",
        fetch=queries.notice_of,
        back=_here("board"),
        rows=(
            Post("take_down", PUBLISH, actions.take_down, {"why": TEXT}, _("公告已撤下。"), "withdrawal"),
            Post("correct", PUBLISH, actions.correct, {**_TEXTS, "why": TEXT}, _("更正已贴出，旧的同时撤下。")),
        ),
    ),
    *on(
        "topics",
        back=_here("desk"),
        rows=(
            Post(
                "raise_topic",
                RAISE,
                raise_topic,
                {
                    "village": _AT,
                    **dict.fromkeys(("title", "words", "source"), TEXT),
                    "matters": named("numbers", NUMBERED),
                    "is_moral": YES,
                    "is_procedure": YES,
                },
                _("议题已提出，并入的每一件都会告诉提出的人。"),
                "new",
                to=lambda asked, topic: reverse("council:topic", args=[topic.matter.number]),
            ),
        ),
    ),
    *on(
        "topics/<str:number>",
        fetch=queries.topic_of,
        back=_topic,
        rows=(
            Post(
                "add_matters",
                RAISE,
                actions.add_matters,
                {"matters": named("numbers", NUMBERED)},
                _("已并入，会告诉提出的人。"),
            ),
            Post("show", KEEP, actions.show, _TEXTS, _("村民现在看得到这个议题。")),
            Post("listing", KEEP, actions.put_on_agenda, {"meeting": _MEETING}, _("已列入议程，会告诉提出的人。")),
            Post("drop", KEEP, actions.drop, {"reason": TEXT}, _("已记下不列入的原因，会告诉提出的人。")),
            Post(
                "step",
                KEEP,
                actions.take_step,
                {
                    "number": COUNT,
                    "day": DAY,
                    "words": TEXT,
                    "body": TEXT,
                    "file": FILE,
                    "members": COUNT,
                    "present": COUNT,
                    **_VOTES,
                    "with_next": YES,
                },
                _("这一步已登记，下一步可以开始。"),
                "steps",
            ),
            Post(
                "task",
                KEEP,
                actions.give_task,
                {"what": TEXT, "unit": UNIT, "due_on": DAY},
                _("任务已派，到日子自己回来。"),
                "tasks",
            ),
            Post("carry_out", KEEP, actions.carry_out, {"words": TEXT}, _("落实情况已记下，会告诉每位提出的人。")),
            Post(
                "publish_topic",
                NOTICES,
                actions.publish_topic,
                {"subject": TEXT, **_TEXTS},
                _("已贴到本村公开栏。"),
                "notices",
            ),
        ),
    ),
    *on(
        "notices/<int:pk>",
        fetch=queries.topic_notice_of,
        back=_topic,
        rows=(
            Post("correct_result", NOTICES, actions.correct, {**_TEXTS, "why": TEXT}, _("更正已贴出，旧的同时撤下。")),
            Post("take_result_down", NOTICES, actions.take_down, {"why": TEXT}, _("公告已撤下。"), "withdrawal"),
        ),
    ),
    *on(
        "tasks/<int:pk>",
        fetch=queries.task_of,
        back=_here("tasks"),
        rows=(Post("finish", "council.finish", actions.finish_task, {"how": TEXT}, _("已登记落实。")),),
    ),
    *on(
        "meetings",
        back=_here("meetings"),
        rows=(
            Post(
                "call",
                KEEP,
                call,
                {
                    "village": _AT,
                    **dict.fromkeys(("body", "hall", "guests", "why_short"), TEXT),
                    "begins_at": MOMENT,
                    "topics": TOPICS,
                },
                _("会议已召集，议题的提出人会收到通知。"),
                "new",
                to=lambda asked, meeting: reverse("council:meeting", args=[meeting.pk]),
            ),
        ),
    ),
    *on(
        "meetings/<int:pk>",
        fetch=queries.meeting_of,
        back=_meeting,
        rows=(
            Post("attendance", KEEP, actions.take_attendance, {"there": THERE, **_COUNTS}, _("到会情况已登记。")),
            Post("minutes", KEEP, actions.write_minutes, {"text": long_text(MINUTES_MAX), "base": COUNT}, _saved),
            Post(
                "sign",
                KEEP,
                actions.sign_minutes,
                {"scan": FILE, "version": COUNT},
                _("会议记录已归档，从现在起一字不改。"),
            ),
            Post("hand_out", KEEP, actions.hand_out, {}, _("户票已备好，请打印发给各户。"), "slips"),
            Post("cancel", KEEP, actions.cancel, {"reason": TEXT}, _("会议已取消，议题等下一次。")),
        ),
    ),
    *on(
        "items/<int:pk>",
        fetch=queries.item_of,
        back=_meeting,
        rows=(
            Post(
                "decide",
                KEEP,
                actions.decide,
                {
                    **dict.fromkeys(("points", "route", "aside_why"), TEXT),
                    "is_voted": YES,
                    **_VOTES,
                    "aside": COUNT,
                    "is_secret": YES,
                },
                _("决定已记下，会告诉每位提出的人。"),
                "decision",
            ),
            Post("take_off", KEEP, actions.take_off, {"reason": TEXT}, _("已从议程取下。")),
        ),
    ),
    *on(
        "decisions/<int:pk>",
        fetch=queries.decision_of,
        back=_topic,
        rows=(
            Post("undo", KEEP, actions.undo, {"reason": TEXT}, _("决定已撤回，会告诉每位提出的人。")),
            Post(
                "send_back",
                "council.send_back",
                actions.send_back,
                {"reason": TEXT, "article": TEXT},
                _("已责令改正，决定撤回。"),
            ),
        ),
    ),
    *on(
        "comments/<int:pk>",
        fetch=queries.comment_of,
        back=_topic,
        rows=(Post("moderate", "council.moderate", actions.moderate, {"shown": YES, "why": TEXT}, _("留言已审。")),),
    ),
    *on(
        "roll",
        back=_here("roll"),
        rows=(
            Post(
                "enrol",
                KEEP,
                enrol,
                {
                    "village": _AT,
                    **dict.fromkeys(("body", "name", "post", "household"), TEXT),
                    "since": DAY,
                    "is_representative": YES,
                    "is_woman": YES,
                },
                _("已登记到名册。"),
                "new",
            ),
        ),
    ),
    *on(
        "roll/<int:pk>",
        fetch=queries.member_of,
        back=_here("roll"),
        rows=(Post("end_term", KEEP, actions.end_term, {"until": DAY}, _("卸任已登记。")),),
    ),
]
