from __future__ import annotations

import secrets
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.desks.taskforce import forms, queries
from xiangyue.desks.taskforce.dialogs import dialogs
from xiangyue.desks.taskforce.lists import DESK, PROPOSALS
from xiangyue.desks.taskforce.models import HardCase, Plan, Step
from xiangyue.desks.taskforce.rules import REASONS, TOPICS
from xiangyue.desks.taskforce.step_rows import shown
from xiangyue.kernel.access import may
from xiangyue.kernel.models import Seat
from xiangyue.kernel.queries import active_units, contact_of
from xiangyue.kernel.timekeeping import local_day


@require_GET
@needs("taskforce.see")
def desk(request: HttpRequest) -> HttpResponse:
    return list_page(request, DESK, "taskforce/desk.html")


@require_GET
@needs("taskforce.propose")
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits, with the two decisions beside the open one."""

    def opened(one: Shown) -> dict[str, Any]:
        chosen = queries.proposal_of(one.seat, request.GET.get("m", ""))
        for row in [*one.page.rows, *([chosen] if chosen is not None else [])]:
            row.reason_names = [gettext(REASONS[key]) for key in row.reasons]
        context = {"chosen": chosen, "here": one.here, "sign": "&" if "?" in one.here else "?"}
        if chosen is None or chosen.state != "waiting" or not may(one.seat, "taskforce.take"):
            return context
        take = forms.TakeForm(town=one.seat.town, at=one.at)
        return {**context, "take_form": take, "decline_form": forms.DeclineForm(auto_id="decline_%s")}

    return list_page(request, PROPOSALS, "taskforce/proposals.html", opened)


@require_GET
@needs("taskforce.see")
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The whole of one case on one page; the same on paper for the case conference (?as=print)."""
    seat, now = seat_of(request), moment_of(request)
    found = queries.case_for(seat, number)
    in_order = Prefetch("steps", Step.objects.select_related("unit").order_by("number"))
    rows = found.plans.select_related("written_by", "decided_by", "test_unit").prefetch_related(in_order)
    plans = list(rows.order_by("-version"))
    draft = next((one for one in plans if one.state == "draft"), None)
    steps = queries.steps_of(found)
    context = {
        "case": found,
        "matter": found.matter,
        "topic": gettext(TOPICS[found.topic]),
        "reasons": [gettext(REASONS[one]) for one in found.reasons],
        "contact": contact_of(found.matter.requester),
        "plan": next((one for one in plans if one.state == "approved"), None),
        "draft": draft,
        "plans": plans,
        "steps": steps,
        "missing": queries.what_is_missing(found) if found.state == "acting" else [],
        "others": queries.across(found, seat),
        "talks": found.talks.select_related("seat").order_by("-on", "-pk"),
        "meetings": found.meetings.select_related("seat").order_by("-on", "-pk"),
        "checks": found.checks.select_related("seat__unit").order_by("-on", "-pk"),
        "terms": found.terms.order_by("pk"),
        "today": local_day(now),
        "term_form": forms.TermForm(initial={"on": local_day(now).isoformat()}, auto_id="term_%s"),
        "later_form": forms.PutOffForm(auto_id="later_%s"),
        **_may(found, seat, draft),
    }
    if request.GET.get("as") == "print":
        return render(request, "taskforce/paper.html", context)
    return render(request, "taskforce/case.html", {**context, "dialogs": dialogs(found, seat, now)})


def _may(found: HardCase, seat: Seat, draft: Plan | None) -> dict[str, Any]:
    is_planned, plans = found.state in ("open", "acting"), may(seat, "taskforce.plan")
    by_another = draft is not None and draft.written_by.user_id != seat.user_id
    return {
        "plans_it": plans and is_planned,
        "approves": is_planned and by_another and may(seat, "taskforce.approve"),
        "reports_all": plans,
        "reports_own": may(seat, "taskforce.report"),
        "keeps_terms": plans,
        "puts_off": may(seat, "taskforce.approve"),
    }


@needs("taskforce.plan")
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """The plan's form, on top of the newest version."""
    seat = seat_of(request)
    found = queries.case_for(seat, number)
    newest = found.plans.order_by("-version").first()
    names = list(forms.PlanForm.base_fields)
    initial = {name: getattr(newest, f"{name}_id" if name == "test_unit" else name) for name in names} if newest else {}
    context = {
        "case": found,
        "matter": found.matter,
        "form": forms.PlanForm(town=seat.town, initial=initial),
        "over": newest.version if newest else 0,
        "returned": newest if newest is not None and newest.state == "returned" else None,
        "rows": shown(newest),
        "units": active_units(seat.town),
    }
    return render(request, "taskforce/plan.html", context)


@needs("taskforce.take")
def old(request: HttpRequest) -> HttpResponse:
    seat, now = seat_of(request), moment_of(request)
    form = forms.OldForm(town=seat.town, day=local_day(now), at=now)
    return render(request, "taskforce/old.html", {"form": form, "request_id": secrets.token_hex(16)})
