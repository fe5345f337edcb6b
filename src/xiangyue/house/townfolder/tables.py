"""The tables of a town folder: which columns each has, what may stand in them, and where folders are found."""

from __future__ import annotations

import csv
import json
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

ROLE, UNIT_KIND, PLACE_LEVEL, DUTY = "role", "unit_kind", "level", "duty_list"
URGENCY, BOUND, FORM, MEASURE = "urgency", "bound", "form", "measure"
FACT_KIND = "fact_kind"
GOAL_KIND, PERIOD_KIND, ROUNDING, BETTER, TARGET_KIND = "goal_kind", "period_kind", "rounding", "better", "target_kind"


@dataclass(frozen=True)
class Column:
    """`kind` says what a cell must be: text, int, decimal, date, yes, json, pairs, span, or one of `choices`."""

    name: str
    kind: str = "text"
    needed: bool = True
    choices: str = ""


@dataclass(frozen=True)
class Table:
    """`key` names the columns that together may stand only once."""

    file: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    needed: bool = True


def _optional(name: str, kind: str = "text") -> Column:
    return Column(name, kind, needed=False)


TABLES: tuple[Table, ...] = (
    Table(
        "town.csv",
        ("folder",),
        (
            Column("folder"),
            Column("code"),
            Column("name"),
            Column("residents", "int"),
            Column("households", "int"),
            Column("lon", "decimal"),
            Column("lat", "decimal"),
            Column("district_code"),
            Column("district_name"),
            Column("is_synthetic", "yes"),
        ),
    ),
    Table(
        "district.csv",
        ("code",),
        (Column("code"), Column("name"), Column("residents", "int"), Column("residents_invented", "yes")),
        needed=False,
    ),
    Table(
        "places.csv",
        ("level", "code"),
        (
            Column("code"),
            Column("name"),
            Column("level", "choice", choices=PLACE_LEVEL),
            _optional("basis"),
            _optional("aliases"),
            _optional("residents", "int"),
            _optional("households", "int"),
            _optional("lon", "decimal"),
            _optional("lat", "decimal"),
        ),
    ),
    Table(
        "units.csv",
        ("code",),
        (
            Column("code"),
            Column("title"),
            Column("unit_kind", "choice", choices=UNIT_KIND),
            _optional("place"),
            _optional("office_hours"),
        ),
    ),
    Table(
        "seats.csv",
        ("username", "unit", "role", "since"),
        (
            Column("username"),
            Column("holder"),
            Column("role", "choice", choices=ROLE),
            Column("unit"),
            Column("since", "date"),
            _optional("until", "date"),
        ),
    ),
    Table(
        "categories.csv",
        ("code", "valid_from"),
        (
            Column("code"),
            Column("level1"),
            Column("level2"),
            _optional("level3"),
            _optional("lead_unit"),
            _optional("assist"),
            Column("duty_list", "choice", choices=DUTY),
            Column("village_may_lead", "yes"),
            _optional("legal_basis"),
            Column("urgency", "choice", choices=URGENCY),
            _optional("words"),
            _optional("risk_words"),
            Column("valid_from", "date"),
            _optional("valid_to", "date"),
        ),
    ),
    Table(
        "rules.csv",
        ("kind", "key", "valid_from"),
        (
            Column("kind"),
            Column("key"),
            Column("valid_from", "date"),
            _optional("valid_to", "date"),
            Column("value", "json"),
            Column("source"),
        ),
    ),
    Table("templates.csv", ("title",), (Column("title"), _optional("category_code"), Column("text")), needed=False),
    Table(
        "goals.csv",
        ("code",),
        (
            Column("code"),
            Column("zh"),
            Column("en"),
            Column("kind", "choice", choices=GOAL_KIND),
            _optional("parent"),
            Column("source"),
        ),
        needed=False,
    ),
    Table(
        "indicators.csv",
        ("code", "valid_from"),
        (
            Column("code", "code"),
            Column("zh"),
            Column("en"),
            _optional("goal"),
            Column("numerator", "choice", choices=MEASURE),
            _optional("numerator_arguments", "pairs"),
            Column("denominator", "choice", needed=False, choices=MEASURE),
            _optional("denominator_arguments", "pairs"),
            Column("factor", "decimal"),
            Column("unit"),
            Column("scope"),
            Column("period_kind", "choice", choices=PERIOD_KIND),
            Column("rounding", "choice", choices=ROUNDING),
            Column("places", "places"),
            Column("better", "choice", choices=BETTER),
            Column("source"),
            Column("signer", "choice", choices=ROLE),
            _optional("watch"),
            Column("valid_from", "date"),
            _optional("valid_to", "date"),
        ),
        needed=False,
    ),
    Table(
        "targets.csv",
        ("code", "period"),
        (
            Column("code"),
            Column("period", "span"),
            Column("value", "decimal"),
            Column("kind", "choice", choices=TARGET_KIND),
            _optional("base", "decimal"),
            Column("source"),
        ),
        needed=False,
    ),
    Table(
        "facts.csv",
        ("id",),
        (
            Column("id"),
            Column("statement"),
            Column("year", "int"),
            Column("kind", "choice", choices=FACT_KIND),
            Column("form", "choice", needed=False, choices=FORM),
            Column("numerator", "choice", needed=False, choices=MEASURE),
            Column("denominator", "choice", needed=False, choices=MEASURE),
            _optional("arguments", "pairs"),
            _optional("indicator"),
            _optional("value"),
            _optional("unit"),
            _optional("period", "span"),
            _optional("rounding", "places"),
            Column("bound", "choice", needed=False, choices=BOUND),
            _optional("note"),
        ),
        needed=False,
    ),
)


@dataclass(frozen=True)
class Row:
    """One line of a table; `line` is its number in the file, the header being 1."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def list(self, column: str) -> list[str]:
        """The pieces between semicolons."""
        return _pieces(self[column])

    def pairs(self, column: str) -> dict[str, str]:
        """{name: value} of name=value;name=value."""
        return pairs(self[column])


def pairs(cell: str) -> dict[str, str]:
    """{name: value} of name=value;name=value, a value being anything but empty. ValueError for any other writing."""
    told: dict[str, str] = {}
    for piece in _pieces(cell):
        name, _, value = (part.strip() for part in piece.replace("＝", "=").partition("="))
        if not name or not value or name in told:
            raise ValueError(piece)
        told[name] = value
    return told


def _pieces(cell: str) -> list[str]:
    return [piece.strip() for piece in cell.replace("；", ";").split(";") if piece.strip()]


def table(file: str) -> Table:
    return next(one for one in TABLES if one.file == file)


def header(folder: Path, file: str) -> list[str]:
    """The column titles as they stand in the file; empty for an empty file."""
    with (folder / file).open(encoding="utf-8-sig", newline="") as lines:
        return [title.strip() for title in next(csv.reader(lines), [])]


def rows(folder: Path, file: str) -> list[Row]:
    """The rows of a table; [] when an optional file is not there. Blank lines are left out."""
    path = folder / file
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        return [
            Row(
                reader.line_num,
                {(title or "").strip(): (value or "").strip() for title, value in cells.items() if title},
            )
            for cells in reader
            if any(isinstance(value, str) and value.strip() for value in cells.values())
        ]


def boundaries(folder: Path) -> dict[str, dict[str, Any]]:
    """GeoJSON geometries by place code."""
    path = folder / "boundaries.geojson"
    if not path.exists():
        return {}
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: feature["geometry"] for feature in features}


def mappings(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Column mappings by name: {"columns": {...}, "constants": {...}}."""
    found = sorted((folder / "mappings").glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in found}


def towns_folder() -> Path:
    """Where the towns that come with the project stand: beside `src/` in a checkout, in the package when installed."""
    checkout = Path(__file__).resolve().parents[4] / "towns"
    return checkout if checkout.is_dir() else Path(str(files("xiangyue"))) / "towns"


def find_folder(word: str) -> Path | None:
    """A path, or the name of a town that comes with the project; None when neither is there."""
    for candidate in (Path(word), towns_folder() / word):
        if candidate.is_dir():
            return candidate
    return None
