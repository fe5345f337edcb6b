"""Pages about the upper platform: its export laid beside our orders, and what is typed there by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xiangyue.counter.downloads import made
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.readers import errors_of
from xiangyue.doors.hotline.actions import recognised
from xiangyue.doors.hotline.forms import ReconcileForm
from xiangyue.doors.hotline.reconcile import Reconciled, reconcile, write_differences
from xiangyue.doors.hotline.retyping import Retyped, retyped, waiting, write_bundle
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat
from xiangyue.lib.sheets.read import CannotRead

_SHOWN = 100


@require_http_methods(["GET", "POST"])
@needs("hotline.import")
def reconciliation(request: HttpRequest) -> HttpResponse:
    """A POST is an export of the platform; what differs is shown, or given as a workbook, and nothing is kept."""
    seat = seat_of(request)
    form = ReconcileForm(request.POST or None, request.FILES or None, town=seat.town)
    context: dict[str, Any] = {"form": form, "shown": _SHOWN}
    if request.method == "POST" and form.is_valid():
        try:
            done = _reconciled(form, seat, request)
        except (CannotRead, Refused) as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("hotline:reconciliation"))
        if "sheet" in request.POST:
            return _sheet(done)
        context |= {"done": done, "told": list(done.told())}
    elif request.method == "POST":
        messages.error(request, errors_of(form))
    return render(request, "hotline/reconciliation.html", context)


def _reconciled(form: ReconcileForm, seat: Seat, request: HttpRequest) -> Reconciled:
    file = form.cleaned_data["file"]
    data = file.read()
    mapping = form.cleaned_data["mapping"] or recognised(data, file.name, seat.town)
    since, until = form.window
    return reconcile(
        data,
        file.name,
        mapping.as_columns,
        town=seat.town,
        among=visible_to(seat),
        at=moment_of(request),
        since=since,
        until=until,
    )


def _sheet(done: Reconciled) -> HttpResponse:
    return made(f"对账-{Path(done.file_name).stem}.xlsx", lambda path: write_differences(path, done))


@require_GET
@needs("hotline.import")
def retyping(request: HttpRequest) -> HttpResponse:
    """Orders that wait to be typed over there."""
    return render(request, "hotline/retyping.html", {"orders": waiting(seat_of(request))})


@require_GET
@needs("hotline.import")
def retyped_page(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "hotline/retyped.html", {"one": retyped(seat_of(request), number)})


@require_GET
@needs("hotline.import")
def files(request: HttpRequest) -> HttpResponse:
    """The files of the named orders, each in its own folder."""
    seat, numbers = seat_of(request), request.GET.getlist("number")
    if not numbers:
        messages.error(request, _("请先选中要打包的工单。"))
        return HttpResponseRedirect(reverse("hotline:retyping"))
    every: list[Retyped] = [retyped(seat, number) for number in dict.fromkeys(numbers[:200])]
    name = f"回填-{every[0].number}{f'等{len(every)}件' if len(every) > 1 else ''}.zip"
    return made(name, lambda path: write_bundle(path, every))
