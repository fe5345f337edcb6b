"""A phone beside the password: pairing it, its codes once each, wrong ones counted, a lost one reset."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pyotp
import pytest
from cast import NOON
from django.contrib.sessions.models import Session
from django.test import Client

from xiangyue.house import moment
from xiangyue.house.models import RecoveryCode, SeatChange, SecondFactor
from xiangyue.house.people import actions as people
from xiangyue.house.people import second
from xiangyue.kernel.actions.house import house_of
from xiangyue.kernel.errors import NotAllowed, StaleMove

PASSWORD = "Shu-ji-2024-11"
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


@pytest.fixture
def asked(settings):
    settings.PROFILE = replace(settings.PROFILE, second_factor=True)


def log_in(cast, who="secretary"):
    user = cast.seats[who].user
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    assert client.post("/login", {"username": who, "password": PASSWORD}).status_code == 302
    return client


def code_at(secret, at):
    return pyotp.TOTP(secret).at(at)


def paired(cast, clock, who="secretary"):
    """(client, secret, recovery codes), some minutes later."""
    client = log_in(cast, who)
    page = client.get("/house/second").content.decode()
    secret = re.search(r"data-key-text>(\w+)<", page).group(1)
    done = client.post("/house/second", {"code": code_at(secret, clock["now"])}).content.decode()
    codes = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", done)
    clock["now"] += timedelta(minutes=5)
    return client, secret, codes


def show(client, code, **more):
    return client.post("/house/second/code", {"code": code, **more})


def test_who_is_asked_pairs_a_phone_by_picture_or_text_and_then_goes_on(cast, clock, asked):
    client = log_in(cast)
    assert client.get("/leader/")["Location"] == "/house/second"
    page = client.get("/house/second").content.decode()
    [picture] = re.findall(r'<img src="(data:image/svg\+xml[^"]+)"', page)
    secret = re.search(r"data-key-text>(\w+)<", page).group(1)
    assert "svg" in unescape(picture) and len(secret) >= 32
    assert "验证码不对" in client.post("/house/second", {"code": "000000"}).content.decode()
    assert client.get("/leader/").status_code == 302
    done = client.post("/house/second", {"code": code_at(secret, NOON)}).content.decode()
    assert len(set(re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", done))) == second.RECOVERY_CODES
    assert client.get("/leader/").status_code == 200


def test_nothing_of_it_lies_open_in_the_database(cast, clock, asked):
    _, secret, codes = paired(cast, clock)
    factor = SecondFactor.objects.get()
    assert secret not in factor.secret_sealed
    assert not {one.digest for one in RecoveryCode.objects.all()} & set(codes)
    assert all(secret not in str(one.get_decoded()) for one in Session.objects.all())


def test_the_next_log_in_asks_for_the_code_and_leads_back(cast, clock, asked):
    _, secret, _ = paired(cast, clock)
    client = log_in(cast)
    assert client.get("/leader/?day=2024-11-05")["Location"].startswith("/house/second/code?next=/leader/")
    for address in ("/house/password", "/house/search?q=停水", "/"):
        assert client.get(address)["Location"].startswith("/house/second/code")
    answer = show(client, code_at(secret, clock["now"]), next="/leader/?day=2024-11-05")
    assert answer["Location"] == "/leader/?day=2024-11-05"
    assert client.get("/leader/").status_code == 200


def test_a_code_opens_once(cast, clock, asked):
    _, secret, _ = paired(cast, clock)
    code = code_at(secret, clock["now"])
    assert show(log_in(cast), code).status_code == 302
    assert "已经用过" in show(log_in(cast), code).content.decode()


def test_a_code_of_the_step_before_opens_and_an_older_one_does_not(cast, clock, asked):
    _, secret, _ = paired(cast, clock)
    assert show(log_in(cast), code_at(secret, clock["now"] - timedelta(seconds=90))).status_code == 200
    assert show(log_in(cast), code_at(secret, clock["now"] - timedelta(seconds=30))).status_code == 302


def test_wrong_codes_lock_the_account_whatever_address_they_come_from(cast, clock, asked, settings):
    _, secret, _ = paired(cast, clock)
    for number in range(settings.PROFILE.failures):
        client = log_in(cast)
        client.defaults["REMOTE_ADDR"] = f"198.51.100.{number}"
        assert show(client, "000000").status_code == 200
    client = log_in(cast)
    answer = show(client, code_at(secret, clock["now"]))
    assert answer.status_code == 429 and "锁定" in answer.content.decode()
    assert client.get("/leader/")["Location"].startswith("/login")
    clock["now"] += timedelta(minutes=settings.PROFILE.lock_minutes)
    assert show(log_in(cast), code_at(secret, clock["now"])).status_code == 302


def test_wrong_codes_count_like_wrong_passwords_at_one_address(cast, clock, asked, settings):
    paired(cast, clock)
    client = log_in(cast)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        show(client, "000000")
    assert Client().post("/login", {"username": "secretary", "password": PASSWORD}).status_code == 429


def test_a_recovery_code_opens_once(cast, clock, asked):
    _, _, codes = paired(cast, clock)
    assert show(log_in(cast), codes[0].upper()).status_code == 302
    assert show(log_in(cast), codes[0]).status_code == 200
    assert RecoveryCode.objects.count() == second.RECOVERY_CODES - 1


def test_the_security_administrator_resets_it_with_a_reason_and_an_event(cast, clock, asked):
    paired(cast, clock)
    paired(cast, clock, "security")
    desk = log_in(cast, "security")
    secret = pyotp.TOTP(second.keyring().open(SecondFactor.objects.get(user=cast.seats["security"].user).secret_sealed))
    show(desk, secret.at(clock["now"]))
    assert "钱书记" in desk.get("/house/people/factors").content.decode()
    address = f"/house/people/{cast.seats['secretary'].pk}/unpair"
    assert "理由" in desk.post(address, {"reason": ""}, headers=JSON).json()["says"]
    assert desk.post(address, {"reason": "手机丢失，当面核实"}, headers=JSON).status_code == 200
    assert log_in(cast).get("/leader/")["Location"] == "/house/second"
    event = house_of(cast.town, at=NOON).events.get(name="seat_unpaired")
    assert event.told["reason"] == "手机丢失，当面核实" and SeatChange.objects.get().what == "unpaired"


def test_nobody_else_resets_and_nobody_their_own(cast, clock):
    paired(cast, clock)
    paired(cast, clock, "security")
    for who, whose in (("admin", "secretary"), ("auditor", "secretary"), ("security", "security")):
        with pytest.raises(NotAllowed):
            people.unpair(cast.seats[whose], reason="试试", seat=cast.seats[who], at=NOON)
    with pytest.raises(StaleMove):
        people.unpair(cast.seats["roads"], reason="试试", seat=cast.seats["security"], at=NOON)
    assert SecondFactor.objects.count() == 2


def test_without_the_profile_only_who_paired_a_phone_is_asked(cast, clock):
    assert log_in(cast, "dispatcher").get("/dispatch/").status_code == 200
    paired(cast, clock)
    assert log_in(cast).get("/leader/")["Location"].startswith("/house/second/code")


@pytest.mark.parametrize(
    ("who", "is_asked"), [("secretary", True), ("admin", True), ("auditor", True), ("village", False)]
)
def test_it_is_asked_of_those_who_read_letters_see_phones_or_administer(cast, asked, who, is_asked):
    assert second.is_asked_of(cast.seats[who].user, NOON) is is_asked


def another_browser():
    client = Client()
    assert client.post("/login", {"username": "secretary", "password": PASSWORD}).status_code == 302
    return client


def test_a_reset_ends_every_open_session_at_once_and_nobody_elses(cast, clock):
    one, secret, _ = paired(cast, clock)
    other = another_browser()
    show(other, code_at(secret, clock["now"]))
    neighbour = cast.client("dispatcher")
    assert [client.get("/leader/").status_code for client in (one, other)] == [200, 200]
    people.unpair(cast.seats["secretary"], reason="手机丢失", seat=cast.seats["security"], at=clock["now"])
    assert [client.get("/leader/")["Location"] for client in (one, other)] == ["/login?next=/leader/"] * 2
    assert neighbour.get("/dispatch/").status_code == 200


def test_a_lock_ends_them_too_and_opening_the_account_does_not_bring_them_back(cast, clock):
    one, other, admin = log_in(cast), another_browser(), cast.seats["admin"]
    assert [client.get("/leader/").status_code for client in (one, other)] == [200, 200]
    people.lock(cast.seats["secretary"], reason="手机丢失", seat=admin, at=NOON)
    people.unlock(cast.seats["secretary"], reason="找到了", seat=admin, at=NOON)
    assert [client.get("/leader/")["Location"] for client in (one, other)] == ["/login?next=/leader/"] * 2
    assert log_in(cast).get("/leader/").status_code == 200
