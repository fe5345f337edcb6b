"""The town's place among those of its district, as the towns that stand before it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from xiangyue.figures.score.queries import TownRow, district_ranking
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import Measure, Span, everybody, register
from xiangyue.kernel.models import Place
from xiangyue.lib.periods import assessment_period


def towns_ranked(town: Place, span: Span) -> QuerySet[Place]:
    """S30: the towns of the district that can be ranked in an assessment period."""
    return _places(row for row in _ranking(town, span) if row.rank is not None)


def towns_down_to_ours(town: Place, span: Span) -> QuerySet[Place]:
    """S30: ours and those ranked before it; those that tie with it are not among them. Refused where ours has no
    rank.
    """
    rows = _ranking(town, span)
    own = next((row.rank for row in rows if row.town.pk == town.pk), None)
    if own is None:
        raise Refused("本镇在{span}没有足够的有效回访，不参加排名", span=span)
    return _places(row for row in rows if row.rank is not None and (row.rank < own or row.town.pk == town.pk))


def _ranking(town: Place, span: Span) -> list[TownRow]:
    period = assessment_period(span.first)
    if (period.start, period.end) != (span.first, span.following):
        raise Refused("排名按考核期算，{span}不是一个考核期，请写成 {period}考核期", span=span, period=period.label)
    return district_ranking(town, period.label)


def _places(rows: Iterable[TownRow]) -> QuerySet[Place]:
    return Place.objects.filter(pk__in=[row.town.pk for row in rows])


register(
    Measure(
        "score.district_rank",
        "综合分名次",
        "rank by composite among the towns of the district",
        "名",
        towns_down_to_ours,
        line=lambda place: place.name,
        seen=everybody,
    )
)
register(
    Measure(
        "score.towns_ranked",
        "参加排名的镇街",
        "towns ranked in the district",
        "个",
        towns_ranked,
        line=lambda place: place.name,
        seen=everybody,
    )
)
