from __future__ import annotations

import csv
import io
import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import said
from xiangyue.counter.sorting import TownForm, category_field, unit_field
from xiangyue.counter.taking_in import PhoneField
from xiangyue.doors.onsite.actions import OUTCOMES, NewStop
from xiangyue.doors.onsite.models import Stop

_KIND_OF = {name: key for key, name in Stop.KINDS} | {key: key for key, _name in Stop.KINDS}


class ProjectForm(TownForm):
    title = forms.CharField(label=_("工程名称"), max_length=80)
    unit = unit_field(label=_("由哪个单位走访"))
    area = forms.CharField(label=_("工程范围（GeoJSON）"), widget=forms.Textarea(attrs={"rows": 3}), max_length=50_000)

    def clean_area(self) -> dict[str, Any]:
        """A geometry, a feature, or a collection of one."""
        try:
            told = json.loads(self.cleaned_data["area"])
            if told.get("type") == "FeatureCollection":
                told = told["features"][0]
            geometry: dict[str, Any] = told.get("geometry", told)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
            raise forms.ValidationError(_("这不是 GeoJSON，请在地图上画，或从地图软件导出后粘贴。")) from error
        return geometry


class VisitForm(TownForm):
    outcome = forms.ChoiceField(label=_("结果"), choices=said(list(OUTCOMES.items())), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("对方怎么说"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    answer = forms.CharField(
        label=_("当场怎样办的"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    category = category_field(required=False)
    unit = unit_field(label=_("交给哪个单位"), required=False)
    name = forms.CharField(label=_("联系人"), required=False, max_length=60)
    phone = PhoneField(required=False)


def stops_of(text: str) -> tuple[list[NewStop], list[str]]:
    """Lines "种类,名称,经度,纬度" pasted from a sheet, and what could not be read, line by line."""
    rows, wrong = [], []
    for line, row in enumerate(csv.reader(io.StringIO(text.replace("\t", ",").replace("，", ","))), 1):
        cells = [cell.strip() for cell in row if cell.strip()]
        if not cells or cells[0] == "种类":
            continue
        try:
            kind, title, lon, lat = cells
            rows.append(NewStop(_KIND_OF[kind], title, float(lon), float(lat)))
        except (ValueError, KeyError):
            wrong.append(f"第 {line} 行读不懂：要写成“商户,老王修车铺,116.7954,39.7044”。")
    return rows, wrong
