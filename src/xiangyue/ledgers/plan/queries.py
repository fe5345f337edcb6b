"""What the plan in force says of a spot."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from shapely.geometry.base import BaseGeometry

from xiangyue.kernel.geography import shape_of
from xiangyue.kernel.models import Place
from xiangyue.ledgers.plan.models import Version, Zone


@dataclass(frozen=True)
class Said:
    """A zone that holds the whole of a shape, or a part of it."""

    zone: Zone
    is_whole: bool


def in_force(town: Place, day: date) -> Version | None:
    """The one approved last by then."""
    rows = Version.objects.filter(town=town, counted=True, approved_on__lte=day)
    return rows.order_by("-approved_on", "-pk").first()


def zones(version: Version) -> QuerySet[Zone]:
    return Zone.objects.filter(version_of=version, counted=True).order_by("code")


def conformity(version: Version, asked: BaseGeometry) -> list[Said]:
    """Each zone that meets the point or shape. Nothing of the plan is there where the list is empty."""
    found = []
    for zone in zones(version):
        drawn = shape_of(json.loads(zone.shape))
        if drawn.intersects(asked):
            found.append(Said(zone, drawn.covers(asked)))
    return found
