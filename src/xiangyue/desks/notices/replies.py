"""What people answer by text message: matched by the sealed phone's keyed hash to the one question that is open to it,
and taken as the person's own word, by the same deed as on their page.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from xiangyue.counter.own.declared import page_of
from xiangyue.desks.notices.models import Channel, Notice, Reply
from xiangyue.desks.notices.rules import ASKED, answer_in, wants_no_more
from xiangyue.desks.notices.ways.aliyun import Answered
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.callers import person_of, phone_fingerprint
from xiangyue.kernel.actions.requester import ASKED as OPEN
from xiangyue.kernel.actions.requester import has_said
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Matter, Party, Seat

_KEPT = timedelta(days=180)
_ASKED_AGAIN = ("sms_unclear", "sms_which")


def listen(channel: Channel, *, seat: Seat, at: datetime) -> str:
    """The secret end of the address to which answers are pushed, told this once; an older one opens nothing more."""
    access.require(seat, "notices.manage", of=channel)
    if not channel.asks or channel.ended_at is not None:
        raise Refused("这个渠道不能接收回复：只有地址里写了 ask（提问模板）的阿里云短信渠道可以。")
    token = secrets.token_urlsafe(32)
    Channel.objects.filter(pk=channel.pk).update(hears_hash=keyring().fingerprint(f"sms-up:{token}"))
    return token


def channel_of(token: str) -> Channel | None:
    rows = Channel.objects.filter(ended_at=None, hears_hash=keyring().fingerprint(f"sms-up:{token}"))
    return rows.select_related("town").first()


def may_be_asked(matter: Matter) -> bool:
    """Where the person's own page takes the same two words; a report goes into no text message."""
    rating = next((post.act for post in page_of(matter).posts if post.name == "rating"), None)
    return rating is kernel.say_how_it_went and not matter.is_confidential


def hear(channel: Channel, answered: Answered, *, at: datetime) -> Reply:
    """One row for one message, however often it is pushed."""
    known = Reply.objects.filter(channel=channel, key=answered.key).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _heard(channel, answered, at)
    except IntegrityError:
        return Reply.objects.get(channel=channel, key=answered.key)


def _heard(channel: Channel, answered: Answered, at: datetime) -> Reply:
    token = phone_fingerprint(answered.phone)
    party = Party.objects.filter(town=channel.town, phone_hash=token).order_by("-pk").first()
    reply = Reply(town=channel.town, channel=channel, key=answered.key, words=answered.words, at=at)
    if party is None:
        party = person_of(channel.town, kernel.Requester(phone=answered.phone))
        reply.party, reply.why = party, "unknown"
        reply.save(force_insert=True)
        return reply
    reply.party = party
    reply.save(force_insert=True)  # before anything is done: the same message beside this one finds it
    _match(reply, _open_to(channel, token), at)
    reply.save(update_fields=["state", "why", "matter"])
    return reply


def _open_to(channel: Channel, token: str) -> list[Matter]:
    """The matters about which somebody of this phone was asked and has not said yet, the newest question first."""
    asked = Notice.objects.filter(
        town_id=channel.town_id, audience=ASKED, state="sent", party__phone_hash=token, matter__state__in=OPEN
    )
    rows = asked.select_related("matter__town").order_by("-made_at", "-pk")
    matters = {notice.matter_id: notice.matter for notice in rows}
    return [matter for matter in matters.values() if not has_said(matter)]


def _match(reply: Reply, waiting: list[Matter], at: datetime) -> None:
    """What becomes of it stands in the row: taken, asked back, or left for the call-back clerk with the reason."""
    if wants_no_more(reply.words):
        reply.why = "no_more"
    elif not waiting:
        reply.why = "nothing_asked"
    else:
        told = answer_in(reply.words)
        meant = [one for one in waiting if told is None or not told.tail or one.number.endswith(told.tail)]
        if told is not None and len(meant) == 1:
            _take(reply, meant[0], told.solved, at)
        else:
            _ask_back(reply, waiting, at)


def _take(reply: Reply, matter: Matter, solved: bool, at: datetime) -> None:
    kernel.say_how_it_went(
        matter, solved=solved, satisfied="", words="", at=at, request_id=f"sms:{reply.channel_id}:{reply.key}"[:64]
    )
    reply.state, reply.matter = "taken", matter


def _ask_back(reply: Reply, waiting: list[Matter], at: datetime) -> None:
    """Once for a question: who is not understood twice is called."""
    matter = waiting[0]
    reply.matter, reply.why = matter, "which" if len(waiting) > 1 else "unclear"
    again = matter.events.filter(name__in=("callback_awaited", *_ASKED_AGAIN)).order_by("-seq").first()
    if again is None or again.name in _ASKED_AGAIN:
        return
    kernel.record(matter, "sms_which" if len(waiting) > 1 else "sms_unclear", actor=kernel.WORKER, at=at)
    reply.state = "asked"


def see(reply: Reply, *, seat: Seat, at: datetime) -> None:
    """Somebody has read it and done what there was to do."""
    access.require(seat, "notices.replies", of=reply)
    done = Refused("这条回复已经有人看过，或者不用再看。")
    still(reply, {"state": "left"}, done, state="seen", seen_by=seat, seen_at=at)


def purge_replies(at: datetime) -> int:
    """Messages that belong to no matter are not kept for ever; those that do go with its words."""
    old = Reply.objects.filter(matter=None, at__lt=at - _KEPT).exclude(words="")
    return old.update(words="")
