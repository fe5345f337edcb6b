"""The one form of the portal. What it cannot read comes back with a sentence, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.doors.portal.rules import WORDS_MAX
from xiangyue.kernel.models import Matter, Place
from xiangyue.lib.coords import gcj02_to_wgs84
from xiangyue.lib.phones import tidy_phone


class SayForm(forms.Form):
    """A point may come in WGS-84 (browsers, our own map) or GCJ-02 (Chinese map services)."""

    words = forms.CharField(
        label=_("您要说的事"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": _("请写一写是什么事、在哪里。"),
            "max_length": _("写得太长了，请写在 5000 字以内。"),
        },
    )
    request_type = forms.ChoiceField(choices=Matter.REQUEST_TYPES, initial="help", label=_("这是"))
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("哪个村"),
        required=False,
        to_field_name="code",
        empty_label=_("不清楚、不在村里"),
        error_messages={"invalid_choice": _("本镇没有这个村，请重新选。")},
    )
    address = forms.CharField(label=_("具体在哪里"), max_length=200, required=False)
    name = forms.CharField(label=_("怎么称呼您"), max_length=60, required=False)
    phone = forms.CharField(label=_("电话"), max_length=30, required=False)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    coordinates = forms.ChoiceField(choices=[("wgs84", "WGS-84"), ("gcj02", "GCJ-02")], required=False)

    def __init__(self, *args: Any, town: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = Place.objects.filter(town=town, level="village").order_by("code")
        self.fields["place"].queryset = villages  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        try:
            return tidy_phone(self.cleaned_data["phone"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"].replace("\x00", "").strip()
        if len(words) < 4:
            raise forms.ValidationError(_("写得太少了，请说清楚是什么事。"))
        return words

    def point(self) -> tuple[float, float] | None:
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        if lon is None or lat is None:
            return None
        return gcj02_to_wgs84(lon, lat) if self.cleaned_data.get("coordinates") == "gcj02" else (lon, lat)
