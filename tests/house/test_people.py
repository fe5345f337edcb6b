"""Seats are given and ended, never edited; every such deed is kept; an administrator sees no matters."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from cast import NOON, later, make_town
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from xiangyue.house.models import OneTimePassword, SeatChange
from xiangyue.house.people import actions as people
from xiangyue.kernel import access
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Seat

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def admin(cast):
    return cast.client("admin")


def give(cast, **more):
    wanted = {
        "username": "xinren",
        "holder": "新来人",
        "role": "handler",
        "unit": cast.units["water"],
        "since": None,
        "until": None,
        "seat": cast.seats["admin"],
        "at": NOON,
    }
    return people.give_seat(**(wanted | more))


def end(cast, who, **more):
    return people.end_seat(
        cast.seats[who], **({"ends_at": None, "reason": "调离", "seat": cast.seats["admin"], "at": NOON} | more)
    )


def second_admin(cast):
    user = User.objects.create(username="admin2")
    return Seat.objects.create(
        town=cast.town,
        unit=cast.units["centre"],
        user=user,
        role="admin",
        holder="蒋管理",
        since=cast.seats["admin"].since,
    )


def password_on(page: str) -> str:
    return re.search(r"data-password>([a-z0-9-]+)<", page).group(1)


def test_a_new_username_becomes_a_user_with_a_one_time_password(cast):
    given = give(cast)
    assert given.seat.user.check_password(given.password)
    assert OneTimePassword.objects.filter(user=given.seat.user).exists()
    assert (given.seat.since, given.seat.until) == (NOON, None)


def test_a_known_username_gets_one_more_seat_and_keeps_its_password(cast):
    cast.seats["roads"].user.set_password("ours-already-1")
    cast.seats["roads"].user.save()
    given = give(cast, username="roads", holder="李建设")
    assert (given.seat.user, given.password) == (cast.seats["roads"].user, "")
    assert Seat.objects.filter(user=given.seat.user).count() == 2
    assert not OneTimePassword.objects.exists()


def test_the_same_seat_twice_at_a_time_is_refused(cast):
    give(cast, until=later(NOON, days=30))
    with pytest.raises(Refused, match="已经有水务所的承办人岗位"):
        give(cast, since=later(NOON, days=29))
    assert give(cast, since=later(NOON, days=30)).seat.since == later(NOON, days=30)


def test_a_seat_that_has_not_begun_gives_no_right(cast):
    given = give(cast, since=later(NOON, days=1))
    assert access.seat_at(given.seat.user_id, NOON, None) is None
    assert access.seat_at(given.seat.user_id, later(NOON, days=1), None) == given.seat


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"since": later(NOON, days=-1)}, "不能早于现在"),
        ({"until": NOON}, "要晚于开始"),
        ({"holder": " "}, "姓名"),
        ({"username": " "}, "登录名"),
        ({"role": "district"}, "区级岗位"),
    ],
)
def test_a_seat_that_makes_no_sense_is_refused_in_words(cast, more, says):
    with pytest.raises(Refused, match=says):
        give(cast, **more)
    assert not SeatChange.objects.exists()
    assert not User.objects.filter(username="xinren").exists()


def test_a_form_that_knows_only_minutes_may_mean_this_minute(cast):
    now = later(NOON, seconds=40)
    assert give(cast, since=NOON, at=now).seat.since == now


def test_an_administrator_gives_no_seat_to_himself(cast):
    with pytest.raises(NotAllowed, match="不能给自己登记"):
        give(cast, username="admin", role="secretary", unit=cast.units["lead"])


def test_ending_a_seat_changes_nothing_of_what_it_was(cast):
    before = Seat.objects.filter(pk=cast.seats["water"].pk).values("unit", "user", "role", "holder", "since").get()
    end(cast, "water", ends_at=later(NOON, days=3))
    assert (
        Seat.objects.filter(pk=cast.seats["water"].pk).values("unit", "user", "role", "holder", "since").get() == before
    )
    assert access.seat_at(cast.seats["water"].user_id, later(NOON, days=2), None) == cast.seats["water"]
    assert access.seat_at(cast.seats["water"].user_id, later(NOON, days=3), None) is None


def test_a_seat_that_ended_this_second_gives_403(cast, admin):
    client = cast.client("dispatcher")
    assert client.get("/dispatch/").status_code == 200
    admin.post(f"/house/people/{cast.seats['dispatcher'].pk}/end", {"end-ends_at": "", "end-reason": "调离"})
    assert client.get("/dispatch/").status_code == 403


def test_a_seat_that_has_ended_does_not_end_again(cast):
    end(cast, "water")
    with pytest.raises(StaleMove, match="已经结束"):
        end(cast, "water", ends_at=NOON)


def test_an_end_that_stands_is_not_put_off(cast):
    end(cast, "water", ends_at=later(NOON, days=1))
    with pytest.raises(Refused, match="登记一个新岗位"):
        end(cast, "water", ends_at=later(NOON, days=2))
    end(cast, "water", ends_at=later(NOON, hours=1))
    assert Seat.objects.get(pk=cast.seats["water"].pk).until == later(NOON, hours=1)


def test_a_future_seat_can_be_taken_back_before_it_begins(cast):
    given = give(cast, since=later(NOON, days=5)).seat
    people.end_seat(given, ends_at=None, reason="登记错了", seat=cast.seats["admin"], at=NOON)
    assert not Seat.objects.on(later(NOON, days=6)).filter(pk=given.pk).exists()


def test_a_deed_without_a_reason_is_refused(cast):
    for deed in (people.reset_password, people.lock, people.unlock):
        with pytest.raises(Refused, match="写明理由"):
            deed(cast.seats["water"], reason=" ", seat=cast.seats["admin"], at=NOON)
    with pytest.raises(Refused, match="写明理由"):
        end(cast, "water", reason="")


def test_nobody_ends_his_own_last_admin_seat(cast):
    with pytest.raises(NotAllowed, match="最后一个系统管理员岗位"):
        end(cast, "admin")
    other = second_admin(cast)
    with pytest.raises(NotAllowed, match="最后一个系统管理员岗位"):
        end(cast, "admin")
    end(cast, "admin", seat=other)
    assert Seat.objects.get(pk=cast.seats["admin"].pk).until == NOON


def test_one_of_two_own_admin_seats_may_be_ended(cast):
    Seat.objects.create(
        town=cast.town,
        unit=cast.units["lead"],
        user=cast.seats["admin"].user,
        role="admin",
        holder="卫管理",
        since=cast.seats["admin"].since,
    )
    end(cast, "admin")
    with pytest.raises(NotAllowed, match="最后一个系统管理员岗位"):
        people.end_seat(
            Seat.objects.get(user=cast.seats["admin"].user, unit=cast.units["lead"]),
            ends_at=None,
            reason="再试",
            seat=cast.seats["admin"],
            at=NOON,
        )


def test_ended_seats_stay_in_the_list(cast, admin):
    Seat.objects.filter(pk=cast.seats["water"].pk).update(until=timezone.now())
    assert "王水务" not in admin.get("/house/people/").content.decode()
    page = admin.get("/house/people/?which=all").content.decode()
    assert "王水务" in page
    assert "已结束" in page


def test_the_list_is_filtered_by_unit_and_role(cast, admin):
    page = admin.get(f"/house/people/?unit={cast.units['water'].pk}").content.decode()
    assert "王水务" in page and "李建设" not in page
    page = admin.get("/house/people/?role=secretary").content.decode()
    assert "钱书记" in page and "王水务" not in page


def test_a_one_time_password_is_shown_once_and_leads_to_choosing_ones_own(cast, admin):
    form = {
        "username": "xinren",
        "holder": "新来人",
        "role": "handler",
        "unit": cast.units["water"].pk,
        "reason": "任命〔2024〕3号",
    }
    answer = admin.post("/house/people/given", form)
    password = password_on(answer.content.decode())
    assert answer["Cache-Control"] == "no-store"
    assert password not in admin.get("/house/people/").content.decode()
    client = Client()
    assert client.post("/login", {"username": "xinren", "password": password}).status_code == 302
    for address in ("/", "/matters/mine", "/house/search?q=停水"):
        assert client.get(address)["Location"] == "/house/password"
    assert "一次性密码" in client.get("/house/password").content.decode()
    same = {"old_password": password, "new_password1": password, "new_password2": password}
    assert "最近用过" in client.post("/house/password", same).content.decode()
    client.post("/house/password", same | {"new_password1": "Hao-ji-de-mi-ma-1", "new_password2": "Hao-ji-de-mi-ma-1"})
    assert client.get("/matters/mine").status_code == 200
    assert User.objects.get(username="xinren").check_password("Hao-ji-de-mi-ma-1")


def test_a_reset_ends_open_sessions_and_the_old_password(cast, admin):
    user = cast.seats["water"].user
    user.set_password("lao-mi-ma-12")
    user.save()
    client = Client()
    client.force_login(user, backend=MODEL_BACKEND)
    assert client.get("/matters/mine").status_code == 200
    page = admin.post(f"/house/people/{cast.seats['water'].pk}/password", {"reset-reason": "本人忘记"}).content.decode()
    assert client.get("/matters/mine")["Location"].startswith("/login")
    user.refresh_from_db()
    assert user.check_password(password_on(page))
    assert not user.check_password("lao-mi-ma-12")


def test_everybody_may_change_his_own_password_and_a_stranger_may_not(cast, client):
    cast.seats["water"].user.set_password("lao-mi-ma-12")
    cast.seats["water"].user.save()
    water = cast.client("water")
    water.post(
        "/house/password",
        {"old_password": "lao-mi-ma-12", "new_password1": "xin-mi-ma-34", "new_password2": "xin-mi-ma-34"},
    )
    assert User.objects.get(username="water").check_password("xin-mi-ma-34")
    assert water.get("/matters/mine").status_code == 200
    assert client.get("/house/password")["Location"].startswith("/login")


def test_a_locked_account_opens_nothing_until_it_is_unlocked(cast, admin):
    client, seat = cast.client("water"), cast.seats["water"]
    admin.post(f"/house/people/{seat.pk}/lock", {"lock-reason": "手机丢失"})
    assert client.get("/matters/mine").status_code == 302
    assert "账号已锁定" in admin.get("/house/people/").content.decode()
    with pytest.raises(StaleMove, match="已经锁定"):
        people.lock(seat, reason="再锁", seat=cast.seats["admin"], at=NOON)
    admin.post(f"/house/people/{seat.pk}/unlocked", {"lock-reason": "手机找回"})
    assert cast.client("water").get("/matters/mine").status_code == 200


def test_unlocking_forgets_failed_logins(cast, admin):
    cast.seats["water"].user.set_password("lao-mi-ma-12")
    cast.seats["water"].user.save()
    client = Client()
    for _ in range(7):
        client.post("/login", {"username": "water", "password": "wrong-one"})
    right = {"username": "water", "password": "lao-mi-ma-12"}
    assert client.post("/login", right).status_code == 429
    admin.post(f"/house/people/{cast.seats['water'].pk}/unlocked", {"lock-reason": "本人来电"})
    assert client.post("/login", right).status_code == 302


def test_an_administrator_leaves_his_own_account_to_another(cast):
    for deed in (people.reset_password, people.lock, people.unlock):
        with pytest.raises(NotAllowed, match="自己的"):
            deed(cast.seats["admin"], reason="试试", seat=cast.seats["admin"], at=NOON)


def test_every_deed_is_kept_with_who_and_why(cast):
    given = give(cast, reason="任命").seat
    admin = cast.seats["admin"]
    people.reset_password(given, reason="忘记", seat=admin, at=later(NOON, minutes=1))
    people.lock(given, reason="休假", seat=admin, at=later(NOON, minutes=2))
    people.unlock(given, reason="回来", seat=admin, at=later(NOON, minutes=3))
    people.end_seat(given, ends_at=None, reason="调离", seat=admin, at=later(NOON, minutes=4))
    kept = SeatChange.objects.order_by("at").values_list("what", "reason", "by", "seat", "town")
    assert list(kept) == [
        (what, reason, admin.pk, given.pk, cast.town.pk)
        for what, reason in (
            ("given", "任命"),
            ("reset", "忘记"),
            ("locked", "休假"),
            ("unlocked", "回来"),
            ("ended", "调离"),
        )
    ]


def test_no_password_is_kept_in_the_changes(cast):
    password = people.reset_password(cast.seats["water"], reason="忘记", seat=cast.seats["admin"], at=NOON)
    assert password not in str(list(SeatChange.objects.values()))


def test_an_auditor_reads_the_changes_but_cannot_change(cast):
    end(cast, "water", reason="调到县里")
    auditor = cast.client("auditor")
    assert "调到县里" in auditor.get("/house/people/changes").content.decode()
    assert auditor.get("/house/people/").status_code == 403
    pk = cast.seats["roads"].pk
    for address in (
        "/house/people/given",
        *(f"/house/people/{pk}/{deed}" for deed in ("end", "password", "lock", "unlocked")),
    ):
        assert auditor.post(address, {"end-reason": "x", "reset-reason": "x", "lock-reason": "x"}).status_code == 403
    with pytest.raises(NotAllowed, match="可以由系统管理员来做"):
        end(cast, "roads", seat=cast.seats["auditor"])


def test_nobody_else_reads_the_changes(cast):
    assert cast.client("dispatcher").get("/house/people/changes").status_code == 403


def test_an_admin_of_another_town_cannot_touch_ours(cast):
    other = make_town("110112106000", "漷县镇")
    client, pk = other.client("admin"), cast.seats["water"].pk
    for address in (
        f"/house/people/{pk}",
        f"/house/people/{pk}/end",
        f"/house/people/{pk}/password",
        f"/house/people/{pk}/lock",
    ):
        answers = {
            client.get(address).status_code,
            client.post(address, {"end-reason": "x", "reset-reason": "x", "lock-reason": "x"}).status_code,
        }
        assert answers <= {404, 405}
    with pytest.raises(NotAllowed, match="这不是本镇的"):
        end(cast, "water", seat=other.seats["admin"])
    with pytest.raises(NotAllowed, match="本镇的单位名册"):
        give(cast, seat=other.seats["admin"])
    assert not SeatChange.objects.exists()


def test_an_account_of_another_town_is_neither_taken_nor_reset(cast):
    other = make_town("110112106000", "漷县镇")
    with pytest.raises(NotAllowed, match="已被本镇以外的人使用"):
        give(cast, username="water", unit=other.units["water"], seat=other.seats["admin"])
    shared = Seat.objects.create(
        town=other.town,
        unit=other.units["water"],
        user=cast.seats["water"].user,
        role="handler",
        holder="王水务",
        since=NOON,
    )
    with pytest.raises(NotAllowed, match="别的镇街也有岗位"):
        people.reset_password(shared, reason="忘记", seat=other.seats["admin"], at=NOON)


def test_an_administrator_sees_no_matters(cast, admin):
    matter = cast.say()
    assert not access.visible_to(cast.seats["admin"]).exists()
    assert admin.get(f"/matters/{matter.number}").status_code == 403
    assert matter.title not in admin.get("/house/people/").content.decode()


def test_the_pages_cost_the_same_queries_for_few_and_many(cast, admin, django_assert_max_num_queries):
    for number in range(20):
        give(cast, username=f"ren{number}", at=NOON + timedelta(seconds=number))
    for address in ("/house/people/?which=all", "/house/people/changes", f"/house/people/{cast.seats['water'].pk}"):
        admin.get(address)
        with django_assert_max_num_queries(12):
            admin.get(address)


def test_the_navigation_leads_the_administrator_there(cast, admin):
    assert 'href="/house/people/"' in admin.get("/house/components").content.decode()
    assert 'href="/house/people/changes"' in cast.client("auditor").get("/house/components").content.decode()


def test_the_frame_around_a_seats_page_shows_ones_own_seat(cast, admin):
    page = admin.get(f"/house/people/{cast.seats['roads'].pk}").content.decode()
    assert "系统管理员 · 市民诉求处置中心</span>" in page
    assert 'type="search"' not in page
