"""Pages before a matter exists: the town's door, the form, the neighbours' matters, the picture."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangyue.counter import throttle
from xiangyue.counter.doing import errors_of
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.doors.portal import actions, challenge, own_views, queries
from xiangyue.doors.portal.forms import SayForm
from xiangyue.doors.portal.rules import PHOTOS_MAX, WORDS_MAX
from xiangyue.insight.twins.queries import Neighbour, said_already
from xiangyue.kernel.actions import sniff
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place

_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
PUBLIC = "everybody may say something; nothing of anybody else's is shown"


@require_GET
@open_to_all(PUBLIC)
def towns(request: HttpRequest) -> HttpResponse:
    """The choice of a town; with one town alone there is none."""
    open_ones = list(queries.open_towns())
    if len(open_ones) == 1:
        return redirect("portal:home", code=open_ones[0].code)
    return render(request, "portal/towns.html", {"towns": open_ones})


@require_GET
@open_to_all(PUBLIC)
def home(request: HttpRequest, code: str) -> HttpResponse:
    town = queries.open_town(code)
    context = {"town": town, "numbers": own_views.numbers_of(request, town)}
    return _kept(render(request, "portal/home.html", context))


@require_GET
@open_to_all("who handles personal data, why, for how long (PIPL art. 17)")
def privacy(request: HttpRequest, code: str) -> HttpResponse:
    return _kept(render(request, "portal/privacy.html", {"town": queries.open_town(code)}))


@csrf_exempt  # no session stands behind it: what is posted carries its own proof, and may come hours later from a queue
@require_http_methods(["GET", "POST"])
@open_to_all(PUBLIC)
def say(request: HttpRequest, code: str) -> HttpResponse:
    """The form; posted by the page's script it answers in JSON, without scripts with the next page."""
    town = queries.open_town(code)
    if request.method == "GET":
        return _kept(_page(request, town, SayForm(town=town)))
    if request.headers.get("Accept") == "application/json":
        return _said_in_json(request, town)
    form = SayForm(request.POST, town=town)
    try:
        found = _neighbours_to_ask(request, town, form) if form.is_valid() else []
        if not form.is_valid() or found:
            return _page(request, town, form, neighbours=found, request_id=request.POST.get("request_id", ""))
        said = _say(request, town, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, town, form, status=422)
    to = f"{reverse('portal:mine', args=[town.code, said.matter.number])}?new=1"
    return own_views.remember(request, redirect(to), said.matter)


def _said_in_json(request: HttpRequest, town: Place) -> HttpResponse:
    form = SayForm(request.POST, town=town)
    if not form.is_valid():
        return JsonResponse({"error": "invalid", "says": errors_of(form), "fields": form.errors}, status=422)
    said = _say(request, town, form)
    told = {
        "number": said.matter.number,
        "query_code": said.code,
        "tail": said.tail,
        "url": f"{reverse('portal:mine', args=[town.code, said.matter.number])}?new=1",
    }
    return own_views.remember(request, JsonResponse(told, status=201), said.matter)


def _say(request: HttpRequest, town: Place, form: SayForm) -> actions.Said:
    request_id = request.POST.get("request_id", "")
    if not _REQUEST_ID.fullmatch(request_id):
        raise Refused("页面太旧了，请刷新后再提交；您填写的内容还在。")
    at, told = moment_of(request), form.cleaned_data
    challenge.require(request, town, request_id=request_id, at=at)
    files = request.FILES.getlist("photos")
    if len(files) > PHOTOS_MAX:
        raise Refused(f"照片最多 {PHOTOS_MAX} 张，请去掉几张再提交。")
    saying = actions.Saying(
        request_id=request_id,
        words=told["words"],
        request_type=told["request_type"],
        name=told["name"].strip(),
        phone=told["phone"],
        address=told["address"].strip(),
        place=told["place"],
        point=form.point(),
        photos=[sniff(file.name or _("照片"), file.read(), photo_only=True) for file in files],
        follows=request.POST.get("follows", ""),
        language="en" if (get_language() or "").startswith("en") else "",
    )
    return actions.say(town, saying, at=at)


def _neighbours_to_ask(request: HttpRequest, town: Place, form: SayForm) -> list[Neighbour]:
    """Asked once, and never where going back would lose chosen photos."""
    if request.POST.get("asked") == "yes" or request.FILES:
        return []
    told = form.cleaned_data
    return said_already(town, words=told["words"], place=told["place"], at=moment_of(request))


@csrf_exempt
@require_POST
@open_to_all(PUBLIC)
def neighbours(request: HttpRequest, code: str) -> JsonResponse:
    """What neighbours have said already that is like these words: where, since when, how many; none of their words."""
    town = queries.open_town(code)
    throttle.count_guess(request, "neighbours")
    place = Place.objects.filter(town=town, level="village", code=request.POST.get("place", "")).first()
    words = request.POST.get("words", "")[:WORDS_MAX]
    found = said_already(town, words=words, place=place, at=moment_of(request)) if len(words) >= 6 else []
    return JsonResponse({"neighbours": [_told(one) for one in found]})


def _told(one: Neighbour) -> dict[str, Any]:
    matter = one.matter
    where = matter.place.name if matter.place else _("本镇")
    what = matter.category.level2 if matter.category else _("相近的事")
    who = matter.lead_unit.title if matter.lead_unit else _("正在派单")
    return {
        "number": matter.number,
        "says": _("%(where)s · %(what)s · %(n)s 人说过 · %(who)s")
        % {"where": where, "what": what, "n": one.people, "who": who},
    }


@require_GET
@open_to_all("the sum in a picture, for browsers without scripts")
def picture(request: HttpRequest, code: str) -> HttpResponse:
    png = challenge.draw(request.GET.get("t", ""))
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": "no-store"})


def _page(
    request: HttpRequest,
    town: Place,
    form: SayForm,
    *,
    neighbours: list[Neighbour] | None = None,
    request_id: str = "",
    status: int = 200,
) -> HttpResponse:
    request_id = request_id if _REQUEST_ID.fullmatch(request_id) else secrets.token_hex(16)
    villages = Place.objects.filter(town=town, level="village", boundary__isnull=False).order_by("code")
    areas = [
        {"type": "Feature", "properties": {"code": place.code, "title": place.name}, "geometry": place.boundary}
        for place in villages
    ]
    context = {
        "town": town,
        "form": form,
        "neighbours": [_told(one) for one in neighbours or []],
        "request_id": request_id,
        "picture": challenge.picture_for(request_id, moment_of(request)),
        "photos_max": PHOTOS_MAX,
        "areas": {"type": "FeatureCollection", "features": areas},
    }
    return render(request, "portal/say.html", context, status=status)


def _kept(response: HttpResponse) -> HttpResponse:
    """The service worker may keep this page for places without a signal: nobody's own matters are on it."""
    response["X-Offline"] = "keep"
    return response
