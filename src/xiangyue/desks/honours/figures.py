"""What is counted of recommendations, measures and reorganised units."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from xiangyue.desks.honours import queries
from xiangyue.desks.honours.models import Recommendation, Reorganisation
from xiangyue.desks.honours.rules import COUNTS_THEM
from xiangyue.kernel.measures import Argument, Measure, Span, everybody, register
from xiangyue.kernel.models import Place, Rule

_TITLE = Argument("title", zh="荣誉", en="honour")
_UNIT = Argument("unit", zh="单位", en="unit")
_KIND = Argument("kind", zh="沿革", en="change", choices=tuple(key for key, _ in Reorganisation.KINDS))


def recommended(town: Place, span: Span, *, title: str = "") -> QuerySet[Recommendation]:
    rows = Recommendation.objects.filter(town=town, state="standing", **span.days("month"))
    return rows.filter(title=title) if title else rows


def run(town: Place, span: Span, *, title: str = "") -> QuerySet[Recommendation]:
    """S24: the longest run of months without a gap, one recommendation for each."""
    return queries.run_of(recommended(town, span, title=title))


def undertakings(town: Place, span: Span) -> QuerySet[Rule]:
    """S25: those that something was counted for in the span."""
    shown = [one.row.pk for one in queries.undertakings(town, span) if one.count]
    return Rule.objects.filter(pk__in=shown)


def reorganised(town: Place, span: Span, *, unit: str = "", kind: str = "") -> QuerySet[Reorganisation]:
    """S27."""
    rows = Reorganisation.objects.filter(town=town, **span.days("on"))
    rows = rows.filter(unit__code=unit) if unit else rows
    return rows.filter(kind=kind) if kind else rows


def _of_rule(row: Rule) -> str:
    return f"{row.key} {row.value['title']}"


_OPEN: dict[str, Any] = {"seen": everybody}
register(
    Measure(
        "honours.recommended",
        "荣誉推荐",
        "recommendations for an honour",
        "次",
        recommended,
        (_TITLE,),
        when="month",
        named="title",
        line=lambda row: f"{row.on} {row.unit.title} {row.get_kind_display()}",
        scope="不含撤回的",
        **_OPEN,
    )
)
register(
    Measure(
        "honours.run",
        "连续获推荐的月份",
        "months in a row with a recommendation",
        "个月",
        run,
        (_TITLE,),
        when="month",
        line=lambda row: f"{row.on} {row.unit.title} {row.get_kind_display()}",
        scope="最长的一段，中间不断月；不含撤回的",
        **_OPEN,
    )
)
register(
    Measure(
        COUNTS_THEM,
        "有记录可查的措施",
        "measures that records show",
        "条",
        undertakings,
        named="value__title",
        line=_of_rule,
        scope="同期有对应记录的才算",
        **_OPEN,
    )
)
register(
    Measure(
        "honours.reorganised",
        "设立、重组、合并和更名的单位",
        "units founded, restructured, merged or renamed",
        "次",
        reorganised,
        (_UNIT, _KIND),
        when="on",
        named="unit__title",
        line=lambda row: f"{row.on} {row.unit.title} {row.get_kind_display()}",
        scope="按文件上的日期",
        joined=("unit",),
        **_OPEN,
    )
)
