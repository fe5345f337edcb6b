"""The addresses of an owners' page, the same for every door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xiangyue.counter import throttle
from xiangyue.counter.downloads import looked_at
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.counter.own import held
from xiangyue.counter.own.declared import Own, page_of
from xiangyue.counter.own.queries import own_matter
from xiangyue.counter.own.slip import slip_page
from xiangyue.counter.posts import public_post
from xiangyue.counter.readers import Asked
from xiangyue.counter.statuses import status_of
from xiangyue.counter.taking_in import kept_offline, open_town
from xiangyue.kernel.actions.requester import SATISFIED
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.receipts import open_receipt

BY_RECEIPT = "opened by its receipt: ten digits and a tail"
_JOINED = ("town", "lead_unit", "place", "category")


def addresses(page: Own) -> list[URLPattern]:
    """find, mine, the receipt to print, photos, and one for each post."""
    one = "<str:code>/mine/<str:number>"
    return [
        path("<str:code>/find", _find(page), name="find"),
        path(one, _mine(page), name="mine"),
        path(f"{one}/slip", _slip(page), name="slip"),
        path(f"{one}/photos/<int:pk>", _photo(page), name="photo"),
        *(
            path(
                f"{one}/{post.address or post.name}",
                public_post(post, fetch=_fetch(page), back=_back(page), because=BY_RECEIPT),
                name=post.name,
            )
            for post in page.posts
        ),
    ]


def own_url(matter: Matter, *, is_new: bool = False) -> str:
    """Where the person who raised it follows it."""
    url = reverse(f"{page_of(matter).room}:mine", args=[matter.town.code, matter.number])
    return f"{url}?new=1" if is_new else url


def numbers_of(request: HttpRequest, town: Place, page: Own) -> list[str]:
    """What was opened on this device and has its page here."""
    return [key for key in held.keys_of(request, town) if ":" not in key and page.is_for(key)]


def _find(page: Own) -> Callable[..., HttpResponse]:
    @never_cache
    @require_http_methods(["GET", "POST"])
    @open_to_all(BY_RECEIPT)
    def find(request: HttpRequest, code: str) -> HttpResponse:
        """Ten digits and a tail open the matter, through whichever door it came; a wrong one is answered in the same
        words whatever was wrong.
        """
        town, said, status = open_town(code), "", 200
        if request.method == "POST":
            try:
                throttle.count_guess(request, "receipt")
                typed = {name: request.POST.get(name, "") for name in ("code", "tail")}
                matter = open_receipt(town, **typed, at=moment_of(request))
            except Refused as refusal:
                said, status = str(refusal), status_of(refusal, plain=403)
            else:
                return held.remember(request, redirect(own_url(matter)), matter)
        context = {
            "town": town,
            "page": page,
            "said": said,
            "typed": request.POST.get("code", ""),
            "numbers": numbers_of(request, town, page),
        }
        shown = render(request, [f"{page.room}/find.html", "own/find.html"], context, status=status)
        return kept_offline(shown) if request.method == "GET" else shown

    return find


def _mine(page: Own) -> Callable[..., HttpResponse]:
    @never_cache
    @require_GET
    @open_to_all(BY_RECEIPT)
    def mine(request: HttpRequest, code: str, number: str) -> HttpResponse:
        """Progress, the clock, who answers now, what was said; the person's own deeds."""
        matter = _own(request, page, code, number)
        if page_of(matter) is not page:
            return redirect(own_url(matter))
        now = moment_of(request)
        own = own_matter(matter, at=now, language=get_language() or "zh")
        context = {
            "town": matter.town,
            "now": now,
            "matter": matter,
            "own": own,
            "page": page,
            "is_new": "new" in request.GET,
            "satisfied": SATISFIED.items(),
            **{name: _templates(page, name) for name in ("facts", "rating", "rated", "more")},
            **own.more,
        }
        return render(request, "own/mine.html", context)

    return mine


def _slip(page: Own) -> Callable[..., HttpResponse]:
    @never_cache
    @require_GET
    @open_to_all(BY_RECEIPT)
    def slip(request: HttpRequest, code: str, number: str) -> HttpResponse:
        matter = _own_here(request, page, code, number)
        return slip_page(request, matter, back=own_url(matter))

    return slip


def _templates(page: Own, name: str) -> list[str]:
    return [f"{page.room}/own_{name}.html", f"own/{name}.html"]


def _photo(page: Own) -> Callable[..., FileResponse]:
    @require_GET
    @open_to_all(BY_RECEIPT)
    def photo(request: HttpRequest, code: str, number: str, pk: int) -> FileResponse:
        files = _own_here(request, page, code, number).attachments.filter(for_requester=True)
        kept = get_object_or_404(files, pk=pk)
        return looked_at(kept)

    return photo


def _own(request: HttpRequest, page: Own, code: str, number: str) -> Matter:
    """What was opened on this device. NotAllowed in the same words for what was not, and for what is no matter."""
    town = open_town(code)
    rows = Matter.objects.select_related(*_JOINED, *page.joined).filter(town=town, number=number)
    found = rows.first() if number in held.keys_of(request, town) else None
    if found is None:
        raise NotAllowed(page.hidden)
    return found


def _own_here(request: HttpRequest, page: Own, code: str, number: str) -> Matter:
    """The same, of a kind that has its page here: each is rated and withdrawn by the deeds of its own room."""
    found = _own(request, page, code, number)
    if page_of(found) is not page:
        raise NotAllowed(page.hidden)
    return found


def _fetch(page: Own) -> Callable[..., tuple[Place, Any]]:
    def fetch(request: HttpRequest, code: str, number: str) -> tuple[Place, Any]:
        matter = _own_here(request, page, code, number)
        return matter.town, page.subject(matter)

    return fetch


def _back(page: Own) -> Callable[..., str]:
    def back(asked: Asked, code: str, number: str) -> str:
        return reverse(f"{page.room}:mine", args=[code, number])

    return back
