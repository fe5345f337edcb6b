"""The register of firms, its sheets, and the visits to firms."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.doors.enterprise import actions, queries
from xiangyue.doors.enterprise.deeds import picked, told
from xiangyue.doors.enterprise.forms import FirmForm, PlanForm, SheetForm, VisitForm
from xiangyue.doors.enterprise.models import Firm, FirmSheet, Visit
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.sheets.write import write_csv

BACK = "enterprise:firms"


@require_GET
@needs("enterprise.desk")
def firms(request: HttpRequest) -> HttpResponse:
    seat = seat_of(request)
    query = request.GET.get("q", "")[:80]
    context = {
        "firms": queries.firms_of(seat.town, query),
        "q": query,
        "form": FirmForm(),
        "sheet_form": SheetForm(),
        "stewards": queries.stewards_of(seat.town, moment_of(request)),
        "sheets": list(FirmSheet.objects.filter(town=seat.town).select_related("seat").order_by("-id")[:5]),
    }
    return render(request, "enterprise/firms.html", context)


@require_POST
@needs("enterprise.firms")
def keep(request: HttpRequest) -> HttpResponse:
    seat, at = seat_of(request), moment_of(request)
    return attempt(
        request,
        lambda: actions.keep_firm(seat.town, actions.FirmFacts(**told(FirmForm(request.POST))), seat=seat, at=at),
        done=_("企业名册已更新。"),
        to=reverse(BACK),
    )


@require_POST
@needs("enterprise.firms")
def steward(request: HttpRequest, pk: int) -> HttpResponse:
    seat, at = seat_of(request), moment_of(request)
    firm = get_object_or_404(Firm, pk=pk, town=seat.town)
    chosen = Seat.objects.filter(town=seat.town, pk=picked(request, "steward")).first()
    return attempt(
        request, lambda: actions.set_steward(firm, chosen, seat=seat, at=at), done=_("服务专员已定。"), to=reverse(BACK)
    )


@require_POST
@needs("enterprise.firms")
def sheet(request: HttpRequest) -> HttpResponse:
    """A file, or a table pasted with its header."""
    seat, at = seat_of(request), moment_of(request)
    file, pasted = request.FILES.get("sheet"), request.POST.get("pasted", "").strip()
    if file is None and not pasted:
        messages.error(request, _("请选一个表格文件，或把表格粘贴进来。"))
        return redirect(BACK)
    data, name = (file.read(actions.SHEET_BYTES_MAX + 1), file.name or "") if file else (pasted.encode(), "粘贴.csv")
    try:
        came = actions.import_sheet(data, filename=name, seat=seat, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(BACK)
    says = _("新增 %(new)s 家，更新 %(changed)s 家，没有变化 %(same)s 家，退回 %(bad)s 行。") % {
        "new": came.new,
        "changed": came.changed,
        "same": came.same,
        "bad": len(came.bad),
    }
    messages.add_message(request, messages.WARNING if came.bad else messages.SUCCESS, says)
    return redirect(BACK)


@require_GET
@needs("enterprise.firms")
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows given back, each with its reason, as a sheet that opens safely and can be mended and brought again."""
    kept = get_object_or_404(FirmSheet, pk=pk, town=seat_of(request).town)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rejects.csv"
        write_csv(path, [*kept.titles, "退回原因"], kept.bad)
        body = path.read_bytes()
    headers = {
        "Content-Disposition": f'attachment; filename="firms-rejects-{kept.pk}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
@needs("enterprise.desk")
def visits(request: HttpRequest) -> HttpResponse:
    """Planned ones, the overdue first, and those that were made."""
    seat, day = seat_of(request), local_day(moment_of(request))
    start = {"on": day.isoformat(), "kind": "上门", "firm": request.GET.get("firm", "")}
    context = {
        "planned": queries.planned_visits(seat.town),
        "done": queries.done_visits(seat.town),
        "today": day,
        "plan_form": PlanForm(town=seat.town, initial=start, auto_id="plan_%s"),
        "visit_form": VisitForm(town=seat.town, initial=start, auto_id="visit_%s"),
    }
    return render(request, "enterprise/visits.html", context)


@require_POST
@needs("enterprise.visit")
def plan_visit(request: HttpRequest) -> HttpResponse:
    seat, at = seat_of(request), moment_of(request)
    return attempt(
        request,
        lambda: actions.plan_visit(**told(PlanForm(request.POST, town=seat.town)), seat=seat, at=at),
        done=_("走访已列入计划。"),
        to=reverse("enterprise:visits"),
    )


@require_POST
@needs("enterprise.visit")
def do_visit(request: HttpRequest) -> HttpResponse:
    """A visit that was made, of a plan or without one; a need is taken in at once."""
    seat, at = seat_of(request), moment_of(request)

    def deed() -> None:
        said = told(VisitForm(request.POST, town=seat.town))
        need, topic, contact, phone = (said.pop(key) for key in ("need", "topic", "contact", "phone"))
        firm = said["firm"]
        asked = (
            actions.NewRequest(
                firm_name=firm.title,
                firm_code=firm.code,
                words=need,
                contact=contact,
                phone=phone,
                topic=topic,
                channel="走访",
            )
            if need.strip()
            else None
        )
        visit = Visit.objects.filter(town=seat.town, pk=picked(request, "visit")).first()
        actions.do_visit(**said, visit=visit, need=asked, seat=seat, at=at)

    return attempt(request, deed, done=_("走访已登记。"), to=reverse("enterprise:visits"))
