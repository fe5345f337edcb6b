"""The house's own few pages: choosing a seat, searching, the components, who looked at contact details, what a role
may do, and what the protection level asks.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.guard import moment_of, needs, open_to_all, seat_of
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.readers import whole
from xiangyue.house.clauses import CLAUSES
from xiangyue.house.lists import REVEALS, SEARCH
from xiangyue.kernel import access
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.models import ROLES, Seat

_NUMBER = 40  # characters of a matter's number


@require_GET
@open_to_all("a picture that browsers ask for at a fixed address")
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("house/seal.svg"), permanent=True)


@require_POST
@needs("house.see")
def choose_seat(request: HttpRequest) -> HttpResponse:
    """Sit on another of one's own seats; a seat that is not held now is refused."""
    held = Seat.objects.on(moment_of(request)).filter(user_id=request.user.pk or 0)
    seat = held.filter(pk=whole(request.POST.get("seat", "")) or 0).first()
    if seat is None:
        raise NotAllowed("这个岗位不是您的，或者已经到期。")
    request.session["seat"] = seat.pk
    following = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(following if safe else "/")


@require_GET
@needs("matters.see")
def search(request: HttpRequest) -> HttpResponse:
    """Every matter that the seat may see, by number, phone, words and all else; one known by its number opens."""
    number = request.GET.get("q", "").strip()
    found = visible_to(seat_of(request)).filter(number=number[:_NUMBER]).first() if number else None
    if found is not None and found.number == number and "as" not in request.GET:
        return redirect("handling:matter", number=number)
    return list_page(request, SEARCH, "house/search.html")


@require_GET
@needs("house.see")
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "house/components.html")


@require_GET
@needs("reveals.see")
def reveals(request: HttpRequest) -> HttpResponse:
    """Who looked at which contact detail, when and why."""
    return list_page(request, REVEALS, "house/reveals.html")


@require_GET
@needs("rights.see")
def rights(request: HttpRequest) -> HttpResponse:
    """What each role may do; rights follow from roles and are changed with the program alone."""
    english = (get_language() or "zh").startswith("en")
    deeds = access.deeds().values()
    table = [
        (names[english], [one.en if english else one.zh for one in deeds if role in one.roles])
        for role, names in ROLES.items()
    ]
    return render(request, "house/rights.html", {"table": table})


@require_GET
@needs("clauses.see")
def clauses(request: HttpRequest) -> HttpResponse:
    """GB/T 22239 clause by clause, under the profile in force."""
    rows = [(one, one.does(settings.PROFILE)) for one in CLAUSES]
    return render(request, "house/clauses.html", {"rows": rows, "profile": settings.XIANGYUE_PROFILE})
