"""Forms in which something of the town is chosen: what class it is, where, how urgent, which unit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from xiangyue.counter.fields import said
from xiangyue.kernel import queries
from xiangyue.kernel.models import Category, Matter, Party, Place

_NONE = ("", "——")


def category_field(**more: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Category.objects.none(), label=_("类别"), **more)


def unit_field(**more: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(Party.objects.none(), **{"label": _("主办单位")} | more)


class TownForm(forms.Form):
    """Its fields `category`, `place` and `unit` take the town's own of that day. Shown, they are grouped and each list
    is read once; posted, no list is read at all.
    """

    def __init__(self, *args: Any, town: Place, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in _rows(town, day).items():
            if name in self.fields:
                self.fields[name].queryset = rows  # type: ignore[attr-defined]
        if not self.is_bound:
            self._group(town, day)

    def _group(self, town: Place, day: date) -> None:
        if "category" in self.fields:
            self.grouped = queries.categories(town, day)
            self._offer("category", [(level, [(row.pk, str(row)) for row in rows]) for level, rows in self.grouped])
        if "unit" in self.fields:
            units = queries.units(town)
            self._offer("unit", [(kind, [(row.pk, row.title) for row in rows]) for kind, rows in units])
        if "place" in self.fields:
            self._offer("place", [(row.pk, row.name) for row in _rows(town, day)["place"]])

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = [_NONE, *choices]  # type: ignore[attr-defined]


class SortingForm(TownForm):
    """What is settled before a matter can be dispatched."""

    category = category_field()
    place = forms.ModelChoiceField(Place.objects.none(), label=_("地点"), required=False)
    urgency = forms.ChoiceField(choices=said(Matter.URGENCIES), label=_("紧急程度"), initial="general")


def _rows(town: Place, day: date) -> dict[str, QuerySet[Any]]:
    return {
        "category": Category.objects.filter(town=town).on(day),
        "place": Place.objects.filter(town=town).exclude(level="grid").order_by("level", "code"),
        "unit": queries.active_units(town),
    }
