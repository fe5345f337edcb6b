"""Villagers: they raise, support, say something. Supporting is one for each phone; nothing is ranked by it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from xiangyue.counter.taking_in import phone_of
from xiangyue.counter.wanted import wanted
from xiangyue.desks.council.access import require_at
from xiangyue.desks.council.actions.parts import for_everybody
from xiangyue.desks.council.actions.topics import raised
from xiangyue.desks.council.models import Comment, Support, Topic
from xiangyue.kernel import receipts
from xiangyue.kernel.actions import REQUESTER, Requester
from xiangyue.kernel.errors import OtherContent, Refused, StaleMove
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Place, Seat
from xiangyue.lib.hantext import tidy, title_of
from xiangyue.lib.phones import same_phone


@transaction.atomic
def ask(village: Place, *, words: str, name: str, phone: str, request_id: str, at: datetime) -> Topic:
    """A villager raises a topic; the receipt opens its page, and what becomes of it is told to them."""
    told = wanted(words, _("请写想请村里议什么。"), 1000)
    who = Requester(name=tidy(name)[:40], phone=phone_of(phone))
    topic = raised(
        village,
        title=title_of(told),
        words=told,
        source="villager",
        requester=who,
        request_id=f"council:{request_id}",
        actor=REQUESTER,
        at=at,
    )
    if not receipts.shown(topic.matter)[0]:
        receipts.issue(topic.matter, phone=who.phone, at=at)
    return topic


@transaction.atomic
def support(topic: Topic, *, phone: str, at: datetime) -> int:
    """How many support it now. A second time from one phone is refused in words."""
    _open(topic)
    phone_hash = keyring().fingerprint(f"council:{topic.pk}:{same_phone(phone_of(phone))}")
    with only_once(Refused("这个电话已经附议过了，一个电话附议一次。")):
        Support.objects.create(topic=topic, phone_hash=phone_hash, at=at)
    return topic.support.count()


@transaction.atomic
def comment(topic: Topic, *, words: str, request_id: str, at: datetime) -> Comment:
    """Waits for somebody to read it. Sent twice under one request id it is there once."""
    _open(topic)
    told = wanted(words, _("请写几句。"), 500)
    for_everybody(told)  # a name would tell whoever writes it that it is the one; somebody reads it before it is shown
    known = Comment.objects.filter(town_id=topic.town_id, request_id=request_id).first()
    if known is not None:
        if (known.topic_id, known.words) != (topic.pk, told):
            raise OtherContent
        return known
    with only_once(StaleMove("这条留言正在保存，请稍等再看。")):
        return Comment.objects.create(town_id=topic.town_id, topic=topic, words=told, request_id=request_id, at=at)


def _open(topic: Topic) -> None:
    if topic.shown_at is None or topic.matter.closed_at is not None:
        raise Refused("这个议题现在不接受附议和留言。")


@transaction.atomic
def moderate(comment: Comment, *, shown: bool, why: str, seat: Seat, at: datetime) -> Comment:
    """Not shown only with a reason."""
    require_at(seat, "council.moderate", comment.topic.village)
    if not shown and not tidy(why):
        raise Refused("不公开的留言请写明原因（例如写了别人的姓名、骂人）。")
    gone = StaleMove("这条留言刚刚有人审过了，请刷新后再看。")
    state = "shown" if shown else "refused"
    still(comment, {"state": "waiting"}, gone, state=state, why=tidy(why)[:200], seat=seat)
    return comment
