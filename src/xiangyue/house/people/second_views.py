"""Pairing a phone, and the question for its code after the password."""

from __future__ import annotations

from typing import cast

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiangyue.counter.guard import moment_of, open_to_all, seat_of, to_login
from xiangyue.counter.throttle import TooMany
from xiangyue.house.people import second
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import keyring

SHOWN = "second"  # in the session: the code was shown, or none is asked for
_PENDING = "second_pending"  # in the session: the sealed secret of a phone that is not paired yet
_OWN = open_to_all("everybody's own; the page itself asks for the log-in")


@require_http_methods(["GET", "POST"])
@_OWN
def pair(request: HttpRequest) -> HttpResponse:
    """The key as a picture and in text; after the first code of the phone, the recovery codes, this once."""
    if not request.user.is_authenticated:
        return to_login(request)
    user, wrong = cast(User, request.user), ""
    if second.factor_of(user) is not None:
        return render(request, "people/second.html", {"is_paired": True})
    sealed = request.session.setdefault(_PENDING, keyring().seal(second.new_secret()))
    secret = keyring().open(sealed)
    if request.method == "POST":
        try:
            codes = second.pair(user, seat_of(request).town, secret, request.POST.get("code", ""), moment_of(request))
        except Refused as refusal:
            wrong = str(refusal)
        else:
            del request.session[_PENDING]
            request.session[SHOWN] = True
            return render(request, "people/second.html", {"codes": codes})
    context = {"picture": second.picture_of(secret, user), "key": secret, "wrong": wrong}
    return render(request, "people/second.html", context)


@require_http_methods(["GET", "POST"])
@_OWN
def code(request: HttpRequest) -> HttpResponse:
    """After the password. A wrong code counts like a wrong password; too many lead back to the log-in."""
    if not request.user.is_authenticated:
        return to_login(request)
    user, wrong = cast(User, request.user), ""
    factor = second.factor_of(user)
    if factor is None:
        return HttpResponseRedirect(_following(request))
    if request.method == "POST":
        try:
            if second.check(factor, request.POST.get("code", ""), moment_of(request)):
                request.session[SHOWN] = True
                return HttpResponseRedirect(_following(request))
        except TooMany:
            logout(request)
            raise
        _count_as_failed(request, user)
        wrong = _("验证码不对，或者已经用过。请看手机上现在的六位数，或填一个没用过的恢复码。")
    return render(request, "people/second_code.html", {"wrong": wrong, "next": _following(request)})


def _count_as_failed(request: HttpRequest, user: User) -> None:
    credentials = {"username": user.get_username()}
    AxesProxyHandler.user_login_failed(sender=__name__, credentials=credentials, request=request)


def _following(request: HttpRequest) -> str:
    told = request.POST.get("next") or request.GET.get("next", "")
    return told if url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()}) else resolve_url("/")
