from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.kernel.models import Place


class NoticeForm(forms.Form):
    title = forms.CharField(label=_("公告标题"), max_length=120)
    village = forms.ModelChoiceField(Place.objects.none(), label=_("哪个村"), required=False, empty_label=_("全镇"))
    text = forms.CharField(label=_("公告内容"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, town: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = Place.objects.filter(town=town, level="village").order_by("code")
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]
