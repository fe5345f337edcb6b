"""The three ledgers of farmland by their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Sum

from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Place
from xiangyue.ledgers.book.columns import Columns, choice, dated, number, reference, written
from xiangyue.ledgers.book.ledger import ALWAYS, Ledger, register, village_named, village_names
from xiangyue.ledgers.book.queries import entries
from xiangyue.ledgers.farmland import rules
from xiangyue.ledgers.farmland.models import Parcel, Sowing, Task

HECTARE = {"公顷": Fraction(15)}
YEAR = number("year", "年度", "year", "年", least=2000, most=2100)
MU = number("area_mu", "面积", "area (mu)", "亩", places=2, least=Decimal("0.01"), most=10**7, also=HECTARE)


def _year_of(entry: Sowing | Task) -> tuple[date, date]:
    """In whose figures it is counted, whenever it was sown."""
    return date(entry.year, 1, 1), date(entry.year + 1, 1, 1)


def _out_of_season(town: Place, values: Mapping[str, Any], pk: int | None) -> Iterable[str]:
    parcel: Parcel = values["parcel"]
    yield from filter(None, [rules.above(values["area_mu"], parcel.code, parcel.area_mu)])
    rule = rule_on(town, rules.RULE, values["season"], values["sown_on"])
    if rule is not None:
        told = rules.out_of_season(values["season"], values["sown_on"], rule.value, int(values["year"]))
        yield from filter(None, [told])


def _not_for(town: Place, values: Mapping[str, Any], pk: int | None) -> Iterable[str]:
    yield from rules.not_for(values["parcel"].kind, values["crop"])


def _not_added_up(town: Place, values: Mapping[str, Any], pk: int | None) -> Iterable[str]:
    """Asked once the town's own task is there."""
    rows = Task.objects.filter(town=town, year=values["year"]).exclude(state="withdrawn")
    rows = rows if pk is None else rows.exclude(pk=pk)
    totals = {
        is_town: rows.filter(village__isnull=is_town).aggregate(total=Sum("area_mu"))["total"] or Decimal()
        for is_town in (True, False)
    }
    totals[values["village"] is None] += values["area_mu"]
    if totals[True] and totals[False]:
        yield from filter(None, [rules.not_added_up(totals[True], totals[False], int(values["year"]))])


PARCELS = register(
    Ledger(
        "parcels",
        "地块台账",
        "parcels",
        "farmland",
        Parcel,
        Columns(
            "parcels",
            rows=(
                written("code", "地块编号", "code", 40, needed=True),
                reference("village", "村", "village"),
                written("name", "小地名", "name", 60),
                choice("kind", "地类", "class", rules.CLASSES),
                MU,
                written("operator", "经营主体", "operator", 60),
                dated("surveyed_on", "调查日期", "surveyed on"),
            ),
            identity=lambda row: row["code"],
        ),
        village=lambda values: values["village"],
        day="surveyed_on",
        refs={"village": village_named},
        offers={"village": village_names},
        felt=lambda entry: ALWAYS,
    )
)
SOWING = register(
    Ledger(
        "sowing",
        "播种台账",
        "sowing",
        "farmland",
        Sowing,
        Columns(
            "sowing",
            rows=(
                reference("parcel", "地块编号", "parcel"),
                YEAR,
                choice("season", "季次", "season", rules.SEASONS),
                choice("crop", "作物", "crop", rules.CROPS),
                MU,
                dated("sown_on", "播种日期", "sown on"),
            ),
            identity=lambda row: f"{row['parcel']} {row['year']} {row['season']}",
        ),
        village=lambda values: values["parcel"].village,
        day="sown_on",
        refs={
            "parcel": lambda town, code: (
                Parcel.objects.filter(town=town, code=code, counted=True).select_related("village").first()
            )
        },
        offers={
            "parcel": lambda seat: (
                entries(PARCELS, seat).filter(counted=True).order_by("code").values_list("code", flat=True)
            )
        },
        errors=_out_of_season,
        felt=_year_of,
        doubts=_not_for,
    )
)
TASKS = register(
    Ledger(
        "tasks",
        "粮食播种任务",
        "grain area tasks",
        "farmland",
        Task,
        Columns(
            "tasks",
            rows=(
                YEAR,
                reference("village", "村（全镇任务不填）", "village (none: the town)", needed=False),
                MU,
                written("document", "下达文号", "document", 80, needed=True),
                dated("issued_on", "下达日期", "issued on"),
            ),
            identity=lambda row: f"{row['year']} {row['village'] or '全镇'}",
        ),
        village=lambda values: values["village"],
        day="issued_on",
        refs={"village": village_named},
        offers={"village": village_names},
        doubts=_not_added_up,
        felt=_year_of,
    )
)
