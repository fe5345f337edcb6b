"""What the plan says of a spot, and the map of its zones."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from shapely.geometry import Point

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.readers import whole
from xiangyue.kernel.geography import shape_of
from xiangyue.kernel.models import Place
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.plan import queries
from xiangyue.ledgers.plan.models import Version
from xiangyue.lib.coords import in_china


@require_GET
@needs("plan.see")
def conform(request: HttpRequest) -> HttpResponse:
    """?lon= &lat=, or ?place= a village whose whole area is asked about."""
    town = seat_of(request).town
    version = queries.in_force(town, local_day(moment_of(request)))
    asked = _asked(request, town)
    context = {
        "version": version,
        "asked": asked is not None,
        "says": queries.conformity(version, asked) if version is not None and asked is not None else [],
        "map": _map(version) if version is not None else None,
        "lon": request.GET.get("lon", "")[:20],
        "lat": request.GET.get("lat", "")[:20],
        "places": Place.objects.filter(town=town, level="village").order_by("code"),
    }
    return render(request, "plan/conform.html", context)


def _asked(request: HttpRequest, town: Place) -> Any:
    """None for what is no spot: nothing is guessed."""
    if (key := whole(request.GET.get("place", ""))) is not None:
        found = Place.objects.filter(town=town, level="village", pk=key).first()
        return shape_of(found.boundary) if found is not None and found.boundary else None
    try:
        lon, lat = float(request.GET.get("lon", "")), float(request.GET.get("lat", ""))
    except ValueError:
        return None
    return Point(lon, lat) if in_china(lon, lat) else None


def _map(version: Version) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(zone.shape),
            "properties": {"title": f"{zone.name}（{zone.kind}）", "url": reverse("plan:zones_one", args=[zone.pk])},
        }
        for zone in queries.zones(version)
    ]
    return {
        "layers": [
            {"name": version.title, "kind": "area", "features": {"type": "FeatureCollection", "features": features}}
        ]
    }
