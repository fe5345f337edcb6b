"""Seats and accounts on their pages: what a script is told, whose seat one sits on, what the town's own story keeps."""

from __future__ import annotations

import re

import pytest
from cast import NOON, later, make_town
from django.test import Client

from xiangyue.house import moment
from xiangyue.house.models import OneTimePassword, SeatChange
from xiangyue.house.people import actions as people
from xiangyue.house.people.actions import _LETTERS
from xiangyue.kernel.actions.house import house_of
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.models import Party, Seat

JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def admin(cast):
    return cast.client("admin")


def form(cast, **more):
    told = {"username": "xinren", "holder": "新来人", "role": "handler", "unit": cast.units["water"].pk}
    return told | more


WRONG = [
    ({"username": ""}, "登录名：.+"),
    ({"username": "有 空格"}, "登录名：.+"),
    ({"username": "x" * 151}, "登录名：.+"),
    ({"holder": ""}, "姓名：.+"),
    ({"role": "district"}, "岗位：.+"),
    ({"role": "king"}, "岗位：.+"),
    ({"unit": "²"}, "单位：.+"),
    ({"unit": str(2**63)}, "单位：.+"),
    ({"since": "去年"}, "从何时起：.+"),
    ({"since": "0001-01-01T00:00"}, "不能早于现在"),
    ({"since": "2024-11-05T11:59"}, "不能早于现在"),
    ({"until": "2024-11-05T12:00"}, "结束时间要晚于开始时间"),
    ({"reason": "x" * 201}, "依据：.+"),
    ({"username": "admin"}, "不能给自己登记岗位"),
    ({"username": "ADMIN"}, "不能给自己登记岗位"),
]


@pytest.mark.parametrize(("more", "says"), WRONG)
def test_a_seat_that_cannot_be_given_is_told_with_its_field_and_nobody_is_made(cast, admin, more, says):
    answer = admin.post("/house/people/given", form(cast, **more), headers=JSON)
    assert answer.status_code in (403, 422) and re.search(says, answer.json()["says"]), answer.json()
    assert not SeatChange.objects.exists() and not OneTimePassword.objects.exists()


@pytest.mark.parametrize("which", ["of the next town", "dropped", "a person"])
def test_only_a_unit_of_the_towns_register_can_be_sat_in(cast, admin, which):
    unit = {
        "of the next town": lambda: make_town("110112106000", "漷县镇").units["water"],
        "dropped": lambda: cast.units["heat"],
        "a person": lambda: cast.say().requester,
    }[which]()
    Party.objects.filter(pk=cast.units["heat"].pk).update(is_active=False)
    answer = admin.post("/house/people/given", form(cast, unit=unit.pk), headers=JSON)
    assert answer.status_code == 422 and "单位：" in answer.json()["says"]


def test_a_known_log_in_is_known_however_its_letters_are_written(cast, admin):
    answer = admin.post("/house/people/given", form(cast, username="ROADS", holder="李建设"), headers=JSON)
    assert answer.json() == {"to": "/house/people/", "says": "岗位已登记。"}
    assert Seat.objects.filter(user=cast.seats["roads"].user).count() == 2


def test_a_seat_may_be_given_for_a_time_to_come(cast, admin):
    admin.post("/house/people/given", form(cast, since="2024-12-01T09:00", until="2025-01-01T00:00"))
    seat = Seat.objects.get(user__username="xinren")
    assert (seat.since.isoformat(), seat.until.isoformat()) == (
        "2024-12-01T01:00:00+00:00",
        "2024-12-31T16:00:00+00:00",
    )
    page = admin.get(f"/house/people/{seat.pk}").content.decode()
    assert "未到任" in page and "结束岗位" in page


def test_one_time_passwords_are_each_their_own_and_can_be_read_out(cast):
    seen = {
        people.reset_password(cast.seats["water"], reason="忘记", seat=cast.seats["admin"], at=NOON) for _ in range(20)
    }
    assert len(seen) == 20
    for password in seen:
        assert re.fullmatch(rf"[{_LETTERS}]{{4}}(-[{_LETTERS}]{{4}}){{2}}", password)
        assert not set(password) & set("0o1il")


DEEDS = [
    ("end", {"end-reason": "调离"}, "岗位已结束或定了结束时间。", "seat_ended"),
    ("lock", {"lock-reason": "手机丢失"}, "账号已锁定。", "seat_locked"),
    ("unlocked", {"lock-reason": "手机找回"}, "账号已解锁。", "seat_unlocked"),
]


@pytest.mark.parametrize(("path", "told", "says", "event"), DEEDS)
def test_what_is_done_to_a_seat_is_said_and_stands_in_the_towns_own_story(cast, admin, path, told, says, event):
    seat = cast.seats["water"]
    answer = admin.post(f"/house/people/{seat.pk}/{path}", told, headers=JSON)
    assert answer.json() == {"to": f"/house/people/{seat.pk}", "says": says}
    kept = house_of(cast.town, at=NOON).events.get(name=event)
    assert (kept.seat, kept.at) == (cast.seats["admin"], NOON)
    assert kept.told["unit_name"] == "水务所" and kept.told["reason"] == next(iter(told.values()))


@pytest.mark.parametrize(("path", "told", "_says", "event"), DEEDS)
def test_without_a_reason_nothing_is_done_and_the_field_is_named(cast, admin, path, told, _says, event):
    empty = dict.fromkeys(told, "")
    answer = admin.post(f"/house/people/{cast.seats['water'].pk}/{path}", empty, headers=JSON)
    assert answer.status_code == 422 and answer.json()["says"].startswith("理由：")
    assert not SeatChange.objects.exists()


def test_the_password_stands_on_no_page_but_its_own_and_in_no_story(cast, admin):
    answer = admin.post(f"/house/people/{cast.seats['water'].pk}/password", {"reset-reason": "本人忘记"})
    [password] = re.findall(r"data-password>([a-z0-9-]+)<", answer.content.decode())
    assert answer["Cache-Control"] == "no-store"
    told = str([event.told for event in house_of(cast.town, at=NOON).events.all()])
    assert "本人忘记" in told and password not in told
    for address in ("/house/people/", f"/house/people/{cast.seats['water'].pk}", "/house/people/changes"):
        assert password not in admin.get(address).content.decode()


def test_the_second_to_lock_hears_that_it_is_locked(cast, admin):
    address = f"/house/people/{cast.seats['water'].pk}/lock"
    admin.post(address, {"lock-reason": "手机丢失"})
    answer = admin.post(address, {"lock-reason": "手机丢失"}, headers=JSON)
    assert (answer.status_code, answer.json()["error"], answer.json()["says"]) == (409, "stale", "这个账号已经锁定。")
    assert SeatChange.objects.count() == 1


def test_an_ended_seat_offers_no_end_and_ends_no_second_time(cast, admin):
    seat = cast.seats["water"]
    admin.post(f"/house/people/{seat.pk}/end", {"end-reason": "调离"})
    page = admin.get(f"/house/people/{seat.pk}").content.decode()
    assert "已结束" in page and f"/house/people/{seat.pk}/end" not in page
    assert admin.post(f"/house/people/{seat.pk}/end", {"end-reason": "再来"}, headers=JSON).status_code == 409


@pytest.mark.parametrize("ends_at", ["去年", "²", "0001-01-01T00:00", "2024-11-05T11:59", "9999-99-99T00:00"])
def test_an_end_that_is_no_moment_or_lies_behind_is_refused(cast, admin, ends_at):
    told = {"end-ends_at": ends_at, "end-reason": "调离"}
    answer = admin.post(f"/house/people/{cast.seats['water'].pk}/end", told, headers=JSON)
    assert answer.status_code == 422 and answer.json()["says"]
    assert Seat.objects.get(pk=cast.seats["water"].pk).until is None


def test_ones_own_seat_offers_neither_password_nor_lock(cast, admin):
    own = cast.seats["admin"]
    page = admin.get(f"/house/people/{own.pk}").content.decode()
    assert not any(f"/house/people/{own.pk}/{path}" in page for path in ("password", "lock", "unlocked"))
    for path, told in (("password", {"reset-reason": "x"}), ("lock", {"lock-reason": "x"})):
        assert admin.post(f"/house/people/{own.pk}/{path}", told, headers=JSON).status_code == 403
    assert own.user.is_active


def test_a_district_account_is_not_this_towns_to_lock(cast):
    """Whoever also sits elsewhere, even later on, is not locked by one town alone."""
    other = make_town("110112106000", "漷县镇")
    Seat.objects.create(
        town=other.town,
        unit=other.units["water"],
        user=cast.seats["water"].user,
        role="handler",
        holder="王水务",
        since=later(NOON, days=30),
    )
    with pytest.raises(NotAllowed, match="别的镇街也有岗位"):
        people.lock(cast.seats["water"], reason="试试", seat=cast.seats["admin"], at=NOON)


# Sitting on another of one's own seats


@pytest.fixture
def two_seats(cast):
    """王水务 also sits as a village's clerk; (client, his second seat)."""
    seat = cast.seats["water"]
    second = Seat.objects.create(
        town=cast.town, unit=cast.units["v-dayang"], user=seat.user, role="village", holder="王水务", since=seat.since
    )
    return cast.client("water"), second


def test_one_acts_from_the_seat_that_one_chose(cast, two_seats):
    client, second = two_seats
    matter = cast.say()
    type(matter).objects.filter(pk=matter.pk).update(lead_unit=cast.units["v-dayang"])
    assert client.get(f"/matters/{matter.number}").status_code == 403
    answer = client.post("/house/seat", {"seat": second.pk, "next": f"/matters/{matter.number}"})
    assert (answer.status_code, answer["Location"]) == (302, f"/matters/{matter.number}")
    assert client.get(answer["Location"]).status_code == 200
    client.post(f"/matters/{matter.number}/notes", {"text": "去看过了"})
    assert matter.events.get(name="noted").seat == second


@pytest.mark.parametrize("whose", ["another's", "ended", "not begun", "²", "abc", "", str(2**63), "-1"])
def test_a_seat_that_is_not_held_now_cannot_be_chosen(cast, two_seats, whose):
    client, second = two_seats
    if whose == "ended":
        Seat.objects.filter(pk=second.pk).update(until=NOON)
    if whose == "not begun":
        Seat.objects.filter(pk=second.pk).update(since=later(NOON, seconds=1))
    typed = {"another's": cast.seats["secretary"].pk, "ended": second.pk, "not begun": second.pk}.get(whose, whose)
    answer = client.post("/house/seat", {"seat": typed}, headers=JSON)
    assert answer.status_code == 403 and "不是您的，或者已经到期" in answer.json()["says"]
    assert client.get("/leader/").status_code == 403


@pytest.mark.parametrize(
    "following", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_choosing_a_seat_leads_to_no_other_house(two_seats, following):
    client, second = two_seats
    assert client.post("/house/seat", {"seat": second.pk, "next": following})["Location"] == "/"


def test_a_chosen_seat_that_ends_gives_way_to_the_one_that_is_left(cast, two_seats):
    client, second = two_seats
    client.post("/house/seat", {"seat": second.pk})
    Seat.objects.filter(pk=second.pk).update(until=NOON)
    matter = cast.say()
    type(matter).objects.filter(pk=matter.pk).update(lead_unit=cast.units["water"])
    client.post(f"/matters/{matter.number}/notes", {"text": "去看过了"})
    assert matter.events.get(name="noted").seat == cast.seats["water"]


def test_a_stranger_is_led_to_the_login_by_every_page_of_people(cast):
    for address in ("/house/people/", f"/house/people/{cast.seats['water'].pk}", "/house/people/changes"):
        assert Client().get(address)["Location"].startswith("/login?next=")
