from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.doing import attempt, errors_of
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.desks.dispatch import actions, queries
from xiangyue.desks.dispatch.forms import DisposeForm, SendForm
from xiangyue.insight.sorter.queries import Sorter
from xiangyue.insight.sorter.rules import Suggestion
from xiangyue.insight.twins.queries import likely_twins
from xiangyue.kernel.access import matter_for, visible_to
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Category, Matter, Party, Place
from xiangyue.kernel.queries import contact_of, timeline
from xiangyue.kernel.queries import units as units_of
from xiangyue.kernel.timekeeping import local_day

_BULK_LIMIT = 100


@require_GET
@needs("dispatch.see")
def desk(request: HttpRequest) -> HttpResponse:
    """The list of what waits beside the chosen matter with its suggestion, twins and form."""
    seat = seat_of(request)
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in queries.TABS else "waiting"
    number = request.GET.get("m", "")
    chosen = matter_for(seat, number) if number else None
    after = request.GET.get("after", "")
    here = f"{reverse('dispatch:desk')}?tab={tab}" + (f"&after={quote(after)}" if after else "")
    page = queries.waiting(seat, tab, after)
    counts = queries.counts(seat)
    context: dict[str, object] = {
        "tab": tab,
        "here": here,
        "page": page,
        "chosen": chosen,
        "units": units_of(seat.town),
        "tabs": [(key, _(label), counts[key]) for key, (label, _states) in queries.TABS.items()],
        "next_url": f"?tab={tab}&after={quote(page.next_after)}" if page.next_after else "",
    }
    if chosen is not None:
        context |= _detail(request, chosen, page.rows, here)
    return render(request, "dispatch/desk.html", context)


def _detail(request: HttpRequest, matter: Matter, around: list[Matter], here: str) -> dict[str, object]:
    day = local_day(moment_of(request))
    seat = seat_of(request)
    suggestion = Sorter(matter.town, day).suggest(matter)
    form = SendForm(town=matter.town, day=day, initial=_first_guess(matter, suggestion))
    numbers = [one.number for one in around]
    at = numbers.index(matter.number) if matter.number in numbers else -1
    following = numbers[at + 1] if 0 <= at < len(numbers) - 1 else ""
    return {
        "form": form,
        "dispose_form": DisposeForm(),
        "suggestion": suggestion,
        "twins": likely_twins(matter, among=visible_to(seat)),
        "contact": contact_of(matter.requester),
        "entries": timeline(matter),
        "next_matter": f"{here}&m={following}" if following else here,
        "previous_matter": f"{here}&m={numbers[at - 1]}" if at > 0 else "",
    }


def _first_guess(matter: Matter, found: Suggestion) -> dict[str, object]:
    """What is known already, else what is suggested."""
    places = Place.objects.filter(town_id=matter.town_id, code=found.place).values_list("pk", flat=True)
    category = matter.category or Category.objects.filter(town_id=matter.town_id, code=found.category).first()
    return {
        "category": category.pk if category else None,
        "place": matter.place_id or places.first(),
        "unit": category.lead_unit_id if category else None,
        "urgency": matter.urgency if matter.state != "received" else found.urgency,
    }


@require_POST
@needs("dispatch.dispatch")
def send(request: HttpRequest, number: str) -> HttpResponse:
    seat = seat_of(request)
    matter = matter_for(seat, number)
    stay = f"{reverse('dispatch:desk')}?m={number}"
    form = SendForm(request.POST, town=seat.town, day=local_day(moment_of(request)))
    if not form.is_valid():
        messages.error(request, errors_of(form))
        return HttpResponseRedirect(stay)
    chosen = form.cleaned_data
    try:
        actions.send(
            matter,
            category=chosen["category"],
            unit=chosen["unit"],
            place=chosen["place"],
            urgency=chosen["urgency"],
            note=chosen["note"],
            suggested=request.POST.get("suggested") == chosen["category"].code,
            seat=seat,
            at=moment_of(request),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(stay)
    messages.success(
        request,
        _("%(number)s 已派给%(unit)s，在“刚派出”里可以撤回。") % {"number": number, "unit": chosen["unit"].title},
    )
    following = request.POST.get("following", "")
    safe = url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(following if safe else reverse("dispatch:desk"))


@require_POST
@needs("dispatch.dispatch")
def dispose(request: HttpRequest, number: str) -> HttpResponse:
    seat = seat_of(request)
    matter = matter_for(seat, number)
    return attempt(
        request,
        lambda: actions.dispose(
            matter,
            code=request.POST.get("code", ""),
            told=request.POST.get("told", ""),
            seat=seat,
            at=moment_of(request),
        ),
        done=_("%(number)s 已分流处置。") % {"number": number},
        to=f"{reverse('dispatch:desk')}?m={number}",
    )


@require_POST
@needs("dispatch.dispatch")
def undo_disposal(request: HttpRequest, number: str) -> HttpResponse:
    seat = seat_of(request)
    matter = matter_for(seat, number)
    return attempt(
        request,
        lambda: actions.undo_disposal(matter, reason=request.POST.get("reason", ""), seat=seat, at=moment_of(request)),
        done=_("%(number)s 回到待派单。") % {"number": number},
        to=reverse("handling:matter", args=[number]),
    )


@require_POST
@needs("dispatch.dispatch")
def take_back(request: HttpRequest, number: str) -> HttpResponse:
    seat = seat_of(request)
    matter = matter_for(seat, number)
    return attempt(
        request,
        lambda: actions.take_back(matter, reason=request.POST.get("reason", ""), seat=seat, at=moment_of(request)),
        done=_("%(number)s 已撤回，回到待派单。") % {"number": number},
        to=f"{reverse('dispatch:desk')}?m={number}",
    )


@require_POST
@needs("dispatch.dispatch")
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Under the parent of this number; every caller is kept."""
    seat = seat_of(request)
    child, wanted = matter_for(seat, number), request.POST.get("parent", "").strip()
    return attempt(
        request,
        lambda: actions.merge(
            child,
            parent=matter_for(seat, wanted),
            reason=request.POST.get("reason", ""),
            seat=seat,
            at=moment_of(request),
        ),
        done=_("%(child)s 已并入 %(parent)s，诉求人仍会单独答复和回访。") % {"child": number, "parent": wanted},
        to=f"{reverse('dispatch:desk')}?m={number}",
    )


@require_POST
@needs("dispatch.dispatch")
def unmerge(request: HttpRequest, number: str) -> HttpResponse:
    seat = seat_of(request)
    child = matter_for(seat, number)
    return attempt(
        request,
        lambda: actions.unmerge(child, reason=request.POST.get("reason", ""), seat=seat, at=moment_of(request)),
        done=_("%(number)s 已拆分，回到待派单。") % {"number": number},
        to=f"{reverse('dispatch:desk')}?m={number}",
    )


@require_POST
@needs("dispatch.dispatch")
def send_many(request: HttpRequest) -> HttpResponse:
    """Those that were ticked, each on its own; what was refused is told with its reason."""
    seat = seat_of(request)
    picked = request.POST.getlist("matter")[:_BULK_LIMIT]
    matters = list(visible_to(seat).filter(pk__in=picked).select_related("town", "category", "place"))
    unit = Party.objects.filter(town=seat.town, kind="unit", pk=request.POST.get("unit") or 0).first()
    if unit is None or not matters:
        messages.error(request, _("请先勾选事项，再选一个主办单位。"))
        return HttpResponseRedirect(reverse("dispatch:desk"))
    sorter = Sorter(seat.town, local_day(moment_of(request)))
    outcomes = []
    for matter in matters:
        suggested = sorter.suggest(matter)
        category = matter.category or Category.objects.filter(town=seat.town, code=suggested.category).first()
        outcomes += actions.send_many([matter], unit=unit, seat=seat, at=moment_of(request), category=category)
    refused = [one for one in outcomes if one.says]
    done = len(outcomes) - len(refused)
    if done:
        messages.success(request, _("%(n)s 件已派给%(unit)s。") % {"n": done, "unit": unit.title})
    for one in refused[:5]:
        messages.error(request, f"{one.matter.number}：{one.says}")
    return HttpResponseRedirect(reverse("dispatch:desk"))
