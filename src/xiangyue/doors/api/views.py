from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.doors.api import tokens

_PAGE = 100


@require_GET
@needs("api.tokens")
def tokens_page(request: HttpRequest) -> HttpResponse:
    """Every token of the town with its date; the secrets themselves are nowhere."""
    page = Paginator(tokens.of_town(seat_of(request).town), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "now": moment_of(request),
        "prev_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "api/tokens.html", context)
