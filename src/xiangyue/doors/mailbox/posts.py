"""What is done with a letter on the town's side, row by row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, on
from xiangyue.counter.readers import COUNT, FILE, TEXT, UNIT, WHY_BACK, YES_OR_NO, Asked, Form, named
from xiangyue.doors.mailbox import actions, queries
from xiangyue.doors.mailbox.forms import MeetingForm, ScreenForm
from xiangyue.doors.mailbox.models import Letter
from xiangyue.doors.mailbox.own import scores
from xiangyue.doors.mailbox.rules import Scored
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Seat


def verdict(letter: Letter, *, is_ok: bool | None, text: str, seat: Seat, at: datetime) -> Any:
    """The secretary's review: the answer may go out, or it goes back with what is missing."""
    if is_ok:
        return actions.review(letter, text=text, seat=seat, at=at)
    return actions.send_back(letter, missing=text, seat=seat, at=at)


def one_call(
    letter: Letter,
    *,
    reached: bool | None,
    solved: bool | None,
    satisfied: str,
    words: str,
    scores: list[Scored],
    seat: Seat,
    at: datetime,
) -> Any:
    """Not reached, or what the writer said."""
    if reached is False:
        return actions.not_reached(letter, words=words, seat=seat, at=at)
    if solved is None:
        raise Refused("请先选：解决了，还是没有解决。")
    return actions.hear_by_phone(
        letter, solved=solved, satisfied=satisfied, words=words, scores=scores, seat=seat, at=at
    )


def meet(town: Place, *, number: str, seat: Seat, at: datetime, **told: Any) -> Any:
    letter = queries.letter_of(seat, number.strip()) if number.strip() else None
    return actions.record_meeting(town, **told, letter=letter, seat=seat, at=at)


def _is_ok(asked: Asked, name: str) -> bool:
    return asked.typed("verdict") == "ok"


SORT, INSTRUCT, HEAR = "letters.sort", "letters.instruct", "letters.hear"
_CALL = {"reached": YES_OR_NO, "solved": YES_OR_NO, "satisfied": TEXT, "words": TEXT, "scores": scores}
_EVALUATION = {"key": TEXT, "score": COUNT, "comment": TEXT}
_EVIDENCE = {"upload": named("evidence", FILE), "how": TEXT}
POSTS = [
    *on(
        "letters/<str:number>",
        fetch=queries.letter_of,
        back=lambda asked, number: f"{reverse('mailbox:desk')}?m={number}",
        rows=(
            Post("screening", SORT, actions.screen, {"": Form(ScreenForm)}, _("已筛阅，等书记批示。")),
            Post("draft", "letters.prepare", actions.prepare, {"text": TEXT}, _("批示稿已放到书记桌上。")),
            Post("instruction", INSTRUCT, actions.instruct, {"text": TEXT, "unit": UNIT}, _("批示已写下。")),
            Post(
                "disposal",
                INSTRUCT,
                actions.dispose,
                {"code": TEXT, "told": TEXT, "text": TEXT},
                _("已分流处置，写信人看得到。"),
            ),
            Post("assignment", SORT, actions.assign, {"unit": UNIT, "note": TEXT}, _("已交办。"), undo="taking_back"),
            Post("taking_back", SORT, actions.take_back, {"reason": WHY_BACK}, _("已收回，可以另行交办。")),
            Post("review", INSTRUCT, verdict, {"is_ok": _is_ok, "text": TEXT}, _("审阅意见已记下。")),
            Post("joining", SORT, actions.link_to, {"number": TEXT, "reason": TEXT}, _("已和那件事并在一起办。")),
            Post("parting", SORT, actions.unlink, {"reason": TEXT}, _("已拆出来单独办。")),
            Post(
                "history",
                SORT,
                actions.mark_left_by_history,
                {"since_year": COUNT, "why": TEXT},
                _("已认定为历史遗留。"),
            ),
            Post("history_closing", INSTRUCT, actions.close_with_evidence, _EVIDENCE, _("历史遗留问题已凭证据办结。")),
            Post("phone_rating", HEAR, one_call, _CALL, _("评价已记下。")),
            Post("unrated_closing", HEAR, actions.close_unrated, done=_("已办结，没有评价。")),
            Post("evaluation", "letters.evaluate", actions.evaluate, _EVALUATION, _("评分已登记。")),
        ),
    ),
    *on(
        "meetings",
        back=lambda asked: reverse("mailbox:meetings"),
        rows=(Post("record_meeting", "letters.meet", meet, {"": Form(MeetingForm)}, _("已登记。"), address="new"),),
    ),
]
