"""How far the plan is; counted from signed entries alone."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.kernel.measures import Measure, Span, register
from xiangyue.kernel.models import Place
from xiangyue.ledgers.book.counted import of_entries
from xiangyue.ledgers.plan.columns import VERSIONS
from xiangyue.ledgers.plan.models import Version


def drawn_up(town: Place, span: Span) -> QuerySet[Version]:
    """S06: whose drawing was finished in the span."""
    return Version.objects.filter(town=town, counted=True, **span.days("drawn_on"))


def approved(town: Place, span: Span) -> QuerySet[Version]:
    return Version.objects.filter(town=town, counted=True, **span.days("approved_on"))


register(
    of_entries(
        VERSIONS,
        Measure("plan.drawn_up", "编制完成的国土空间规划", "plans drawn up", "部", drawn_up, scope="只算已签发的"),
    )
)
register(of_entries(VERSIONS, Measure("plan.approved", "批准的国土空间规划", "plans approved", "部", approved)))
