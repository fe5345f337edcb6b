"""The firm's page of its request: the stage line, who follows it to the end, and what the firm may do with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from xiangyue.counter.own.declared import Own, led_by, register
from xiangyue.counter.posts import Post
from xiangyue.counter.readers import TEXT, Asked, Reader, named, one_of
from xiangyue.doors.enterprise import actions
from xiangyue.doors.enterprise.kind import FIRM_REQUEST
from xiangyue.doors.enterprise.models import Request
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.said import whole_words
from xiangyue.kernel.sealing import opened_for
from xiangyue.lib.hantext import tidy

_JOINED = ("firm", "first_contact__unit")
WORD = one_of(("yes", "no", "accepted"), "请先选：解决了，还是没有解决。")


def request_of(matter: Matter) -> Request:
    request = Request.objects.select_related(*_JOINED).get(matter=matter)
    request.matter, request.town = matter, matter.town
    return request


def rating_fields() -> dict[str, Reader]:
    """Solved, not solved, or not solved and the explanation accepted; the two satisfactions; words."""
    return {
        "solved": lambda asked, name: WORD(asked, "solved") == "yes",
        "accepts_explanation": lambda asked, name: asked.typed("solved") == "accepted",
        "answer_satisfied": TEXT,
        "solution_satisfied": TEXT,
        "words": TEXT,
    }


def _add(request: Request, *, text: str, request_id: str, at: datetime) -> Event:
    return kernel.add_words(request.matter, text=actions.hidden(request, tidy(text)), at=at, request_id=request_id)


def _again(request: Request, *, reason: str, at: datetime) -> Event:
    return kernel.ask_again(request.matter, reason=actions.hidden(request, tidy(reason)), at=at)


def _give(request: Request, *, words: str, at: datetime) -> Any:
    return actions.give_material(request, words=words, seat=None, at=at)


def _request_id(asked: Asked, name: str) -> str:
    return asked.typed(name)[:64]


def words(matter: Matter) -> str:
    """As they were typed; of a sensitive one they lie sealed beside the matter."""
    sealed = matter.firm_request.words_sealed
    return opened_for(matter, sealed) if sealed else whole_words(matter)[1]


def _more(matter: Matter, at: datetime) -> dict[str, Any]:
    request = matter.firm_request
    cases = list(request.cases.order_by("pk"))
    return {
        "asked": request,
        "cases": cases,
        "wants_material": any(case.kind == "material" and case.ended_at is None for case in cases),
        "accepts": any(case.kind == "cannot" and case.ended_at is not None for case in cases),
        "rated_as": request.ratings.order_by("-round").first(),
    }


OWN = register(
    Own(
        "enterprise",
        kinds=(FIRM_REQUEST.name,),
        find=_("查我的诉求"),
        receipt=_("受理了，这是您的回执"),
        said=_("诉求原文"),
        hidden="要看这件诉求，请先用回执上的十位查询码和尾号打开它。",
        posts=(
            Post("words", "", _add, {"text": named("words", TEXT), "request_id": _request_id}, _("补充的内容收到了。")),
            Post("material", "", _give, {"words": TEXT}, _("材料收到了。")),
            Post("rating", "", actions.rate, rating_fields(), _("谢谢，您的评价收到了。")),
            Post("withdrawal", "", actions.withdraw, {"reason": TEXT}, _("已按您的意思撤回；过一个月我们会再问一次。")),
            Post("reopening", "", _again, {"reason": TEXT}, _("重办的要求收到了，会有人接着办。")),
        ),
        subject=request_of,
        more=_more,
        who=led_by,
        words=words,
        joined=("firm_request__firm", "firm_request__first_contact__unit"),
    )
)
