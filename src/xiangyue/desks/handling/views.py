from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter import bridges, related
from xiangyue.counter.downloads import looked_at
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.readers import day_in
from xiangyue.counter.seen import see
from xiangyue.desks.handling import queries
from xiangyue.desks.handling.actions.answer import DOOR_HOW
from xiangyue.desks.handling.actions.work import HOW
from xiangyue.desks.handling.lists import LEDGER, MINE, RELEASES, REVIEWS
from xiangyue.desks.handling.models import Answer
from xiangyue.desks.handling.releases import may_release, release_rule
from xiangyue.insight.twins.queries import likely_twins
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.access import matter_for, visible_to
from xiangyue.kernel.actions.reveal import FIELDS, TOGETHER
from xiangyue.kernel.models import Attachment, Matter, Seat
from xiangyue.kernel.queries import Reads, as_read_by, contact_of, responsible_on, running_clocks, timeline
from xiangyue.kernel.queries import units as units_of
from xiangyue.kernel.timekeeping import day_begins

_Row = TypeVar("_Row")


@require_GET
@needs("handling.mine")
def mine(request: HttpRequest) -> HttpResponse:
    """The unit's list, the most urgent clock first, and what it was whistled for."""
    return list_page(request, MINE, "handling/mine.html", lambda one: {"whistles": queries.whistles_for(one.seat)})


@require_GET
@needs("matters.see")
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one matter, and what this seat may do next."""
    seat, now = seat_of(request), moment_of(request)
    found = matter_for(seat, number)
    see(seat, found, now)
    unit, people = responsible_on(found, now)
    reads, language = as_read_by(seat, found), get_language() or "zh"
    releases = _read(found.releases.select_related("written_by__unit", "decided_by", "by_unit"), reads, "text", "words")
    held = next((one for one in releases if one.state == "waiting"), None)
    steps = queries.steps(seat, found, is_held=held is not None)
    entries = timeline(found, language=language, reads=reads)
    can = {step.name for step in steps if step.possible}
    answers = _read(found.answers.select_related("unit", "release").order_by("-pk"), reads, "text")
    context = {
        "matter": found,
        "contact": contact_of(found.requester),
        "clocks": running_clocks(found),
        "entries": entries,
        "unit_now": unit,
        "people_now": people,
        "on_that_day": _on_that_day(request.GET.get("on", ""), found, now),
        "steps": steps,
        "can": can,
        "children": list(found.children.select_related("lead_unit")[:50]),
        "parent": found.parent,
        "went": bridges.went(found, seat) if any(line.name == "linked" for line in entries) else [],
        "related": related.told(found, seat),
        "bridges": bridges.offered(found, seat),
        "twins": likely_twins(found, among=visible_to(seat))
        if found.closed_at is None and access.may(seat, "dispatch.see")
        else [],
        "cases": _read(
            found.cases.select_related("asked_by__unit", "decided_by__unit", "unit").order_by("-pk"),
            reads,
            *("reason", "decision", "response"),
        ),
        "answers": answers,
        "open_answer": next(
            (one for one in answers if not one.withdrawn_at and not (one.to_requester_at and one.to_door_at)), None
        ),
        "held": held,
        "needs_release": "answer" in can and release_rule(found, now) is not None,
        "held_for": held is not None and may_release(seat, held),
        "releases": releases,
        "callbacks": _read(found.callbacks.select_related("seat").order_by("source", "attempt"), reads, "words"),
        "instructions": _read(
            found.instructions.standing().select_related("seat__unit", "follower").order_by("at"), reads, "text"
        ),
        **_person(found, seat, now),
        "hows": HOW.items(),
        "door_hows": DOOR_HOW.items(),
        "outcomes": Answer.OUTCOMES,
        "templates": [(one.title, queries.fill_template(one.text, found, now)) for one in queries.templates_for(found)]
        if "answer" in can
        else [],
        "units": units_of(found.town),
        "may_reveal": access.may(seat, "contact.reveal"),
        "may_note": access.may(seat, "matters.note"),
        **queries.recusal_of(seat, found, now),
        "reveal_fields": (TOGETHER | FIELDS).items(),
        "whistled": next((case for case in queries.whistles_for(seat) if case.matter_id == found.pk), None),
        "point": _point(found),
        "is_late": found.due_at is not None and now > found.due_at and found.answered_at is None,
    }
    if request.GET.get("as") == "print":
        pictures = found.attachments.filter(media_type="image/jpeg").order_by("pk")
        return render(request, "handling/paper.html", {**context, "pictures": pictures})
    return render(request, "handling/matter.html", context)


def _person(found: Matter, seat: Seat, now: datetime) -> dict[str, object]:
    """Who has it in hand, and to whom this seat may give it."""
    may_give = found.lead_unit_id == seat.unit_id and found.closed_at is None and access.may(seat, "handling.work")
    return {"assigned": queries.assigned_to(found), "colleagues": queries.colleagues(seat, now) if may_give else []}


def _read(rows: Iterable[_Row], reads: Reads, *columns: str) -> list[_Row]:
    """The rows as the seat reads them; they are shown, never saved."""
    shown = list(rows)
    for row in shown:
        for column in columns:
            setattr(row, column, reads(getattr(row, column)))
    return shown


def _on_that_day(asked: str, found: Matter, now: datetime) -> dict[str, object] | None:
    """Who answered for the matter at the end of the day asked for, or until now; None for what is no day."""
    day = day_in(asked)
    if day is None:
        return None
    midnight = day_begins(day + timedelta(days=1))
    moment = min(midnight - datetime.resolution, now)
    unit, people = responsible_on(found, moment)
    return {"day": day, "unit": unit, "people": people, "had_come": found.received_at <= moment}


def _point(matter: Matter) -> dict[str, object] | None:
    """The matter's point (or its village's) as a map layer."""
    place = matter.place
    lon = matter.lon if matter.lon is not None else place.lon if place else None
    lat = matter.lat if matter.lat is not None else place.lat if place else None
    if lon is None or lat is None:
        return None
    layers = []
    if place is not None and place.boundary:
        area = {"type": "Feature", "geometry": place.boundary, "properties": {"title": place.name}}
        layers.append(
            {"name": place.name, "kind": "area", "features": {"type": "FeatureCollection", "features": [area]}}
        )
    pin = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"title": matter.title},
    }
    layers.append({"name": _("事项"), "kind": "point", "features": {"type": "FeatureCollection", "features": [pin]}})
    return {"layers": layers}


@require_GET
@needs("handling.decide")
def reviews(request: HttpRequest) -> HttpResponse:
    return list_page(request, REVIEWS, "handling/reviews.html")


@require_GET
@needs("handling.release")
def releases(request: HttpRequest) -> HttpResponse:
    """What waits for a second person's word, by its clock."""
    return list_page(request, RELEASES, "handling/releases.html")


@require_GET
@needs("handling.ledger")
def ledger(request: HttpRequest) -> HttpResponse:
    return list_page(request, LEDGER, "handling/ledger.html")


@require_POST
@needs("contact.reveal")
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """The value in the clear, once, in the answer itself; never in an address and never kept by the browser."""
    seat = seat_of(request)
    found = matter_for(seat, number)
    field = request.POST.get("field", "")
    value = kernel.reveal(found, field=field, reason=request.POST.get("reason", ""), seat=seat, at=moment_of(request))
    response = render(
        request,
        "handling/revealed.html",
        {"matter": found, "field": (TOGETHER | FIELDS)[field], "values": _dialled(field, value)},
    )
    response["Cache-Control"] = "no-store"
    return response


def _dialled(field: str, value: str) -> list[tuple[str, bool]]:
    """Each line with whether it is to be dialled."""
    return [(line, "phone" in field and line[:1] in "+0123456789") for line in value.splitlines()]


@require_GET
@needs("matters.see")
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """A file of a matter that this seat may see; always as a download or an inert picture."""
    return looked_at(get_object_or_404(Attachment.objects.filter(matter__in=visible_to(seat_of(request))), pk=pk))
