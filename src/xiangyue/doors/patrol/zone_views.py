"""Zones of Party members and their households: names only with consent, and always masked."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.doors.patrol import actions, queries
from xiangyue.doors.patrol.forms import WatchForm, ZoneForm
from xiangyue.doors.patrol.models import Household, Zone
from xiangyue.kernel import access
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Seat
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


@require_http_methods(["GET", "POST"])
@needs("patrol.see")
def zone(request: HttpRequest, pk: int) -> HttpResponse:
    """House numbers and days due: for who plans and who looks after them. A post lists households, one to a line."""
    seat, at = seat_of(request), moment_of(request)
    found = get_object_or_404(Zone.objects.select_related("grid__parent", "town"), town=seat.town, pk=pk)
    _require_of_zone(seat, found, at)
    if request.method == "POST":
        lines = request.POST.get("door_numbers", "")[:4000].splitlines()

        def deed() -> None:
            new, wrong = actions.list_households(found, lines, seat=seat, at=at)
            for says in wrong[:20]:
                messages.error(request, says)
            messages.info(request, _("新登记 %(n)s 户。") % {"n": new})

        return attempt(request, deed, done=_("已登记。"), to=reverse("patrol:zone", args=[pk]))
    rows = [(one, *_contact(one.household)) for one in queries.with_due(found.households.all(), seat.town, at)]
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
    """Name and phone, masked; empty without consent."""
    ring = keyring()
    name = mask_name(ring.open(household.name_sealed)) if household.name_sealed else ""
    return name, mask_phone(ring.open(household.phone_sealed)) if household.phone_sealed else ""


@require_POST
@needs("patrol.see")
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent given, or withdrawn."""
    seat, at = seat_of(request), moment_of(request)
    found = get_object_or_404(Household, town=seat.town, pk=pk)
    to = reverse("patrol:zone", args=[found.zone_id])
    if request.POST.get("deed") == "withdraw":
        return attempt(
            request,
            lambda: actions.withdraw_consent(found, seat=seat, at=at),
            to=to,
            done=_("同意已撤回，姓名和电话已经删掉。"),
        )
    name, phone = request.POST.get("name", ""), request.POST.get("phone", "")[:30]
    return attempt(
        request,
        lambda: actions.consent(found, name=name, phone=phone, seat=seat, at=at),
        to=to,
        done=_("已按本人同意登记，姓名和电话加密保存。"),
    )
