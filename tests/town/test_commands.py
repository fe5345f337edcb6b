"""The commands around a town: what they print and how they end."""

from __future__ import annotations

import argparse
import json

import pytest

from xiangyue.doors.hotline.actions import import_file
from xiangyue.doors.hotline.models import ColumnMapping
from xiangyue.house.commands.demo import set_password
from xiangyue.house.commands.facts import facts
from xiangyue.house.commands.town import town
from xiangyue.house.demo import NOW
from xiangyue.house.townfolder import find_folder, load
from xiangyue.house.townfolder.tables import rows
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Place, Seat

pytestmark = pytest.mark.django_db


def test_a_towns_name_is_enough_to_check_it(capsys):
    assert town(argparse.Namespace(deed="check", folder="yongledian")) == 0
    assert "完好" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="没有“atlantis”"):
        town(argparse.Namespace(deed="check", folder="atlantis"))


def test_the_sample_export_comes_in_but_for_its_two_bad_rows():
    load(find_folder("yongledian"), at=NOW)
    place = Place.objects.get(code="110112117000")
    [sample] = (find_folder("yongledian") / "samples").glob("*.csv")
    mapping = ColumnMapping.objects.get(town=place, name="beijing")
    seat = Seat.objects.get(town=place, user__username="diaodu1")
    more = {"file_name": sample.name, "town": place, "mapping": mapping, "seat": seat, "at": NOW}
    run = import_file(sample, **more)
    assert (run.created, run.bad) == (10, 2)
    assert {matter.place.name for matter in Matter.objects.exclude(place=None)} >= {"大羊村", "前马坊村", "胡村"}
    again = import_file(sample, **more)
    assert (again.created, again.bad) == (0, 2)


def test_facts_without_records_end_with_one(capsys):
    load(find_folder("yongledian"), at=NOW)
    assert facts(argparse.Namespace(town="yongledian", year=2024, format="json")) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in told] == [row["id"] for row in rows(find_folder("yongledian"), "facts.csv")] and [
        one["id"] for one in told if one["holds"]
    ] == ["S01"]  # the town itself is there


def test_all_demo_users_share_one_password_that_is_told_once(monkeypatch):
    monkeypatch.delenv("XIANGYUE_DEMO_PASSWORD", raising=False)
    load(find_folder("yongledian"), at=NOW)
    place = Place.objects.get(code="110112117000")
    password = set_password(place)
    assert all(seat.user.check_password(password) for seat in Seat.objects.filter(town=place).select_related("user"))
    assert set_password(place) == ""
