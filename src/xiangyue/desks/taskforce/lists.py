"""The cases on the table, and what waits to be taken in."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Filter, Listing, Tab, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import Groups, by_key, choice, matter_filters, period, ungrouped
from xiangyue.desks.taskforce import queries
from xiangyue.desks.taskforce.access import LEADERS
from xiangyue.desks.taskforce.models import HardCase, Proposal
from xiangyue.desks.taskforce.rules import REASONS, TOPICS
from xiangyue.kernel.models import Matter, Seat
from xiangyue.lib.personal import mask_personal

_TONES = {"open": "soon", "acting": "info", "resting": "paused", "closed": "calm"}


def _of(row: HardCase | Proposal) -> Matter:
    return row.matter


def _page(row: HardCase) -> str:
    return reverse("taskforce:case", args=[row.matter.number])


def _reasons(row: HardCase | Proposal) -> str:
    return "、".join(gettext(REASONS[one]) for one in row.reasons)


def _topics(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(name)) for key, name in TOPICS.items()])


def _leaders(seat: Seat, at: datetime) -> Groups:
    held = Seat.objects.filter(town_id=seat.town_id, role__in=LEADERS).order_by("role", "pk")
    return ungrouped([(str(one.pk), one.holder) for one in held])


DESK = register(
    Listing(
        "taskforce:desk",
        "taskforce.see",
        _("疑难诉求专班"),
        queries.cases,
        (
            Column("number", _("编号"), lambda row: row.matter.number, "matter__number", link=_page),
            *matter_columns(_of, "matter__", only=("title",)),
            Column(
                "state",
                _("到了哪一步"),
                lambda row: gettext(row.get_state_display()),
                "state,taken_at",
                tone=lambda row: _TONES[row.state],
            ),
            Column("topic", _("类型"), lambda row: gettext(TOPICS[row.topic]), "topic,taken_at"),
            Column("reasons", _("为什么收案"), _reasons),
            Column("leader", _("包案领导"), lambda row: row.leader.holder, "leader,taken_at"),
            *matter_columns(_of, "matter__", only=("unit", "place")),
            Column("steps", _("完成几步"), lambda row: f"{row.steps_done}/{row.steps_all}" if row.steps_all else ""),
            Column("next", _("下一步期限"), lambda row: row.next_on, "next_on,taken_at"),
            Column("taken", _("收案时间"), lambda row: row.taken_at, "taken_at"),
            Column("closed", _("办结时间"), lambda row: row.closed_at, "closed_at"),
        ),
        order="next",
        tabs=(
            Tab("open", _("研究方案"), Q(state="open"), order="taken"),
            Tab("acting", _("推进落实"), Q(state="acting")),
            Tab("resting", _("搁置"), Q(state="resting"), order="taken"),
            Tab("closed", _("办结"), Q(state="closed"), order="-closed"),
        ),
        filters=(
            *matter_filters("matter__", only=("q", "unit", "place", "category")),
            choice("topic", _("类型"), "topic", _topics),
            Filter("leader", _("包案领导"), by_key("leader_id"), _leaders),
            *period("taken_at"),
        ),
        joined=("matter__place", "matter__lead_unit", "matter__town", "leader"),
        opens=lambda seat: ("open", "acting", "resting"),
    )
)

PROPOSALS = register(
    Listing(
        "taskforce:proposals",
        "taskforce.propose",
        _("提请专班研究的事项"),
        queries.proposals,
        (
            *matter_columns(_of, "matter__", only=("number", "title", "state", "category", "place", "unit")),
            Column("reasons", _("为什么提请"), _reasons),
            Column("words", _("提请的话"), lambda row: mask_personal(row.words), is_long=True),
            Column("by", _("谁提请的"), lambda row: row.by.holder if row.by else gettext("按标准筛出")),
            Column("at", _("提请时间"), lambda row: row.at, "at"),
            Column("decision", _("决定"), lambda row: mask_personal(row.decision), is_long=True),
            Column("not_before", _("哪天再看"), lambda row: row.not_before, "not_before,at"),
        ),
        order="at",
        tabs=(
            Tab("waiting", _("待决定"), Q(state="waiting")),
            Tab("declined", _("暂不收"), Q(state="declined"), order="-at"),
            Tab("taken", _("已收案"), Q(state="taken"), order="-at"),
        ),
        filters=(*matter_filters("matter__", only=("q", "unit", "place", "category")), *period("at")),
        joined=("matter__place", "matter__lead_unit", "matter__category", "matter__town", "by"),
        named_by="matter__number",
    )
)
