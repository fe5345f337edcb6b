"""The commands around a town: what they print and how they end."""

from __future__ import annotations

import argparse
import json

import pytest

from xiangyue.house.commands.demo import set_password
from xiangyue.house.commands.facts import facts
from xiangyue.house.commands.town import town
from xiangyue.house.demo import NOW
from xiangyue.house.townfolder import find_folder, load
from xiangyue.house.townfolder.tables import rows
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat

pytestmark = pytest.mark.django_db


def test_a_towns_name_is_enough_to_check_it(capsys):
    assert town(argparse.Namespace(deed="check", folder="yongledian")) == 0
    assert "完好" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="没有“atlantis”"):
        town(argparse.Namespace(deed="check", folder="atlantis"))


def test_facts_without_records_end_with_one(capsys):
    load(find_folder("yongledian"), at=NOW)
    assert facts(argparse.Namespace(town="yongledian", year=2024, format="json")) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in told] == [
        row["id"] for row in rows(find_folder("yongledian"), "facts.csv")
    ] and not any(one["holds"] for one in told)


def test_all_demo_users_share_one_password_that_is_told_once(monkeypatch):
    monkeypatch.delenv("XIANGYUE_DEMO_PASSWORD", raising=False)
    load(find_folder("yongledian"), at=NOW)
    place = Place.objects.get(code="110112117000")
    password = set_password(place)
    assert all(seat.user.check_password(password) for seat in Seat.objects.filter(town=place).select_related("user"))
    assert set_password(place) == ""
