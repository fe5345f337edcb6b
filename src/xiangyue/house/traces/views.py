"""The auditor's page of the access log. Whoever reads or exports it stands in it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.house.people.forms import role_names
from xiangyue.house.traces import queries
from xiangyue.house.traces.export import write_lines
from xiangyue.house.traces.forms import KINDS, ExportForm, SoughtForm
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.timekeeping import local_day

_TONES = {"export": "soon", "reveal": "soon", "failed": "late", "refused": "late", "login": "info"}


@require_GET
@needs("access_log.read")
def log(request: HttpRequest) -> HttpResponse:
    """The lines sought for, newest first."""
    town, form = seat_of(request).town, SoughtForm(request.GET)
    page = queries.page(town, form.sought(), request.GET.get("after", ""))
    roles, asked = role_names(), request.GET.copy()
    asked.pop("after", None)
    context = {
        "form": form,
        "rows": [
            (one, roles.get(one.role, one.role), KINDS[one.kind], _TONES.get(one.kind, "neutral")) for one in page.rows
        ],
        "asked": asked.urlencode(),
        "next_after": page.next_after,
        "standing": queries.standing(town),
    }
    return render(request, "traces/log.html", context)


@require_GET
@needs("access_log.read")
def exported(request: HttpRequest) -> HttpResponse:
    """What was sought for as a file."""
    town, form = seat_of(request).town, ExportForm(request.GET)
    if not form.is_valid():
        raise Refused("导出的条件看不懂，请回到访问日志页重新选。")
    suffix = form.cleaned_data["suffix"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"lines.{suffix}"
        write_lines(path, queries.lines(town, form.sought()))
        file = path.open("rb")
    # the folder is gone, the open file is read to its end
    name = f"{town.name}-访问日志-{local_day(moment_of(request))}.{suffix}"
    return FileResponse(file, as_attachment=True, filename=name)  # type: ignore[return-value]  # a file is a response too
