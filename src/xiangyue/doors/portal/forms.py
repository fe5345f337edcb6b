"""The one form of the portal. What it cannot read comes back with a sentence, and nothing that was typed is lost."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import said
from xiangyue.counter.taking_in import PhoneField, PublicForm, village_field
from xiangyue.doors.portal.rules import WORDS_MAX
from xiangyue.kernel.models import Matter


class SayForm(PublicForm):
    words = forms.CharField(
        label=_("您要说的事"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": _("请写一写是什么事、在哪里。"),
            "max_length": _("写得太长了，请写在 5000 字以内。"),
        },
    )
    request_type = forms.ChoiceField(choices=said(Matter.REQUEST_TYPES), initial="help", label=_("这是"))
    place = village_field()
    address = forms.CharField(label=_("具体在哪里"), max_length=200, required=False)
    name = forms.CharField(label=_("怎么称呼您"), max_length=60, required=False)
    phone = PhoneField(required=False)

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"].replace("\x00", "").strip()
        if len(words) < 4:
            raise forms.ValidationError(_("写得太少了，请说清楚是什么事。"))
        return words
