"""Intake and look-up over JSON, events since a cursor, webhooks.

Sending a request twice with one `request_id` (or `Idempotency-Key`) gives the same matter; the same id with other
content is refused (409).
"""

# annotations stay real here: the API reads them through the guard's wrapper
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.doors.api import feed, hooks
from xiangyue.doors.api.models import WebHook
from xiangyue.kernel import access, queries
from xiangyue.kernel.actions import Actor, Intake, Requester, receive_once
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.geography import is_near, locate
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.numbers import new_number
from xiangyue.lib.hantext import clean
from xiangyue.lib.phones import tidy_phone

router = Router(tags=["matters"])


class NewMatter(Schema):
    title: str = Field(min_length=1, max_length=200)
    words: str = Field(min_length=1, max_length=20_000)
    name: str = Field("", max_length=60)
    phone: str = Field("", max_length=30)
    address: str = Field("", max_length=200)
    request_type: str = Field("help", pattern="^(consult|help|complaint|report|suggestion|praise)$")
    place: str = Field("", max_length=60, description="code or name of a village")
    lon: float | None = Field(None, ge=70, le=140)
    lat: float | None = Field(None, ge=3, le=54)
    request_id: str | None = Field(None, min_length=1, max_length=64)


class MatterOut(Schema):
    number: str
    state: str
    title: str
    received_at: datetime
    due_at: datetime | None = None
    unit: str = ""


class EventOut(Schema):
    id: int
    town: str
    matter: str
    seq: int
    name: str
    at: str
    unit: str
    actor: str
    says: str
    hash: str


class Feed(Schema):
    events: list[EventOut]
    next: int


class NewHook(Schema):
    url: str = Field(min_length=8, max_length=300)
    names: list[str] = Field(default_factory=list, max_length=50)


class HookOut(Schema):
    id: int
    url: str
    names: list[str]
    cursor: int
    failures: int
    error: str


class HookMade(HookOut):
    secret: str


@router.post("/matters", response={201: MatterOut, 200: MatterOut})
@needs("api.intake")
def create(request: HttpRequest, new: NewMatter) -> tuple[int, dict[str, Any]]:
    """A new matter (201), or the one that this `request_id` made before (200); 409 where it came with other content."""
    seat, at = seat_of(request), moment_of(request)
    request_id = new.request_id or request.headers.get("Idempotency-Key", "")[:64] or None
    number = new_number("A", at)
    intake = Intake(
        number=number,
        title=_said(new.title),
        words=_said(new.words),
        received_at=at,
        request_type=new.request_type,
        requester=Requester(name=clean(new.name), phone=_phone(new.phone), address=clean(new.address)),
        place=_place(seat.town, new.place) or _located(seat.town, new),
        lon=new.lon,
        lat=new.lat,
        request_id=request_id,
    )
    matter, _nothing, is_new = receive_once(seat.town, intake, door="api", actor=Actor.of(seat), at=at)
    return 201 if is_new else 200, shown(matter)


@router.get("/matters", response=list[MatterOut])
@needs("matters.see")
def find(
    request: HttpRequest,
    q: str = Query(..., min_length=1, max_length=100),
    before: int | None = Query(None, ge=0, le=2**62),
) -> list[dict[str, Any]]:
    """Matters that this seat may see, by number, phone or words; newest first, at most 50."""
    return [shown(matter) for matter in queries.find(seat_of(request), q, before=before)]


@router.get("/matters/{number}", response=MatterOut)
@needs("matters.see")
def one(request: HttpRequest, number: str) -> dict[str, Any]:
    return shown(access.matter_for(seat_of(request), number, joined=("lead_unit",)))


@router.get("/events", response=Feed)
@needs("api.events")
def events(
    request: HttpRequest,
    after: int = Query(0, ge=0, le=2**62),
    limit: int = Query(100, ge=1, le=feed.MOST),
    name: str = Query("", max_length=40),
) -> dict[str, Any]:
    """What happened behind the cursor `after`, oldest first; ask again with `next`. An event whose key is above one
    that is still being written comes with the next call.
    """
    rows = feed.since(seat_of(request), after=after, names=[name] if name else (), limit=limit)
    return {"events": [feed.told(event) for event in rows], "next": rows[-1].pk if rows else after}


@router.post("/webhooks", response={201: HookMade})
@needs("api.webhooks")
def open_hook(request: HttpRequest, new: NewHook) -> tuple[int, dict[str, Any]]:
    """Events from now on are posted there, signed with the secret that is told this once."""
    hook, secret = hooks.open_hook(url=new.url, names=new.names, seat=seat_of(request), at=moment_of(request))
    return 201, _hook(hook) | {"secret": secret}


@router.get("/webhooks", response=list[HookOut])
@needs("api.webhooks")
def list_hooks(request: HttpRequest) -> list[dict[str, Any]]:
    """Those that run, with what went wrong last."""
    return [_hook(hook) for hook in WebHook.objects.filter(town=seat_of(request).town, ended_at=None).order_by("pk")]


@router.delete("/webhooks/{int:pk}", response={204: None})
@needs("api.webhooks")
def end_hook(request: HttpRequest, pk: int) -> tuple[int, None]:
    hook = get_object_or_404(WebHook, town=seat_of(request).town, pk=min(pk, 2**62))
    hooks.end_hook(hook, seat=seat_of(request), at=moment_of(request))
    return 204, None


def _hook(hook: WebHook) -> dict[str, Any]:
    return {
        "id": hook.pk,
        "url": hook.url,
        "names": hook.names,
        "cursor": hook.last_event_id,
        "failures": hook.tries,
        "error": hook.error,
    }


def _said(text: str) -> str:
    """The words as they came, without the blanks around them."""
    said = text.strip()
    if not said:
        raise Refused("标题和内容不能是空白。")
    return said


def _phone(text: str) -> str:
    try:
        return tidy_phone(text)
    except ValueError as error:
        raise Refused(str(error)) from error


def _located(town: Place, new: NewMatter) -> Place | None:
    if new.lon is None or new.lat is None:
        return None
    if not is_near(town, new.lon, new.lat):
        raise Refused("位置不在{town}附近，请核对 lon 和 lat（WGS-84），或不填。", town=town.name)
    return locate(town, new.lon, new.lat)


def _place(town: Place, named: str) -> Place | None:
    if not named:
        return None
    found = Place.objects.filter(town=town, code=named).first() or Place.objects.filter(town=town, name=named).first()
    if found is None:
        raise Refused("本镇没有叫“{named}”的地点。", named=named)
    return found


def shown(matter: Matter) -> dict[str, Any]:
    """What the API tells of a matter: no words, no personal data."""
    return {
        "number": matter.number,
        "state": matter.state,
        "title": matter.title,
        "received_at": matter.received_at,
        "due_at": matter.due_at,
        "unit": matter.lead_unit.title if matter.lead_unit else "",
    }
