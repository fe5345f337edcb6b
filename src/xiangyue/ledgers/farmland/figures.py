"""Grain sown, what was to be sown, and the farmland there is; counted from signed entries alone."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from xiangyue.kernel.access import may
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import VILLAGE, Argument, Measure, Span, register
from xiangyue.kernel.models import Event, Matter, Place, Rule
from xiangyue.ledgers.book.counted import of_entries
from xiangyue.ledgers.farmland.columns import PARCELS, SOWING, TASKS
from xiangyue.ledgers.farmland.duty import FINDING, KINDS
from xiangyue.ledgers.farmland.models import Parcel, Round, Sowing, Task
from xiangyue.ledgers.farmland.rules import CLASSES, CROPS, GRAINS, SEASONS


def _year(span: Span) -> int:
    begins = span.first.replace(month=1, day=1)
    if (span.first, span.following) != (begins, begins.replace(year=begins.year + 1)):
        raise Refused("播种面积按年度算，{span}不是一年", span=span)
    return begins.year


def _of(rows: QuerySet[Any], village: str) -> QuerySet[Any]:
    return rows.filter(village__name=village) if village else rows


def grain_sown(town: Place, span: Span, *, village: str = "", season: str = "", crop: str = "") -> QuerySet[Sowing]:
    """S44: each season counts; without a crop all grains."""
    rows = Sowing.objects.filter(town=town, counted=True, year=_year(span), crop__in=[crop] if crop else GRAINS)
    return _of(rows.filter(season=season) if season else rows, village)


def grain_task(town: Place, span: Span, *, village: str = "") -> QuerySet[Task]:
    """S45: the town's own, or a village's."""
    rows = Task.objects.filter(town=town, counted=True, year=_year(span))
    return _of(rows, village) if village else rows.filter(village=None)


def parcels(town: Place, span: Span, *, village: str = "", land: str = "") -> QuerySet[Parcel]:
    """S43: surveyed by the end of the span."""
    rows = Parcel.objects.filter(town=town, counted=True, surveyed_on__lt=span.following)
    return _of(rows.filter(kind=land) if land else rows, village)


def rounds(town: Place, span: Span, *, village: str = "") -> QuerySet[Round]:
    """Gone by field chiefs, as the patrol told them."""
    return _of(Round.objects.filter(town=town, **span.days("day")), village)


def misuse(town: Place, span: Span, *, village: str = "", kind: str = "") -> QuerySet[Matter]:
    """Found on patrol under a task that the town calls a misuse; what became of each stands in its matter."""
    rows = Rule.objects.filter(town=town, kind=FINDING, valid_from__lt=span.following)
    tasks = list((rows.filter(value__kind=kind) if kind else rows).values_list("key", flat=True))
    told = Event.objects.filter(matter=OuterRef("pk"), name="found_on_patrol", particulars__task__in=tasks)
    matters = Matter.objects.filter(Exists(told), town=town, door="patrol", **span.moments("received_at"))
    return matters.filter(place__name=village) if village else matters


def village_tasks(town: Place, span: Span, *, village: str = "") -> QuerySet[Task]:
    return Task.objects.filter(town=town, counted=True, year=_year(span)).exclude(village=None)


SOWN = register(
    of_entries(
        SOWING,
        Measure(
            "farmland.grain_sown",
            "粮食播种面积",
            "grain area sown",
            "亩",
            grain_sown,
            (
                VILLAGE,
                Argument("season", "季次", "season", tuple(SEASONS)),
                Argument("crop", "作物", "crop", tuple(CROPS)),
            ),
            amount="area_mu",
            scope="谷物、豆类、薯类；一块地一年种两季算两次；只算已签发的",
        ),
        where="village",
    )
)
TASK = register(
    of_entries(
        TASKS,
        Measure(
            "farmland.grain_task",
            "粮食播种任务",
            "grain area to be sown",
            "亩",
            grain_task,
            (VILLAGE,),
            amount="area_mu",
            parts=village_tasks,
        ),
        where="village",
    )
)
AREA = register(
    of_entries(
        PARCELS,
        Measure(
            "farmland.area",
            "耕地面积",
            "farmland",
            "亩",
            parcels,
            (VILLAGE, Argument("land", "地类", "class", tuple(CLASSES))),
            amount="area_mu",
            scope="期末在册地块；只算已签发的",
        ),
        where="village",
    )
)
ROUNDS = register(
    Measure(
        "farmland.rounds",
        "田长巡田",
        "rounds of field chiefs",
        "次",
        rounds,
        (VILLAGE,),
        scope="网格巡查里的巡田，到一个村算一次",
        where="village",
        line=lambda row: f"{row.day} {row.village} {row.seat.holder}，{row.metres} 米",
        seen=lambda rows, seat: rows if may(seat, "farmland.see") else rows.none(),
        joined=("village", "seat"),
        when="day",
    )
)
MISUSE = register(
    Measure(
        "farmland.misuse",
        "巡查发现的耕地问题",
        "misuse of farmland found on patrol",
        "件",
        misuse,
        (VILLAGE, Argument("kind", "问题", "kind", tuple(KINDS))),
        where="place",
    )
)
