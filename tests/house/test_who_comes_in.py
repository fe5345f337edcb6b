"""Log-ins in vain, pages that nobody touches, what a password has to be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from cast import NOON
from django.test import Client

from xiangyue.house import moment
from xiangyue.house.models import PastPassword
from xiangyue.house.people import passwords

PASSWORD = "Shui-wu-suo-2024"


@pytest.fixture
def clock(monkeypatch):
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


@pytest.fixture
def water(cast):
    user = cast.seats["water"].user
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, username="water", password=PASSWORD, **more):
    return client.post("/login", {"username": username, "password": password}, **more)


# --- in vain


def test_a_name_is_locked_for_the_address_that_fails_behind_our_proxy_and_for_no_other(water, settings):
    settings.XIANGYUE_PROXIES = 1
    client = Client(REMOTE_ADDR="10.0.0.1")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in(client, password="wrong", headers={"x-forwarded-for": "198.51.100.7"})
    assert log_in(client, headers={"x-forwarded-for": "198.51.100.7"}).status_code == 429
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"198.51.100.7"}
    assert log_in(client, headers={"x-forwarded-for": "203.0.113.9"}).status_code == 302


def test_who_invents_a_forwarded_address_is_still_known_by_the_one_our_proxy_saw(water, settings):
    settings.XIANGYUE_PROXIES = 1
    for number in range(settings.AXES_FAILURE_LIMIT):
        log_in(Client(), password="wrong", headers={"x-forwarded-for": f"203.0.113.{number}, 198.51.100.7"})
    assert log_in(Client(), headers={"x-forwarded-for": "203.0.113.99, 198.51.100.7"}).status_code == 429


def test_an_address_that_tries_many_names_is_locked_and_its_neighbour_is_not(water, settings, clock):
    sprayer = Client(REMOTE_ADDR="198.51.100.8")
    answers = [log_in(sprayer, f"nobody{n}", "wrong").status_code for n in range(settings.PROFILE.sprayed + 1)]
    assert answers == [200] * settings.PROFILE.sprayed + [429]
    assert log_in(sprayer).status_code == 429
    assert log_in(Client(REMOTE_ADDR="198.51.100.9")).status_code == 302
    clock["now"] += timedelta(minutes=settings.PROFILE.lock_minutes)
    assert log_in(sprayer).status_code == 302


# --- untouched


def test_a_page_that_nobody_touches_is_logged_out_and_one_that_somebody_touches_is_not(cast, clock):
    client = cast.client("roads")
    for _ in range(4):
        assert client.get("/matters/mine").status_code == 200
        clock["now"] += timedelta(minutes=29)
    clock["now"] += timedelta(minutes=2)
    assert client.get("/matters/mine")["Location"].startswith("/login?next=/matters/mine")
    clock["now"] -= timedelta(minutes=31)
    assert client.get("/matters/mine").status_code == 302  # the session is gone, not asleep


def test_what_a_page_asks_by_itself_keeps_nobody_logged_in(cast, clock):
    client = cast.client("roads")
    client.get("/matters/mine")
    for _ in range(6):
        clock["now"] += timedelta(minutes=5)
        assert client.get("/matters/mine", headers={"x-polls": "1"}).status_code == 200
    clock["now"] += timedelta(minutes=1)
    assert client.get("/matters/mine", headers={"x-polls": "1"}).status_code == 302


def test_a_touch_is_written_once_a_minute_at_most(cast, clock, django_assert_num_queries):
    client = cast.client("roads")
    client.get("/matters/mine")
    touched = client.session["touched"]
    clock["now"] += timedelta(seconds=59)
    client.get("/matters/mine")
    assert client.session["touched"] == touched
    clock["now"] += timedelta(seconds=1)
    client.get("/matters/mine")
    assert client.session["touched"] == touched + 60


# --- passwords


def choose(client, old, new):
    told = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/house/password", told)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("Ab1-short", "10"),
        ("alllowercase", "三类"),
        ("lower-and-dash", "三类"),
        ("123456789012", "三类"),
        (PASSWORD, "最近用过"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason(water, cast, wrong, says):
    answer = choose(cast.client("water"), PASSWORD, wrong)
    assert answer.status_code == 200 and says in answer.content.decode()
    water.refresh_from_db()
    assert water.check_password(PASSWORD)


@pytest.mark.parametrize("good", ["Abcdefgh12", "abcdefg-12", "ABCDEFG-12", "abcdefG-hi"])
def test_three_kinds_of_four_do(good):
    passwords.ThreeKinds().validate(good)


def test_none_of_the_last_five_and_the_sixth_may_come_again(water, clock):
    client, old = Client(), PASSWORD
    log_in(client)
    for number in range(6):
        clock["now"] += timedelta(minutes=1)
        new = f"Shui-wu-suo-{number}"
        assert choose(client, old, new).status_code == 302
        old = new
    assert "最近用过" in choose(client, old, "Shui-wu-suo-1").content.decode()
    assert choose(client, old, "Shui-wu-suo-0").status_code == 302
    assert PastPassword.objects.filter(user=water).count() == passwords.KEPT


def test_a_password_grows_old_where_the_profile_says_so(water, clock, settings):
    settings.PROFILE = replace(settings.PROFILE, password_days=90)
    client = Client()
    log_in(client)
    assert choose(client, PASSWORD, "Shui-wu-suo-9").status_code == 302
    clock["now"] += timedelta(days=90)
    log_in(client, password="Shui-wu-suo-9")
    assert client.get("/matters/mine").status_code == 200
    clock["now"] += timedelta(seconds=1)
    client.logout()
    log_in(client, password="Shui-wu-suo-9")
    assert client.get("/matters/mine")["Location"] == "/house/password"
    assert "用得太久" in client.get("/house/password").content.decode()
