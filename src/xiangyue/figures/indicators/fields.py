from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db import models

_LONGEST = 80  # "numerator/denominator" of what sums and medians give

if TYPE_CHECKING:
    _Text = models.CharField[Any, Any]
else:
    _Text = models.CharField


class FractionField(_Text):
    """An exact number, kept as it is written: "37", "51/4"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": _LONGEST, **options})

    def from_db_value(self, value: str | None, *_asked: Any) -> Fraction | None:
        return None if value is None else Fraction(value)

    def to_python(self, value: Any) -> Fraction | None:
        return None if value is None else Fraction(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(Fraction(value))
