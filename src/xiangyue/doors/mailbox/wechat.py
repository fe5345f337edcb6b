"""WeChat's log-in: the code of wx.login is exchanged for an openid, by the documented call and nothing else.

GET {api}/sns/jscode2session?appid&secret&js_code&grant_type=authorization_code
→ {"openid", "session_key", "unionid"?} or {"errcode", "errmsg"}. The session key is dropped here, unread.
"""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from xiangyue.kernel.errors import Refused

SECONDS = 5
_MOST_BYTES = 64 * 1024
DEFAULT_API = "https://api.weixin.qq.com"


class WeChatAway(Refused):
    """WeChat did not answer, or is too busy, or is not set up: the same code may be tried again later."""

    code = "wechat_away"


class CodeRefused(Refused):
    """WeChat does not take this code: the mini-program asks for a new one."""

    code = "wechat_code"


_REFUSALS: dict[int, str] = {
    40029: "微信登录没有成功：登录凭证无效，请退出小程序重新打开。",
    40163: "微信登录没有成功：登录凭证已经用过，请退出小程序重新打开。",
    45011: "登录得太频繁了，请过一分钟再试。",
    40226: "微信提示这个账号存在风险，暂时不能登录。您可以用浏览器写信，或打 12345。",
}
_AWAY = "微信暂时连不上，请过一会儿再试；您写的内容还在手机上，没有丢。也可以用浏览器写信，或打 12345。"
_NOT_SET_UP = "本镇的微信小程序还没有配置好，请先用浏览器写信，或打 12345。"


class _StayHere(HTTPRedirectHandler):
    """The secret stands in the address: it goes to WeChat's own host and is carried nowhere else."""

    def redirect_request(self, *told: Any) -> None:
        return None


def openid_of(code: str) -> str:
    """The openid behind a code. CodeRefused when WeChat says no; WeChatAway when it cannot say."""
    appid, secret = getattr(settings, "XIANGYUE_WECHAT_APPID", ""), getattr(settings, "XIANGYUE_WECHAT_SECRET", "")
    if not appid or not secret:
        raise WeChatAway(_NOT_SET_UP)
    if not code or len(code) > 128 or not code.isascii():
        raise CodeRefused(_REFUSALS[40029])
    asked = {"appid": appid, "secret": secret, "js_code": code, "grant_type": "authorization_code"}
    told = _get(f"{api_address()}/sns/jscode2session?{urlencode(asked)}")
    errcode = told.get("errcode", 0)
    if errcode in _REFUSALS:
        raise CodeRefused(_REFUSALS[errcode])
    if errcode == -1:
        raise WeChatAway(_AWAY)
    openid = told.get("openid")
    if errcode or not isinstance(openid, str) or not openid:
        raise WeChatAway(_NOT_SET_UP)  # a wrong appid or secret: nothing that the resident could mend
    return openid


def api_address() -> str:
    address: str = getattr(settings, "XIANGYUE_WECHAT_API", "") or DEFAULT_API
    return address.rstrip("/")


def _get(url: str) -> dict[str, Any]:
    """Whatever goes wrong on the way is told without the address: the secret stands in it."""
    try:
        with build_opener(_StayHere()).open(Request(url), timeout=SECONDS) as answer:
            told = json.loads(answer.read(_MOST_BYTES))
    except (URLError, HTTPException, OSError, ValueError):
        raise WeChatAway(_AWAY) from None
    if not isinstance(told, dict):
        raise WeChatAway(_AWAY)
    return told
