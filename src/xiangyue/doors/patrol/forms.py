"""What a phone or a desk sends, read and tidied."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import said
from xiangyue.doors.patrol import queries
from xiangyue.doors.patrol.actions.walk import Point
from xiangyue.doors.patrol.models import LEVELS
from xiangyue.doors.patrol.rules import believed
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat


def moment_said(text: str) -> datetime | None:
    """A moment with its zone; None when it makes no sense."""
    try:
        said = parse_datetime(text[:40])
    except ValueError:
        return None
    return said if said is not None and said.tzinfo is not None else None


def said_moment(text: str, at: datetime) -> datetime:
    """When it was, as far as the phone is to be believed."""
    said = moment_said(text)
    return at if said is None else believed(said, at)


def points_of(text: str) -> list[Point]:
    """JSON list of [longitude, latitude, ISO moment]; Refused when it is anything else."""
    try:
        told = json.loads(text or "[]")
        rows = [(float(lon), float(lat), parse_datetime(str(moment))) for lon, lat, moment in told]
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused("轨迹读不懂，没有收下。请刷新页面再巡查。") from error
    points = []
    for lon, lat, moment in rows:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90) or moment is None or moment.tzinfo is None:
            raise Refused("轨迹里有不成样子的位置或时间，没有收下。请刷新页面再巡查。")
        points.append((lon, lat, moment))
    return points


class PointMixin(forms.Form):
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)

    def point(self) -> tuple[float, float] | None:
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        return None if lon is None or lat is None else (lon, lat)


class FindForm(PointMixin):
    task = forms.CharField(label=_("是什么事"), max_length=40)
    words = forms.CharField(label=_("发现了什么"), max_length=2000)
    level = forms.TypedChoiceField(label=_("怎样处理"), choices=said(LEVELS), coerce=int)
    note = forms.CharField(label=_("当场怎样办的"), required=False, max_length=1000)
    place = forms.ModelChoiceField(Place.objects.none(), label=_("在哪里"), required=False, to_field_name="code")

    def __init__(self, *args: Any, town: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.filter(town=town, level__in=("grid", "village"))
        self.fields["place"].queryset = places  # type: ignore[attr-defined]


class CallForm(PointMixin):
    household = forms.IntegerField(label=_("哪一户"), min_value=1, max_value=2**62)
    met = forms.ChoiceField(label=_("见到人了吗"), choices=[("yes", _("见到了")), ("no", _("没有人在"))])
    need = forms.CharField(label=_("有什么需要"), required=False, max_length=2000)


class GridsForm(forms.Form):
    name = forms.CharField(label=_("网格名称（在地图上画时填）"), required=False, max_length=60)
    shapes = forms.CharField(
        label=_("网格边界（GeoJSON 或 KML，WGS-84）"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 5, "data-draw-into": ""}),
    )
    file = forms.FileField(label=_("或选一个文件"), required=False)

    def data_given(self) -> bytes:
        file = self.cleaned_data.get("file")
        told: bytes = file.read() if file else self.cleaned_data["shapes"].encode()
        return told


class WatchForm(forms.Form):
    """Who answers; `role` is grid or member, `at` when it is chosen."""

    to = forms.ModelChoiceField(Seat.objects.none(), label=_("由谁负责"))

    def __init__(self, *args: Any, town: Place, role: str, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = Seat.objects.on(at).filter(town=town, role=role).select_related("unit").order_by("holder")
        self.fields["to"].queryset = seats  # type: ignore[attr-defined]


class ZoneForm(forms.Form):
    grid = forms.ModelChoiceField(Place.objects.none(), label=_("在哪个网格"))
    title = forms.CharField(label=_("责任区名称"), max_length=60)

    def __init__(self, *args: Any, town: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grid"].queryset = queries.grids(town)  # type: ignore[attr-defined]
