"""One row per event, person and way; the sender works them off outside every transaction of a deed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from xiangyue.desks.notices.models import Channel, Notice, Wording
from xiangyue.desks.notices.replies import may_be_asked
from xiangyue.desks.notices.rules import ASKED, MAX_TRIES, NAMES, not_before, unknown_names, worded
from xiangyue.desks.notices.told import audience_of, told
from xiangyue.desks.notices.ways import ChannelHangs, NotSent, aliyun, is_aliyun, send
from xiangyue.kernel import access, telling
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Event, Party, Place, Seat
from xiangyue.kernel.outbox import backoff, reason_of
from xiangyue.kernel.recusals import is_kept_from
from xiangyue.kernel.timekeeping import ZONE, local_day
from xiangyue.lib.outward import lies_inside

_LEASE = timedelta(minutes=2)  # a sender that died gives its row back after this; the message may then go out twice
_REST = timedelta(minutes=2)
URGENT = ("urgent", "utility")


def tell(event: Event, now: datetime) -> int:
    """Write down whom this event is to be told to; how many new notices. Told twice it adds nothing."""
    matter = event.matter
    wanted = [
        (audience, party, channel)
        for audience in telling.words_of(event.name)
        for party in audience_of(event, audience)
        if party.kind != "unit" or not is_kept_from(matter, party)
        for channel in _channels(event, audience, party)
    ]
    if wanted:
        written = set(Notice.objects.filter(event=event).values_list("party_id", "channel_id"))
        wanted = [one for one in wanted if (one[1].pk, one[2].pk) not in written]
    if not wanted:
        return 0
    rule = rule_on(matter.town, "quiet", "town", local_day(now))
    quiet = (rule.value["from"], rule.value["to"]) if rule else None
    is_urgent = matter.urgency in URGENT
    rows = [
        Notice(
            town_id=matter.town_id,
            event=event,
            matter=matter,
            channel=channel,
            audience=audience,
            party=party,
            made_at=now,
            text=worded(_pattern(matter.town, event.name, audience, party), told(event, matter)),
            # a question can always wait for the morning
            next_try_at=not_before(now.astimezone(ZONE), quiet, is_urgent=is_urgent and audience != ASKED),
        )
        for audience, party, channel in wanted
    ]
    return len(Notice.objects.bulk_create(rows, ignore_conflicts=True))


def _channels(event: Event, audience: str, party: Party) -> Iterable[Channel]:
    """Units by their own robots; a requester by the one best way they can be reached by, never by all at once; a
    question by text message alone, where its answer comes back.
    """
    in_use = Channel.objects.filter(town_id=event.town_id, ended_at=None)
    if audience == ASKED:
        asks = party.phone_sealed and may_be_asked(event.matter)
        return list(in_use.filter(unit=None, kind="sms", asks=True, hears_hash__isnull=False)[:1]) if asks else []
    if audience != "requester":
        return list(in_use.filter(unit=party))
    reachable = {"wechat": party.wechat_sealed, "sms": party.phone_sealed, "mail": party.mail_sealed}
    offered = {channel.kind: channel for channel in in_use.filter(unit=None, kind__in=Channel.FOR_REQUESTERS)}
    return [offered[kind] for kind in Channel.FOR_REQUESTERS if kind in offered and reachable[kind]][:1]


def _pattern(town: Place, event: str, audience: str, party: Party) -> str:
    language = "en" if party.language.startswith("en") else "zh"
    own = Wording.objects.filter(town=town, event=event, audience=audience, language=language).first()
    return own.text if own else telling.words_of(event)[audience][language]


def send_next(now: datetime) -> bool:
    """Send the one notice whose moment has come; what went wrong stands in its row. False when none waits."""
    notice = _claimed(now)
    if notice is None:
        return False
    try:
        send(notice, now)
    except ChannelHangs as refusal:
        _put_off(notice, str(refusal), now, for_good=False)
        _let_channel_rest(notice, now)
    except NotSent as refusal:
        _put_off(notice, str(refusal), now, for_good=refusal.for_good)
    except DatabaseError:
        raise
    except Exception as error:  # one bad row must not stop the line
        _put_off(notice, reason_of(error), now, for_good=False)
    else:
        Notice.objects.filter(pk=notice.pk).update(state="sent", sent_at=now, error="")
    return True


@transaction.atomic
def _claimed(now: datetime) -> Notice | None:
    """Taken by one sender alone, with its next try set behind the lease: a sender that dies loses nothing."""
    waiting = Notice.objects.select_for_update(
        skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
    ).select_related("channel", "party__key", "matter", "town")
    notice = waiting.filter(state="waiting", next_try_at__lte=now).order_by("next_try_at", "id").first()
    if notice is not None:
        notice.tries += 1
        Notice.objects.filter(pk=notice.pk).update(next_try_at=now + _LEASE, tries=notice.tries)
    return notice


def _put_off(notice: Notice, why: str, now: datetime, *, for_good: bool) -> None:
    ended = for_good or notice.tries >= MAX_TRIES
    Notice.objects.filter(pk=notice.pk).update(
        state="failed" if ended else "waiting", error=why[:300], next_try_at=now + backoff(notice.tries)
    )


def _let_channel_rest(notice: Notice, now: datetime) -> None:
    """What waits for a channel that hangs would each hold up the other channels for as long."""
    waiting = Notice.objects.filter(channel=notice.channel_id, state="waiting", next_try_at__lte=now + _REST)
    waiting.exclude(pk=notice.pk).update(next_try_at=now + _REST)


def send_again(notice: Notice, *, seat: Seat, at: datetime) -> None:
    """A failed one gets all its tries once more."""
    access.require(seat, "notices.see", of=notice)
    if Channel.objects.filter(pk=notice.channel_id).exclude(ended_at=None).exists():
        raise Refused("这个渠道已经停用，不能再从它发送；请改用别的办法告知，再把这条取消。")
    if Notice.objects.filter(pk=notice.pk, state="failed").update(state="waiting", tries=0, next_try_at=at) != 1:
        raise Refused("这条通知已经在发送或已经送出，请刷新后再看。")


def drop(notice: Notice, *, seat: Seat, at: datetime) -> None:
    """Told in another way: it leaves the list of failures."""
    access.require(seat, "notices.see", of=notice)
    if Notice.objects.filter(pk=notice.pk, state__in=("failed", "waiting")).update(state="dropped") != 1:
        raise Refused("这条通知已经送出，不能取消。")


def open_channel(
    town: Place, *, kind: str, title: str, address: str, unit: Party | None, seat: Seat, at: datetime
) -> Channel:
    """`address`: a robot's apprise address, a gateway with {phone} or {mail} in it, or for wechat the template's id."""
    access.require(seat, "notices.manage", of=town)
    if kind not in dict(Channel.KINDS):
        raise Refused("请选择渠道的种类。")
    if (kind in Channel.FOR_REQUESTERS) == (unit is not None):
        raise Refused("机器人要选它所在的单位；短信、邮件和微信订阅消息是发给诉求人的，不选单位。")
    address = address.strip()
    asks = False
    needs = {"sms": "{phone}", "mail": "{mail}"}.get(kind, "")
    if kind == "sms" and is_aliyun(address):
        needs, asks = "", _asks(address)
    if not address or needs not in address:
        raise Refused("渠道地址不对：请照说明填写{what}。", what="，并写出 " + needs + " 的位置" if needs else "")
    if kind != "wechat" and lies_inside(address, settings.XIANGYUE_INSIDE_HOSTS):
        raise Refused("渠道地址在内网或本机，不能用。确实是本单位的网关，请把主机名写进 XIANGYUE_INSIDE_HOSTS。")
    return Channel.objects.create(
        town=town,
        kind=kind,
        title=title.strip()[:60] or dict(Channel.KINDS)[kind],
        unit=unit,
        made_at=at,
        asks=asks,
        address_sealed=keyring().seal(address),
    )


def _asks(address: str) -> bool:
    try:
        return bool(aliyun.account_in(address).ask)
    except ValueError as error:
        raise Refused(str(error)) from error


def reword(town: Place, *, event: str, audience: str, language: str, text: str, seat: Seat, at: datetime) -> None:
    """The town's own words for an event; an empty text goes back to the ones that came with the system."""
    access.require(seat, "notices.manage", of=town)
    if language not in telling.words_of(event).get(audience, {}):
        raise Refused("没有这样的通知。")
    unknown = unknown_names(text)
    if unknown:
        allowed = " ".join(f"{{{name}}}" for name in NAMES)
        raise Refused("通知用语里的 {unknown} 不认识，花括号里只能写 {allowed}。", unknown=unknown, allowed=allowed)
    own = Wording.objects.filter(town=town, event=event, audience=audience, language=language)
    if not text.strip():
        own.delete()
    elif not own.update(text=text.strip()[:300]):
        Wording.objects.create(town=town, event=event, audience=audience, language=language, text=text.strip()[:300])


def end_channel(channel: Channel, *, seat: Seat, at: datetime) -> None:
    """No new notices by this way; what waits is dropped."""
    access.require(seat, "notices.manage", of=channel)
    Channel.objects.filter(pk=channel.pk, ended_at=None).update(ended_at=at)
    Notice.objects.filter(channel=channel, state="waiting").update(state="dropped")
