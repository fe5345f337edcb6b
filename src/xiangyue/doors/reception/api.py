"""The reception day for the mini-program: the published sessions, and a visitor's own bookings."""

# annotations stay real here: the API reads them through the guard's wrapper
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import HttpBearer

from xiangyue.counter import throttle
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.counter.visitors import visitor_of
from xiangyue.doors.reception import actions, moves, queries
from xiangyue.doors.reception.models import Booking, Session
from xiangyue.doors.reception.rules import Asking
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place
from xiangyue.kernel.queries import open_towns
from xiangyue.kernel.timekeeping import ZONE

PUBLISHED = "the schedule of a reception day must be published (信访工作条例 art. 18)"
BY_TOKEN = "a visitor's own bookings, by the visitor's token"


class VisitorToken(HttpBearer):
    """`Authorization: Bearer …` with the token of the mini-program; what it gives is the visitor's hash in this
    town.
    """

    def authenticate(self, request: HttpRequest, token: str) -> str | None:
        town = _town(request.resolver_match.kwargs["town"])  # type: ignore[union-attr]
        return visitor_of(town, token, moment_of(request)) if town else None


router = Router(tags=["reception"], auth=VisitorToken())


class SessionOut(Schema):
    id: int
    date: str
    starts_at: str
    ends_at: str
    place: str
    leader: str
    free: int


class Sessions(Schema):
    sessions: list[SessionOut]


class NewBooking(Schema):
    request_id: str
    session: int
    topic: str
    people: int = 1
    name: str
    phone: str


class BookingOut(Schema):
    id: int
    session: SessionOut
    topic: str
    people: int
    queue_number: int
    state: str
    state_zh: str


class Bookings(Schema):
    bookings: list[BookingOut]


class Says(Schema):
    error: str
    says: str


_NO_TOWN = (404, {"error": "not_found", "says": "没有这个镇街，或者它还没有开通接待日。"})
_NO_SESSION = (404, {"error": "not_found", "says": "没有这一场接待，请刷新后重新选。"})
_NO_BOOKING = (404, {"error": "not_found", "says": "没有这个预约。"})


@router.get("/reception/{town}/sessions", response={200: Sessions, 404: Says}, auth=None)
@open_to_all(PUBLISHED)
def sessions(request: HttpRequest, town: str) -> Any:
    """Those of the coming weeks that still take bookings or are full; days off are left out."""
    held = _town(town)
    if held is None:
        return _NO_TOWN
    at = moment_of(request)
    ahead = queries.calendar(held, at).filter(off="", closed_at=None, starts_at__gt=at)
    return {"sessions": [_session(one) for one in ahead]}


@router.post("/reception/{town}/bookings", response={201: BookingOut, 200: BookingOut, 404: Says})
@open_to_all(BY_TOKEN)
def book(request: HttpRequest, town: str, new: NewBooking) -> Any:
    """A new booking (201), or the one that this visitor made with this `request_id` before (200)."""
    throttle.bits_for(request, town, "reception-api")
    session = Session.objects.filter(town__level="town", town__code=town, pk=new.session).select_related("town").first()
    if session is None:
        return _NO_SESSION
    asking = Asking(new.request_id, new.topic, new.people, new.name, new.phone)
    booked = actions.book(session, asking, visitor=_visitor(request), at=moment_of(request))
    return 201 if booked.is_new else 200, _told([booked.booking])[0]


@router.get("/reception/{town}/bookings", response=Bookings)
@open_to_all(BY_TOKEN)
def bookings(request: HttpRequest, town: str) -> Any:
    """The visitor's own, the newest first; at most 50."""
    return {"bookings": _told(list(_own(request, town).order_by("-id")[:50]))}


@router.delete("/reception/{town}/bookings/{pk}", response={204: None, 404: Says})
@open_to_all(BY_TOKEN)
def cancel(request: HttpRequest, town: str, pk: int) -> Any:
    """Cancelling what is cancelled is 204 again; somebody else's is as if it were not there."""
    booking = _own(request, town).filter(pk=pk).first()
    if booking is None:
        return _NO_BOOKING
    actions.cancel(booking, at=moment_of(request))
    return 204, None


def _town(code: str) -> Place | None:
    return open_towns().filter(code=code).first()


def _visitor(request: HttpRequest) -> str:
    """Never empty: an empty hash would be everybody who booked in a browser."""
    visitor: str = request.auth  # type: ignore[attr-defined]
    if not visitor:
        raise Refused("请先登录。")
    return visitor


def _own(request: HttpRequest, town: str) -> QuerySet[Booking]:
    return Booking.objects.filter(town__level="town", town__code=town, visitor=_visitor(request))


def _session(one: Session) -> dict[str, Any]:
    return {
        "id": one.pk,
        "date": one.day.isoformat(),
        "starts_at": one.starts_at.astimezone(ZONE).isoformat(),
        "ends_at": one.ends_at.astimezone(ZONE).isoformat(),
        "place": one.hall.title,
        "leader": one.receiver,
        "free": one.free,  # type: ignore[attr-defined]  # added by queries.with_free
    }


def _told(rows: list[Booking]) -> list[dict[str, Any]]:
    held = queries.with_free(Session.objects.filter(pk__in={one.session_id for one in rows})).in_bulk()
    return [
        {
            "id": one.pk,
            "session": _session(held[one.session_id]),
            "topic": one.topic,
            "people": one.people,
            "queue_number": one.queue_number,
            "state": one.state,
            "state_zh": moves.label(one.state),
        }
        for one in rows
    ]
