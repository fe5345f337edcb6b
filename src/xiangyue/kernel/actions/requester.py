"""What the person who raised a matter does with it afterwards, through whichever door they come back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.kernel.actions.clocks import stop_clocks
from xiangyue.kernel.actions.record import REQUESTER, move, record
from xiangyue.kernel.errors import OtherContent, Refused
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.reopening import may_reopen, reopen_until
from xiangyue.kernel.timekeeping import ZONE

SATISFIED = {"yes": "满意", "mostly": "基本满意", "fair": "一般", "no": "不满意"}
ASKED = ("answered", "awaiting_callback")  # the answer is given and nobody has said yet whether it helped
WITHDRAWABLE = ("received", "sorted", "dispatched", "signed", "contacted", "handling", "reopened", "merged", "in_parts")
_WORDS_MAX = 2000


def add_words(matter: Matter, *, text: str, at: datetime, request_id: str = "") -> Event:
    """More about the same thing. Sent twice under one request id it is there once."""
    if not text.strip():
        raise Refused("补充的内容是空的，请写几个字。")
    if len(text) > _WORDS_MAX:
        raise Refused(
            "补充的内容太长了（{n} 字），请写在 {words_max} 字以内，或分几次补充。", n=len(text), words_max=_WORDS_MAX
        )
    if matter.closed_at is not None:
        raise Refused("这件事已经办结，不能再补充。如果没有解决，请在期限内要求重办；有新情况，请另说一件。")
    told = {"text": text.strip()}
    return _known(matter, "requester_added", request_id, told) or _record(
        matter, "requester_added", request_id, at, told
    )


@transaction.atomic
def withdraw(matter: Matter, *, reason: str, at: datetime) -> Event:
    """Closed without a call-back, unless neighbours follow the same matter: then it goes on for them and this is noted.

    A report (举报) is looked into whoever withdraws it.
    """
    if matter.request_type == "report":
        raise Refused("举报的线索收下后要核查到底，不能撤回；您可以补充说明情况。")
    if matter.state not in WITHDRAWABLE:
        raise Refused("这件事现在不能撤回：已经有了答复，或正在审核中。您可以补充说明。")
    why = reason.strip()[:200] or "诉求人撤回"
    if Matter.objects.filter(parent=matter, closed_at=None).exists():
        return record(matter, "withdrawal_noted", actor=REQUESTER, at=at, reason=why)
    event = move(matter, to="closed", event="withdrawn", actor=REQUESTER, at=at, reason=why)
    stop_clocks(matter, at=at)
    return event


def say_how_it_went(
    matter: Matter, *, solved: bool, satisfied: str, words: str, at: datetime, request_id: str = ""
) -> Event:
    """Solved and satisfied, asked apart: who answers the first alone has said nothing of the other ("").

    The call-back desk takes it as the person's own word. Sent twice under one request id it is there once.
    """
    if satisfied and satisfied not in SATISFIED:
        raise Refused("请选择满意、基本满意、一般或不满意。")
    told: dict[str, Any] = {"solved": solved}
    if satisfied:
        told |= {"satisfied": satisfied, "satisfied_name": SATISFIED[satisfied]}
    if words.strip():
        told["words"] = words.strip()[:_WORDS_MAX]
    known = _known(matter, "requester_said", request_id, told)
    if known is not None:
        return known
    if matter.state not in ASKED or has_said(matter):
        raise Refused("现在不用评价：还没有答复，或者您已经评价过了。")
    return _record(matter, "requester_said", request_id, at, told)


def has_said(matter: Matter) -> bool:
    """Whether they have said how it went in this round; a reopening begins a new one."""
    last = matter.events.filter(name__in=("requester_said", "reopened")).order_by("-seq").first()
    return last is not None and last.name == "requester_said"


def ask_again(matter: Matter, *, reason: str, at: datetime) -> Event:
    """重办, within the dated window after closing."""
    if not reason.strip():
        raise Refused("请写明哪里没有解决，承办单位才知道从哪里接着办。")
    until = reopen_until(matter)
    if not may_reopen(matter, at):
        ended = f"（{until.astimezone(ZONE):%Y年%-m月%-d日} 为止）" if until else ""
        raise Refused(
            "这件事现在不能要求重办：还没有办结、是您自己撤回的，或者已经过了期限{ended}。有新情况，请另说一件。",
            ended=ended,
        )
    return record(matter, "requester_asks_again", actor=REQUESTER, at=at, reason=reason.strip()[:_WORDS_MAX])


def _known(matter: Matter, name: str, request_id: str, told: dict[str, Any]) -> Event | None:
    """What this request id brought before; OtherContent where it brought something else."""
    if not request_id:
        return None
    known: Event | None = matter.events.filter(name=name, particulars__request_id=request_id).first()
    if known is not None and {**told, "request_id": request_id} != known.told:
        raise OtherContent
    return known


def _record(matter: Matter, name: str, request_id: str, at: datetime, told: dict[str, Any]) -> Event:
    named = {"request_id": request_id} if request_id else {}
    return record(matter, name, actor=REQUESTER, at=at, **told, **named)
