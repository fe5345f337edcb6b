"""Tokens have a date, stand on the administrator's page, and are ended there: the next call is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import NOON, later, make_town, rows_of
from django.test import Client

from xiangyue.doors.api import hooks, tokens
from xiangyue.doors.api.lists import TOKENS
from xiangyue.doors.api.models import Token, WebHook
from xiangyue.house import moment
from xiangyue.house.people import actions as people
from xiangyue.kernel.actions.house import house_of
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove

JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


def make(cast, who="dispatcher", **more):
    return tokens.make(cast.seats[who], **({"title": "区级平台", "deeds": [], "at": NOON} | more))


def status(secret):
    return Client(headers={"authorization": f"Bearer {secret}"}).get("/api/events").status_code


def test_a_token_lasts_a_year_and_not_a_second_longer(cast, clock):
    secret = make(cast)
    clock["now"] = NOON + timedelta(days=365, seconds=-1)
    assert status(secret) == 200
    clock["now"] += timedelta(seconds=1)
    assert status(secret) == 401


def test_the_page_tells_whose_it_is_and_until_when_and_never_the_secret(cast):
    secret = make(cast, deeds=["api.events"])
    page = cast.client("admin").get("/api-docs/tokens").content.decode()
    assert "区级平台" in page and "周调度" in page and "2025" in page and "api.events" in page
    assert secret not in page and Token.objects.get().digest not in page
    assert cast.client("dispatcher").get("/api-docs/tokens").status_code == 403


def test_the_administrator_ends_one_and_its_next_call_is_refused(cast):
    secret, other = make(cast), make(cast, title="别的")
    token = Token.objects.get(title="区级平台")
    admin = cast.client("admin")
    answer = admin.post(f"/api-docs/tokens/{token.pk}/end", {"reason": "平台停用"}, headers=JSON)
    assert answer.json()["says"] == "接口令牌已停用。"
    assert (status(secret), status(other)) == (401, 200)
    event = house_of(cast.town, at=NOON).events.get(name="token_ended")
    assert (event.seat, event.told["reason"]) == (cast.seats["admin"], "平台停用")
    assert admin.post(f"/api-docs/tokens/{token.pk}/end", {"reason": "再停"}, headers=JSON).status_code == 409
    assert rows_of(TOKENS, cast.seats["admin"], state="ended") == [token]
    assert rows_of(TOKENS, cast.seats["admin"], state="live", q="周调度") == [Token.objects.get(title="别的")]
    page = admin.get("/api-docs/tokens").content.decode()
    assert page.count('/end"') == 1 and "已失效</span>" in page


def test_without_a_reason_by_others_or_in_another_town_none_is_ended(cast):
    secret = make(cast)
    token, there = Token.objects.get(), make_town("110112118000", "别的镇")
    with pytest.raises(Refused, match="为什么"):
        tokens.end(token, reason=" ", seat=cast.seats["admin"], at=NOON)
    for seat in (cast.seats["dispatcher"], there.seats["admin"]):
        with pytest.raises(NotAllowed):
            tokens.end(token, reason="试试", seat=seat, at=NOON)
    assert rows_of(TOKENS, there.seats["admin"]) == []
    assert there.client("admin").post(f"/api-docs/tokens/{token.pk}/end", {"reason": "试"}).status_code == 404
    assert status(secret) == 200


def test_a_second_end_is_told_so(cast):
    make(cast)
    token = Token.objects.get()
    tokens.end(token, reason="停用", seat=cast.seats["admin"], at=NOON)
    with pytest.raises(StaleMove):
        tokens.end(token, reason="停用", seat=cast.seats["admin"], at=NOON)


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"until": NOON}, {"deeds": ["people.manage"]}, {"deeds": ["nothing"]}]
)
def test_a_token_for_nobody_for_no_time_or_for_more_than_the_seat_may_is_not_made(cast, wrong):
    with pytest.raises(Refused):
        make(cast, **wrong)
    assert not Token.objects.exists()


def test_lock_and_reset_reach_tokens_and_webhooks(cast):
    secret, admin = make(cast), cast.seats["admin"]
    hook, _ = hooks.open_hook(url="https://example.org/hook", names=[], seat=cast.seats["dispatcher"], at=NOON)
    people.lock(cast.seats["dispatcher"], reason="手机丢失", seat=admin, at=NOON)
    assert status(secret) == 401
    assert hooks.deliver_next(later(NOON, seconds=10))
    hook.refresh_from_db()
    assert (hook.ended_at, hook.error) == (None, "开通它的账号已锁定")
    people.unlock(cast.seats["dispatcher"], reason="找回", seat=admin, at=NOON)
    assert status(secret) == 200
    people.reset_password(cast.seats["dispatcher"], reason="外泄", seat=admin, at=NOON)
    assert status(secret) == 401
    assert WebHook.objects.get().ended_at == NOON
