from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import needs
from xiangyue.counter.lists.page import list_page
from xiangyue.doors.api.lists import TOKENS


@require_GET
@needs("api.tokens")
def tokens_page(request: HttpRequest) -> HttpResponse:
    """Every token of the town with its date; the secrets themselves are nowhere."""
    return list_page(request, TOKENS, "api/tokens.html")
