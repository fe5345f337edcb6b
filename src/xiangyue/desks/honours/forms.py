from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import DayField, said
from xiangyue.counter.readers import day_in
from xiangyue.counter.sorting import TownForm, unit_field
from xiangyue.desks.honours.models import Reorganisation


class MonthField(forms.CharField):
    """Its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2024-11"})

    def clean(self, value: Any) -> date:
        found = day_in(f"{super().clean(value)}-01")
        if found is None:
            raise forms.ValidationError(_now("请按 2024-11 这样填月份。"))
        return found


class RecommendForm(TownForm):
    title = forms.CharField(label=_("荣誉名称"), max_length=40, initial="通办先锋")
    unit = unit_field(label=_("推荐哪个单位"))
    month = MonthField(label=_("哪个月"))
    giver = forms.CharField(label=_("谁推荐的"), max_length=60)
    document = forms.CharField(label=_("文号或通报日期"), max_length=120)
    words = forms.CharField(label=_("为什么推荐"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ReorganiseForm(TownForm):
    unit = unit_field(label=_("哪个单位"))
    kind = forms.ChoiceField(label=_("怎样变的"), choices=said(Reorganisation.KINDS))
    on = DayField(label=_("哪天"))
    before = forms.CharField(label=_("原来是什么"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    after = forms.CharField(label=_("现在是什么"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    why = forms.CharField(label=_("为什么"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    document = forms.CharField(label=_("文号"), max_length=120)
