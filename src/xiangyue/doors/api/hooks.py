"""Webhooks: opened, ended, and worked off by the worker. At least once, in order; a batch that fails is sent again
whole.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from xiangyue.doors.api import feed
from xiangyue.doors.api.models import WebHook
from xiangyue.doors.api.settled import settled
from xiangyue.kernel import access, vocabulary
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Seat
from xiangyue.kernel.outbox import backoff, reason_of
from xiangyue.lib.apart import Apart, TookTooLong
from xiangyue.lib.outward import INSIDE, ask, lies_inside

BATCH = 100
SECONDS = 20.0  # for one batch altogether, whatever the other side does
_LEASE = timedelta(minutes=1)  # a sender that died gives its hook back after this
_IDLE = timedelta(seconds=5)
_APART = Apart()


def open_hook(*, url: str, names: Sequence[str], seat: Seat, at: datetime) -> tuple[WebHook, str]:
    """The hook and its secret, which is told this once."""
    access.require(seat, "api.webhooks")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise Refused("推送地址要以 http:// 或 https:// 开头。")
    if lies_inside(url, settings.XIANGYUE_INSIDE_HOSTS):
        raise Refused("推送地址在内网或本机，不能用。确实是本单位的网关，请管理员把主机名写进 XIANGYUE_INSIDE_HOSTS。")
    unknown = sorted(set(names) - vocabulary.kinds().keys())
    if unknown:
        raise Refused("没有名为 {unknown} 的动态；全部名称见 docs/reference.md。", unknown=unknown)
    secret = secrets.token_urlsafe(32)
    hook = WebHook.objects.create(
        town=seat.town,
        seat=seat,
        url=url,
        secret_sealed=keyring().seal(secret),
        names=list(names),
        last_event_id=settled(),
        next_try_at=at,
        made_at=at,
    )
    return hook, secret


def end_hook(hook: WebHook, *, seat: Seat, at: datetime) -> None:
    access.require(seat, "api.webhooks")
    WebHook.objects.filter(pk=hook.pk, ended_at=None).update(ended_at=at)


def end_all_of(user_id: int, at: datetime) -> None:
    """Every hook that this person opened."""
    WebHook.objects.filter(seat__user_id=user_id, ended_at=None).update(ended_at=at, error="开通者的账号已重置")


def deliver_next(now: datetime) -> bool:
    """Look after the one hook whose moment has come and send its next batch. False when none waits."""
    hook = _claimed(now)
    if hook is None:
        return False
    try:
        _deliver(hook, now)
    except DatabaseError:
        raise
    except Exception as error:  # one bad row must not stop the line
        _put_off(hook, reason_of(error), now)
    return True


def _deliver(hook: WebHook, now: datetime) -> None:
    if hook.seat.until is not None and hook.seat.until <= now:
        WebHook.objects.filter(pk=hook.pk).update(ended_at=now, error="开通它的岗位已经结束")
        return
    if not hook.seat.user.is_active:
        return _put_off(hook, "开通它的账号已锁定", now)
    events = feed.since(hook.seat, after=hook.last_event_id, names=hook.names, limit=BATCH)
    if not events:
        WebHook.objects.filter(pk=hook.pk).update(next_try_at=now + _IDLE)
        return
    why = _post(hook, [feed.told(event) for event in events], now)
    if why:
        _put_off(hook, why, now)
    else:
        WebHook.objects.filter(pk=hook.pk, last_event_id=hook.last_event_id).update(
            last_event_id=events[-1].pk, tries=0, error="", delivered_at=now, next_try_at=now
        )


def _put_off(hook: WebHook, why: str, now: datetime) -> None:
    tries = min(hook.tries + 1, 1000)  # a small number that must not run over
    WebHook.objects.filter(pk=hook.pk).update(tries=tries, next_try_at=now + backoff(tries), error=why[:300])


@transaction.atomic
def _claimed(now: datetime) -> WebHook | None:
    waiting = WebHook.objects.select_for_update(
        skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
    ).select_related("seat__town", "seat__unit", "seat__user")
    hook = waiting.filter(ended_at=None, next_try_at__lte=now).order_by("next_try_at", "id").first()
    if hook is not None:
        WebHook.objects.filter(pk=hook.pk).update(next_try_at=now + _LEASE)
    return hook


def _post(hook: WebHook, events: list[dict[str, Any]], now: datetime) -> str:
    """Why it was not taken; empty when it was."""
    body = json.dumps({"events": events, "cursor": events[-1]["id"]}, ensure_ascii=False).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "xiangyue",
        "X-Xiangyue-Delivery": f"{hook.pk}-{events[0]['id']}-{events[-1]['id']}",
        "X-Xiangyue-Signature": f"t={stamp},v1={signature(keyring().open(hook.secret_sealed), stamp, body)}",
    }
    try:
        answer = _APART.call(ask, hook.url, body, headers, settings.XIANGYUE_INSIDE_HOSTS, seconds=SECONDS)
    except TookTooLong:
        return f"对方 {SECONDS:.0f} 秒没有答完"
    if answer.why == INSIDE:
        return "推送地址在内网或本机，没有发出"
    if answer.why:
        return f"对方没有收下：{answer.status or answer.why}"
    return "" if 200 <= answer.status < 300 else f"对方答复 {answer.status}"


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 over "stamp.body": the receiver computes the same, and refuses an old stamp."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
