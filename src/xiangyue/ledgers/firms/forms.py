from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import DayField
from xiangyue.ledgers.firms.rules import NAME_MAX, SIZES, tidy_code
from xiangyue.lib.hantext import tidy


class FirmForm(forms.Form):
    title = forms.CharField(label=_("企业名称"), max_length=NAME_MAX)
    code = forms.CharField(label=_("统一社会信用代码"), max_length=40, required=False)
    sector = forms.CharField(label=_("行业"), max_length=40, required=False)
    size = forms.ChoiceField(label=_("规模"), choices=[("", "——"), *((one, _(one)) for one in SIZES)], required=False)
    landed_on = DayField(label=_("落地时间"), required=False)
    registered_in_town = forms.BooleanField(label=_("注册在本镇"), required=False)
    operating_in_town = forms.BooleanField(label=_("经营在本镇"), required=False, initial=True)

    def clean_title(self) -> str:
        return tidy(self.cleaned_data["title"])

    def clean_code(self) -> str:
        return tidy_code(self.cleaned_data["code"])


class SheetForm(forms.Form):
    sheet = forms.FileField(label=_("表格文件（.xlsx、.xls 或 .csv）"), required=False)
    pasted = forms.CharField(
        label=_("或者把表格连表头粘贴在这里"),
        required=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
