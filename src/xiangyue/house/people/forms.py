from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xiangyue.house.people.actions import given_here
from xiangyue.kernel.models import ROLES, Party, Place
from xiangyue.kernel.queries import active_units


def role_names() -> dict[str, str]:
    """Every role in the reader's language."""
    english = (get_language() or "zh").startswith("en")
    return {role: names[english] for role, names in ROLES.items()}


def _moment(label: Any, help_text: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
    return forms.DateTimeField(required=False, label=label, help_text=help_text, widget=widget)


class SeatForm(forms.Form):
    """A seat to be given; a username that is not there yet makes a user."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("已有的登录名直接加岗位；没有的会新建，并给一次性密码"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    holder = forms.CharField(label=_("姓名"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("岗位"))
    unit = forms.ModelChoiceField(Party.objects.none(), label=_("单位"), empty_label=_("请选择"))
    since = _moment(_("从何时起"), _("不填就是现在"))
    until = _moment(_("到何时止"), _("不填就是没有期限"))
    reason = forms.CharField(label=_("依据"), max_length=200, required=False, help_text=_("例如任职文件的名称和文号"))

    def __init__(self, *args: Any, town: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = role_names()
        self.fields["role"].choices = [("", _("请选择")), *((role, names[role]) for role in given_here())]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = active_units(town)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    ends_at = _moment(_("从何时结束"), _("不填就是现在；结束后下一次点击就没有权限"))
    reason = forms.CharField(label=_("理由"), max_length=200)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200)
