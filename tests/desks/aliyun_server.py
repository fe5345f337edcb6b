"""A small server that speaks as Alibaba Cloud's SMS service does: it takes SendSms when the V3 signature is right."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlsplit

from listening import Heard, Said, listening

KEY_ID, SECRET = "LTAI-test", "s3cret/with+signs"
_AUTHORIZATION = re.compile(r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})")


class Service:
    """What it was sent; `code` is what it answers to a message that is signed rightly."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.refused = 0
        self.code = "OK"
        self.host = ""

    def address(self, **more: str) -> str:
        asked = {"sign": "永乐店镇", "template": "SMS_1", "ask": "SMS_2", "extend": "01"} | more
        query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
        return f"aliyun+http://{KEY_ID}:s3cret%2Fwith%2Bsigns@{self.host}/?{query}"


@contextmanager
def service():
    kept = Service()

    def answer(heard):
        query = urlsplit(heard.path).query
        if not _is_signed(heard, query):
            kept.refused += 1
            return Said(400, json.dumps({"Code": "SignatureDoesNotMatch"}).encode())
        kept.sent.append(dict(parse_qsl(query)))
        told = {"Code": kept.code, "Message": kept.code, "RequestId": "1", "BizId": "9"}
        return Said(200, json.dumps(told).encode())

    with listening(answer) as kept.host:
        yield kept


def _is_signed(request: Heard, query: str) -> bool:
    """Worked out from what came over the wire, step by step as the service documents it."""
    told = _AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
    if told is None or told[1] != KEY_ID or request.headers["x-acs-action"] != "SendSms":
        return False
    names = told[2].split(";")
    if names != sorted(names) or not {"host", "x-acs-date", "x-acs-content-sha256"} <= set(names):
        return False
    payload = hashlib.sha256(request.body).hexdigest()
    if request.headers["x-acs-content-sha256"] != payload or query.split("&") != sorted(query.split("&")):
        return False
    canonical = f"POST\n/\n{query}\n"
    for name in names:
        canonical += f"{name}:{request.headers[name].strip()}\n"
    canonical += f"\n{told[2]}\n{payload}"
    to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    return hmac.compare_digest(hmac.new(SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest(), told[3])
