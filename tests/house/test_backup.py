"""A backup comes back whole onto an empty machine; what is damaged, another's or in the way is refused untouched.

(PostgreSQL, and a backup under writes: scripts/drill.py, which the gate runs on both.)
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

PASSPHRASE = "correct horse battery staple"
KEYS = ("XIANGYUE_SECRET_KEY", "XIANGYUE_SEALING_KEYS", "XIANGYUE_LOOKUP_KEY")


def run(data: Path, *words: str, passphrase: str = PASSPHRASE, **more: str) -> subprocess.CompletedProcess[str]:
    left = ("DJANGO_SETTINGS_MODULE", *KEYS)
    around = {name: value for name, value in os.environ.items() if name not in left}
    around |= {"XIANGYUE_DATA": str(data), "DATABASE_URL": f"sqlite:///{data}/town.sqlite3", **more}
    around["XIANGYUE_BACKUP_PASSPHRASE"] = passphrase
    command = [sys.executable, "-m", "xiangyue.house", *words]
    return subprocess.run(command, env=around, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Path]:
    """(a town's data folder, its backups of two days)"""
    data, target = tmp_path_factory.mktemp("town"), tmp_path_factory.mktemp("backups") / "all"
    assert run(data, "migrate", "-v0").returncode == 0
    loaded = run(data, "town", "load", "yongledian")
    assert loaded.returncode == 0, loaded.stderr
    (data / "media" / "2024").mkdir(parents=True)
    (data / "media" / "2024" / "a.jpg").write_bytes(b"one photo" * 1000)
    (data / "media" / "b.pdf").write_bytes(b"one photo" * 1000)  # the same content under another name
    first = run(data, "backup", str(target))
    assert first.returncode == 0, first.stderr
    (data / "media" / "c.pdf").write_bytes(os.urandom(3_000_000))
    second = run(data, "backup", str(target))
    assert second.returncode == 0, second.stderr
    return data, target


def days(target: Path) -> list[Path]:
    return sorted(path.parent for path in target.glob("*/manifest.json"))


def rows(data: Path) -> dict[str, int]:
    with closing(sqlite3.connect(data / "town.sqlite3")) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def everything(data: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in data.rglob("*")}


def test_only_we_may_read_it_and_a_file_is_there_once(made):
    _, target = made
    for path in (target, *target.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert len(list(target.glob("media/*/*.sealed"))) == 2
    first, second = (json.loads(json.loads((day / "manifest.json").read_text())["body"]) for day in days(target))
    assert [len(one["media"]) for one in (first, second)] == [2, 3]
    assert b"one photo" not in b"".join(path.read_bytes() for path in target.rglob("*.sealed"))


def test_it_comes_back_onto_an_empty_machine(made, tmp_path):
    data, target = made
    again = tmp_path / "again"
    back = run(again, "restore", str(target))
    assert back.returncode == 0, back.stderr
    assert rows(again) == rows(data)
    for name in ("2024/a.jpg", "b.pdf", "c.pdf"):
        assert (again / "media" / name).read_bytes() == (data / "media" / name).read_bytes()
        assert stat.S_IMODE((again / "media" / name).stat().st_mode) == 0o600
    assert (again / "secret.key").read_text() == (data / "secret.key").read_text()
    assert run(again, "verify").returncode == 0


def test_an_earlier_day_comes_back_too(made, tmp_path):
    _, target = made
    assert run(tmp_path / "x", "restore", str(days(target)[0])).returncode == 0
    assert sorted(path.name for path in (tmp_path / "x" / "media").rglob("*") if path.is_file()) == ["a.jpg", "b.pdf"]


def test_keys_of_the_environment_are_written_for_whoever_sets_them(made, tmp_path):
    data, target = made
    back = run(tmp_path, "restore", str(target), XIANGYUE_SECRET_KEY="another key that is long enough to be one")
    assert (back.returncode, "keys.env" in back.stdout) == (0, True)
    assert f"XIANGYUE_SECRET_KEY={(data / 'secret.key').read_text()}" in (tmp_path / "keys.env").read_text()
    assert stat.S_IMODE((tmp_path / "keys.env").stat().st_mode) == 0o600


def test_what_is_there_is_never_written_over(made, tmp_path):
    _, target = made
    assert run(tmp_path, "restore", str(target)).returncode == 0
    before = everything(tmp_path)
    refused = run(tmp_path, "restore", str(target))
    assert (refused.returncode, "没有动任何东西" in refused.stderr) == (1, True)
    assert everything(tmp_path) == before
    with closing(sqlite3.connect(tmp_path / "town.sqlite3")) as running:
        running.execute("PRAGMA journal_mode=WAL")
        running.execute("SELECT count(*) FROM kernel_matter").fetchone()
        refused = run(tmp_path, "restore", "--move-aside", str(target))
        assert (refused.returncode, "还在运行" in refused.stderr) == (1, True)
    aside = run(tmp_path, "restore", "--move-aside", str(target))
    assert aside.returncode == 0, aside.stderr
    assert len(list(tmp_path.glob("town.sqlite3.before-*"))) == 1 and len(list(tmp_path.glob("media.before-*"))) == 1


def _flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def _reword(path: Path) -> None:
    path.write_text(path.read_text().replace("sqlite", "sqlitf"))


SPOILT = {
    "a byte of the database": lambda target: _flip(days(target)[-1] / "database.sealed", -100),
    "a byte of the keys": lambda target: _flip(days(target)[-1] / "keys.sealed", -1),
    "a byte of a photo": lambda target: _flip(sorted(target.glob("media/*/*.sealed"))[0], -1),
    "a photo is gone": lambda target: sorted(target.glob("media/*/*.sealed"))[0].unlink(),
    "a cut database": lambda target: os.truncate(days(target)[-1] / "database.sealed", 1000),
    "another day's keys": lambda target: shutil.copy(days(target)[0] / "keys.sealed", days(target)[-1] / "keys.sealed"),
    "a word of the manifest": lambda target: _reword(days(target)[-1] / "manifest.json"),
    "no key": lambda target: (target / "key.json").unlink(),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_what_is_damaged_is_refused_before_anything_is_touched(made, tmp_path, spoil):
    target = Path(shutil.copytree(made[1], tmp_path / "copy"))
    spoil(target)
    data = tmp_path / "data"
    refused = run(data, "restore", str(target))
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False), refused.stderr
    assert [path.name for path in data.rglob("*")] in ([], ["secret.key"])


def test_another_passphrase_opens_nothing(made, tmp_path):
    refused = run(tmp_path, "restore", str(made[1]), passphrase="incorrect horse battery")
    assert (refused.returncode, "口令不对" in refused.stderr) == (1, True)
    refused = run(made[0], "backup", str(made[1]), passphrase="incorrect horse battery")
    assert (refused.returncode, len(days(made[1]))) == (1, 2)


def test_who_was_forgotten_is_forgotten_in_older_copies_too(made, tmp_path):
    data, target = tmp_path / "town", tmp_path / "backups"
    shutil.copytree(made[0], data)
    assert in_the_town(data, SAY).returncode == 0
    assert run(data, "backup", str(target)).returncode == 0
    old = days(target)[-1]
    before = tmp_path / "before"
    assert run(before, "restore", str(old)).returncode == 0
    assert in_the_town(before, ASK).stdout.strip() == "林小草 19900001234"
    assert in_the_town(data, FORGET).returncode == 0
    time.sleep(1.1)  # a backup goes by its second
    assert run(data, "backup", str(target)).returncode == 0
    after = tmp_path / "after"
    assert run(after, "restore", str(old)).returncode == 0
    assert in_the_town(after, ASK).stdout.strip() == "nobody"
    assert (after / "seal.key").read_bytes() == (data / "seal.key").read_bytes()
    assert run(after, "verify").returncode == 0


def test_so_are_those_who_only_booked_or_left_a_name_at_a_visit(made, tmp_path):
    data, target = tmp_path / "town", tmp_path / "backups"
    shutil.copytree(made[0], data)
    kept = in_the_town(data, AT_OTHER_DOORS)
    assert kept.returncode == 0, kept.stderr
    assert run(data, "backup", str(target)).returncode == 0
    old = days(target)[-1]
    assert in_the_town(data, ASK_AT_OTHER_DOORS).stdout.strip() == "林小草 19900001234 何大树 19900005678"
    assert in_the_town(data, FORGET).returncode == 0
    time.sleep(1.1)  # a backup goes by its second
    assert run(data, "backup", str(target)).returncode == 0
    after = tmp_path / "after"
    assert run(after, "restore", str(old)).returncode == 0
    assert in_the_town(after, ASK_AT_OTHER_DOORS).stdout.strip() == "nobody"


SAY = """
from datetime import datetime, timedelta
from django.utils import timezone
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Place
town = Place.objects.get(code="110112117000")
now = timezone.now() - timedelta(days=1)
said = kernel.Requester(name="林小草", phone="19900001234")
intake = kernel.Intake("T1", "停水", "联系人林小草，停水两天", now, requester=said)
matter = kernel.receive(town, intake, door="hotline", actor=kernel.UPPER, at=now)
kernel.withdraw(matter, reason="来水了", at=now)
kernel.seal_day(town, now.date(), at=timezone.now())
"""
ASK = """
from xiangyue.kernel.models import Matter
from xiangyue.kernel.sealing import contact
who = Matter.objects.select_related("requester__key").get(number="T1").requester
print(" ".join(filter(None, (contact(who, "name"), contact(who, "phone")))) or "nobody")
"""
FORGET = """
from xiangyue.kernel.models import Party, PersonKey
PersonKey.objects.all().delete()
"""


AT_OTHER_DOORS = """
from datetime import date, time, timedelta
from django.utils import timezone
from xiangyue.doors.open311.models import ApiKey, Report
from xiangyue.doors.patrol.models import Household, Zone
from xiangyue.doors.reception.actions.book import _enter
from xiangyue.doors.reception.models import Booking, Hall, Plan, Session
from xiangyue.doors.reception.rules import Asking
from xiangyue.kernel.actions.callers import Requester, person_of
from xiangyue.kernel.models import Party, Place, Seat
from django.contrib.auth.models import User
town, now = Place.objects.get(code="110112117000"), timezone.now()
village = Place.objects.filter(parent=town).first()
unit = Party.objects.filter(town=town, kind="unit").first()
users = [User.objects.create(username=name) for name in ("one", "two")]
held = {"town": town, "unit": unit, "role": "leader", "holder": "x", "since": now}
seat, other = [Seat.objects.create(user=user, **held) for user in users]
hall = Hall.objects.create(town=town, place=village, title="h", address="a")
begins = {"begins": time(9), "ends": time(11), "capacity": 3, "leader": seat, "substitute": other}
plan = Plan.objects.create(town=town, hall=hall, weekday=0, valid_from=date(2024, 1, 1), **begins)
times = {"day": date(2030, 1, 7), "starts_at": now, "ends_at": now + timedelta(hours=2), "capacity": 3}
session = Session.objects.create(town=town, hall=hall, plan=plan, leader=seat, published_at=now, **times)
_enter(session, Asking("b-0000001", "路积水", 1, "林小草", "19900001234"), kind="booked", visitor="", at=now)
zone = Zone.objects.create(town=town, grid=village, title="z")
person = person_of(town, Requester(name="何大树", phone="19900005678"))
home = {"door_number": "1号", "person": person, "consent_at": now, "listed_at": now}
Household.objects.create(town=town, zone=zone, grid=village, **home)
"""
ASK_AT_OTHER_DOORS = """
from xiangyue.doors.patrol.models import Household
from xiangyue.doors.reception.models import Booking
from xiangyue.kernel.sealing import contact
people = [row.objects.select_related("person__key").get().person for row in (Booking, Household)]
told = [contact(one, field) for one in people for field in ("name", "phone")]
print(" ".join(filter(None, told)) or "nobody")
"""


def in_the_town(data: Path, script: str) -> subprocess.CompletedProcess[str]:
    return run(data, "shell", "--no-imports", "-c", script)
