from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.sorting import TownForm, category_field
from xiangyue.counter.taking_in import PhoneField
from xiangyue.doors.window.rules import WAYS, WHY_MAX, WORDS_MAX
from xiangyue.kernel.models import Matter, Place

_WAYS = (_("到窗口当面"), _("打镇里电话"), _("入户走访"), _("纸质登记表"))  # as in the rules, for either language
_OF_NOBODY = {"data-draft-skip": "", "autocomplete": "off"}  # who comes next must not find it in a draft


class EntryForm(TownForm):
    """One page, in the order in which it is said."""

    way = forms.ChoiceField(
        label=_("怎样听到的"), choices=list(zip(WAYS, _WAYS, strict=True)), initial="counter", widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("本人说了什么"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("照本人的话写，不替他归纳；写完读给他听。"),
        error_messages={"required": _("请写下本人说了什么事。")},
    )
    phone = PhoneField(required=False, help_text=_("留电话，承办的人好问清楚，办完才好回访；查进度用后四位。"))
    name = forms.CharField(label=_("怎么称呼"), max_length=60, required=False, widget=forms.TextInput(attrs=_OF_NOBODY))
    place = forms.ModelChoiceField(Place.objects.none(), label=_("哪个村"), required=False)
    address = forms.CharField(
        label=_("具体在哪里"), max_length=200, required=False, widget=forms.TextInput(attrs=_OF_NOBODY)
    )
    category = category_field(required=False)
    request_type = forms.ChoiceField(label=_("这是"), choices=Matter.REQUEST_TYPES, initial="help")
    read_back = forms.ChoiceField(
        label=_("读给本人听了吗"),
        choices=[("yes", _("已读给本人听，本人同意")), ("no", _("未复述"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选：已读给本人听、本人同意，还是未复述。")},
    )
    not_read_why = forms.CharField(
        label=_("没有复述的原因"),
        max_length=WHY_MAX,
        required=False,
        help_text=_("选“未复述”的要写；本人查进度时看得到。"),
    )
