"""Taxes, entities and fiscal capacity by whole months; counted from signed entries alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import Argument, Measure, Span, register
from xiangyue.kernel.models import Place
from xiangyue.ledgers.book.counted import of_entries
from xiangyue.ledgers.economy.columns import CAPACITY, TAX
from xiangyue.ledgers.economy.columns import ENTITIES as REGISTERED
from xiangyue.ledgers.economy.models import Capacity, Entities, Tax
from xiangyue.ledgers.economy.rules import ALL, ENTITIES, LEVELS, TAXES


def _months(rows: QuerySet[Any], town: Place, span: Span) -> QuerySet[Any]:
    if span.first.day != 1 or span.following.day != 1:
        raise Refused("按整月统计，{span}不是整月", span=span)
    return rows.filter(town=town, counted=True, **span.days("month"))


def taxes(town: Place, span: Span, *, tax: str = "", level: str = "") -> QuerySet[Tax]:
    """S61: of all levels together unless one is named."""
    rows = _months(Tax.objects.filter(level=level or ALL), town, span)
    return rows.filter(tax=tax) if tax else rows


def entities(town: Place, span: Span, *, kind: str = "") -> QuerySet[Entities]:
    """S62: registered in the months, whatever was struck off since."""
    rows = _months(Entities.objects.all(), town, span)
    return rows.filter(kind=kind) if kind else rows


def capacity(town: Place, span: Span) -> QuerySet[Capacity]:
    return _months(Capacity.objects.all(), town, span)


KIND = Argument("kind", "类型", "kind", tuple(ENTITIES))
register(
    of_entries(
        TAX,
        Measure(
            "economy.tax",
            "税收入库",
            "taxes that came in",
            "万元",
            taxes,
            (Argument("tax", "税种", "tax", tuple(TAXES)), Argument("level", "级次", "level", tuple(LEVELS))),
            amount="amount",
            scope="入库口径，未注明级次的为全口径；只算已签发的",
        ),
    )
)
for _name, _zh, _en, _scope in (
    ("opened", "新增经营主体", "entities registered", "不减注销"),
    ("closed", "注销经营主体", "entities struck off", ""),
):
    register(
        of_entries(
            REGISTERED, Measure(f"economy.{_name}", _zh, _en, "家", entities, (KIND,), amount=_name, scope=_scope)
        )
    )
register(
    of_entries(CAPACITY, Measure("economy.capacity", "区级财力", "fiscal capacity", "万元", capacity, amount="amount"))
)
