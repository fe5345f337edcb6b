"""What figures are divided by."""

from __future__ import annotations

from django.db.models import QuerySet

from xiangyue.kernel.measures import VILLAGE, Argument, Measure, Span, everybody, register
from xiangyue.kernel.models import Place


def residents(town: Place, span: Span, *, village: str = "") -> QuerySet[Place]:
    """The town, or one of its villages, whose residents are summed: as the town's folder has them now."""
    if village:
        return Place.objects.filter(town=town, level="village", name=village)
    return Place.objects.filter(pk=town.pk)


def villages(town: Place, span: Span, *, village: str = "") -> QuerySet[Place]:
    """Every one, or the one of this name."""
    found = Place.objects.filter(town=town, level="village")
    return found.filter(name=village) if village else found


def named(town: Place, span: Span, *, name: str = "", district: str = "") -> QuerySet[Place]:
    """S01: the town, if it is called so and lies there."""
    found = Place.objects.filter(pk=town.pk)
    found = found.filter(name=name) if name else found
    return found.filter(parent__level="district", parent__name=district) if district else found


register(
    Measure(
        "indicators.town",
        "本镇",
        "the town",
        "个",
        named,
        (Argument("name", zh="名称", en="name"), Argument("district", zh="所属区", en="district")),
        line=lambda place: place.name,
        seen=everybody,
    )
)
register(
    Measure(
        "indicators.residents",
        "常住人口",
        "residents",
        "人",
        residents,
        (VILLAGE,),
        amount="residents",
        scope="常住人口按镇文件夹里现在的数，不随时段变",
        where="pk",
        parts=villages,
        line=lambda place: place.name,
        seen=everybody,
    )
)
