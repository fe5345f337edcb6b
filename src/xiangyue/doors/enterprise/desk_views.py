"""The desk: requests by stage beside the open one, what comes back today, the month's report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter import attempts
from xiangyue.counter.desk import beside, opened
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.sorting import SortingForm
from xiangyue.doors.enterprise import actions, queries
from xiangyue.doors.enterprise.actions.word import ASKED_IN_VAIN
from xiangyue.doors.enterprise.forms import IntakeForm, PlanForm, VisitForm
from xiangyue.doors.enterprise.lists import DESK
from xiangyue.doors.enterprise.models import Request
from xiangyue.doors.enterprise.rules import SATISFIED, VISIT_KINDS, WORD_ATTEMPTS
from xiangyue.kernel.access import may
from xiangyue.kernel.actions.requester import ASKED
from xiangyue.kernel.queries import units as units_of
from xiangyue.kernel.queries import words_for
from xiangyue.kernel.sealing import contact, opened_for
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.firms.queries import stewards_of
from xiangyue.lib.masking import mask_name
from xiangyue.lib.periods import month_of


@require_GET
@needs("enterprise.desk")
def desk(request: HttpRequest) -> HttpResponse:
    """Requests by stage, mine first, beside the open one."""

    def opened_beside(one: Shown) -> dict[str, Any]:
        seat, day, number = one.seat, local_day(one.at), request.GET.get("m", "")
        context: dict[str, Any] = {
            "here": one.here,
            "plans_due": queries.plans_due(seat.town, day),
            "recheck_due": queries.recheck_due(seat.town, day),
            "intake_form": IntakeForm(town=seat.town) if may(seat, "enterprise.serve") else None,
        }
        if number:
            numbers = [row.matter.number for row in one.page.rows]
            context |= _detail(request, queries.request_of(seat, number), numbers, one.here)
        return context

    return list_page(request, DESK, "enterprise/desk.html", opened_beside)


def _detail(request: HttpRequest, asked: Request, numbers: list[str], here: str) -> dict[str, Any]:
    seat, now, chosen = seat_of(request), moment_of(request), asked.matter
    told = opened(chosen)
    stage, entries = told["stage"], told["entries"]
    cases = list(asked.cases.select_related("seat", "ended_by").order_by("pk"))
    serves, is_open = may(seat, "enterprise.serve"), chosen.closed_at is None
    return {
        **told,
        **beside(here, numbers, chosen.number),
        "asked": asked,
        "contact_name": _contact_name(asked),
        "words": opened_for(chosen, asked.words_sealed) if asked.words_sealed else words_for(seat, chosen)[1],
        "cases": cases,
        "open_cases": {case.kind: case for case in cases if case.ended_at is None},
        "contacts": [
            line for line in entries if line.name in ("firm_contacted", "firm_handed_over", "firm_first_contact")
        ],
        "assign_form": SortingForm(town=seat.town, day=local_day(now))
        if chosen.state == "received" and serves
        else None,
        "may_assign_now": serves
        and (chosen.state in ("received", "sorted") or (chosen.state == "reopened" and chosen.lead_unit_id is None)),
        "serves": serves,
        "is_open": is_open,
        "hands_over": may(seat, "enterprise.hand_over") and is_open,
        "supervises": may(seat, "enterprise.supervise") and is_open,
        "units": units_of(seat.town),
        "stewards": stewards_of(seat.town, now),
        "waits_for_word": chosen.state in ASKED and stage != "rated" and serves,
        "attempts": attempts.in_vain(chosen, ASKED_IN_VAIN) if chosen.state in ASKED else 0,
        "attempts_needed": WORD_ATTEMPTS,
        "was_explained": any(case.kind == "cannot" and case.ended_at for case in cases),
        "ratings": list(asked.ratings.select_related("heard_by").order_by("round")),
        "satisfied": SATISFIED.items(),
        "satisfied_names": SATISFIED,
        "checks": list(asked.checks.select_related("seat").order_by("checked_on")),
        "is_withdrawn": stage == "withdrawn",
        "contact_hows": actions.CONTACT_HOW,
    }


def _contact_name(asked: Request) -> str:
    """The person at the firm, masked; in the clear only by the logged deed of the matter's page."""
    party = asked.matter.requester
    return "" if party is None else mask_name(contact(party, "name").rpartition(actions.CONTACT_IS)[2])


@require_GET
@needs("enterprise.desk")
def report(request: HttpRequest) -> HttpResponse:
    """The month's report; the present month where the address names none."""
    seat, now = seat_of(request), moment_of(request)
    month = month_of(request.GET.get("month", ""), local_day(now))
    context = {"month": month, "report": queries.month_report(seat.town, month.first, month.following, now=now)}
    return render(request, "enterprise/report.html", context)


@require_GET
@needs("enterprise.desk")
def visits(request: HttpRequest) -> HttpResponse:
    """Planned ones, the overdue first, and those that were made."""
    seat, day = seat_of(request), local_day(moment_of(request))
    start = {"on": day.isoformat(), "kind": VISIT_KINDS[0], "firm": request.GET.get("firm", "")}
    context = {
        "planned": queries.planned_visits(seat.town),
        "done": queries.done_visits(seat.town),
        "today": day,
        "plan_form": PlanForm(town=seat.town, initial=start, auto_id="plan_%s"),
        "visit_form": VisitForm(town=seat.town, initial=start, auto_id="visit_%s"),
    }
    return render(request, "enterprise/visits.html", context)
