"""Pages before a letter exists: what the mailbox is, and the form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.counter.own.views import numbers_of, own_url
from xiangyue.counter.taking_in import Given, WayIn, kept_offline, open_town, view_of
from xiangyue.doors.mailbox import actions
from xiangyue.doors.mailbox.forms import LetterForm
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.own import OWN
from xiangyue.doors.mailbox.rules import PHOTOS_MAX

PUBLIC = "everybody may write to the secretary; nothing of anybody else's is shown"
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
@open_to_all(PUBLIC)
def home(request: HttpRequest, code: str) -> HttpResponse:
    """The nine stages, and the ways on from here."""
    town, language = open_town(code), get_language() or "zh"
    stages = [(one.name(language), _(_STAGE_SAYS[one.key])) for one in LETTER.in_line()]
    context = {"town": town, "stages": stages, "numbers": numbers_of(request, town, OWN)}
    return kept_offline(render(request, "mailbox/home.html", context))


def _write(given: Given) -> actions.Written:
    told = given.form.cleaned_data
    letter = actions.NewLetter(
        request_id=given.request_id,
        request_type=told["request_type"],
        title=told["title"],
        words=told["words"],
        name=told["name"],
        phone=told["phone"],
        place=told["place"],
        point=given.form.point(),
        photos=given.photos,
    )
    return actions.write_letter(given.town, letter, at=moment_of(given.request))


write = view_of(
    WayIn(
        "mailbox",
        form=LetterForm,
        template="mailbox/write.html",
        take=_write,
        url=lambda matter: own_url(matter, is_new=True),
        because=PUBLIC,
        photos_max=PHOTOS_MAX,
    )
)
