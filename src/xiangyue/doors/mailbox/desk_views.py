"""The town's side: letters by stage beside the open one, the month's account, visits, notices."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter import attempts
from xiangyue.counter.desk import beside, opened
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.seen import see
from xiangyue.doors.mailbox import queries
from xiangyue.doors.mailbox.actions.rate import CALL_FAILED
from xiangyue.doors.mailbox.forms import MeetingForm, ScreenForm
from xiangyue.doors.mailbox.kind import ASKED_NOW
from xiangyue.doors.mailbox.lists import CLOSED, DESK
from xiangyue.doors.mailbox.models import Letter
from xiangyue.insight.sorter.queries import Sorter
from xiangyue.insight.twins.queries import likely_twins
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.actions.requester import SATISFIED
from xiangyue.kernel.models import Category, Matter
from xiangyue.kernel.queries import Line
from xiangyue.kernel.queries import units as units_of
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.periods import month_of

# Ready words; the secretary may always write their own.
READY = (
    "请尽快核实办理，结果报我。",
    "请上门了解情况，当面答复。",
    "这件事我来约写信人谈。",
    "请牵头单位三天内拿出办法。",
)


@require_GET
@needs("letters.read")
def desk(request: HttpRequest) -> HttpResponse:
    """Letters by stage, the first one of what waits for this seat opened beside them; "m=" is the list alone, on a
    phone.
    """

    def opened_beside(one: Shown) -> dict[str, Any]:
        rows = one.page.rows
        number = request.GET.get("m", rows[0].number if rows and one.tab is not CLOSED else "")
        context: dict[str, Any] = {"here": one.here, "units": units_of(one.seat.town)}
        if number:
            numbers = [row.number for row in rows]
            context |= _detail(request, queries.letter_of(one.seat, number), numbers, one.here)
        return context

    return list_page(request, DESK, "mailbox/desk.html", opened_beside)


def _detail(request: HttpRequest, letter: Letter, numbers: list[str], here: str) -> dict[str, Any]:
    seat, chosen, day = seat_of(request), letter.matter, local_day(moment_of(request))
    told = opened(chosen)
    see(seat, chosen, moment_of(request))
    stage = told["stage"]
    asked = queries.evaluators(seat.town, day)
    is_joinable = stage in ("received", "screened", "instructed", "assigned") and chosen.parent_id is None
    return {
        **told,
        **beside(here, numbers, chosen.number),
        "letter": letter,
        "twins": likely_twins(chosen, among=visible_to(seat)) if is_joinable else [],
        "joined": queries.joined_with(chosen),
        "files": list(chosen.attachments.order_by("pk")),
        "screen_form": _screen_form(chosen, day) if stage == "received" else None,
        "answer": queries.answer_to_review(chosen) if stage in ("handled", "reviewed") else _given(told["entries"]),
        "may_instruct_now": stage in ("screened", "instructed", "assigned") and chosen.closed_at is None,
        "may_assign_now": stage == "instructed" or (chosen.state == "reopened" and chosen.lead_unit_id is None),
        "may_history_close": letter.left_by_history
        and chosen.state in ("awaiting_callback", "closed")
        and letter.evidence_id is None,
        "waits_for_rating": chosen.state == "awaiting_callback" and stage != "rated",
        "is_evaluated_now": chosen.state in (*ASKED_NOW, "closed"),
        "dispositions": Matter.DISPOSITIONS,
        "ready": READY,
        "satisfied": SATISFIED.items(),
        "scores": range(5, 0, -1),
        "by_writer": [one for one in asked if one.by_writer],
        "by_seat": [one for one in asked if not one.by_writer],
        "evaluations": list(letter.evaluations.select_related("by__unit").order_by("round", "pk")),
        "meetings": list(letter.meetings.select_related("seat").order_by("held_on", "pk")),
        "this_year": day.year,
        "calls": attempts.in_vain(chosen, CALL_FAILED) if chosen.state == "awaiting_callback" else 0,
    }


def _given(entries: list[Line]) -> str:
    """The answer that went out last."""
    told = [line.particulars["text"] for line in entries if line.name in ("answered", "answered_with_parent")]
    return str(told[-1]) if told else ""


def _screen_form(matter: Matter, day: date) -> ScreenForm:
    """With the sorter's guess; the clerk confirms it or names another."""
    found = Sorter(matter.town, day).suggest(matter)
    category = Category.objects.filter(town_id=matter.town_id, code=found.category).on(day).first()
    guess = {"category": category.pk if category else None, "place": matter.place_id, "urgency": found.urgency}
    return ScreenForm(town=matter.town, day=day, initial=guess)


@require_GET
@needs("letters.read")
def account(request: HttpRequest) -> HttpResponse:
    """The month's account; the present month where the address names none."""
    seat, now = seat_of(request), moment_of(request)
    month = month_of(request.GET.get("month", ""), local_day(now))
    context = {"month": month, "report": queries.month_report(seat.town, month.first, month.following, now=now)}
    return render(request, "mailbox/account.html", context)


@require_GET
@needs("letters.meet")
def meetings(request: HttpRequest) -> HttpResponse:
    """Whom the secretary received and went to see, and this year's people."""
    seat, day = seat_of(request), local_day(moment_of(request))
    form = MeetingForm(initial={"held_on": day.isoformat(), "kind": "appointment", "number": request.GET.get("m", "")})
    context = {
        "form": form,
        "meetings": queries.meetings_of(seat.town),
        "year": day.year,
        "people": queries.people_received(seat.town, date(day.year, 1, 1), day),
    }
    return render(request, "mailbox/meetings.html", context)
