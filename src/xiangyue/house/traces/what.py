"""What a request was, as its line of the access log tells it: the kind, and an address without anything personal."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from xiangyue.counter.guard import POLLS

SHOWN = frozenset({"pk", "number", "code", "town", "form"})  # parts of an address that are no secret
HIDDEN = "…"
NOWHERE = "（没有这个地址）"  # what somebody typed may be anything
_LOGIN, _CODE = "login", "house:second_code"
_FURNITURE = frozenset({"service_worker", "house:manifest"})
_PART = re.compile(r"<(?:\w+:)?(\w+)>")


def kind_of(request: HttpRequest, response: HttpResponseBase, *, is_known: bool) -> str | None:
    """One of Trace.KINDS; None where nothing is to be written. `is_known`: somebody was logged in, or a token held."""
    name, status = route_of(request.resolver_match), response.status_code
    if request.method == "POST" and name in (_LOGIN, _CODE):
        return "login" if is_known and status == 302 else "refused" if status == 403 else "failed"
    if not is_known:
        return "failed" if status == 401 and "Authorization" in request.headers else None
    if status == 403:
        return "refused"
    if name in _FURNITURE or _only_polls(request):
        return None
    return _of_what_was_shown(request, response)


def _only_polls(request: HttpRequest) -> bool:
    found = request.resolver_match
    return POLLS in request.headers and found is not None and getattr(found.func, "polls", False)


def _of_what_was_shown(request: HttpRequest, response: HttpResponseBase) -> str:
    found = request.resolver_match
    is_done = response.status_code < 300
    if is_done and getattr(found and found.func, "guarded_by", "") == "contact.reveal":
        return "reveal"
    was_fed = hasattr(request, "token_deeds") and request.method == "GET"
    is_file = response.streaming or response.has_header("Content-Disposition")
    return "export" if is_done and (was_fed or is_file) else "page"


def route_of(found: ResolverMatch | None) -> str:
    """The name of the address; empty where there is none."""
    return found.view_name[:80] if found else ""


def path_of(found: ResolverMatch | None) -> str:
    """The address as its pattern, with the parts that are no secret; what somebody typed at random is not kept."""
    if found is None:
        return NOWHERE
    shown = _PART.sub(lambda part: str(found.kwargs.get(part[1], HIDDEN)) if part[1] in SHOWN else HIDDEN, found.route)
    return f"/{shown}"[:200]
