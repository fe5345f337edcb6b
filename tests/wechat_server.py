"""A small server that speaks WeChat's documented protocol over real HTTP: log-in codes, access tokens, subscription
messages.

The rules are those of the public documents of jscode2session, getAccessToken and sendMessage; nothing of ours is in it.
"""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

APPID, SECRET = "wx0000000000000000", "0123456789abcdef0123456789abcdef"
TOKEN_LASTS = 7200
# what a value of each kind may be, by the name of its key (thing1, date2, …)
KINDS = {
    "thing": r"[\s\S]{1,20}",
    "short_thing": r"[\s\S]{1,5}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
    "name": r"[\u4e00-\u9fff]{1,10}|[A-Za-z ]{1,20}",
    "number": r"[\d.,]{1,32}",
    "letter": r"[A-Za-z]{1,32}",
    "character_string": r"[\x20-\x7e]{1,32}",
    "phone_number": r"[\d+\- ]{1,17}",
    "time": r".*\d{1,2}:\d{2}.*",
    "date": r".*\d{4}年\d{1,2}月\d{1,2}日.*|.*\d{4}-\d{2}-\d{2}.*",
}


@dataclass
class WeChat:
    """What WeChat knows. Tests give out codes, refuse messages, make it busy; `sent` holds the messages that went
    out.
    """

    codes: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    templates: dict[str, list[str]] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    sent: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    access_token: str = ""
    tokens_given: int = 0
    mood: str = "well"  # well, busy, often, garbage, slow, broken, elsewhere
    session_key: str = "c2Vzc2lvbi1rZXktb2Ytd2VjaGF0"

    def code_for(self, openid: str) -> str:
        """What wx.login gives to the mini-program of this person."""
        code = f"code{len(self.codes):04d}{openid[-6:]}"
        self.codes[code] = openid
        return code

    def expire_token(self) -> None:
        self.access_token = "expired"

    def session(self, asked: dict[str, str]) -> dict[str, Any]:
        wrong = self._wrong_app(asked)
        if wrong:
            return wrong
        if asked.get("grant_type") != "authorization_code":
            return _error(40002, "invalid grant_type")
        if self.mood == "often":
            return _error(45011, "api minute-quota reach limit")
        code = asked.get("js_code", "")
        if code in self.used:
            return _error(40163, "code been used")
        if code not in self.codes:
            return _error(40029, "invalid code")
        if self.codes[code] in self.blocked:
            return _error(40226, "code blocked")
        self.used.add(code)
        return {"openid": self.codes[code], "session_key": self.session_key}

    def token(self, asked: dict[str, str]) -> dict[str, Any]:
        wrong = self._wrong_app(asked)
        if wrong:
            return wrong
        if asked.get("grant_type") != "client_credential":
            return _error(40002, "invalid grant_type")
        self.tokens_given += 1
        self.access_token = f"token-{self.tokens_given}"
        return {"access_token": self.access_token, "expires_in": TOKEN_LASTS}

    def _wrong_app(self, asked: dict[str, str]) -> dict[str, Any] | None:
        if self.mood == "busy":
            return _error(-1, "system error")
        if asked.get("appid") != APPID:
            return _error(40013, "invalid appid")
        if asked.get("secret") != SECRET:
            return _error(40125, "invalid appsecret")
        return None

    def send(self, access_token: str, told: dict[str, Any]) -> dict[str, Any]:
        if self.mood == "busy":
            return _error(-1, "system error")
        if not self.access_token or access_token != self.access_token:
            return _error(40001, "invalid credential, access_token is invalid or not latest")
        person, template = told.get("touser"), told.get("template_id")
        if person not in self.codes.values():
            return _error(40003, "invalid openid")
        if template not in self.templates:
            return _error(40037, "invalid template_id")
        if (person, template) in self.refused:
            return _error(43101, "user refuse to accept the msg")
        wrong = self._wrong_data(self.templates[template], told.get("data"))
        if wrong:
            return _error(47003, f"argument invalid! {wrong}")
        self.sent.append(told)
        return {"errcode": 0, "errmsg": "ok", "msgid": len(self.sent)}

    @staticmethod
    def _wrong_data(keys: list[str], data: Any) -> str:
        if not isinstance(data, dict) or set(data) != set(keys):
            return "data keys do not match the template"
        for key, cell in data.items():
            value = cell.get("value") if isinstance(cell, dict) else None
            kind = re.sub(r"\d+$", "", key)
            if not isinstance(value, str) or not re.fullmatch(KINDS[kind], value):
                return f"data.{key}.value invalid"
        return ""


def _error(code: int, says: str) -> dict[str, Any]:
    return {"errcode": code, "errmsg": f"{says} rid: 00000000-00000000-00000000"}


def _handler(wechat: WeChat) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            split = urlsplit(self.path)
            asked = {key: values[0] for key, values in parse_qs(split.query).items()}
            wechat.asked.append(split.path)
            if split.path == "/sns/jscode2session":
                self.answer(wechat.session(asked))
            elif split.path == "/cgi-bin/token":
                self.answer(wechat.token(asked))
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            split = urlsplit(self.path)
            wechat.asked.append(split.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            if split.path != "/cgi-bin/message/subscribe/send":
                self.send_error(404)
                return
            try:
                told = json.loads(raw)
            except ValueError:
                self.answer(_error(47001, "data format error"))
                return
            self.answer(wechat.send(parse_qs(split.query).get("access_token", [""])[0], told))

        def answer(self, told: dict[str, Any]) -> None:
            if wechat.mood == "broken":
                self.send_error(502)
                return
            if wechat.mood == "elsewhere":
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.1:9/stolen")
                self.end_headers()
                return
            if wechat.mood == "slow":
                time.sleep(1.5)
            body = b"<html>proxy</html>" if wechat.mood == "garbage" else json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")  # as WeChat does
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told: Any) -> None:
            """The address holds the secret; nothing is logged."""

    return Handler


class Running:
    """The server in a thread of its own. `with Running() as wechat:` or start/stop."""

    def __init__(self) -> None:
        self.wechat = WeChat()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.wechat))
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Running:
        self.thread.start()
        return self

    def __exit__(self, *_told: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
