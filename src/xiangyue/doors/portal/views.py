"""Pages before a matter exists: the town's door, the form, the neighbours' matters, the picture."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter import throttle
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.counter.own.held import keys_of
from xiangyue.counter.own.views import numbers_of, own_url
from xiangyue.counter.taking_in import Given, PublicForm, WayIn, kept_offline, open_town, view_of
from xiangyue.doors.portal import actions, challenge
from xiangyue.doors.portal.forms import SayForm
from xiangyue.doors.portal.neighbours import like
from xiangyue.doors.portal.outages import outages_known
from xiangyue.doors.portal.own import OWN
from xiangyue.doors.portal.rules import PHOTOS_MAX, WORDS_MAX
from xiangyue.kernel.models import Place
from xiangyue.kernel.queries import open_towns

_ENOUGH = 6  # characters: fewer are like anything
PUBLIC = "everybody may say something; nothing of anybody else's is shown"


@require_GET
@open_to_all(PUBLIC)
def towns(request: HttpRequest) -> HttpResponse:
    """The choice of a town; with one town alone there is none."""
    open_ones = list(open_towns())
    if len(open_ones) == 1:
        return redirect("portal:home", code=open_ones[0].code)
    return render(request, "portal/towns.html", {"towns": open_ones})


@require_GET
@open_to_all(PUBLIC)
def home(request: HttpRequest, code: str) -> HttpResponse:
    town = open_town(code)
    context = {"town": town, "numbers": numbers_of(request, town, OWN)}
    return kept_offline(render(request, "portal/home.html", context))


@require_GET
@open_to_all("who handles personal data, why, for how long (PIPL art. 17)")
def privacy(request: HttpRequest, code: str) -> HttpResponse:
    return kept_offline(render(request, "portal/privacy.html", {"town": open_town(code)}))


def _say(given: Given) -> actions.Said:
    told, request = given.form.cleaned_data, given.request
    saying = actions.Saying(
        request_id=given.request_id,
        words=told["words"],
        request_type=told["request_type"],
        name=told["name"].strip(),
        phone=told["phone"],
        address=told["address"].strip(),
        place=told["place"],
        point=given.form.point(),
        photos=given.photos,
        follows=request.POST.get("follows", ""),
        language="en" if (get_language() or "").startswith("en") else "",
    )
    return actions.say(given.town, saying, at=moment_of(request))


def _neighbours_to_ask(request: HttpRequest, town: Place, form: PublicForm) -> dict[str, Any]:
    """Asked once, and never where going back would lose chosen photos."""
    if request.POST.get("asked") == "yes" or request.FILES:
        return {}
    told = form.cleaned_data
    offered = _offered(request, town, words=told["words"], place=told["place"])
    return {"neighbours": offered} if offered else {}


def _context(request: HttpRequest, town: Place, request_id: str) -> dict[str, Any]:
    villages = Place.objects.filter(town=town, level="village", boundary__isnull=False).order_by("code")
    areas = [
        {"type": "Feature", "properties": {"code": place.code, "title": place.name}, "geometry": place.boundary}
        for place in villages
    ]
    return {
        "picture": challenge.picture_for(request_id, moment_of(request)),
        "areas": {"type": "FeatureCollection", "features": areas},
    }


say = view_of(
    WayIn(
        "portal",
        form=SayForm,
        template="portal/say.html",
        take=_say,
        url=lambda matter: own_url(matter, is_new=True),
        because=PUBLIC,
        photos_max=PHOTOS_MAX,
        context=_context,
        proof=challenge.require,
        ask_first=_neighbours_to_ask,
    )
)


@csrf_exempt
@require_POST
@open_to_all(PUBLIC)
def neighbours(request: HttpRequest, code: str) -> JsonResponse:
    """What neighbours have said already that is like these words."""
    town = open_town(code)
    throttle.count_guess(request, "neighbours")
    place = Place.objects.filter(town=town, level="village", code=request.POST.get("place", "")).first()
    words = request.POST.get("words", "")[:WORDS_MAX]
    return JsonResponse(
        {"neighbours": _offered(request, town, words=words, place=place) if len(words) >= _ENOUGH else []}
    )


def _offered(request: HttpRequest, town: Place, *, words: str, place: Place | None) -> list[dict[str, Any]]:
    """What is known to be off here, then what neighbours have raised."""
    own, at = keys_of(request, town), moment_of(request)
    known = outages_known(town, words=words, place=place, at=at)
    return [*known, *like(town, words=words, place=place, own=own, at=at)]


@require_GET
@open_to_all("the sum in a picture, for browsers without scripts")
def picture(request: HttpRequest, code: str) -> HttpResponse:
    png = challenge.draw(request.GET.get("t", ""))
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": "no-store"})
