from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiangyue.kernel import queries
from xiangyue.kernel.models import Category, Matter, Party, Place


class SendForm(forms.Form):
    """What the dispatcher decides on one matter."""

    category = forms.ModelChoiceField(Category.objects.none(), label=_("类别"))
    place = forms.ModelChoiceField(Place.objects.none(), label=_("地点"), required=False)
    urgency = forms.ChoiceField(choices=Matter.URGENCIES, label=_("紧急程度"))
    unit = forms.ModelChoiceField(Party.objects.none(), label=_("主办单位"))
    note = forms.CharField(
        label=_("派单说明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, town: Place, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.filter(town=town).on(day)  # type: ignore[attr-defined]
        self.fields["place"].queryset = Place.objects.filter(town=town).exclude(level="grid")  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Party.objects.filter(town=town, kind="unit", is_active=True)  # type: ignore[attr-defined]
        if not self.is_bound:
            self._group(town, day)

    def _group(self, town: Place, day: date) -> None:
        """Choices by class and by kind, each list read once."""
        empty = [("", "——")]
        self.grouped = queries.categories(town, day)
        self.fields["category"].choices = empty + [  # type: ignore[attr-defined]
            (level, [(row.pk, str(row)) for row in rows]) for level, rows in self.grouped
        ]
        self.fields["unit"].choices = empty + [  # type: ignore[attr-defined]
            (kind, [(row.pk, row.title) for row in rows]) for kind, rows in queries.units(town)
        ]
        places = Place.objects.filter(town=town).exclude(level="grid").order_by("level", "code")
        self.fields["place"].choices = empty + [(place.pk, place.name) for place in places]  # type: ignore[attr-defined]


class DisposeForm(forms.Form):
    code = forms.ChoiceField(choices=Matter.DISPOSITIONS, label=_("分流处置"))
    told = forms.CharField(label=_("怎样告知诉求人"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
