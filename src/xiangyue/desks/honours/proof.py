"""Recommendations and reorganised units: each row is what was told on the town's own matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xiangyue.desks.honours.models import Recommendation, Reorganisation
from xiangyue.kernel import proofs
from xiangyue.kernel.models import Event, Place
from xiangyue.lib.chain import Fault


def honours(town: Place) -> Iterator[Fault]:
    told = _told(town, "honour_recommended", "recommendation")
    withdrawn = set(_told(town, "honour_withdrawn", "recommendation"))
    for row in Recommendation.objects.filter(town=town).select_related("unit").order_by("pk"):
        said = told.pop(row.pk, {})
        matters = sorted(row.evidence.values_list("matter__number", flat=True))
        stands = (row.unit.code, row.title, f"{row.month:%Y-%m}", row.state == "withdrawn", matters)
        wanted = (*(said.get(one) for one in ("unit", "title", "month")), row.pk in withdrawn)
        if stands != (*wanted, sorted(said.get("matters", []))):
            yield _fault(town, row.pk, f"荣誉推荐“{row}”与登记时不一致，或没有登记的记录")
    for pk, said in told.items():
        yield _fault(town, pk, f"登记过的荣誉推荐“{said['title']} {said['month']}”不见了")


def reorganisations(town: Place) -> Iterator[Fault]:
    told = _told(town, "unit_reorganised", "reorganisation")
    names = ("kind", "document", "before", "after", "why")
    for row in Reorganisation.objects.filter(town=town).select_related("unit").order_by("pk"):
        said = told.pop(row.pk, {})
        same = all(getattr(row, name) == said.get(name) for name in names)
        if not same or (row.unit.code, row.on.isoformat()) != (said.get("unit"), said.get("on")):
            yield _fault(town, row.pk, f"{row.unit.title}的沿革与登记时不一致，或没有登记的记录")
    for pk, said in told.items():
        yield _fault(town, pk, f"登记过的{said['unit_name']}的沿革不见了")


def _told(town: Place, name: str, key: str) -> dict[int, dict[str, Any]]:
    events = Event.objects.filter(town=town, name=name).with_texts().order_by("pk")
    return {event.told[key]: event.told for event in events}


def _fault(town: Place, pk: int, what: str) -> Fault:
    return Fault(f"{town.name}荣誉和沿革", pk, "changed", f"{town.name}{what}。")


proofs.register("honours", honours)
proofs.register("reorganised units", reorganisations)
