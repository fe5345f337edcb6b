"""Log-in through WeChat, against a server that speaks its documented protocol: well, badly and not at all."""

from __future__ import annotations

import json
from urllib.request import Request, urlopen

import pytest
from cast import NOON, make_town
from mailbox_people import Phone, with_mailbox
from wechat_server import APPID, SECRET

from xiangyue.counter.visitors import LASTS, visitor_of
from xiangyue.doors.mailbox import wechat as ours
from xiangyue.house import moment

pytest_plugins = ["mailbox_fixtures"]
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def running(wechat_running):
    return wechat_running


def test_a_code_becomes_a_token_that_names_nobody(cast, running):
    phone = Phone(running.wechat, "oAbcd-openid-of-somebody")
    answer = phone.log_in()
    assert answer.status_code == 201
    assert set(answer.json()) == {"token", "expires_at"}
    for secret in ("openid", running.wechat.session_key, SECRET):
        assert secret not in answer.content.decode()
    who = visitor_of(cast.town, phone.token, NOON)
    assert len(who) == 64
    again = Phone(running.wechat, "oAbcd-openid-of-somebody")
    again.log_in()
    assert visitor_of(cast.town, again.token, NOON) == who  # the same person, another day, another code


REFUSED = {"a code that is none": "never-given", "no code": "", "a code in Chinese": "登录码", "a novel": "x" * 5000}


@pytest.mark.parametrize("what", REFUSED)
def test_a_wrong_code_is_refused_in_words(cast, running, what):
    answer = Phone(running.wechat, "somebody").post("session", {"code": REFUSED[what]})
    assert answer.status_code == 422
    assert answer.json()["error"] == "wechat_code"
    assert "登录" in answer.json()["says"]


def test_a_code_serves_once(cast, running):
    phone, code = Phone(running.wechat, "somebody"), running.wechat.code_for("somebody")
    assert phone.post("session", {"code": code}).status_code == 201
    assert "已经用过" in phone.post("session", {"code": code}).json()["says"]


def test_a_blocked_account_and_an_impatient_one_hear_why(cast, running):
    running.wechat.blocked.add("bad-person")
    assert "风险" in Phone(running.wechat, "bad-person").log_in().json()["says"]
    running.wechat.mood = "often"
    assert "频繁" in Phone(running.wechat, "somebody").log_in().json()["says"]


@pytest.mark.parametrize("mood", ["busy", "garbage", "broken", "elsewhere", "slow"])
def test_when_wechat_is_not_well_the_phone_keeps_its_code_and_its_letter(cast, running, monkeypatch, mood):
    monkeypatch.setattr(ours, "SECONDS", 0.5)
    running.wechat.mood = mood
    code = running.wechat.code_for("somebody")
    phone = Phone(running.wechat, "somebody")
    answer = phone.post("session", {"code": code})
    assert (answer.status_code, answer.json()["error"]) == (503, "wechat_away")
    assert "没有丢" in answer.json()["says"]
    assert SECRET not in answer.content.decode()
    if mood in ("busy", "elsewhere"):
        running.wechat.mood = "well"
        running.wechat.used.discard(code)
        assert phone.post("session", {"code": code}).status_code == 201


def test_a_server_that_is_down_and_one_that_was_never_set_up(cast, running, settings):
    settings.XIANGYUE_WECHAT_API = "http://127.0.0.1:9"
    assert Phone(running.wechat, "somebody").log_in().status_code == 503
    settings.XIANGYUE_WECHAT_API, settings.XIANGYUE_WECHAT_SECRET = running.address, "wrong"
    answer = Phone(running.wechat, "somebody").log_in()
    assert (answer.status_code, "还没有配置好" in answer.json()["says"]) == (503, True)
    settings.XIANGYUE_WECHAT_SECRET = ""
    assert Phone(running.wechat, "somebody").log_in().status_code == 503


def test_a_token_is_good_for_its_town_and_its_time_only(cast, running, monkeypatch):
    with_mailbox(cast)
    phone = Phone(running.wechat, "somebody")
    phone.log_in()
    assert phone.get("letters").status_code == 200
    token, other = phone.token, make_town("110112118000", "漷县镇").town
    assert Phone(running.wechat, "somebody", town=other.code, token=token).get("letters").status_code == 401
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    for wrong in (forged, "", "null", "a:b:c"):
        assert Phone(running.wechat, "somebody", token=wrong).get("letters").status_code == 401
    monkeypatch.setattr(moment, "now", lambda: NOON + LASTS)
    assert phone.get("letters").status_code == 401


def call(running, path, told=None):
    data = json.dumps(told).encode() if told is not None else None
    with urlopen(Request(running.address + path, data=data), timeout=5) as answer:
        return json.loads(answer.read())


def test_the_server_speaks_of_subscription_messages_as_wechat_does(running):
    wechat = running.wechat
    wechat.code_for("person")
    wechat.templates["T1"] = ["thing1", "date2"]
    good = {
        "touser": "person",
        "template_id": "T1",
        "data": {"thing1": {"value": "来信已回复"}, "date2": {"value": "2024年11月5日"}},
    }
    send = "/cgi-bin/message/subscribe/send?access_token="
    assert call(running, send + "nothing", good)["errcode"] == 40001
    token = call(running, f"/cgi-bin/token?grant_type=client_credential&appid={APPID}&secret={SECRET}")
    assert token["expires_in"] == 7200
    send += token["access_token"]
    assert call(running, send, good)["errcode"] == 0
    assert call(running, send, good | {"touser": "nobody"})["errcode"] == 40003
    assert call(running, send, good | {"template_id": "T9"})["errcode"] == 40037
    for data in (
        {},
        {"thing1": {"value": "好"}},
        good["data"] | {"thing1": {"value": "长" * 21}},
        good["data"] | {"date2": {"value": "明天"}},
    ):
        assert call(running, send, good | {"data": data})["errcode"] == 47003
    wechat.refused.add(("person", "T1"))
    assert call(running, send, good)["errcode"] == 43101
    wechat.expire_token()
    assert call(running, send, good)["errcode"] == 40001
    assert call(running, "/cgi-bin/token?grant_type=client_credential&appid=wx1&secret=2")["errcode"] == 40013
    assert len(wechat.sent) == 1
