"""Pages before a letter exists: what the mailbox is, the form, the notices that everybody may read."""

from __future__ import annotations

import re
import secrets

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from xiangyue.counter import throttle
from xiangyue.counter.doing import errors_of
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.doors.mailbox import actions, own_views, queries
from xiangyue.doors.mailbox.forms import LetterForm
from xiangyue.doors.mailbox.rules import PHOTOS_MAX, STAGES
from xiangyue.kernel.actions import sniff
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place

_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,43}")
PUBLIC = "everybody may write to the secretary; nothing of anybody else's is shown"


def town_of(code: str) -> Place:
    return get_object_or_404(queries.open_towns(), code=code)


@require_GET
@open_to_all(PUBLIC)
def home(request: HttpRequest, code: str) -> HttpResponse:
    """The nine stages, and the ways on from here."""
    town = town_of(code)
    english = (get_language() or "zh").startswith("en")
    stages = [(en if english else zh, _(_STAGE_SAYS[key])) for key, zh, en in STAGES]
    context = {"town": town, "stages": stages, "numbers": own_views.numbers_of(request, town)}
    return _kept(render(request, "mailbox/home.html", context))


_STAGE_SAYS = {
    "received": gettext_noop("信一到就有回执，十位查询码"),
    "screened": gettext_noop("专员归类、核地点，不替书记做主"),
    "instructed": gettext_noop("书记本人读、本人写批示"),
    "assigned": gettext_noop("交给一个单位负责，开始计时"),
    "handled": gettext_noop("承办单位办理并写好答复"),
    "reviewed": gettext_noop("书记本人看过答复才能回"),
    "answered": gettext_noop("答复送到您手里"),
    "rated": gettext_noop("您说解决没有、满意不满意"),
    "closed": gettext_noop("您说解决了才办结；没解决就接着办"),
}


@require_GET
@open_to_all("council notices are published for everybody")
def notices(request: HttpRequest, code: str) -> HttpResponse:
    town = town_of(code)
    return render(request, "mailbox/notices.html", {"town": town, "notices": queries.shown_notices(town)})


@csrf_exempt  # no session stands behind it: what is posted carries its own proof, and may come hours later from a queue
@require_http_methods(["GET", "POST"])
@open_to_all(PUBLIC)
def write(request: HttpRequest, code: str) -> HttpResponse:
    """The form; posted by the page's script it answers in JSON, otherwise with the next page."""
    town = town_of(code)
    if request.method == "GET":
        return _kept(_page(request, town, LetterForm(town=town)))
    in_json = request.headers.get("Accept") == "application/json"
    form = LetterForm(request.POST, town=town)
    if not form.is_valid():
        if in_json:
            return JsonResponse({"error": "invalid", "says": errors_of(form), "fields": form.errors}, status=422)
        return _page(request, town, form, status=422)
    try:
        written = _write(request, town, form)
    except Refused as refusal:
        if in_json:
            raise
        form.add_error(None, str(refusal))
        return _page(request, town, form, status=422)
    own_views.remember(request, written.matter)
    url = f"{reverse('mailbox:mine', args=[town.code, written.matter.number])}?new=1"
    if not in_json:
        return redirect(url)
    told = {"number": written.matter.number, "query_code": written.code, "tail": written.tail, "url": url}
    return JsonResponse(told, status=201)


def _write(request: HttpRequest, town: Place, form: LetterForm) -> actions.Written:
    request_id = request.POST.get("request_id", "")
    if not _REQUEST_ID.fullmatch(request_id):
        raise Refused("页面太旧了，请刷新后再寄；您写的内容还在。")
    throttle.require_work(
        request, town=town.code, door="mailbox", request_id=request_id, nonce=request.POST.get("nonce", "")
    )
    files = request.FILES.getlist("photos")
    if len(files) > PHOTOS_MAX:
        raise Refused(f"照片最多 {PHOTOS_MAX} 张，请去掉几张再寄。")
    told = form.cleaned_data
    letter = actions.NewLetter(
        request_id=request_id,
        request_type=told["request_type"],
        title=told["title"],
        words=told["words"],
        name=told["name"],
        phone=told["phone"],
        place=told["place"],
        point=form.point(),
        photos=[sniff(file.name or _("照片"), file.read(), photo_only=True) for file in files],
    )
    return actions.write_letter(town, letter, at=moment_of(request))


def _page(request: HttpRequest, town: Place, form: LetterForm, *, status: int = 200) -> HttpResponse:
    context = {"town": town, "form": form, "request_id": secrets.token_hex(16), "photos_max": PHOTOS_MAX}
    return render(request, "mailbox/write.html", context, status=status)


def _kept(response: HttpResponse) -> HttpResponse:
    """The service worker may keep this page for places without a signal: nobody's own letters are on it."""
    response["X-Offline"] = "keep"
    return response
