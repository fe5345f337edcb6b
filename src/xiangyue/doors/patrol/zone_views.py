"""Zones of Party members and their households: names only with consent, and always masked."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.doors.patrol import actions, queries
from xiangyue.doors.patrol.forms import WatchForm, ZoneForm
from xiangyue.doors.patrol.models import Household, Zone
from xiangyue.kernel import access
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Seat
from xiangyue.kernel.sealing import contact
from xiangyue.lib.masking import mask_name, mask_phone


@require_http_methods(["GET", "POST"])
@needs("patrol.see")
def zones(request: HttpRequest) -> HttpResponse:
    """All zones with their counts; a post opens one."""
    seat = seat_of(request)
    form = ZoneForm(request.POST or None, town=seat.town)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_zone(form.cleaned_data["grid"], title=form.cleaned_data["title"], seat=seat)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("patrol:zone", pk=made.pk)
    context = {"zones": queries.zones(seat.town), "form": form}
    return render(request, "patrol/zones.html", context, status=422 if form.errors else 200)


def zone_of(seat: Seat, pk: int) -> Zone:
    return get_object_or_404(Zone.objects.select_related("grid__parent", "town"), town=seat.town, pk=pk)


def zone(request: HttpRequest, pk: int) -> HttpResponse:
    """House numbers and days due: for who plans and who looks after them. Who may is asked by the row in `posts`."""
    seat, at = seat_of(request), moment_of(request)
    found = zone_of(seat, pk)
    _require_of_zone(seat, found, at)
    rows = [
        (one, *_contact(one.household))
        for one in queries.with_due(found.households.select_related("person__key"), seat.town, at)
    ]
    context = {
        "zone": found,
        "rows": rows,
        "member": queries.responsible_on(found.grid, at, zone=found),
        "seats": WatchForm(town=seat.town, role="member", at=at).fields["to"].queryset,  # type: ignore[attr-defined]
    }
    response = render(request, "patrol/zone.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _require_of_zone(seat: Seat, zone: Zone, at: datetime) -> None:
    own = queries.watches_of(seat, at).filter(place=zone.grid_id)
    if not access.may(seat, "patrol.plan") and not any(watch.zone_id in (None, zone.pk) for watch in own):
        raise NotAllowed("责任区的住户只给这里的网格员、党员和调度员看。")


def _contact(household: Household) -> tuple[str, str]:
    """Name and phone, masked; empty without consent, and where the person was forgotten."""
    if household.person is None:
        return "", ""
    name, phone = contact(household.person, "name"), contact(household.person, "phone")
    return mask_name(name) if name else "", mask_phone(phone) if phone else ""
