"""Writing the line of a request: one insert, in nobody's order but its own."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from xiangyue.counter.guard import came_from, moment_of
from xiangyue.counter.tally import count
from xiangyue.counter.throttle import asker
from xiangyue.house.models import Trace
from xiangyue.house.traces import failures
from xiangyue.house.traces.what import kind_of, path_of, route_of
from xiangyue.kernel.access import seat_at
from xiangyue.kernel.models import Place, Seat

_WATCHED, _MOST = timedelta(minutes=10), 300  # lines of nobody known, from one address
logger = logging.getLogger(__name__)


def known_user(request: HttpRequest) -> User | None:
    """Who is logged in at this moment, or whose token it is. A visitor without a session is not given one by asking."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or getattr(request.session, "accessed", False)
    if not has_session and not hasattr(request, "token_deeds"):
        return None
    return cast(User, request.user) if request.user.is_authenticated else None


def written(request: HttpRequest, response: HttpResponseBase, before: User | None) -> bool:
    """Whether all is well: the line stands there, or none is due. `before`: who was logged in when it came."""
    try:
        line = _line(request, response, known_user(request) or before)
        if line is not None:
            line.save(force_insert=True)
    except (DatabaseError, InterfaceError):
        logger.exception("the access log takes no line")
        failures.tell(moment_of(request))
        return False
    return True


def _line(request: HttpRequest, response: HttpResponseBase, user: User | None) -> Trace | None:
    kind = kind_of(request, response, is_known=user is not None)
    if kind is None or (user is None and _is_flood(request)):
        return None
    if user is None:
        typed = request.POST.get("username", "").replace("\x00", "")  # PostgreSQL refuses to look for one that holds it
        user = User.objects.filter(username=typed[:150]).first()
    seat = _seat(request, user)
    town = seat.town if seat is not None else _first_town()
    if town is None:
        return None
    return Trace(
        town=town,
        at=moment_of(request),
        kind=kind,
        user=user,
        seat=seat,
        role=seat.role if seat is not None else "",
        is_token=hasattr(request, "token_deeds"),
        address=came_from(request),
        method=(request.method or "")[:8],
        route=route_of(request.resolver_match),
        path=path_of(request.resolver_match),
        status=response.status_code,
    )


def _is_flood(request: HttpRequest) -> bool:
    """Strangers who knock all day do not fill the disk."""
    at: datetime = moment_of(request)
    return count(f"trace:{asker(request)}", _WATCHED, at) > _MOST


def _seat(request: HttpRequest, user: User | None) -> Seat | None:
    seat: Seat | None = getattr(request, "seat", None)
    if user is None or (seat is not None and seat.user_id == user.pk):
        return seat
    return seat_at(user.pk, moment_of(request), None)


def _first_town() -> Place | None:
    """Where stands what is nobody's: log-ins under names that nobody has, accounts without a seat."""
    return Place.objects.filter(level="town", seats__isnull=False).order_by("pk").first()
