"""The house's own few pages: choosing a seat, searching, the components, who looked at contact details, what a role
may do, and what the protection level asks.
"""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.readers import whole
from xiangyue.house.clauses import CLAUSES
from xiangyue.kernel import access, queries, vocabulary
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.models import ROLES, Seat

_PAGE = 50


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
    """Search by number, phone or words; keyset pages by id, newest first."""
    query = request.GET.get("q", "").strip()[:100]
    before = request.GET.get("before", "")
    found = queries.find(seat_of(request), query, before=whole(before), limit=_PAGE)
    if len(found) == 1 and found[0].number == query:
        return redirect("handling:matter", number=found[0].number)
    following = f"?q={query}&before={found[-1].pk}" if len(found) == _PAGE else ""
    return render(request, "house/search.html", {"q": query, "matters": found, "next_url": following})


@require_GET
@needs("house.see")
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "house/components.html")


@require_GET
@needs("reveals.see")
def reveals(request: HttpRequest) -> HttpResponse:
    """Who looked at which contact detail, when and why."""
    page = Paginator(queries.reveals(seat_of(request).town), _PAGE).get_page(request.GET.get("page"))
    language = get_language() or "zh"
    lines = [(event, vocabulary.sentence(event.name, event.told, language=language)) for event in page]
    return render(request, "house/reveals.html", {"page": page, "lines": lines})


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
