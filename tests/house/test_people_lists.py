"""The lists of seats, of what was done to them, and of who has paired a phone."""

from __future__ import annotations

import pytest
from cast import NOON, later, make_town, rows_of

from xiangyue.house import moment
from xiangyue.house.models import SecondFactor
from xiangyue.house.people import actions
from xiangyue.house.people.lists import CHANGES, FACTORS, SEATS
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Seat


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def moved(cast):
    """The handler of roads is gone, the one of heat begins tomorrow."""
    Seat.objects.filter(pk=cast.seats["roads"].pk).update(until=NOON)
    Seat.objects.filter(pk=cast.seats["heat"].pk).update(since=later(NOON, days=1))
    return cast


def holders(cast, listing=SEATS, who="admin", **asked):
    return {one.holder for one in rows_of(listing, cast.seats[who], **asked)}


def test_seats_held_now_or_later_stand_in_the_list_and_all_there_ever_were_on_asking(moved):
    assert holders(moved, role="handler") == {"王水务", "孙供热"}
    assert holders(moved, role="handler", which="now") == {"王水务"}
    assert holders(moved, role="handler", which="all") == {"王水务", "孙供热", "李建设"}
    assert holders(moved, unit=str(moved.units["heat"].pk)) == holders(moved, person="供热") == {"孙供热"}
    assert len(holders(moved, unit="9" * 19)) == len(moved.seats) - 1


def test_seats_stand_by_unit(cast):
    units = [one.unit.code for one in rows_of(SEATS, cast.seats["admin"])]
    assert units == sorted(units)


def test_the_page_says_who_has_not_begun_who_is_gone_and_whose_account_is_locked(moved):
    user = moved.seats["water"].user
    user.is_active = False
    user.save()
    page = moved.client("admin").get("/house/people/?which=all").content.decode()
    assert "未到任" in page and "已结束" in page and page.count("账号已锁定") == 1


def test_the_file_of_seats_tells_account_and_role(moved):
    answer = moved.client("admin").get("/house/people/?as=csv&person=water")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "王水务,水务所,承办人,water" in text and text.count("\r\n") == 2


def test_no_town_sees_the_seats_of_another(cast):
    other = make_town("110112119000", "永顺镇")
    for listing, who in ((SEATS, "admin"), (FACTORS, "security")):
        assert {one.town_id for one in rows_of(listing, other.seats[who], which="all")} == {other.town.pk}


def test_changes_are_narrowed_by_what_was_done_and_to_whom(cast):
    admin = cast.seats["admin"]
    locked = actions.lock(cast.seats["water"], reason="手机丢失", seat=admin, at=NOON)
    ended = actions.end_seat(cast.seats["roads"], ends_at=None, reason="调离", seat=admin, at=later(NOON, hours=1))
    auditor = cast.seats["auditor"]
    assert rows_of(CHANGES, auditor) == [ended, locked]
    assert rows_of(CHANGES, auditor, what="locked") == rows_of(CHANGES, auditor, person="王水务") == [locked]
    page = cast.client("auditor").get("/house/people/changes").content.decode()
    assert "手机丢失" in page and "调离" in page


def test_who_has_paired_a_phone_and_who_has_not(moved):
    SecondFactor.objects.create(
        town=moved.town, user=moved.seats["water"].user, secret_sealed=keyring().seal("x"), made_at=NOON, last_step=0
    )
    assert holders(moved, FACTORS, "security", paired="yes") == {"王水务"}
    assert "王水务" not in holders(moved, FACTORS, "security", paired="no")
    assert {"孙供热", "李建设"} & holders(moved, FACTORS, "security") == set()
    page = moved.client("security").get("/house/people/factors").content.decode()
    assert page.count("/unpair") == 1
