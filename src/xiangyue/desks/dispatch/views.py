from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xiangyue.counter import related
from xiangyue.counter.desk import beside
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.seen import see
from xiangyue.desks.dispatch.forms import DisposeForm, SendForm
from xiangyue.desks.dispatch.lists import DESK
from xiangyue.insight.sorter.queries import Sorter
from xiangyue.insight.sorter.rules import Suggestion
from xiangyue.insight.twins.queries import likely_twins
from xiangyue.kernel.access import matter_for, visible_to
from xiangyue.kernel.models import Category, Matter, Place
from xiangyue.kernel.queries import as_read_by, contact_of, timeline
from xiangyue.kernel.queries import units as units_of
from xiangyue.kernel.timekeeping import local_day

_PART_ROWS = 4  # of the form; an order seldom asks for more


@require_GET
@needs("dispatch.see")
def desk(request: HttpRequest) -> HttpResponse:
    """The list of what waits beside the chosen matter with its suggestion, twins and form."""
    number = request.GET.get("m", "")

    def beside_the_list(one: Shown) -> dict[str, Any]:
        shown: dict[str, Any] = {"units": units_of(one.seat.town), "here": one.here, "chosen": None}
        if not number:
            return shown
        chosen = matter_for(one.seat, number)
        see(one.seat, chosen, one.at)
        return {**shown, "chosen": chosen, **_detail(request, chosen, one.page.rows, one.here)}

    return list_page(request, DESK, "dispatch/desk.html", beside_the_list)


def _detail(request: HttpRequest, matter: Matter, around: list[Matter], here: str) -> dict[str, object]:
    day = local_day(moment_of(request))
    seat = seat_of(request)
    suggestion = Sorter(matter.town, day).suggest(matter)
    form = SendForm(town=matter.town, day=day)
    by_code = {row.code: row for _level, rows in form.grouped for row in rows}
    form.initial = _first_guess(matter, suggestion, by_code)
    return {
        **beside(here, [one.number for one in around], matter.number),
        "form": form,
        "dispose_form": DisposeForm(),
        "categories": form.grouped,
        "part_rows": range(1, _PART_ROWS + 1),
        "suggestion": suggestion,
        "near": [by_code[code] for code in suggestion.near] if matter.category_id is None else [],
        "leads": {row.pk: row.lead_unit_id for row in by_code.values() if row.lead_unit_id},
        "related": related.told(matter, seat),
        "twins": likely_twins(matter, among=visible_to(seat)),
        "contact": contact_of(matter.requester),
        "entries": timeline(matter, reads=as_read_by(seat, matter)),
    }


def _first_guess(matter: Matter, found: Suggestion, by_code: dict[str, Category]) -> dict[str, object]:
    """What is known already, else what is suggested; no class where the suggestion is not sure."""
    places = Place.objects.filter(town_id=matter.town_id, code=found.place).values_list("pk", flat=True)
    category = matter.category or (by_code.get(found.category) if found.sure else None)
    return {
        "category": category.pk if category else None,
        "place": matter.place_id or places.first(),
        "unit": category.lead_unit_id if category else None,
        "urgency": matter.urgency if matter.state != "received" else found.urgency,
    }
