from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xiangyue.counter.lists.declared import Listing
from xiangyue.counter.lists.handing_out import as_asked
from xiangyue.counter.lists.shown import Shown, shown


def list_page(
    request: HttpRequest,
    listing: Listing,
    template: str,
    more: Callable[[Shown], dict[str, Any]] | None = None,
    **extra: str,
) -> HttpResponse:
    """The list as its page (with what `more` adds), as a file, for the printer, or the panel of its
    filters alone, as the address asks.

    `extra`: what else the list's own address holds.
    """
    one = shown(listing, request, **extra)
    if request.GET.get("as") == "filters":
        return render(request, "lists/panel.html", {"list": one})
    asked = as_asked(request.GET.get("as", ""), one, request)
    return asked or render(request, template, {"list": one, **(more(one) if more else {})})
