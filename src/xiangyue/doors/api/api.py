"""Intake and look-up over JSON. Sending a request twice with one `request_id` gives the same matter."""

# annotations stay real here: the API reads them through the guard's wrapper
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest
from ninja import Field, Router, Schema

from xiangyue.kernel import access, queries
from xiangyue.kernel.actions import Actor, Intake, Requester, receive
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.guard import moment_of, needs, seat_of
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.numbers import new_number

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
    request_id: str | None = Field(None, max_length=64)


class MatterOut(Schema):
    number: str
    state: str
    title: str
    received_at: datetime
    due_at: datetime | None = None
    unit: str = ""


@router.post("/matters", response={201: MatterOut, 200: MatterOut})
@needs("api.intake")
def create(request: HttpRequest, new: NewMatter) -> tuple[int, dict[str, Any]]:
    """A new matter (201), or the one that this `request_id` made before (200)."""
    seat, at = seat_of(request), moment_of(request)
    number = new_number("A", at)
    intake = Intake(
        number=number, title=new.title, words=new.words, received_at=at, request_type=new.request_type,
        requester=Requester(name=new.name, phone=new.phone, address=new.address), place=_place(seat.town, new.place),
        lon=new.lon, lat=new.lat, request_id=new.request_id,
    )  # fmt: skip
    try:
        return 201, shown(receive(seat.town, intake, door="api", actor=Actor.of(seat), at=at))
    except IntegrityError:
        known = Matter.objects.filter(town=seat.town, request_id=new.request_id).select_related("lead_unit").first()
        if new.request_id is None or known is None:
            raise
        return 200, shown(known)


@router.get("/matters", response=list[MatterOut])
@needs("matters.see")
def find(
    request: HttpRequest, q: str = Field(..., min_length=1, max_length=100), before: int | None = None
) -> list[dict[str, Any]]:
    """Matters that this seat may see, by number, phone or words; newest first, at most 50."""
    return [shown(matter) for matter in queries.find(seat_of(request), q, before=before)]


@router.get("/matters/{number}", response=MatterOut)
@needs("matters.see")
def one(request: HttpRequest, number: str) -> dict[str, Any]:
    return shown(access.matter_for(seat_of(request), number, joined=("lead_unit",)))


def _place(town: Place, named: str) -> Place | None:
    if not named:
        return None
    found = Place.objects.filter(town=town, code=named).first() or Place.objects.filter(town=town, name=named).first()
    if found is None:
        raise Refused(f"本镇没有叫“{named}”的地点。")
    return found


def shown(matter: Matter) -> dict[str, Any]:
    """What the API tells of a matter: no words, no personal data."""
    return {
        "number": matter.number, "state": matter.state, "title": matter.title, "received_at": matter.received_at,
        "due_at": matter.due_at, "unit": matter.lead_unit.title if matter.lead_unit else "",
    }  # fmt: skip
