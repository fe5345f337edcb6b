"""Two demo towns side by side, with people of every role: what is walked over every room at once."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client

from tests.rooms.crawl import Found, walk
from xiangyue.counter.models import Tally
from xiangyue.desks.council.models import Topic
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.doors.api.models import Token
from xiangyue.house import moment
from xiangyue.house.commands.demo import count_figures
from xiangyue.house.demo import NOW, generate
from xiangyue.house.townfolder import find_folder, load
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.actions import UPPER, Intake, Requester, receive
from xiangyue.kernel.models import Category, Matter, Party, Place, Seat
from xiangyue.kernel.roles import ABOVE_THE_TOWN, ROLES

CODE, NEXT = "110112117", "110112118"
_A_NAME = 8  # shorter titles are words that stand anywhere
MARK = "邻镇"  # stands in every name of the other town


@dataclass
class Side:
    """A town, one seat of it for each role, and what those people were led to."""

    town: Place
    seats: dict[str, Seat]
    found: Found = field(default_factory=Found)
    strange: list[str] = field(default_factory=list)  # pages on which a name of the other town stood
    read: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)  # exports and other files that were read
    unseen: list[str] = field(default_factory=list)  # numbers and titles of matters that this seat may not see

    def client(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(self.seats[role].user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def _feeds(self, seat: Seat) -> Iterator[tuple[str, Any]]:
        """What a token of this seat is told: the feed from the beginning to its end."""
        digest = hashlib.sha256(f"of {seat.pk}".encode()).hexdigest()
        Token.objects.create(seat=seat, digest=digest, title="walk", made_at=NOW, until=NOW + timedelta(days=1))
        client = Client(raise_request_exception=False, headers={"authorization": f"Bearer of {seat.pk}"})
        following, before = 0, -1
        while following != before:
            before = following
            answer = client.get(f"/api/events?after={before}&limit=500")
            yield f"/api/events?after={before}", answer
            following = answer.json().get("next", before)
        yield "/api/matters?q=1", client.get("/api/matters?q=1")

    def walk(self, most: int) -> None:
        matters = list(Matter.objects.filter(town=self.town).values_list("pk", "number", "title"))
        shown = set(Topic.objects.filter(shown_at__isnull=False).values_list("matter", flat=True))  # to everybody
        for role, seat in self.seats.items():
            Tally.objects.all().delete()
            seen = set(visible_to(seat).values_list("pk", flat=True)) | shown
            known = {title for pk, _number, title in matters if pk in seen}  # many matters are called alike
            hidden = [
                (n, "" if title in known or len(title) < _A_NAME else title)
                for pk, n, title in matters
                if pk not in seen
            ]
            pages = walk(self.client(role), self.found, who=role, most=most)
            for address, answer in chain(pages, self._feeds(seat)):
                # one's own wrong address is no news
                self.read.append(address)
                text = "" if answer.status_code >= 400 else written(address, answer, self.files)
                if role != ABOVE_THE_TOWN and MARK in text:
                    self.strange.append(f"{role} {address}")
                self.unseen += [
                    f"{role} {address}: {one}" for one in hidden if any(part and part in text for part in one)
                ]


@dataclass
class House:
    here: Side
    next_door: Side


def written(address: str, answer: Any, files: list[str]) -> str:
    """What can be read in an answer: a page, a table or an archive that was downloaded."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.streaming or answer.get("Content-Disposition"):
        files.append(address)
    if data.startswith(b"PK"):
        with ZipFile(BytesIO(data)) as archive:
            return "\n".join(
                [*archive.namelist(), *(archive.read(one).decode(errors="ignore") for one in archive.namelist())]
            )
    return data.decode(errors="ignore")


def marked(answer: Any) -> bool:
    return not answer.streaming and MARK in answer.content.decode(errors="ignore")


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Built and walked once for a module, undone after it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(moment, "now", lambda: NOW)
        patch.setattr("django.conf.settings.MEDIA_ROOT", str(tmp_path_factory.mktemp("media")))
        town = _town(find_folder("yongledian"), CODE)
        # the neighbours' folder gives the same log-in names to other people
        User.objects.update(username=Concat(Value("here-"), "username"))
        other = _town(_neighbours(tmp_path_factory.mktemp("town")), NEXT)
        _mark(other)
        made = House(Side(town, _seats(town)), Side(other, _seats(other)))
        _something_on_every_desk(made.here)
        connection.check_constraints()  # here, or each test would check both towns again and roll that back
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # a server plans by what it knows of its tables
        made.here.walk(most=8)
        made.next_door.walk(most=2)
        yield made
        transaction.set_rollback(True)


def _town(folder: Path | None, code: str) -> Place:
    assert folder is not None
    load(folder, at=NOW)
    town = Place.objects.get(code=f"{code}000", level="town")
    generate(town, scale=0.01)
    count_figures(town)
    return town


def _neighbours(into: Path) -> Path:
    """The same folder under another code."""
    source = find_folder("yongledian")
    assert source is not None
    folder = Path(shutil.copytree(source, into / "neighbours"))
    for file in folder.rglob("*.*"):
        file.write_text(file.read_text(encoding="utf-8").replace(CODE, NEXT), encoding="utf-8")
    return folder


def _mark(town: Place) -> None:
    """Whatever of this town shows on a page tells where it is from."""
    named: list[tuple[Any, str]] = [(Matter, "title"), (Party, "title"), (Seat, "holder"), (Category, "level2")]
    for model, name in [*named, (Place, "name")]:
        model.objects.filter(town=town).update(**{name: Concat(Value(MARK), name)})
    # told from the same stories on the same days, their numbers are ours
    Matter.objects.filter(town=town).update(number=Concat("number", Value("9")))


def _seats(town: Place) -> dict[str, Seat]:
    """One seat for each role; a role that the folder gives to nobody is held by somebody of the centre."""
    found: dict[str, Seat] = {}
    centre = Party.objects.filter(town=town, unit_kind="centre").first()
    for role in sorted(ROLES):
        seat = Seat.objects.filter(town=town, role=role, until=None).order_by("pk").first()
        if seat is None:
            user = User.objects.create(username=f"{town.code}-{role}")
            since = NOW - timedelta(days=400)
            seat = Seat.objects.create(town=town, unit=centre, user=user, role=role, holder="万里行", since=since)
        found[role] = seat
    return found


def _something_on_every_desk(side: Side) -> None:
    """Matters of this morning: two that wait, two with the handler's unit, one of them signed for."""
    seat, unit = side.seats["dispatcher"], side.seats["handler"].unit
    category = Category.objects.filter(town=side.town, valid_to=None, lead_unit__isnull=False).first()
    assert category is not None
    for number in range(4):
        at = NOW - timedelta(hours=3, minutes=-number)
        said = Intake(
            number=f"T250106{number:04d}",
            title=f"第{number}件",
            words="村口停水两天，老人做不了饭。",
            received_at=at,
            category=category,
            requester=Requester(name="林小草", phone=f"1990000123{number}"),
        )
        matter = receive(side.town, said, door="hotline", actor=UPPER, at=at)
        if number >= 2:
            at += timedelta(minutes=30)
            dispatch.send(
                matter,
                category=category,
                unit=unit,
                place=None,
                urgency="general",
                note="内部：先别告诉来电人",
                seat=seat,
                at=at,
            )
        if number == 3:
            handling.sign(matter, seat=side.seats["handler"], at=at + timedelta(minutes=20))
