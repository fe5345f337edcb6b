from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import DayField
from xiangyue.house.traces.queries import Sought

KINDS = {
    "page": _("访问"),
    "export": _("导出、下载"),
    "reveal": _("查看联系方式"),
    "login": _("登录"),
    "failed": _("登录失败"),
    "refused": _("被拒绝"),
}


class SoughtForm(forms.Form):
    """What the auditor looks for; everything may be left out."""

    person = forms.CharField(label=_("姓名或登录名"), max_length=60, required=False)
    address = forms.CharField(label=_("地址（开头即可）"), max_length=45, required=False)
    since = DayField(label=_("从"), required=False)
    until = DayField(label=_("到（含）"), required=False)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *KINDS.items()])

    def sought(self) -> Sought:
        """All lines where a field makes no sense: the page tells which."""
        return Sought(**self.cleaned_data) if self.is_valid() else Sought()


class ExportForm(SoughtForm):
    suffix = forms.ChoiceField(choices=[("csv", "CSV"), ("xlsx", "Excel")])

    def sought(self) -> Sought:
        return Sought(**{name: value for name, value in self.cleaned_data.items() if name != "suffix"})
