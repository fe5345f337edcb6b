from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.readers import errors_of
from xiangyue.doors.onsite import actions, queries
from xiangyue.doors.onsite.forms import ProjectForm, VisitForm
from xiangyue.doors.onsite.models import Project, Stop
from xiangyue.kernel.access import seen_among
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.timekeeping import local_day


@require_http_methods(["GET", "POST"])
@needs("onsite.see")
def projects(request: HttpRequest) -> HttpResponse:
    """Every on-site office; a post opens one."""
    seat = seat_of(request)
    form = ProjectForm(request.POST or None, town=seat.town, day=local_day(moment_of(request)))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.open_project(
                seat.town,
                title=told["title"],
                unit=told["unit"],
                area=told["area"],
                opened_on=local_day(moment_of(request)),
                seat=seat,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("onsite:project", pk=made.pk)
    context = {"projects": queries.projects(seat.town), "form": form}
    return render(request, "onsite/projects.html", context, status=422 if form.errors else 200)


@require_GET
@needs("onsite.see")
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """The map, the round under way, whom to visit next, and what is left."""
    found = get_object_or_404(Project.objects.select_related("unit", "town"), town=seat_of(request).town, pk=pk)
    round = queries.current_round(found)
    rows = list(queries.stops(found, round))
    context = {
        "project": found,
        "standing": queries.standing(found, round),
        "stops": rows,
        "left": queries.left_over(found)[:100],
        "spec": _spec(found, rows),
    }
    return render(request, "onsite/project.html", context)


def _spec(project: Project, stops: list[Stop]) -> dict[str, Any]:
    def tone(stop: Any) -> str:
        return "late" if stop.left else "calm" if stop.met_at else "soon"

    points = [
        {
            "type": "Feature",
            "properties": {"title": stop.title, "url": reverse("onsite:stop", args=[stop.pk]), "tone": tone(stop)},
            "geometry": {"type": "Point", "coordinates": [stop.lon, stop.lat]},
        }
        for stop in stops
    ]
    area = [{"type": "Feature", "properties": {"title": project.title}, "geometry": project.area}]
    return {
        "layers": [
            {"name": "area", "kind": "area", "features": {"type": "FeatureCollection", "features": area}},
            {"name": "stops", "kind": "point", "features": {"type": "FeatureCollection", "features": points}},
        ]
    }


@require_http_methods(["GET", "POST"])
@needs("onsite.visit")
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit, made for a phone; a post writes it down and goes on to the next."""
    seat, at = seat_of(request), moment_of(request)
    found = get_object_or_404(Stop.objects.select_related("project__unit", "town"), town=seat.town, pk=pk)
    form = VisitForm(request.POST or None, town=seat.town, day=local_day(at))
    if request.method == "POST":
        if not form.is_valid():
            messages.error(request, errors_of(form))
        else:
            try:
                actions.visit(
                    found,
                    actions.Found(**form.cleaned_data),
                    seat=seat,
                    at=at,
                    request_id=request.POST.get("request_id", "")[:50],
                )
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("%(stop)s 的走访已记下。") % {"stop": found.title})
                following = queries.next_stop(found.project, but=found)
                return (
                    redirect("onsite:stop", pk=following.pk)
                    if following
                    else redirect("onsite:project", pk=found.project_id)
                )
    visits = list(found.visits.select_related("matter", "seat").order_by("-at")[:20])
    context = {
        "stop": found,
        "form": form,
        "request_id": request.POST.get("request_id") or secrets.token_hex(12),
        "visits": visits,
        "seen": seen_among(seat, (one.matter for one in visits)),
    }
    return render(request, "onsite/stop.html", context)
