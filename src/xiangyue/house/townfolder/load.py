"""Bringing a checked town folder into the database. Loading it again changes nothing; what is dropped is ended, not
deleted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from xiangyue.desks.handling.models import AnswerTemplate
from xiangyue.doors.hotline.models import ColumnMapping
from xiangyue.figures.indicators.actions import touch_all
from xiangyue.house.townfolder import tables
from xiangyue.house.townfolder.check import check
from xiangyue.house.townfolder.figures import load_figures
from xiangyue.house.townfolder.seats import load_seats
from xiangyue.house.townfolder.tally import Tally
from xiangyue.kernel.actions import WORKER, recount_guessed, tell_house
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Category, Party, Place, Rule
from xiangyue.kernel.timekeeping import local_day

_OF_A_FACT = (
    *("statement", "year", "kind", "form", "numerator", "denominator", "indicator"),
    *("value", "unit", "period", "bound", "note"),
)
_SHOWN = 20  # problems told at once; more would hide the first


@transaction.atomic
def load(folder: Path, *, at: datetime) -> dict[str, int]:
    """Counts of what was created, changed, ended and left unchanged. Refused, with the problems, when the check finds
    any.
    """
    problems = check(folder)
    if problems:
        told = "\n".join(str(problem) for problem in problems[:_SHOWN])
        raise Refused(f"{folder.name} 有 {len(problems)} 处问题，没有装载：\n{told}")
    tally = Tally()
    town = _town(folder, tally)
    drawn_before = dict(Place.objects.filter(town=town).values_list("pk", "boundary"))
    places = _places(folder, town, tally)
    _stamp_boundaries(places.values(), drawn_before, at)
    units = _units(folder, town, places, tally)
    load_seats(folder, town, units, tally.counts, at=at)
    _categories(folder, town, units, tally, at)
    _rules(folder, town, tally)
    load_figures(folder, town, tally, at)
    if any(tally.counts[what] for what in ("place_changed", "indicator_changed")):
        touch_all(town)
    recount_guessed(at)  # a year's days off may have come with the rules
    _texts(folder, town, tally, at)
    changed = {what: n for what, n in sorted(tally.counts.items()) if not what.endswith("_unchanged")}
    if changed:
        tell_house(town, "folder_loaded", actor=WORKER, at=at, folder=folder.name, changed=changed)
    return dict(sorted(tally.counts.items()))


def _town(folder: Path, tally: Tally) -> Place:
    row = tables.rows(folder, "town.csv")[0]
    synthetic = row["is_synthetic"] == "yes"
    drawn = tables.boundaries(folder)
    district = tally.put(Place, {"level": "district", "code": row["district_code"]}, {"name": row["district_name"]})
    for other in tables.rows(folder, "district.csv"):
        if other["code"] != row["code"]:
            tally.put(
                Place,
                {"level": "town", "code": other["code"]},
                {
                    "name": other["name"],
                    "parent": district,
                    "residents": int(other["residents"]),
                    "is_synthetic": other["residents_invented"] == "yes",
                },
            )
    town: Place = tally.put(
        Place,
        {"level": "town", "code": row["code"]},
        {
            "name": row["name"],
            "parent": district,
            "residents": int(row["residents"]),
            "households": int(row["households"]),
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
            "is_synthetic": synthetic,
            "boundary": drawn.get(row["code"]),
        },
    )
    return town


def _places(folder: Path, town: Place, tally: Tally) -> dict[str, Place]:
    drawn = tables.boundaries(folder)
    return {
        row["code"]: tally.put(
            Place,
            {"town": town, "level": row["level"], "code": row["code"]},
            {
                "parent": town,
                "name": row["name"],
                "aliases": row.list("aliases"),
                "residents": _int(row["residents"]),
                "households": _int(row["households"]),
                "lon": _float(row["lon"]),
                "lat": _float(row["lat"]),
                "boundary": drawn.get(row["code"]),
                "is_synthetic": town.is_synthetic,
            },
        )
        for row in tables.rows(folder, "places.csv")
    }


def _stamp_boundaries(places: Iterable[Place], before: dict[int, Any], at: datetime) -> None:
    """Whoever keeps drawn shapes hears of it."""
    changed = [place.pk for place in places if place.boundary and place.boundary != before.get(place.pk)]
    Place.objects.filter(pk__in=changed).update(boundary_changed_at=at)


def _units(folder: Path, town: Place, places: dict[str, Place], tally: Tally) -> dict[str, Party]:
    units = {
        row["code"]: tally.put(
            Party,
            {"town": town, "kind": "unit", "code": row["code"]},
            {
                "title": row["title"],
                "unit_kind": row["unit_kind"],
                "place": places.get(row["place"]),
                "office_hours": row["office_hours"],
                "is_active": True,
            },
        )
        for row in tables.rows(folder, "units.csv")
    }
    dropped = Party.objects.filter(town=town, kind="unit", is_active=True).exclude(code__in=units)
    tally.end(Party, dropped, is_active=False)
    return units


def _categories(folder: Path, town: Place, units: dict[str, Party], tally: Tally, at: datetime) -> None:
    codes = set()
    for row in tables.rows(folder, "categories.csv"):
        codes.add(row["code"])
        tally.put(
            Category,
            {"town": town, "code": row["code"], "valid_from": date.fromisoformat(row["valid_from"])},
            {
                "level1": row["level1"],
                "level2": row["level2"],
                "level3": row["level3"],
                "lead_unit": units.get(row["lead_unit"]),
                "assist_codes": row.list("assist"),
                "duty_list": row["duty_list"],
                "village_may_lead": row["village_may_lead"] == "yes",
                "legal_basis": row["legal_basis"],
                "urgency": row["urgency"],
                "words": row.list("words"),
                "risk_words": row.list("risk_words"),
                "valid_to": _date(row["valid_to"]),
            },
        )
    today = local_day(at)
    dropped = Category.objects.filter(town=town, valid_to=None, valid_from__lt=today).exclude(code__in=codes)
    tally.end(Category, dropped, valid_to=today)


def _rules(folder: Path, town: Place, tally: Tally) -> None:
    """Rules of other origin (made in the pages) stay as they are: a rule ends by its `valid_to`, not by its absence."""
    for row in tables.rows(folder, "rules.csv"):
        _rule(
            town,
            tally,
            row["kind"],
            row["key"],
            row["valid_from"],
            json.loads(row["value"]),
            row["source"],
            row["valid_to"],
        )
    first = min((row["valid_from"] for row in tables.rows(folder, "rules.csv")), default="2020-01-01")
    named = tables.rows(folder, "town.csv")[0]["folder"]
    _rule(town, tally, "town", "folder", first, named, "town.csv")
    for row in tables.rows(folder, "facts.csv"):
        value: dict[str, Any] = {name: row[name] for name in _OF_A_FACT}
        value |= {"arguments": row.pairs("arguments"), "rounding": int(row["rounding"] or 0)}
        _rule(town, tally, "fact", row["id"], first, value, "facts.csv")


def _rule(
    town: Place, tally: Tally, kind: str, key: str, valid_from: str, value: Any, source: str, valid_to: str = ""
) -> None:
    found = {"town": town, "kind": kind, "key": key, "valid_from": date.fromisoformat(valid_from)}
    tally.put(Rule, found, {"value": value, "source": source, "valid_to": _date(valid_to)})


def _texts(folder: Path, town: Place, tally: Tally, at: datetime) -> None:
    for row in tables.rows(folder, "templates.csv"):
        tally.put(
            AnswerTemplate,
            {"town": town, "title": row["title"]},
            {"category_code": row["category_code"], "text": row["text"]},
        )
    for name, mapping in tables.mappings(folder).items():
        values = {"columns": mapping["columns"], "constants": mapping.get("constants", {})}
        known = ColumnMapping.objects.filter(town=town, name=name).first()
        moment = known.saved_at if known and all(getattr(known, key) == value for key, value in values.items()) else at
        tally.put(ColumnMapping, {"town": town, "name": name}, values | {"saved_at": moment})


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _int(text: str) -> int | None:
    return int(text) if text else None


def _float(text: str) -> float | None:
    return float(text) if text else None
