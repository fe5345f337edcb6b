"""Alibaba Cloud's SMS service as documented: SendSms (2017-05-25) signed by ACS3-HMAC-SHA256, and what people answer,
which it pushes as a JSON list (SmsUp, HTTP batch push).

aliyun://KEYID:SECRET@dysmsapi.aliyuncs.com/?sign=SIGN&template=SMS_1&ask=SMS_2&extend=01&from=203.0.113.0/24

A template may use ${number} and ${text}. `ask` is the template of questions; without it nothing is asked. `extend` is
the extension of the number that is answered to, `from` the networks from which answers are pushed. aliyun+http:// is
for a gateway inside the office that speaks the same.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from django.conf import settings

from xiangyue.desks.notices.models import Notice
from xiangyue.desks.notices.rules import ASKED
from xiangyue.desks.notices.ways.refusal import NotSent
from xiangyue.desks.notices.ways.with_deadline import within_deadline
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.sealing import contact
from xiangyue.lib.outward import INSIDE, ask

SCHEMES = ("aliyun", "aliyun+http")
_VERSION, _ALGORITHM = "2017-05-25", "ACS3-HMAC-SHA256"
_PUSHED_MAX = 1000
_WORDS_MAX = 500
_FOR_GOOD = {
    "isv.MOBILE_NUMBER_ILLEGAL": "对方的号码不是能收短信的手机号。",
    "isv.SMS_TEMPLATE_ILLEGAL": "短信模板不存在或没有通过审核，请管理员检查这个通知渠道。",
    "isv.SMS_SIGNATURE_ILLEGAL": "短信签名不存在或没有通过审核，请管理员检查这个通知渠道。",
    "isv.TEMPLATE_MISSING_PARAMETERS": "短信模板里的变量和系统给的不一样，请管理员检查模板（可用 number、text）。",
    "isv.TEMPLATE_PARAMS_ILLEGAL": "短信模板的变量装不下这段话，请管理员检查模板。",
}


@dataclass(frozen=True)
class Account:
    """What stands in a channel's address."""

    key_id: str
    secret: str
    host: str
    is_plain: bool
    sign: str
    template: str
    ask: str
    extend: str
    networks: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """One message that somebody sent back; `key` is the gateway's own number of it."""

    key: str
    phone: str
    words: str


def account_in(address: str) -> Account:
    """ValueError with a sentence for what is missing."""
    told = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(told.query).items()}
    if not (told.username and told.password and told.hostname and asked.get("sign") and asked.get("template")):
        raise ValueError("地址要写全：aliyun://密钥编号:密钥@主机/?sign=短信签名&template=模板编号。")
    networks = tuple(part.strip() for part in asked.get("from", "").split(",") if part.strip())
    for one in networks:
        try:
            ipaddress.ip_network(one)
        except ValueError:
            raise ValueError(f"from 里的“{one}”不是网络地址，要写成 203.0.113.0/24 这样。") from None
    return Account(
        key_id=unquote(told.username),
        secret=unquote(told.password),
        host=told.netloc.rpartition("@")[2],
        is_plain=told.scheme == "aliyun+http",
        sign=asked["sign"],
        template=asked["template"],
        ask=asked.get("ask", ""),
        extend=asked.get("extend", ""),
        networks=networks,
    )


def send(notice: Notice, at: datetime) -> None:
    account = account_in(keyring().open(notice.channel.address_sealed))
    query = canonical(message_of(notice, account))
    headers = headers_of(account, query, nonce=secrets.token_hex(16), at=at.astimezone(UTC))
    address = f"{'http' if account.is_plain else 'https'}://{account.host}/?{query}"
    answer = within_deadline(ask, address, b"", headers, settings.XIANGYUE_INSIDE_HOSTS)
    if answer.why == INSIDE:
        raise NotSent("渠道地址在内网或本机，没有发出；本单位的网关要写进 XIANGYUE_INSIDE_HOSTS。", for_good=True)
    if answer.status != 200:  # the address holds the key's number and the phone: it must not get into the row
        raise NotSent(f"短信网关没有收下（{answer.status or answer.why}），稍后自动再发。")
    code = _code_in(answer.body)
    if code != "OK":
        says = _FOR_GOOD.get(code)
        raise NotSent(says or f"短信网关没有收下（{code}），稍后自动再发。", for_good=says is not None)


def message_of(notice: Notice, account: Account) -> dict[str, str]:
    is_question = notice.audience == ASKED
    message = {
        "PhoneNumbers": contact(notice.party, "phone"),
        "SignName": account.sign,
        "TemplateCode": account.ask if is_question else account.template,
        "TemplateParam": json.dumps({"number": notice.matter.number, "text": notice.text}, ensure_ascii=False),
        "OutId": str(notice.pk),
    }
    return message | ({"SmsUpExtendCode": account.extend} if is_question and account.extend else {})


def canonical(message: dict[str, str]) -> str:
    """The query in the order and the writing that are signed."""
    return urlencode(sorted(message.items()), quote_via=quote, safe="-_.~")


def headers_of(
    account: Account, query: str, *, nonce: str, at: datetime, action: str = "SendSms", version: str = _VERSION
) -> dict[str, str]:
    """Of a POST without a body, as the V3 signature is documented."""
    nothing = hashlib.sha256(b"").hexdigest()
    signed = {
        "host": account.host,
        "x-acs-action": action,
        "x-acs-content-sha256": nothing,
        "x-acs-date": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{value}\n" for name, value in sorted(signed.items()))
    asked = hashlib.sha256("\n".join(("POST", "/", query, lines, names, nothing)).encode()).hexdigest()
    proof = hmac.new(account.secret.encode(), f"{_ALGORITHM}\n{asked}".encode(), hashlib.sha256).hexdigest()
    return signed | {
        "Authorization": f"{_ALGORITHM} Credential={account.key_id},SignedHeaders={names},Signature={proof}"
    }


def _code_in(body: bytes) -> str:
    try:
        told = json.loads(body)
    except ValueError:
        return "答复读不出来"
    return str(told.get("Code", "没有说明"))[:60] if isinstance(told, dict) else "答复读不出来"


def lets_in(account: Account, address: str) -> bool:
    """Whether answers may be pushed from this network address."""
    if not account.networks:
        return True
    try:
        came = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(came in ipaddress.ip_network(one) for one in account.networks)


def answers_in(body: bytes, account: Account) -> list[Answered]:
    """What was pushed. ValueError where it is not what the service pushes, or of another signature."""
    told = json.loads(body)
    if not isinstance(told, list) or len(told) > _PUSHED_MAX:
        raise ValueError("not a list of messages")
    return [_answered(one, account) for one in told]


def _answered(told: Any, account: Account) -> Answered:
    if not isinstance(told, dict):
        raise ValueError("a message is an object")
    key, phone, words = (told.get(name) for name in ("sequence_id", "phone_number", "content"))
    if not isinstance(key, int | str) or not isinstance(phone, str) or not isinstance(words, str) or not key:
        raise ValueError("sequence_id, phone_number and content are needed")
    if told.get("sign_name", account.sign) != account.sign:
        raise ValueError("another signature")
    return Answered(str(key)[:64], phone[:30], words.replace("\x00", "")[:_WORDS_MAX])
