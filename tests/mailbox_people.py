"""People of the mailbox beside the cast, a phone with the mini-program, and a letter brought to any stage."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cast import NOON, Cast, later
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image

from xiangyue.desks.handling import actions as handling
from xiangyue.doors.mailbox import actions
from xiangyue.doors.mailbox.models import Letter
from xiangyue.house.timers import work_once
from xiangyue.kernel.models import Matter, Seat

TOWN = "110112117000"
MORE = [
    ("clerk", "letters", "centre", "许专员"),
    ("deputy", "leader", "lead", "孙镇长"),
    ("district", "district", "centre", "区专班"),
]


def with_mailbox(cast: Cast) -> Cast:
    for key, role, unit, holder in MORE:
        user = User.objects.create(username=f"{cast.town.code[-6:]}-{key}")
        cast.seats[key] = Seat.objects.create(
            town=cast.town,
            unit=cast.units[unit],
            user=user,
            role=role,
            holder=holder,
            since=datetime(2023, 1, 1, tzinfo=UTC),
        )
    cast.town.lon, cast.town.lat = 116.8, 39.7
    cast.town.save(update_fields=["lon", "lat"])
    return cast


@dataclass
class Phone:
    """A mini-program logged in as one person."""

    wechat: Any
    openid: str
    town: str = TOWN
    client: Client = field(default_factory=Client)
    token: str = ""

    def log_in(self) -> Any:
        answer = self.post("session", {"code": self.wechat.code_for(self.openid)})
        self.token = answer.json().get("token", "")
        return answer

    def post(self, path: str, told: dict[str, Any]) -> Any:
        return self.client.post(
            f"/api/mailbox/{self.town}/{path}", json.dumps(told), content_type="application/json", headers=self._head()
        )

    def get(self, path: str = "") -> Any:
        return self.client.get(f"/api/mailbox/{self.town}{path and '/' + path}", headers=self._head())

    def photo(self, data: bytes, name: str = "a.jpg") -> Any:
        made = io.BytesIO(data)
        made.name = name
        return self.client.post(f"/api/mailbox/{self.town}/photos", {"photo": made}, headers=self._head())

    def write(self, request_id: str = "walk-0001", **more: Any) -> Any:
        letter = {
            "request_id": request_id,
            "type": "help",
            "title": "大羊村排水沟堵了三年",
            "words": "村东头的排水沟从前年堵到现在，一下雨水就进院子。",
            "name": "林小草",
            "phone": "199 0000 1234",
            "village": "dayang",
            "lon": None,
            "lat": None,
            "coordinates": "gcj02",
            "photos": [],
        } | more
        return self.post("letters", letter)

    def _head(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} if self.token else {}


def jpeg(colour: str = "blue", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG", **more)
    return out.getvalue()


def a_letter(cast: Cast, *, at: datetime = NOON, number: int = 1, **more: Any) -> Letter:
    told: dict[str, Any] = {
        "request_id": f"letter-{number:04d}",
        "request_type": "help",
        "title": "大羊村排水沟堵了三年",
        "words": "村东头的排水沟从前年堵到现在，一下雨水就进院子。",
        "name": "林小草",
        "phone": f"1990000{number:04d}",
        "place": cast.places["dayang"],
    } | more
    return letter_again(actions.write_letter(cast.town, actions.NewLetter(**told), at=at).matter)


def letter_again(matter: Matter) -> Letter:
    return Letter.objects.select_related("matter__town", "matter__lead_unit", "matter__parent").get(
        matter__number=matter.number
    )


STEPS = ("screened", "instructed", "assigned", "handled", "reviewed", "answered")


def brought_to(cast: Cast, stage: str, *, at: datetime = NOON, number: int = 1, **more: Any) -> Letter:
    """A letter that went the whole way up to this stage, an hour for each step."""
    letter = a_letter(cast, at=at, number=number, **more)
    for hours, step in enumerate(STEPS, start=1):
        if STEPS.index(stage) < hours - 1:
            break
        _STEP[step](cast, letter, later(at, hours=hours))
        letter = letter_again(letter.matter)
    return letter


def screen(cast: Cast, letter: Letter, at: datetime) -> None:
    actions.screen(
        letter,
        category=cast.categories["R01"],
        place=cast.places["dayang"],
        urgency="general",
        note="同村还有两户",
        seat=cast.seats["clerk"],
        at=at,
    )


def instruct(cast: Cast, letter: Letter, at: datetime) -> None:
    actions.instruct(letter, text="请建设办三天内到现场。", seat=cast.seats["secretary"], at=at)


def assign(cast: Cast, letter: Letter, at: datetime) -> None:
    actions.assign(letter, unit=cast.units["roads"], seat=cast.seats["clerk"], at=at)


def handle(cast: Cast, letter: Letter, at: datetime) -> None:
    handling.sign(letter.matter, seat=cast.seats["roads"], at=at)
    handling.write_answer(letter.matter, text="已经清淤并加盖板。", outcome="solved", seat=cast.seats["roads"], at=at)


def review(cast: Cast, letter: Letter, at: datetime) -> None:
    actions.review(letter, text="可以", seat=cast.seats["secretary"], at=at)


def deliver(cast: Cast, letter: Letter, at: datetime) -> None:
    answer = (
        letter.matter.answers.select_related("matter__town", "matter__lead_unit").filter(withdrawn_at=None).latest("pk")
    )
    for to, how in (("requester", "phone"), ("door", "system")):
        handling.deliver(answer, to=to, how=how, seat=cast.seats["roads"], at=at)
    react(at)


def react(at: datetime) -> None:
    while work_once(at):
        pass


_STEP = {
    "screened": screen,
    "instructed": instruct,
    "assigned": assign,
    "handled": handle,
    "reviewed": review,
    "answered": deliver,
}
