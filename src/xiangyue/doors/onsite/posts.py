"""What is planned for an on-site office. A visit is written down on the page of its stop (`views.stop`)."""

from __future__ import annotations

from datetime import datetime

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on, rows_in
from xiangyue.counter.readers import TEXT
from xiangyue.doors.onsite import actions
from xiangyue.doors.onsite.forms import stops_of
from xiangyue.doors.onsite.models import Project
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day


def project_of(seat: Seat, pk: int) -> Project:
    return get_object_or_404(Project, town=seat.town, pk=pk)


def list_stops(project: Project, *, stops: str, seat: Seat, at: datetime) -> tuple[int, list[str]]:
    """Pasted from a sheet: good lines go in, the others are told one by one."""
    rows, unread = stops_of(stops)
    new, wrong = actions.list_stops(project, rows, seat=seat)
    return new, unread + wrong


def close(project: Project, *, seat: Seat, at: datetime) -> None:
    actions.close_project(project, on=local_day(at), seat=seat)


PLAN = "onsite.plan"
POSTS = on(
    "<int:pk>",
    fetch=project_of,
    back=lambda asked, pk: reverse("onsite:project", args=[pk]),
    rows=(
        Post("stops", PLAN, list_stops, {"stops": TEXT}, rows_in(_("新登记了 %(n)s 个走访对象。"))),
        Post("closure", PLAN, close, done=_("现场办公已撤。")),
    ),
)
