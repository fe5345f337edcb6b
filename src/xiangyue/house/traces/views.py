"""The auditor's page of the access log. Whoever reads or exports it stands in it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import needs
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.house.people.forms import role_names
from xiangyue.house.traces import queries
from xiangyue.house.traces.lists import LOG

_TONES = {"export": "soon", "reveal": "soon", "failed": "late", "refused": "late", "login": "info"}


@require_GET
@needs("access_log.read")
def log(request: HttpRequest) -> HttpResponse:
    """The lines sought for, newest first."""
    return list_page(request, LOG, "traces/log.html", _told)


def _told(one: Shown) -> dict[str, Any]:
    roles = role_names()
    rows = [
        (line, roles.get(line.role, line.role), _(line.get_kind_display()), _TONES.get(line.kind, "neutral"))
        for line in one.page.rows
    ]
    return {"rows": rows, "standing": queries.standing(one.seat.town)}
