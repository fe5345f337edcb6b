from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import said
from xiangyue.counter.taking_in import PhoneField, PublicForm, village_field
from xiangyue.desks.council.models import CouncilNotice
from xiangyue.kernel.models import Place

_SUBJECTS = [pair for pair in CouncilNotice.SUBJECTS if pair[0] not in ("decision", "result")]


class NoticeForm(forms.Form):
    title = forms.CharField(label=_("公告标题"), max_length=120)
    village = forms.ModelChoiceField(Place.objects.none(), label=_("哪个村"), required=False, empty_label=_("全镇"))
    subject = forms.ChoiceField(label=_("哪一类"), choices=said(_SUBJECTS), required=False)
    text = forms.CharField(label=_("公告内容"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))

    def __init__(self, *args: Any, town: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = Place.objects.filter(town=town, level="village").order_by("code")
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


class AskForm(PublicForm):
    place = village_field()
    words = forms.CharField(label=_("想请村里议什么"), max_length=1000, min_length=4)
    name = forms.CharField(label=_("怎么称呼您"), max_length=40, required=False)
    phone = PhoneField(error_messages={"required": _("请留一个电话，议了以后告诉您。")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].required = True
        self.fields["place"].error_messages["required"] = _("请选是哪个村。")
