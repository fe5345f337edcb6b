"""What the desk sees and plans: grids and their faults, who answers where, zones, coverage, findings."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.readers import whole
from xiangyue.doors.patrol import actions, queries
from xiangyue.doors.patrol.forms import GridsForm, WatchForm
from xiangyue.doors.patrol.lists import FINDINGS
from xiangyue.doors.patrol.rules import PHOTOS_MAX, Problem
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Place


@require_GET
@needs("patrol.see")
def grids(request: HttpRequest) -> HttpResponse:
    return render(request, "patrol/grids.html", {"villages": queries.villages(seat_of(request).town)})


@require_http_methods(["GET", "POST"])
@needs("patrol.see")
def village(request: HttpRequest, pk: int) -> HttpResponse:
    """The grids of a village, drawn, with gaps and overlaps; a post takes a file or a drawing."""
    seat, at = seat_of(request), moment_of(request)
    found = get_object_or_404(Place.objects.select_related("town"), town=seat.town, level="village", pk=pk)
    form = GridsForm(request.POST or None, request.FILES or None)
    taken = None
    if request.method == "POST" and form.is_valid():
        try:
            taken = actions.take_grids(found, form.data_given(), seat=seat, at=at, name=form.cleaned_data["name"])
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            form = GridsForm()  # what is in need not be sent again
    held = list(queries.grids(seat.town, found))
    wrong = queries.problems_of(found, held)
    context = {
        "village": found,
        "grids": held,
        "problems": [(_says(problem), problem.area_m2) for problem in wrong],
        "form": form,
        "taken": taken,
        "spec": _spec(found, held, wrong),
        "seats": WatchForm(town=seat.town, role="grid", at=at).fields["to"].queryset,  # type: ignore[attr-defined]
    }
    return render(request, "patrol/village.html", context, status=422 if form.errors else 200)


def _says(problem: Problem) -> str:
    names = "、".join(problem.names)
    return {
        "gap": _("有一块地不在任何网格里"),
        "overlap": _("%(names)s重叠") % {"names": names},
        "outside": _("%(names)s伸出了村界") % {"names": names},
    }[problem.kind]


def _spec(village: Place, grids: list[Place], wrong: list[Problem]) -> dict[str, Any]:
    def features(*rows: tuple[dict[str, Any], Any]) -> dict[str, Any]:
        return {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": properties, "geometry": shape} for properties, shape in rows if shape
            ],
        }

    return {
        "layers": [
            {
                "name": "village",
                "kind": "area",
                "features": features(({"title": village.name, "tone": "paused"}, village.boundary)),
            },
            {
                "name": "grids",
                "kind": "area",
                "features": features(*(({"title": grid.name}, grid.boundary) for grid in grids)),
            },
            {
                "name": "problems",
                "kind": "area",
                "features": features(*(({"title": _says(one), "tone": "late"}, one.geometry) for one in wrong)),
            },
        ]
    }


@require_GET
@needs("patrol.see")
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Who answered here, and when."""
    found = get_object_or_404(Place.objects.select_related("parent"), town=seat_of(request).town, level="grid", pk=pk)
    return render(request, "patrol/grid.html", {"grid": found, "history": queries.history(found)[:200]})


@require_GET
@needs("patrol.see")
def coverage(request: HttpRequest) -> HttpResponse:
    """Which grids somebody was in lately, which are due again, where nobody was ever."""
    seat = seat_of(request)
    rows = queries.coverage(seat.town, moment_of(request))
    features = [
        {
            "type": "Feature",
            "properties": {"title": row.grid.name, "tone": row.tone, "url": reverse("patrol:grid", args=[row.grid.pk])},
            "geometry": row.grid.boundary,
        }
        for row in rows
        if row.grid.boundary
    ]
    spec = {
        "layers": [{"name": "grids", "kind": "area", "features": {"type": "FeatureCollection", "features": features}}]
    }
    counts = {tone: sum(row.tone == tone for row in rows) for tone in ("calm", "soon", "late")}
    return render(request, "patrol/coverage.html", {"rows": rows, "spec": spec, "counts": counts})


@require_GET
@needs("patrol.see")
def findings(request: HttpRequest) -> HttpResponse:
    return list_page(request, FINDINGS, "patrol/findings.html")


@require_GET
@needs("patrol.see")
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """The photo of what was closed on the spot, as an inert picture; ?n= the ones beside the first."""
    found = get_object_or_404(queries.findings_for(seat_of(request)), pk=pk)
    file, number = found.photo, whole(request.GET.get("n", "")) or 0
    if number:
        file = get_object_or_404(found.more_photos, number=min(number, PHOTOS_MAX)).file
    if not file:
        raise Http404
    response = FileResponse(file.open(), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    return response
