"""Accounts that nobody uses are locked by the night; the last administrator is not; what is opened stays open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cast import NOON, later
from django.contrib.auth.models import User

from xiangyue.house.chores import do_chores
from xiangyue.house.models import Chore, SeatChange, Trace
from xiangyue.house.people import actions as people
from xiangyue.house.people.dormant import lock_dormant
from xiangyue.kernel.actions.house import house_of
from xiangyue.kernel.models import Seat

LONG_AGO = NOON - timedelta(days=300)


@pytest.fixture(autouse=True)
def ninety(settings):
    settings.PROFILE = replace(settings.PROFILE, dormant_days=90)


@pytest.fixture
def old(cast):
    """Everybody was made long ago and was here yesterday."""
    User.objects.update(date_joined=LONG_AGO, last_login=NOON - timedelta(days=1))
    return cast


def away(cast, who, days=91):
    User.objects.filter(pk=cast.seats[who].user_id).update(last_login=NOON - timedelta(days=days) if days else None)


def locked():
    return set(User.objects.filter(is_active=False).values_list("username", flat=True))


def test_who_was_not_here_for_so_long_is_locked_with_an_event(old):
    away(old, "roads")
    away(old, "water", days=89)
    assert lock_dormant(old.town, at=NOON) == 1
    assert locked() == {"roads"}
    event = house_of(old.town, at=NOON).events.get(name="seat_locked")
    assert (event.actor, event.told["seat"], event.told["reason"]) == (
        "worker",
        old.seats["roads"].pk,
        "连续 90 天没有使用，自动锁定",
    )
    assert SeatChange.objects.get().by is None
    assert lock_dormant(old.town, at=NOON) == 0


def test_the_changes_tell_that_the_system_did_it(old):
    away(old, "roads")
    lock_dormant(old.town, at=NOON)
    page = old.client("auditor").get("/house/people/changes").content.decode()
    assert "连续 90 天没有使用" in page and "系统" in page


def test_an_account_that_was_never_used_counts_from_when_it_was_made(old):
    away(old, "roads", days=0)
    User.objects.filter(username="roads").update(date_joined=NOON - timedelta(days=90))
    assert lock_dormant(old.town, at=NOON) == 0
    assert lock_dormant(old.town, at=later(NOON, seconds=1)) == 1


def test_a_seat_that_was_just_given_keeps_it_open(old):
    away(old, "roads")
    seat = old.seats["roads"]
    Seat.objects.create(
        town=old.town, unit=seat.unit, user=seat.user, role="village", holder="李建设", since=NOON - timedelta(days=3)
    )
    assert lock_dormant(old.town, at=NOON) == 0


def test_a_token_at_work_is_use(old):
    away(old, "roads")
    seat = old.seats["roads"]
    Trace.objects.create(town=old.town, at=NOON, kind="export", user=seat.user, seat=seat, is_token=True, status=200)
    assert lock_dormant(old.town, at=NOON) == 0
    Trace.objects.update(kind="failed")  # somebody tried to be him
    assert lock_dormant(old.town, at=NOON) == 1


def test_who_was_opened_again_has_as_long_again(old):
    away(old, "roads")
    lock_dormant(old.town, at=NOON)
    people.unlock(old.seats["roads"], reason="回来上班", seat=old.seats["admin"], at=NOON)
    assert lock_dormant(old.town, at=later(NOON, days=1)) == 0
    User.objects.update(last_login=later(NOON, days=91))
    away(old, "roads")
    assert lock_dormant(old.town, at=later(NOON, days=91)) == 1


def test_the_last_administrator_stays_and_of_two_the_one_who_was_here_last(old):
    away(old, "admin", days=200)
    assert lock_dormant(old.town, at=NOON) == 0
    Seat.objects.filter(pk=old.seats["roads"].pk).update(role="admin")
    away(old, "roads", days=100)
    assert lock_dormant(old.town, at=NOON) == 1
    assert locked() == {"admin"}


def test_an_administrator_who_is_locked_or_gone_is_none_who_stays(old):
    Seat.objects.filter(pk=old.seats["roads"].pk).update(role="admin", until=NOON - timedelta(days=5))
    away(old, "admin")
    assert lock_dormant(old.town, at=NOON) == 0 and locked() == set()


def test_never_where_the_profile_does_not_ask(old, settings):
    settings.PROFILE = replace(settings.PROFILE, dormant_days=0)
    away(old, "roads", days=4000)
    assert lock_dormant(old.town, at=NOON) == 0


def test_who_has_no_seat_any_more_is_left_alone(old):
    away(old, "roads")
    Seat.objects.filter(pk=old.seats["roads"].pk).update(until=NOON - timedelta(days=5))
    assert lock_dormant(old.town, at=NOON) == 0


def test_it_is_a_chore_of_the_night(old):
    away(old, "roads")
    do_chores(NOON)
    assert Chore.objects.get(name=f"dormant accounts {old.town.code}").error == ""
    assert locked() == {"roads"}
