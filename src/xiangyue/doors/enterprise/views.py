"""Pages before a request exists: what the line is, and the form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.counter.own.views import numbers_of, own_url
from xiangyue.counter.taking_in import Given, WayIn, kept_offline, open_town, view_of
from xiangyue.doors.enterprise import actions
from xiangyue.doors.enterprise.forms import AskForm
from xiangyue.doors.enterprise.kind import FIRM_REQUEST
from xiangyue.doors.enterprise.own import OWN

PUBLIC = "every firm may ask; nothing of anybody else's is shown"


@require_GET
@open_to_all(PUBLIC)
def home(request: HttpRequest, code: str) -> HttpResponse:
    town, language = open_town(code), get_language() or "zh"
    context = {
        "town": town,
        "numbers": numbers_of(request, town, OWN),
        "line": [one.name(language) for one in FIRM_REQUEST.in_line()],
    }
    return kept_offline(render(request, "enterprise/home.html", context))


def _ask(given: Given) -> actions.Taken:
    told = {name: given.form.cleaned_data[name] for name in actions.ASKED_FOR}
    new = actions.NewRequest(**told, channel="网页", request_id=given.request_id)
    return actions.take_in(given.town, new, seat=None, at=moment_of(given.request))


ask = view_of(
    WayIn(
        "enterprise",
        form=AskForm,
        template="enterprise/ask.html",
        take=_ask,
        url=lambda matter: own_url(matter, is_new=True),
        because=PUBLIC,
    )
)
