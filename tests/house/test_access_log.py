"""访问日志: who opened what, from where; nothing personal in it; no line, no answer where the profile asks for that."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from cast import NOON
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from xiangyue.doors.api.models import Token
from xiangyue.house import moment
from xiangyue.house.models import Trace
from xiangyue.house.traces import failures, write
from xiangyue.kernel.models import Seat

PASSWORD = "Shui-wu-suo-2024"


@pytest.fixture(autouse=True)
def clock(monkeypatch, settings, tmp_path):
    settings.DATA = tmp_path
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


def lines(**chosen):
    return list(Trace.objects.filter(**chosen).order_by("pk"))


def last():
    return Trace.objects.order_by("-pk").first()


def test_a_page_leaves_one_line_that_says_who_when_from_where_and_what(cast):
    client = cast.client("roads")
    client.get("/matters/mine?q=19900001234", REMOTE_ADDR="2001:db8::7")
    [line] = lines()
    seat = cast.seats["roads"]
    assert (line.user, line.seat, line.role, line.town) == (seat.user, seat, "handler", cast.town)
    assert (line.at, line.address, line.method, line.status) == (NOON, "2001:db8::7", "GET", 200)
    assert (line.kind, line.route, line.path) == ("page", "handling:mine", "/matters/mine")


def test_it_costs_one_insert(cast):
    client = cast.client("roads")
    client.get("/matters/mine")
    with CaptureQueriesContext(connection) as asked:
        client.get("/matters/mine")
    assert len([one for one in asked.captured_queries if "house_trace" in one["sql"]]) == 1


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/matters/T000001?phone=19900001234", "/matters/T000001"),
        ("/reception/screen/of-nobody-else/", "/reception/screen/…/"),
        ("/林小草/19900001234", "（没有这个地址）"),
    ],
)
def test_nothing_personal_and_no_secret_stands_in_a_line(cast, address, path):
    cast.say()
    cast.client("dispatcher").get(address)
    assert last().path == path


def test_what_is_refused_is_told_as_refused(cast):
    cast.client("water").get("/house/people/")
    assert (last().kind, last().status) == ("refused", 403)


def test_a_look_at_a_phone_is_told_as_one_and_one_that_failed_is_not(cast):
    matter = cast.say()
    client = cast.client("dispatcher")
    client.post(f"/matters/{matter.number}/reveal", {"field": "phone", "reason": "核实地址"})
    assert last().kind == "reveal"
    client.post(f"/matters/{matter.number}/reveal", {"field": "phone", "reason": ""})
    assert last().kind == "page"
    assert "19900001234" not in str([vars(one) for one in lines()])


def test_a_file_that_is_handed_out_is_an_export(cast):
    Seat.objects.filter(pk=cast.seats["statistician"].pk).update(role="steward")
    assert cast.client("statistician").get("/firms/export").has_header("Content-Disposition")
    assert (last().kind, last().path) == ("export", "/firms/export")


def test_the_feed_of_a_token_is_an_export_and_a_wrong_token_a_failed_log_in(cast):
    seat = cast.seats["dispatcher"]
    digest = hashlib.sha256(b"ours").hexdigest()
    Token.objects.create(seat=seat, digest=digest, title="区级平台", made_at=NOON, until=NOON + timedelta(days=1))
    assert Client().get("/api/events?after=0", headers={"authorization": "Bearer ours"}).status_code == 200
    assert (last().kind, last().is_token, last().seat, last().path) == ("export", True, seat, "/api/events")
    assert Client().get("/api/events?after=0", headers={"authorization": "Bearer theirs"}).status_code == 401
    assert (last().kind, last().user, last().status) == ("failed", None, 401)


def test_log_ins_and_those_in_vain(cast):
    user = cast.seats["water"].user
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.post("/login", {"username": "water", "password": "wrong"})
    assert (last().kind, last().user, last().seat) == ("failed", user, cast.seats["water"])
    client.post("/login", {"username": "no-such-name", "password": "wrong"})
    assert (last().kind, last().user, last().town) == ("failed", None, cast.town)
    client.post("/login", {"username": "water", "password": PASSWORD})
    assert (last().kind, last().user, last().status) == ("login", user, 302)
    client.post("/house/logout")
    assert (last().route, last().user) == ("house:logout", user)


def test_a_name_that_no_database_can_hold_leaves_its_line_and_no_alarm(cast):
    Client().post("/login", {"username": "a\x00b", "password": "x"})
    assert last().kind == "failed" and not failures.is_fresh(NOON)


def test_strangers_who_knock_all_day_do_not_fill_the_disk(cast, monkeypatch):
    monkeypatch.setattr(write, "_MOST", 5)
    for _ in range(9):
        Client().get("/api/matters?q=1", headers={"authorization": "Bearer x"})
    assert len(lines(kind="failed")) == 5


def test_who_is_nobody_here_and_what_only_polls_leaves_none(cast):
    assert Client().get(f"/portal/{cast.town.code}/").status_code == 200
    assert Client().get("/house/people/").status_code == 302
    cast.client("water").get("/sw.js")
    assert lines() == []


def test_only_what_a_page_asks_by_itself_may_go_by_that_name(cast):
    client = cast.client("roads")
    client.get("/matters/mine", headers={"x-polls": "1"})
    assert len(lines()) == 1


@pytest.fixture
def unwritable(monkeypatch):
    def fails(self, **_given):
        raise DatabaseError("disk full")

    monkeypatch.setattr(Trace, "save", fails)


def test_nothing_private_is_answered_unrecorded_at_level_3(cast, settings, unwritable):
    settings.PROFILE = replace(settings.PROFILE, only_on_record=True)
    answer = cast.client("roads").get("/matters/mine")
    assert answer.status_code == 503 and "访问日志写不进去" in answer.content.decode()
    assert "/matters/mine" not in answer.content.decode()
    told = cast.client("roads").get("/matters/mine", headers={"accept": "application/json"})
    assert told.status_code == 503 and told.json()["error"] == "unrecorded"
    assert Client().get(f"/portal/{cast.town.code}/").status_code == 200


def test_elsewhere_it_is_answered_and_health_complains(cast, unwritable, clock):
    assert not failures.is_fresh(NOON)
    assert cast.client("roads").get("/matters/mine").status_code == 200
    assert failures.is_fresh(NOON)
    assert "access_log" in Client().get("/house/health").json()["warnings"]
    clock["now"] += timedelta(days=1)
    assert not failures.is_fresh(clock["now"])
