from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, open_to_all, seat_of
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.navigation import offered
from xiangyue.desks.duty import queries as duty
from xiangyue.figures.score.queries import overview, scoring_rule
from xiangyue.figures.score.rules import rounded
from xiangyue.kernel.access import may
from xiangyue.kernel.errors import MissingRule
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.roles import SCOPES
from xiangyue.kernel.timekeeping import local_day, unknown_year
from xiangyue.lib.periods import assessment_period
from xiangyue.report.today import queries
from xiangyue.report.today.lists import BEHIND, TILES

HERE = "today:today"
_KEPT = 600  # seconds that a web process remembers whether the next year's list is there


@require_GET
@open_to_all("the address that everybody opens first: it leads on, and shows nothing of its own")
def front(request: HttpRequest) -> HttpResponse:
    """A resident finds the town's portal; whoever works here their day, or the log-in where their session has ended."""
    return today(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else redirect("portal:towns")


@require_GET
@needs("today.see")
def today(request: HttpRequest) -> HttpResponse:
    """The seat's own view of the day: the same page, counted over what this seat may see."""
    seat, now = seat_of(request), moment_of(request)
    if SCOPES[seat.role] not in ("town", "unit", "district"):  # there is nothing of the town's day for it to count
        return redirect(_own_page(seat))
    context: dict[str, Any] = {
        "due": queries.due(seat, now),
        "late": [(row, _behind(of="late", unit=row["lead_unit_id"])) for row in queries.late_by_unit(seat, now)],
        "arrivals": queries.arrivals(seat, now),
        "standing": queries.standing(seat, now),
        "behind": {key: _behind(of=key) for key in TILES},
        "map": _map(seat, now),
        "score": _score(request),
        "days": _days(seat, now),
        "categories": _categories(seat, now),
        "unknown_year": _unknown_year(seat.town, now),
    }
    if may(seat, "duty.see"):
        context["now_on_duty"] = duty.shown(duty.on_duty(seat.town, now), seat, now)
        context["duty_gaps"] = len(duty.gaps(seat.town, now))
    return render(request, "today/today.html", context)


@require_GET
@needs("today.see")
def matters(request: HttpRequest) -> HttpResponse:
    """The matters behind a number of the page."""
    return list_page(request, BEHIND, "today/matters.html")


def _behind(**asked: object) -> str:
    return f"{reverse('today:matters')}?{urlencode(asked)}"


def _days(seat: Seat, now: datetime) -> dict[str, Any]:
    days = queries.by_day(seat, now)
    return {
        "kind": "line",
        "categories": [f"{day.month}/{day.day}" for day, _n in days],
        "urls": [_behind(since=day, until=day) for day, _n in days],
        "series": [{"name": _("来件"), "data": [n for _day, n in days]}],
    }


def _categories(seat: Seat, now: datetime) -> dict[str, Any]:
    found, since = queries.by_category(seat, now), queries.first_day(now)
    return {
        "kind": "bar",
        "sideways": True,
        "categories": [name for _code, name, _n in found],
        "urls": [_behind(category=code, since=since) for code, _name, _n in found],
        "series": [{"name": _("来件"), "data": [n for _code, _name, n in found]}],
    }


def _map(seat: Seat, now: datetime) -> dict[str, Any]:
    since = queries.first_day(now)
    counts = queries.by_place(seat, now)
    drawn = queries.villages_drawn(seat.town, counts, lambda village: _behind(place=village.pk, since=since))
    return {**drawn, "drawn_opens": _behind(since=since) + "&inside="}


def _unknown_year(town: Place, now: datetime) -> int:
    """0 where every day of the coming weeks is known."""
    day = local_day(now)
    found = cache.get_or_set(f"unknown-year:{town.pk}:{day}", lambda: unknown_year(town, day) or 0, _KEPT)
    return found or 0


def _own_page(seat: Seat) -> str:
    """Where a seat that sees no matters, or those of one kind alone, begins its day."""
    if may(seat, "people.manage"):
        return "house:people:seats"
    if may(seat, "reveals.see"):
        return "house:reveals"
    return next((item.url_name for item in offered(seat) if item.url_name != HERE), "house:components")


def _score(request: HttpRequest) -> dict[str, object] | None:
    """The running period's three rates beside the last period's and the last year's; None without a rule."""
    seat = seat_of(request)
    if not may(seat, "score.see"):
        return None
    day = local_day(moment_of(request))
    period = assessment_period(day)
    try:
        whole = overview(seat.town, period, scoring_rule(seat.town, period.start), day)
    except MissingRule:
        return None
    source = "imported" if whole.tally["imported"].valid else "own"
    now, last, year = whole.score[source], whole.last_period[source], whole.last_year[source]
    return {
        "period": period.label,
        "days": whole.days,
        "source": source,
        "composite": rounded(now.composite),
        "rates": [
            (_("响应率"), now.response, last.response, year.response),
            (_("解决率"), now.solution, last.solution, year.solution),
            (_("满意率"), now.satisfaction, last.satisfaction, year.satisfaction),
        ],
        "composites": (rounded(now.composite), rounded(last.composite), rounded(year.composite)),
    }
