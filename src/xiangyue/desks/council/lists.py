"""Topics, meetings and the roll, as lists."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Filter, Listing, Tab, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import Groups, by_key, choice, matter_filters, period, ungrouped, villages
from xiangyue.desks.council import queries
from xiangyue.desks.council.kind import TOPIC
from xiangyue.desks.council.models import Meeting, Topic
from xiangyue.desks.council.rules import BODIES, QUORUMS
from xiangyue.kernel.models import Matter, Seat
from xiangyue.lib.personal import mask_personal


def _stage(key: str) -> str:
    return TOPIC.stage(key).name(get_language() or "zh")


def _of(row: Topic) -> Matter:
    return row.matter


def _topic(row: Topic) -> str:
    return reverse("council:topic", args=[row.matter.number])


def _meeting(row: Meeting) -> str:
    return reverse("council:meeting", args=[row.pk])


def _bodies(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(name)) for key, name in BODIES.items()])


def _sources(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(name)) for key, name in Topic.SOURCES])


def _counted(row: Meeting) -> str:
    return "" if row.members is None else f"{row.present}/{row.members}"


_name = lazy(_stage, str)
_VILLAGE = Filter("village", _("村"), by_key("village_id"), villages)
_OPEN = Q(matter__closed_at=None)

TOPICS = register(
    Listing(
        "council:desk",
        "council.see",
        _("议题"),
        queries.topics,
        (
            Column("number", _("编号"), lambda row: row.matter.number, "matter__number", link=_topic),
            Column("title", _("题目"), lambda row: mask_personal(row.matter.title), link=_topic, is_long=True),
            Column("village", _("村"), lambda row: row.village.name, "village__code"),
            Column("stage", _("到了哪一步"), lambda row: _stage(row.stage)),
            Column("source", _("从哪里来"), lambda row: gettext(row.get_source_display()), "source"),
            Column("callers", _("并入的事项"), lambda row: row.callers, "callers", is_number=True),
            Column("raised", _("提出时间"), lambda row: row.raised_at, "raised_at"),
            *matter_columns(_of, "matter__", only=("state",)),
        ),
        order="-raised",
        tabs=(
            *(Tab(key, _name(key), _OPEN & Q(stage=key)) for key in ("raised", "on_agenda", "decided")),
            Tab("ended", _("已落实和不列入"), ~_OPEN),
        ),
        filters=(
            *matter_filters("matter__", only=("q",)),
            _VILLAGE,
            choice("source", _("从哪里来"), "source", _sources),
            *period("raised_at"),
        ),
        joined=("matter", "village"),
        named_by="matter__number",
    )
)

MEETINGS = register(
    Listing(
        "council:meetings",
        "council.see",
        _("会议"),
        queries.meetings,
        (
            Column("begins", _("时间"), lambda row: row.begins_at, "begins_at", link=_meeting),
            Column("village", _("村"), lambda row: row.village.name, "village__code"),
            Column("body", _("什么会"), lambda row: gettext(BODIES[row.body]), "body", link=_meeting),
            Column("hall", _("地点"), lambda row: row.hall),
            Column("topics", _("议题"), lambda row: row.topics, "topics", is_number=True),
            Column("present", _("实到/应到"), _counted),
            Column("quorum", _("法定人数"), lambda row: gettext(QUORUMS[row.quorum]) if row.quorum else ""),
        ),
        order="-begins",
        tabs=(
            Tab("open", _("没有签字归档的"), Q(signed_at=None, cancelled_at=None)),
            Tab("signed", _("已归档"), Q(signed_at__isnull=False)),
            Tab("cancelled", _("取消的"), Q(cancelled_at__isnull=False)),
        ),
        filters=(_VILLAGE, choice("body", _("什么会"), "body", _bodies), *period("begins_at")),
        joined=("village",),
    )
)

TASKS = register(
    Listing(
        "council:tasks",
        "council.finish",
        _("落实任务"),
        queries.tasks,
        (
            Column("what", _("做什么"), lambda row: row.what, is_long=True),
            Column("village", _("村"), lambda row: row.topic.village.name, "topic__village__code"),
            Column("unit", _("谁落实"), lambda row: row.unit.title, "unit__code"),
            Column("due", _("哪天以前"), lambda row: row.due_on, "due_on"),
            Column("done", _("落实时间"), lambda row: row.done_at, "done_at"),
            Column("how", _("怎样落实的"), lambda row: row.how, is_long=True),
        ),
        order="due",
        tabs=(
            Tab("due", _("到期没有落实"), Q(done_at=None, dropped_at=None, came_back_at__isnull=False)),
            Tab("open", _("还要落实的"), Q(done_at=None, dropped_at=None)),
            Tab("done", _("已落实"), Q(done_at__isnull=False), order="-done"),
        ),
        filters=(Filter("village", _("村"), by_key("topic__village_id"), villages), *period("at")),
        joined=("unit", "topic__village"),
    )
)

ROLL = register(
    Listing(
        "council:roll",
        "council.see",
        _("名册"),
        queries.roll,
        (
            Column("name", _("姓名"), lambda row: row.name, "name"),
            Column("village", _("村"), lambda row: row.village.name, "village__code"),
            Column("body", _("什么会"), lambda row: gettext(BODIES[row.body]), "body"),
            Column("post", _("职务"), lambda row: gettext(row.get_post_display())),
            Column("household", _("户"), lambda row: row.household),
            Column("is", _("村民代表"), lambda row: gettext("是") if row.is_representative else ""),
            Column("woman", _("妇女"), lambda row: gettext("是") if row.is_woman else ""),
            Column("since", _("任职"), lambda row: row.since, "since"),
            Column("until", _("卸任"), lambda row: row.until, "until"),
        ),
        order="since",
        tabs=(Tab("now", _("在任"), Q(until=None)), Tab("all", _("全部"), Q())),
        filters=(_VILLAGE, choice("body", _("什么会"), "body", _bodies)),
        joined=("village",),
    )
)
