"""What the tests of the counter share: a post made by hand, a device with a receipt, what a page said."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cast import NOON, Cast, later
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory
from django.utils.datastructures import MultiValueDict
from PIL import Image

from xiangyue.counter.own import held
from xiangyue.counter.posts import UNDO
from xiangyue.counter.readers import Asked
from xiangyue.counter.throttle import BASE_BITS
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.house.timers import work_once
from xiangyue.kernel.models import Matter, Seat
from xiangyue.lib.effort import work

TOWN = "110112117000"
NEXT_TOWN = "110112118000"
JSON = {"accept": "application/json"}
HTML = {"accept": "text/html"}
REASONS = {"W01": ("water", "utility"), "R01": ("roads", "general")}


def asked(
    cast: Cast | None,
    fields: Mapping[str, str | list[str]] | None = None,
    *,
    who: str = "dispatcher",
    at: datetime = NOON,
    files: Mapping[str, list[Any]] | None = None,
) -> Asked:
    """A post with these fields, as a reader meets it."""
    request = HttpRequest()
    request.method, posted = "POST", QueryDict(mutable=True)
    for name, value in (fields or {}).items():
        posted.setlist(name, value if isinstance(value, list) else [value])
    request.POST, request.FILES = posted, MultiValueDict(files or {})  # type: ignore[assignment]
    seat = cast.seats[who] if cast else None
    return Asked(request, cast.town if cast else None, seat, at)  # type: ignore[arg-type]


def owner(*matters: Matter) -> Client:
    """A device on which the receipts of these matters were shown."""
    client = Client(raise_request_exception=False)
    for matter in matters:
        answer, request = HttpResponse(), RequestFactory().get("/")
        request.COOKIES.update({name: one.value for name, one in client.cookies.items()})
        held.remember(request, answer, matter)
        client.cookies.update(answer.cookies)
    return client


def said(answer: Any) -> list[str]:
    """The messages that wait for the next page, the newest last."""
    return [str(one) for one in get_messages(answer.wsgi_request)]


def undo_at(answer: Any) -> str:
    """The address at which the newest message offers to take the deed back; "" where it offers none."""
    tag = [one.extra_tags or "" for one in get_messages(answer.wsgi_request)][-1]
    return tag.removeprefix(UNDO) if tag.startswith(UNDO) else ""


def second_seat(cast: Cast, like: str, holder: str) -> Client:
    """A colleague who sits where `like` sits."""
    seat = cast.seats[like]
    user = User.objects.create(username=f"{like}-colleague")
    Seat.objects.create(town=seat.town, unit=seat.unit, user=user, role=seat.role, holder=holder, since=seat.since)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def photo(name: str = "路.jpg", kind: str = "JPEG", colour: str = "blue", **more: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, kind, **more)
    return SimpleUploadedFile(name, out.getvalue())


def saying(request_id: str = "counter-0001", **more: Any) -> dict[str, Any]:
    """The portal's form, filled in, with its proof of work."""
    told = {"words": "大羊村三区停水两天了，老人做不了饭。", "request_type": "help", "place": "dayang"}
    told |= {"name": "林小草", "phone": "199 0000 1234", "address": "三区十二号", "request_id": request_id}
    return told | {"nonce": work(TOWN, request_id, BASE_BITS)} | more


def sent(cast: Cast, matter: Matter, code: str = "W01", *, note: str = "", at: datetime = NOON) -> Matter:
    unit, urgency = REASONS[code]
    dispatch.send(
        matter,
        category=cast.categories[code],
        unit=cast.units[unit],
        place=None,
        urgency=urgency,
        note=note,
        seat=cast.seats["dispatcher"],
        at=at,
    )
    return matter


def answered(cast: Cast, matter: Matter, *, at: datetime = NOON, text: str = "已换水管，恢复供水。") -> Matter:
    """Sent and signed for where it was not, answered, and waiting for a word."""
    if matter.state == "received":
        sent(cast, matter, at=at)
    seat = cast.seats["water"]
    if matter.state == "dispatched":
        handling.sign(matter, seat=seat, at=later(at, minutes=10))
    if matter.state == "reopened":
        handling.begin(matter, seat=seat, at=later(at, minutes=10))
    handling.answer_at_once(
        matter,
        text=text,
        outcome="solved",
        requester_how="phone",
        door_how="system",
        seat=seat,
        at=later(at, minutes=20),
    )
    react(later(at, minutes=30))
    matter.refresh_from_db()
    return matter


def react(at: datetime) -> None:
    while work_once(at):
        pass
