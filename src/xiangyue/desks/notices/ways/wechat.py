"""WeChat's subscribe message (subscribeMessage.send) as documented: a token of the app, then one message to one openid.

The template has three fields: character_string1 (number), thing2 (what is told), time3 (when).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache

from xiangyue.desks.notices.models import Notice
from xiangyue.desks.notices.ways.refusal import NotSent
from xiangyue.desks.notices.ways.with_deadline import within_deadline
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.sealing import contact
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.lib.outward import ask, with_own

_TOKEN = "xiangyue.wechat.token"
_THING = 20  # WeChat's limit for a "thing" field
_OLD_TOKEN = (40001, 40014, 42001)
_FOR_GOOD = {
    43101: "对方没有订阅（或已用完订阅次数），微信不让发。",
    40003: "这个微信用户不存在或不属于本小程序。",
    40037: "订阅消息模板编号不对，请管理员检查这个通知渠道。",
    47003: "订阅消息模板的字段与要发的内容不符，请管理员检查模板。",
}


def send(notice: Notice) -> None:
    if not (settings.XIANGYUE_WECHAT_APPID and settings.XIANGYUE_WECHAT_SECRET):
        raise NotSent(
            "还没有设置微信小程序的编号和密钥（XIANGYUE_WECHAT_APPID、XIANGYUE_WECHAT_SECRET）。", for_good=True
        )
    answer = _post(message_of(notice), _token())
    if answer.get("errcode") in _OLD_TOKEN:
        cache.delete(_TOKEN)
        answer = _post(message_of(notice), _token())
    code = answer.get("errcode", 0)
    if code:
        says = _FOR_GOOD.get(code)
        raise NotSent(says or f"微信没有收下（{code}），稍后自动再发。", for_good=says is not None)


def message_of(notice: Notice) -> dict[str, Any]:
    text = notice.text if len(notice.text) <= _THING else notice.text[: _THING - 1] + "…"
    return {
        "touser": contact(notice.party, "wechat"),
        "template_id": keyring().open(notice.channel.address_sealed),
        "page": f"pages/letter/letter?number={notice.matter.number}",
        "data": {
            "character_string1": {"value": notice.matter.number},
            "thing2": {"value": text},
            "time3": {"value": f"{notice.made_at.astimezone(ZONE):%Y-%m-%d %H:%M}"},
        },
    }


def _token() -> str:
    """Kept for most of the two hours that it holds."""
    known: str | None = cache.get(_TOKEN)
    if known:
        return known
    asked = {
        "grant_type": "client_credential",
        "appid": settings.XIANGYUE_WECHAT_APPID,
        "secret": settings.XIANGYUE_WECHAT_SECRET,
    }
    answer = _asked(f"{settings.XIANGYUE_WECHAT_API}/cgi-bin/token?{urlencode(asked)}")
    if "access_token" not in answer:
        raise NotSent(f"微信没有发给令牌（{answer.get('errcode')}），请管理员检查小程序的编号和密钥。")
    token = str(answer["access_token"])
    cache.set(_TOKEN, token, max(60, int(answer.get("expires_in", 7200)) - 300))
    return token


def _post(message: dict[str, Any], token: str) -> dict[str, Any]:
    address = f"{settings.XIANGYUE_WECHAT_API}/cgi-bin/message/subscribe/send?{urlencode({'access_token': token})}"
    return _asked(address, json.dumps(message, ensure_ascii=False).encode())


def _asked(address: str, body: bytes | None = None) -> dict[str, Any]:
    answer = within_deadline(
        ask,
        address,
        body,
        {"Content-Type": "application/json"},
        with_own(settings.XIANGYUE_INSIDE_HOSTS, settings.XIANGYUE_WECHAT_API),
    )
    if answer.status != 200:  # the address holds the secret: it must not get into the row
        raise NotSent(f"微信的服务器连不上（{answer.status or answer.why}），稍后自动再发。")
    try:
        told = json.loads(answer.body)
    except ValueError:
        raise NotSent("微信的答复读不出来，稍后自动再发。") from None
    return told if isinstance(told, dict) else {}
