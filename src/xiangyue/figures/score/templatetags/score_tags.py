from __future__ import annotations

from fractions import Fraction

from django import template
from django.utils.translation import gettext as _

from xiangyue.figures.score.rules import rounded
from xiangyue.kernel.models import Party

register = template.Library()


@register.filter
def fixed(value: Fraction | None, places: int = 2) -> str:
    return rounded(value, places) or "—"


@register.filter
def of(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else _("没有回访结果")


@register.filter
def cohort(kind: str) -> str:
    return dict(Party.UNIT_KINDS).get(kind, _("未定"))
