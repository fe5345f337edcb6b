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
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.db import connection, transaction

from xiangyue.doors.api import feed
from xiangyue.doors.api.models import WebHook
from xiangyue.kernel import access, vocabulary
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Seat
from xiangyue.kernel.outbox import backoff

BATCH = 100
_TIMEOUT = 8
_LEASE = timedelta(minutes=1)  # a sender that died gives its hook back after this
_IDLE = timedelta(seconds=5)


class _NoRedirects(HTTPRedirectHandler):
    """What was signed for one address is not handed to another."""

    def redirect_request(self, *given: Any) -> None:
        return None


_OPENER = build_opener(_NoRedirects)


def open_hook(*, url: str, names: Sequence[str], seat: Seat, at: datetime) -> tuple[WebHook, str]:
    """The hook and its secret, which is told this once."""
    access.require(seat, "api.webhooks")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise Refused("推送地址要以 http:// 或 https:// 开头。")
    unknown = sorted(set(names) - vocabulary.kinds().keys())
    if unknown:
        raise Refused(f"没有名为 {'、'.join(unknown)} 的动态；全部名称见 docs/reference.md。")
    secret = secrets.token_urlsafe(32)
    hook = WebHook.objects.create(
        town=seat.town,
        seat=seat,
        url=url,
        secret_sealed=keyring().seal(secret),
        names=list(names),
        last_event_id=feed.newest(seat.town),
        next_try_at=at,
        made_at=at,
    )
    return hook, secret


def end_hook(hook: WebHook, *, seat: Seat, at: datetime) -> None:
    access.require(seat, "api.webhooks")
    WebHook.objects.filter(pk=hook.pk, ended_at=None).update(ended_at=at)


def deliver_next(now: datetime) -> bool:
    """Send one hook's next batch. False when no hook waits, or the one that did had nothing to tell."""
    hook = _claimed(now)
    if hook is None:
        return False
    if hook.seat.until is not None and hook.seat.until <= now:
        WebHook.objects.filter(pk=hook.pk).update(ended_at=now, error="开通它的岗位已经结束")
        return True
    events = feed.since(hook.seat, after=hook.last_event_id, now=now, names=hook.names, limit=BATCH)
    if not events:
        WebHook.objects.filter(pk=hook.pk).update(next_try_at=now + _IDLE)
        return False
    why = _post(hook, [feed.told(event) for event in events], now)
    if why:
        WebHook.objects.filter(pk=hook.pk).update(
            tries=hook.tries + 1, next_try_at=now + backoff(hook.tries + 1), error=why
        )
    else:
        WebHook.objects.filter(pk=hook.pk, last_event_id=hook.last_event_id).update(
            last_event_id=events[-1].pk, tries=0, error="", delivered_at=now, next_try_at=now
        )
    return True


@transaction.atomic
def _claimed(now: datetime) -> WebHook | None:
    waiting = WebHook.objects.select_for_update(
        skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
    ).select_related("seat__town", "seat__unit")
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
        with _OPENER.open(Request(hook.url, data=body, headers=headers, method="POST"), timeout=_TIMEOUT) as answer:
            return "" if 200 <= answer.status < 300 else f"对方答复 {answer.status}"
    except (URLError, HTTPException, TimeoutError, OSError, ValueError) as error:
        return f"对方没有收下：{getattr(error, 'code', '') or type(error).__name__}"


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 over "stamp.body": the receiver computes the same, and refuses an old stamp."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
