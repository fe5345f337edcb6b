"""The firm's form and the steward's. What they cannot read comes back with a sentence, and nothing that was typed is
lost.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import DayField
from xiangyue.counter.taking_in import PhoneField, PublicForm
from xiangyue.doors.enterprise.rules import CHANNELS, CLASSES, CONTACT_MAX, VISIT_KINDS, WORDS_MAX, tidy
from xiangyue.kernel.models import Place
from xiangyue.kernel.wording import worded
from xiangyue.ledgers.firms.models import Firm
from xiangyue.ledgers.firms.rules import NAME_MAX, tidy_code, wrong_firm


def _same(names: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(name, _(name)) for name in names]


class AskForm(PublicForm):
    """No class is required and none is refused: what is left empty is 其他."""

    firm_name = forms.CharField(
        label=_("企业名称"),
        max_length=NAME_MAX,
        error_messages={"required": _("请写企业名称；还没有注册的，写筹备中的名字。")},
    )
    firm_code = forms.CharField(label=_("统一社会信用代码"), max_length=40, required=False)
    contact = forms.CharField(
        label=_("联系人"), max_length=CONTACT_MAX, error_messages={"required": _("请写联系人怎么称呼。")}
    )
    phone = PhoneField(error_messages={"required": _("请留一个电话，首问责任人好找您。")})
    topic = forms.ChoiceField(
        label=_("哪一类"), choices=[("", _("说不准，请你们来分")), *_same(CLASSES)], required=False
    )
    words = forms.CharField(
        label=_("什么事"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("请写一写是什么事，几个字也行。"),
            "max_length": _("写得太长了，请写在 5000 字以内。"),
        },
    )
    is_sensitive = forms.BooleanField(label=_("这件事敏感，不要让承办单位知道是哪家企业"), required=False)

    def clean_firm_code(self) -> str:
        code = tidy_code(self.cleaned_data["firm_code"])
        wrong = wrong_firm("企业", code)
        if wrong:
            raise forms.ValidationError(worded(wrong))
        return code

    def clean_firm_name(self) -> str:
        name = tidy(self.cleaned_data["firm_name"])
        wrong = wrong_firm(name, "")
        if wrong:
            raise forms.ValidationError(worded(wrong))
        return name


class IntakeForm(AskForm):
    """The same, taken in by a steward for a firm that called or was visited."""

    channel = forms.ChoiceField(label=_("怎样来的"), choices=_same(CHANNELS[1:]))
    lon = lat = coordinates = None  # type: ignore[assignment]  # nobody points at a map at the desk
    field_order = ["channel", "firm_name", "firm_code", "contact", "phone", "topic", "words", "is_sensitive"]


class PlanForm(forms.Form):
    firm = forms.ModelChoiceField(Firm.objects.none(), label=_("哪家企业"))
    on = DayField(label=_("哪一天"))
    kind = forms.ChoiceField(label=_("怎样走访"), choices=_same(VISIT_KINDS))

    def __init__(self, *args: Any, town: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firm"].queryset = Firm.objects.filter(town=town).order_by("title")  # type: ignore[attr-defined]


class VisitForm(PlanForm):
    """A visit that was made; what was asked for there becomes a request."""

    findings = forms.CharField(label=_("了解到什么"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    need = forms.CharField(
        label=_("企业提出的诉求（会受理为一件）"),
        max_length=WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    topic = forms.ChoiceField(label=_("哪一类"), choices=[("", "——"), *_same(CLASSES)], required=False)
    contact = forms.CharField(label=_("联系人"), max_length=CONTACT_MAX, required=False)
    phone = PhoneField(required=False)
