from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import said
from xiangyue.counter.sorting import SortingForm, unit_field
from xiangyue.kernel.models import Matter


class SendForm(SortingForm):
    """What the dispatcher decides on one matter."""

    unit = unit_field()
    note = forms.CharField(
        label=_("派单说明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class DisposeForm(forms.Form):
    code = forms.ChoiceField(choices=said(Matter.DISPOSITIONS), label=_("分流处置"))
    told = forms.CharField(label=_("怎样告知诉求人"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
