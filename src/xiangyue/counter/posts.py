"""The posts of a page as rows: address, deed, fields, the function that does it, the sentence when it is done.

    POSTS = on("letters/<str:number>", fetch=queries.letter_of, back=back_to, rows=(
        Post("assign", "letters.sort", actions.assign, {"unit": UNIT, "note": TEXT}, gettext_noop("已交办。")),
    ))
    urlpatterns = [*POSTS, …]

A row names its function directly. Everything around a deed happens here once: who may, junk in a field, somebody else
was first, what came of it, where to go on, and taking it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiangyue.counter.guard import moment_of, needs, open_to_all, seat_of
from xiangyue.counter.readers import Asked, Reader, read
from xiangyue.kernel.errors import IllegalMove, Refused, StaleMove
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.queries import last_word

UNDO = "undo:"  # a message whose extra tag begins so offers to take it back at the address behind it
_WRONG_TOLD = 20  # of the lines that did not go in
Back = Callable[..., str]  # (asked, **address) → where the page of the posts is


@dataclass(frozen=True)
class Post:
    """`act(subject, **fields, seat=…, at=…)`; without a subject its first argument is the town.

    `done` may be a function of (asked, result) where the sentence names what came of it. `undo` is the name of the post
    on the same page that takes it back while that is safe. `to`: (asked, result) → where to go on instead of `back`.
    `page`: the view that answers a GET at the same address. `shows`: (asked, result) → an answer that is a page itself.
    """

    name: str
    deed: str
    act: Callable[..., Any]
    fields: Mapping[str, Reader] = field(default_factory=dict)
    done: str | Callable[[Asked, Any], str] = ""
    address: str = ""
    undo: str = ""
    to: Callable[[Asked, Any], str] | None = None
    page: Callable[..., HttpResponse] | None = None
    shows: Callable[[Asked, Any], HttpResponse | None] | None = None


@dataclass(frozen=True)
class Page:
    """`fetch(seat, **address)` gives the subject through what the seat may see; None: the posts are about the town."""

    under: str
    back: Back
    fetch: Callable[..., Any] | None = None


def on(under: str, *, rows: Sequence[Post], back: Back, fetch: Callable[..., Any] | None = None) -> list[URLPattern]:
    """The addresses of these posts below `under`; a row without an address of its own stands under its name."""
    page = Page(under, back, fetch)
    return [path(_address(page, post), seat_post(page, post), name=post.name) for post in rows]


def _address(page: Page, post: Post) -> str:
    return "/".join(part for part in (page.under, post.address or post.name.replace("_", "-")) if part)


def seat_post(page: Page, post: Post) -> Callable[..., HttpResponse]:
    """The view of one row for people with a seat."""

    @require_http_methods(["GET", "POST"] if post.page else ["POST"])
    @needs(post.deed)
    def view(request: HttpRequest, **address: Any) -> HttpResponse:
        if request.method == "GET" and post.page is not None:
            return post.page(request, **address)
        seat = seat_of(request)
        subject = page.fetch(seat, **address) if page.fetch else seat.town
        asked = Asked(request, seat.town, seat, moment_of(request), subject)
        return answer(asked, post, {"seat": seat}, page.back(asked, **address), address)

    view.post = post  # type: ignore[attr-defined]
    return view


def public_post(
    post: Post, *, fetch: Callable[..., tuple[Place, Any]], back: Back, because: str
) -> Callable[..., HttpResponse]:
    """The view of one row for somebody without a seat: `fetch(request, **address)` lets in or refuses."""

    @require_http_methods(["POST"])
    @open_to_all(because)
    def view(request: HttpRequest, **address: Any) -> HttpResponse:
        town, subject = fetch(request, **address)
        asked = Asked(request, town, None, moment_of(request), subject)
        return answer(asked, post, {}, back(asked, **address), address)

    view.post = post  # type: ignore[attr-defined]
    return view


def answer(asked: Asked, post: Post, by: dict[str, Any], back: str, address: dict[str, Any]) -> HttpResponse:
    """Done: on to the form's own `next`, else to where the post leads. Refused: back, where form and draft are.

    A page's script asks for JSON and keeps its dialog open on a refusal.
    """
    try:
        result = post.act(asked.subject, **read(post.fields, asked), **by, at=asked.at)
    except Refused as refusal:
        return refused(asked, worded(refusal, asked), back)
    except (DataError, OverflowError):
        return refused(asked, Refused("填写的内容里有存不下的数或字符，请改一改再提交。"), back)
    if post.shows is not None and (shown := post.shows(asked, result)) is not None:
        return shown
    says = post.done(asked, result) if callable(post.done) else _(post.done)
    if says:
        tag = f"{UNDO}{_undo_at(asked, post, address)}" if post.undo else ""
        messages.success(asked.request, says, extra_tags=tag)
    return go_on(asked.request, post.to(asked, result) if post.to else back, says)


def refused(asked: Asked, refusal: Refused, back: str) -> HttpResponse:
    if wants_json(asked.request):
        raise refusal  # worded by the house, with its status
    messages.error(asked.request, str(refusal))
    return HttpResponseRedirect(back)


def go_on(request: HttpRequest, to: str, says: str = "") -> HttpResponse:
    following = address_in(request, "next") or to
    return JsonResponse({"to": following, "says": says}) if wants_json(request) else HttpResponseRedirect(following)


def address_in(request: HttpRequest, field: str) -> str:
    """An address of ours that the form names; empty where it names none, or somebody else's."""
    named = request.POST.get(field, "")
    return named if url_has_allowed_host_and_scheme(named, allowed_hosts={request.get_host()}) else ""


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def worded(refusal: Refused, asked: Asked) -> Refused:
    """Where somebody else was first: who, when and what they did, instead of which arrow is missing."""
    matter = asked.subject if isinstance(asked.subject, Matter) else getattr(asked.subject, "matter", None)
    if not isinstance(refusal, StaleMove | IllegalMove) or not isinstance(matter, Matter):
        return refusal
    told = last_word(matter, language=get_language() or "zh", own=asked.seat)
    return type(refusal)(told) if told else refusal


def numbered(sentence: str) -> Callable[[Asked, Any], str]:
    """A `done` that names the matter's number; the sentence is marked for translation where it stands."""
    return lambda asked, result: _(sentence) % {"number": asked.subject.number}


def rows_in(sentence: str) -> Callable[[Asked, tuple[int, list[str]]], str]:
    """A `done` of lines pasted from a sheet: how many went in, and beside it what is wrong with the others."""

    def told(asked: Asked, result: tuple[int, list[str]]) -> str:
        new, wrong = result
        for says in wrong[:_WRONG_TOLD]:
            messages.error(asked.request, says)
        return _(sentence) % {"n": new}

    return told


def _undo_at(asked: Asked, post: Post, address: dict[str, Any]) -> str:
    match = asked.request.resolver_match
    return reverse(f"{match.app_name or match.namespace}:{post.undo}" if match else post.undo, kwargs=address)
