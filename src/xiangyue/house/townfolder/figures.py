"""Goals, indicators and targets of a town folder."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from xiangyue.figures.indicators.actions import lay_out
from xiangyue.figures.indicators.models import Goal, Indicator, Target
from xiangyue.house.townfolder import tables
from xiangyue.house.townfolder.tables import Row
from xiangyue.house.townfolder.tally import Tally
from xiangyue.kernel.models import Place
from xiangyue.kernel.timekeeping import local_day

_AS_TOLD = (
    *("zh", "en", "numerator", "denominator", "unit", "scope"),
    *("period_kind", "rounding", "better", "source", "signer"),
)


def load_figures(folder: Path, town: Place, tally: Tally, at: datetime) -> None:
    """An indicator that is dropped ends on the day of loading: what was counted by it stays."""
    goals = _goals(tables.rows(folder, "goals.csv"), town, tally)
    codes = set()
    for row in tables.rows(folder, "indicators.csv"):
        codes.add(row["code"])
        _indicator(row, town, goals, tally)
    today = local_day(at)
    dropped = Indicator.objects.filter(town=town, valid_to=None, valid_from__lt=today).exclude(code__in=codes)
    tally.end(Indicator, dropped, valid_to=today)
    targets = tables.rows(folder, "targets.csv")
    told = {(row["code"], row["period"]) for row in targets}
    gone = [one.pk for one in Target.objects.filter(town=town) if (one.code, one.period) not in told]
    Target.objects.filter(pk__in=gone).delete()
    for row in targets:
        key = {"town": town, "code": row["code"], "period": row["period"]}
        base = Decimal(row["base"]) if row["base"] else None
        tally.put(
            Target, key, {"value": Decimal(row["value"]), "kind": row["kind"], "base": base, "source": row["source"]}
        )
    lay_out(town, today)


def _goals(rows: list[Row], town: Place, tally: Tally) -> dict[str, Goal]:
    """A parent may stand below its child in the table."""
    found = {
        row["code"]: tally.put(
            Goal, {"town": town, "code": row["code"]}, {name: row[name] for name in ("zh", "en", "kind", "source")}
        )
        for row in rows
    }
    for row in rows:
        tally.put(Goal, {"pk": found[row["code"]].pk}, {"parent": found.get(row["parent"])})
    return found


def _indicator(row: Row, town: Place, goals: dict[str, Goal], tally: Tally) -> None:
    tally.put(
        Indicator,
        {"town": town, "code": row["code"], "valid_from": date.fromisoformat(row["valid_from"])},
        {
            **{name: row[name] for name in _AS_TOLD},
            "goal": goals.get(row["goal"]),
            "numerator_arguments": row.pairs("numerator_arguments"),
            "denominator_arguments": row.pairs("denominator_arguments"),
            "factor": Decimal(row["factor"]),
            "places": int(row["places"]),
            "watch": row.list("watch"),
            "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        },
    )
