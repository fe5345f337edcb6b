"""One way in for a post from the public, from a page or from a queue that waited for a signal.

A request id and a proof of work, photos and a point, a receipt; answered in JSON to the page's script, with the next
page
to a browser without scripts. What is written is the door's own: its `take`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Protocol

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from xiangyue.counter import throttle
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.counter.own.held import remember
from xiangyue.counter.posts import wants_json
from xiangyue.counter.readers import Asked, errors_of, files
from xiangyue.counter.statuses import status_of
from xiangyue.kernel.actions import Upload
from xiangyue.kernel.errors import OtherContent, Refused
from xiangyue.kernel.geography import is_near
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.queries import open_towns
from xiangyue.kernel.shortly import shortly
from xiangyue.lib.coords import gcj02_to_wgs84
from xiangyue.lib.hantext import tidy
from xiangyue.lib.phones import tidy_phone

REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,43}")  # a door's own prefix still has its place in the column
Point = tuple[float, float]


def open_town(code: str) -> Place:
    """Http404 where no such town works with this system."""
    found = shortly(f"counter:town:{code[:20]}", lambda: open_towns().filter(code=code).first())
    if found is None:
        raise Http404(f"no town {code}")
    return found


def phone_of(text: str) -> str:
    """Tidied as it is kept; Refused with a sentence for what is no number."""
    try:
        return tidy_phone(tidy(text))
    except ValueError as error:
        raise Refused(str(error)) from error


def request_id_of(told: str) -> str:
    if not REQUEST_ID.fullmatch(told):
        raise Refused("页面太旧了，请刷新后再提交；您写的内容还在。")
    return told


def point_of(town: Place, pointed: Point | None, photos: Sequence[Point | None]) -> Point | None:
    """Where they pointed, else where one of the photos was taken if that was in the town. WGS-84."""
    if pointed is None:
        return next((point for point in photos if point and is_near(town, *point)), None)
    if not all(isfinite(number) for number in pointed) or not is_near(town, *pointed):
        raise Refused(
            "您标的位置不在{town}附近。请在地图上重新指一下，或改为从村名里选；不清楚位置也可以不填。", town=town.name
        )
    return pointed


class PhoneField(forms.CharField):
    """Tidied; what is no number is told what a number looks like."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("电话"), max_length=30, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return tidy_phone(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class PublicForm(forms.Form):
    """What every door's form has: a point, which may come in WGS-84 or GCJ-02."""

    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    coordinates = forms.ChoiceField(choices=[("wgs84", "WGS-84"), ("gcj02", "GCJ-02")], required=False)

    def __init__(self, *args: Any, town: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "place" in self.fields:
            villages = Place.objects.filter(town=town, level="village").order_by("code")
            self.fields["place"].queryset = villages  # type: ignore[attr-defined]

    def point(self) -> Point | None:
        """WGS-84, whichever of the two the browser gave."""
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        if lon is None or lat is None:
            return None
        return gcj02_to_wgs84(lon, lat) if self.cleaned_data.get("coordinates") == "gcj02" else (lon, lat)


def village_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Place.objects.none(),
        label=_("哪个村"),
        required=False,
        to_field_name="code",
        empty_label=_("不清楚、不在村里"),
        error_messages={"invalid_choice": _("本镇没有这个村，请重新选。")},
    )


class Taken(Protocol):
    """What a door's `take` gives back. `tail` is empty where it is that of the person's own phone."""

    @property
    def matter(self) -> Matter: ...
    @property
    def code(self) -> str: ...
    @property
    def tail(self) -> str: ...


@dataclass(frozen=True)
class Given:
    """A post that may be taken: its form is valid, its work is shown, its photos are clean."""

    request: HttpRequest
    town: Place
    form: PublicForm
    request_id: str
    photos: list[Upload]


@dataclass(frozen=True)
class WayIn:
    """`door` is its code and the folder of its templates; `context` what its page shows besides the form.

    `proof` is asked before anything is written; `ask_first` may answer with a page of its own (only without scripts).
    """

    door: str
    form: type[PublicForm]
    template: str
    take: Callable[[Given], Taken]
    url: Callable[[Matter], str]
    because: str
    photos_max: int = 0
    context: Callable[[HttpRequest, Place, str], dict[str, Any]] = lambda request, town, request_id: {}
    proof: Callable[[HttpRequest, Place, str, str], None] | None = None
    ask_first: Callable[[HttpRequest, Place, PublicForm], dict[str, Any]] = lambda request, town, form: {}


def view_of(way: WayIn) -> Callable[..., HttpResponse]:
    """The form, and the post of it."""

    # no session stands behind it: what is posted carries its own proof, and may come hours later from a queue
    @csrf_exempt
    @require_http_methods(["GET", "POST"])
    @open_to_all(way.because)
    def view(request: HttpRequest, code: str) -> HttpResponse:
        town = open_town(code)
        if request.method == "GET":
            return kept_offline(_page(way, request, town, way.form(town=town)))
        return _in_json(way, request, town) if wants_json(request) else _in_pages(way, request, town)

    return view


def _in_json(way: WayIn, request: HttpRequest, town: Place) -> HttpResponse:
    """A refusal is worded by the house, with the bits of work where more is asked for."""
    form = way.form(request.POST, town=town)
    if not form.is_valid():
        return JsonResponse({"error": "invalid", "says": errors_of(form), "fields": form.errors}, status=422)
    taken = _take(way, request, town, form)
    told = {"number": taken.matter.number, "query_code": taken.code, "tail": taken.tail, "url": way.url(taken.matter)}
    return remember(request, JsonResponse(told, status=201), taken.matter)


def _in_pages(way: WayIn, request: HttpRequest, town: Place) -> HttpResponse:
    form = way.form(request.POST, town=town)
    if not form.is_valid():
        return _page(way, request, town, form, status=422)
    try:
        more = way.ask_first(request, town, form)
        if more:
            return _page(way, request, town, form, more=more)
        taken = _take(way, request, town, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(way, request, town, form, status=status_of(refusal), anew=isinstance(refusal, OtherContent))
    return remember(request, redirect(way.url(taken.matter)), taken.matter)


def _take(way: WayIn, request: HttpRequest, town: Place, form: PublicForm) -> Taken:
    request_id = request_id_of(request.POST.get("request_id", ""))
    if way.proof is not None:
        way.proof(request, town, request_id, way.door)
    else:
        throttle.require_work(
            request, town=town.code, door=way.door, request_id=request_id, nonce=request.POST.get("nonce", "")
        )
    asked = Asked(request, town, None, moment_of(request))
    photos = files(way.photos_max, photos_only=True)(asked, "photos") if way.photos_max else []
    return way.take(Given(request, town, form, request_id, photos))


def _page(
    way: WayIn,
    request: HttpRequest,
    town: Place,
    form: PublicForm,
    *,
    more: dict[str, Any] | None = None,
    status: int = 200,
    anew: bool = False,
) -> HttpResponse:
    """`anew`: under a request id of its own, where the one that came belongs to something else."""
    typed = request.POST.get("request_id", "")
    request_id = typed if REQUEST_ID.fullmatch(typed) and not anew else secrets.token_hex(16)
    context = {
        "town": town,
        "form": form,
        "request_id": request_id,
        "photos_max": way.photos_max,
        **way.context(request, town, request_id),
        **(more or {}),
    }
    return render(request, way.template, context, status=status)


def kept_offline(response: HttpResponse) -> HttpResponse:
    """The service worker may keep this page for places without a signal: nothing of anybody's own is on it."""
    response["X-Offline"] = "keep"
    return response
