"""The public JSON of the mailbox, as the mini-program speaks it. A writer's token opens that writer's letters and no
others.
"""

import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Router, UploadedFile

from xiangyue.counter import throttle
from xiangyue.counter.downloads import looked_at
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.counter.own.queries import photos_of
from xiangyue.counter.visitors import token_for
from xiangyue.doors.mailbox import actions, queries, shapes
from xiangyue.doors.mailbox.kind import LETTER
from xiangyue.doors.mailbox.own import letter_of
from xiangyue.doors.mailbox.rules import PHOTOS_MAX, PRIVACY, TITLE_MAX, WORDS_MAX, Scored, tidy
from xiangyue.doors.mailbox.tokens import WriterToken, has_photo_leave, told_openid, writer_of
from xiangyue.doors.mailbox.wechat import WeChatAway, openid_of
from xiangyue.doors.mailbox.worded import letter_told, row_told
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.attach import MAX_BYTES
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.queries import open_towns
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.coords import gcj02_to_wgs84

router = Router(tags=["mailbox"])
writer = WriterToken()

_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,43}")
_TYPES_EN = {
    "consult": "Question",
    "help": "Help",
    "complaint": "Complaint",
    "report": "Report of wrongdoing",
    "suggestion": "Suggestion",
    "praise": "Praise",
}
EVERYBODY = "what everybody may read before writing"
OWN = "guarded by the visitor token: it opens its own letters only"


def _town(code: str) -> Place:
    return get_object_or_404(open_towns(), code=code)


def _request_id(told: str) -> str:
    if not _REQUEST_ID.fullmatch(told):
        raise Refused("请求编号不对，请退出小程序重新打开；您写的内容还在手机上。")
    return told


@router.post("/mailbox/{town}/session", auth=None, response={201: shapes.SessionOut, 503: shapes.Fault})
@open_to_all("the log-in itself: WeChat's code for a visitor token")
def session(request: HttpRequest, town: str, told: shapes.CodeIn) -> Any:
    """Only a keyed hash of the openid goes into the token; openid and session key are kept nowhere."""
    place = _town(town)
    throttle.bits_for(request, town, "mailbox-session")
    try:
        openid = openid_of(told.code)
    except WeChatAway as away:
        return 503, {"error": away.code, "says": str(away)}
    token, until = token_for(place, channel="wechat", who=openid, at=moment_of(request))
    return 201, {"token": token, "expires_at": until}


@router.get("/mailbox/{town}", auth=None, response=shapes.CardOut)
@open_to_all(EVERYBODY)
def card(request: HttpRequest, town: str) -> Any:
    """What the form needs to know: kinds, villages, who evaluates, limits, how personal data is used."""
    place = _town(town)
    villages = Place.objects.filter(town=place, level="village").order_by("code")
    asked = [one for one in queries.evaluators(place, local_day(moment_of(request))) if one.by_writer]
    return {
        "town": {"code": place.code, "name": place.name},
        "types": [{"key": key, "zh": zh, "en": _TYPES_EN[key]} for key, zh in Matter.REQUEST_TYPES],
        "villages": [{"code": one.code, "name": one.name} for one in villages],
        "evaluators": [{"key": one.key, "name": one.name} for one in asked],
        "privacy": PRIVACY,
        "limits": {"title": TITLE_MAX, "words": WORDS_MAX, "photos": PHOTOS_MAX},
        "templates": list(getattr(settings, "XIANGYUE_WECHAT_TEMPLATES", ())),
    }


@router.post("/mailbox/{town}/photos", auth=writer, response={201: shapes.PhotoOut})
@open_to_all(OWN)
def photos(request: HttpRequest, town: str, photo: UploadedFile | None = File(None)) -> Any:  # noqa: B008
    """Kept for this writer until a letter takes it, at most a day; re-encoded, so that nothing but pixels is left."""
    place, who = writer_of(request)
    throttle.bits_for(request, town, "mailbox-photo")
    if photo is None:
        raise Refused("没有收到照片，请重新选一张。")
    if (photo.size or 0) > MAX_BYTES:
        raise Refused("照片超过 20 MB，请压缩后再传。")
    kept = actions.keep_photo(place, writer=who, name=photo.name or "照片", data=photo.read(), at=moment_of(request))
    return 201, {"id": kept.pk}


@router.post("/mailbox/{town}/letters", auth=writer, response={201: shapes.LetterOut, 200: shapes.LetterOut})
@open_to_all(OWN)
def write(request: HttpRequest, town: str, new: shapes.LetterIn) -> Any:
    """A new letter (201), or the one that this writer's `request_id` made before (200)."""
    place, who = writer_of(request)
    throttle.bits_for(request, town, "mailbox")
    written = actions.write_letter(place, _new_letter(place, who, told_openid(request), new), at=moment_of(request))
    return (201 if written.is_new else 200), letter_told(_own(request, written.matter.number), moment_of(request))


def _new_letter(town: Place, who: str, openid: str, new: shapes.LetterIn) -> actions.NewLetter:
    village = None
    if new.village:
        village = Place.objects.filter(town=town, level="village", code=new.village).first()
        if village is None:
            raise Refused("本镇没有这个村，请重新选。")
    point = None
    if new.lon is not None and new.lat is not None:
        point = gcj02_to_wgs84(new.lon, new.lat) if new.coordinates == "gcj02" else (new.lon, new.lat)
    return actions.NewLetter(
        request_id=_request_id(new.request_id),
        request_type=new.type,
        title=new.title,
        words=new.words,
        name=new.name,
        phone=new.phone,
        place=village,
        point=point,
        waiting=new.photos,
        writer=who,
        openid=openid,
    )


@router.get("/mailbox/{town}/letters", auth=writer, response=shapes.PageOut)
@open_to_all(OWN)
def letters(request: HttpRequest, town: str, before: str = "") -> Any:
    """The writer's own, newest first; `next` goes into `before` of the following page."""
    page = queries.own_page(*writer_of(request), before)
    return {"letters": [row_told(row) for row in page.rows], "next": page.next_after or None}


@router.get("/mailbox/{town}/letters/{number}", auth=writer, response=shapes.LetterOut)
@open_to_all(OWN)
def letter(request: HttpRequest, town: str, number: str) -> Any:
    return letter_told(_own(request, number), moment_of(request))


@router.post("/mailbox/{town}/letters/{number}/words", auth=writer, response={201: shapes.LetterOut})
@open_to_all(OWN)
def words(request: HttpRequest, town: str, number: str, told: shapes.WordsIn) -> Any:
    """More about the same thing."""
    matter, at = _own(request, number), moment_of(request)
    kernel.add_words(matter, text=tidy(told.words), at=at, request_id=_request_id(told.request_id))
    return 201, letter_told(matter, at)


@router.post("/mailbox/{town}/letters/{number}/rating", auth=writer, response={201: shapes.LetterOut})
@open_to_all(OWN)
def rating(request: HttpRequest, town: str, number: str, told: shapes.RatingIn) -> Any:
    """Solved, satisfied, and the scores that are the writer's to give."""
    matter, at = _own(request, number), moment_of(request)
    scores = [Scored(one.key, one.score, one.comment) for one in told.evaluations]
    actions.rate(
        letter_of(matter),
        solved=told.solved,
        satisfied=told.satisfied,
        words=told.words,
        scores=scores,
        at=at,
        request_id=_request_id(told.request_id),
    )
    return 201, letter_told(matter, at)


@router.post("/mailbox/{town}/letters/{number}/withdrawal", auth=writer, response={201: shapes.LetterOut})
@open_to_all(OWN)
def withdrawal(request: HttpRequest, town: str, number: str, told: shapes.ReasonIn) -> Any:
    matter, at = _own(request, number), moment_of(request)
    kernel.withdraw(matter, reason=tidy(told.reason), at=at)
    return 201, letter_told(matter, at)


@router.post("/mailbox/{town}/letters/{number}/reopening", auth=writer, response={201: shapes.LetterOut})
@open_to_all(OWN)
def reopening(request: HttpRequest, town: str, number: str, told: shapes.ReasonIn) -> Any:
    matter, at = _own(request, number), moment_of(request)
    kernel.ask_again(matter, reason=tidy(told.reason), at=at)
    return 201, letter_told(matter, at)


@router.get(
    "/mailbox/{town}/letters/{number}/photos/{pk}", auth=None, url_name="mailbox_photo", include_in_schema=False
)
@open_to_all("the address carries a signed leave for one photo and one hour")
def photo_file(request: HttpRequest, town: str, number: str, pk: int, leave: str = "") -> Any:
    if not has_photo_leave(pk, leave, moment_of(request)):
        raise Http404
    matter = get_object_or_404(Matter.objects.select_related("town"), town__code=town, kind=LETTER.name, number=number)
    kept = next((one for one in photos_of(matter) if one.pk == pk), None)
    if kept is None:
        raise Http404
    response = looked_at(kept)
    response["Cache-Control"] = "private, no-store"
    return response


def _own(request: HttpRequest, number: str) -> Matter:
    """NotAllowed in the same words for somebody else's letter and for one that is not there."""
    town, who = writer_of(request)
    mine = Matter.objects.filter(town=town, kind=LETTER.name, number=number, letter__writer=who)
    matter = mine.select_related("lead_unit", "place", "parent__lead_unit").first() if who else None
    if matter is None:
        raise NotAllowed("没有这封信，或者它不是您写的。")
    matter.town = town
    return matter
