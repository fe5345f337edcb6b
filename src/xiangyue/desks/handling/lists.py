"""The unit's list by its clocks, what waits for a reviewer or a second person, and the ledger of hard ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists import Column, Filter, Listing, Tab, register
from xiangyue.counter.lists.columns import matter_columns
from xiangyue.counter.lists.filters import Groups, choice, matter_filters, period, ungrouped
from xiangyue.counter.readers import whole
from xiangyue.desks.handling import queries, releases
from xiangyue.desks.handling.models import Case, Release
from xiangyue.kernel.models import Matter, Seat
from xiangyue.lib.personal import mask_personal


def _people(seat: Seat, at: datetime) -> Groups:
    named = [(str(one.pk), one.holder) for one in queries.colleagues(seat, at)]
    return ungrouped([("me", gettext("我的")), *named, ("none", gettext("还没有经办人"))])


def _by_person(rows: QuerySet[Any], value: str, seat: Seat, at: datetime) -> QuerySet[Any] | None:
    if value == "none":
        return rows.exclude(assignment__seat__unit_id=seat.unit_id)
    key = seat.pk if value == "me" else whole(value)
    return None if key is None else rows.filter(assignment__seat_id=key)


# what a unit owes stands first
_OWED = ("dispatched", "signed", "contacted", "handling", "answer_ready", "reopened")
MINE = register(
    Listing(
        "handling:mine",
        "handling.mine",
        _("我的办件"),
        queries.with_unit,
        matter_columns(),
        order="due",
        tabs=(
            Tab("todo", _("待我办"), Q(state__in=_OWED)),
            Tab("to_sign", _("待签收"), Q(state="dispatched")),
            Tab("drafted", _("待审签"), Q(pk__in=Release.objects.filter(state="waiting").values("matter"))),
            Tab("held", _("中止挂账"), Q(state__in=("suspended", "on_ledger", "objected"))),
            Tab("answered", _("已反馈"), Q(state__in=("answered", "awaiting_callback", "called_back"))),
        ),
        filters=(*matter_filters(without=("unit",)), Filter("person", _("经办人"), _by_person, _people)),
        joined=("place", "lead_unit", "category", "assignment__seat"),
        marks_unread=True,
        waits=True,
    )
)


def _of(row: Case | Release) -> Matter:
    return row.matter


def _kinds(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(words)) for key, words in Case.KINDS])


REVIEWS = register(
    Listing(
        "handling:reviews",
        "handling.decide",
        _("待审核的申请"),
        queries.to_decide,
        (
            Column("kind", _("申请"), lambda case: gettext(case.get_kind_display()), "kind"),
            *matter_columns(_of, "matter__", only=("number", "title", "due")),
            Column("by", _("申请单位"), lambda case: case.asked_by.unit.title, "asked_by__unit__code"),
            Column("reason", _("理由"), lambda case: mask_personal(case.reason), is_long=True),
            Column("asked", _("申请时间"), lambda case: case.asked_at, "asked_at"),
        ),
        order="asked",
        filters=(
            *matter_filters("matter__", only=("q", "unit", "place", "clock")),
            choice("kind", _("申请"), "kind", _kinds),
        ),
        joined=("matter__place", "asked_by__unit", "unit"),
        waits=True,
        size=20,
    )
)

RELEASES = register(
    Listing(
        "handling:releases",
        "handling.release",
        _("审签"),
        releases.to_release,
        (
            *matter_columns(_of, "matter__", only=("number", "title", "unit")),
            Column("by", _("谁拟的"), lambda held: held.written_by.holder, "written_by__holder"),
            Column("outcome", _("办理结果"), lambda held: gettext(held.get_outcome_display()), "outcome"),
            Column("text", _("拟好的答复"), lambda held: mask_personal(held.text), is_long=True),
            Column("asked", _("送审时间"), lambda held: held.asked_at, "asked_at"),
            Column("by_when", _("审签时限"), lambda held: held.due_at, "due_at"),
            Column("words", _("审签意见"), lambda held: mask_personal(held.words), is_long=True),
        ),
        order="by_when",
        tabs=(
            Tab("waiting", _("待审签"), Q(state="waiting")),
            Tab("granted", _("已同意"), Q(state="granted"), order="-asked"),
            Tab("refused", _("已退回"), Q(state="refused"), order="-asked"),
        ),
        filters=(*matter_filters("matter__", only=("q", "unit", "place", "category")), *period("asked_at")),
        joined=("matter__place", "matter__lead_unit", "unit", "written_by", "by_unit"),
        waits=True,
        size=20,
    )
)

# all of them are on the ledger; what counts is the day on which they come back
_ELSEWHERE = ("state", "clock", "since", "until", "urgency")
LEDGER = register(
    Listing(
        "handling:ledger",
        "handling.ledger",
        _("挂账台账"),
        queries.on_ledger,
        (
            Column(
                "title",
                _("事项"),
                lambda case: mask_personal(case.matter.title),
                link=lambda case: reverse("handling:matter", args=[case.matter.number]),
            ),
            Column("number", _("编号"), lambda case: case.matter.number, "matter__number"),
            *matter_columns(_of, "matter__", only=("unit", "place")),
            Column("reason", _("为什么挂账"), lambda case: mask_personal(case.reason), is_long=True),
            Column("until", _("哪天回来"), lambda case: case.until, "until"),
        ),
        order="until",
        filters=(*matter_filters("matter__", without=_ELSEWHERE), *period("until")),
        joined=("matter__place", "matter__lead_unit", "matter__category", "asked_by__unit"),
    )
)
