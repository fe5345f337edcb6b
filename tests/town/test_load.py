"""Loading a town folder: as often as one likes, and what is dropped is ended, never deleted."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from xiangyue.house.townfolder import find_folder, load
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Category, Party, Place, Rule, Seat

pytestmark = pytest.mark.django_db

AT = datetime(2024, 6, 3, 1, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = find_folder("yongledian")
    assert source is not None
    return Path(shutil.copytree(source, tmp_path / "yongledian"))


def test_the_whole_town_comes_in(folder):
    load(folder, at=AT)
    town = Place.objects.get(code="110112117000")
    assert Place.objects.filter(town=town, level="village", boundary__isnull=False).count() == 38
    assert Place.objects.filter(level="town", parent=town.parent).count() == 22
    assert Rule.objects.get(town=town, kind="town", key="folder").value == "yongledian"


def test_a_second_load_changes_nothing(folder):
    load(folder, at=AT)
    again = load(folder, at=AT)
    assert {name for name in again if not name.endswith("_unchanged")} == set()


def test_a_dropped_seat_is_ended_and_kept(folder):
    load(folder, at=AT)
    path = folder / "seats.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("huifang2,")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert load(folder, at=AT)["seat_ended"] == 1
    assert Seat.objects.get(user__username="huifang2").until == AT


def test_a_dropped_unit_and_category_are_closed(folder):
    load(folder, at=AT)
    path = folder / "categories.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("0906,")]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    units = folder / "units.csv"
    units.write_text(
        units.read_text(encoding="utf-8").replace("dept-plan,市规划自然资源委通州分局,department,,\n", ""),
        encoding="utf-8",
    )
    load(folder, at=AT)
    assert Category.objects.get(code="0906").valid_to == AT.date()
    assert Party.objects.get(code="dept-plan").is_active is False


def test_a_broken_folder_is_refused_whole(folder):
    (folder / "seats.csv").unlink()
    with pytest.raises(Refused, match="seats.csv"):
        load(folder, at=AT)
    assert not Place.objects.exists()
