"""Fields of forms that every room fills in alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from xiangyue.counter.readers import DAYS_KNOWN

Pairs = Sequence[tuple[Any, str]]


def said(pairs: Pairs) -> Callable[[], list[tuple[Any, str]]]:
    """Choices that are kept in Chinese, in the language of the page that offers them."""
    return lambda: [(key, _(name)) for key, name in pairs]


class DayField(forms.DateField):
    """A day of a year that an office can mean; with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), **kwargs)

    def clean(self, value: Any) -> date | None:
        found: date | None = super().clean(value)
        if found is not None and found.year not in DAYS_KNOWN:
            raise forms.ValidationError(_("年份不对，请按 2024-11-05 这样填。"))
        return found
