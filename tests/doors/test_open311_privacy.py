"""What the world may read, what stays in the town, and whose key opens what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import NOON, later, make_town
from django.core.cache import cache
from open311_helper import DAYANG, V2, App, said

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.doors.open311.actions import end_key, make_key
from xiangyue.doors.open311.models import ApiKey, Report
from xiangyue.kernel import queries
from xiangyue.kernel.actions import reveal
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter


@pytest.fixture
def app(cast, monkeypatch):
    cache.clear()
    return App(cast, monkeypatch)


def test_who_said_it_is_sealed_and_never_told(app, cast):
    number = app.new(
        first_name="小草",
        last_name="林",
        phone="199-0000-1234",
        email="xiaocao@example.org",
        device_id="device-1",
        account_id="account-1",
        description="我是林小草，电话19900001234，家门口有坑。",
        address_string="永乐店镇大羊村三组17号院",
    )
    matter = Matter.objects.get(number=number)
    contact = queries.contact_of(matter.requester)
    assert (contact.name, contact.phone) == ("林某", "199****1234")
    seat = cast.seats["dispatcher"]
    assert reveal(matter, field="mail", reason="写信回复", seat=seat, at=NOON) == "xiaocao@example.org"
    for path in (f"requests/{number}.json", "requests.xml", "servicerequestupdates.json"):
        told = app.get(path, extensions="true").content.decode()
        for secret in ("林小草", "19900001234", "1234", "xiaocao", "device-1", "account-1", "17号"):
            assert secret not in told.replace("199****1234", ""), f"{secret} in {path}"
    told = app.get(f"requests/{number}.json").json()[0]
    assert told["description"] == "我是林某，电话199****1234，家门口有坑。"
    assert told["address"] == "永乐店镇大羊村三组***"
    row = Report.objects.get()
    assert "device-1" not in row.device_hash and "account-1" not in row.account_sealed


def test_a_point_is_told_to_about_ten_metres(app):
    number = app.new(lat="39.70054321", long="116.80128765")
    told = app.get(f"requests/{number}.json").json()[0]
    assert (told["lat"], told["long"]) == (39.7005, 116.8013)
    assert Matter.objects.get(number=number).lat == 39.70054321


def test_a_point_of_a_chinese_map_is_converted_when_it_says_so(app):
    app.new(coordinates="gcj02")
    matter = Matter.objects.get()
    assert 0.0005 < abs(matter.lat - 39.7005) + abs(matter.lon - 116.8012) < 0.02


def test_what_was_said_to_one_person_is_not_told_to_all(app, cast):
    number = app.new(first_name="小草", last_name="林", phone="19900001234")
    matter = Matter.objects.get(number=number)
    dispatch.send(
        matter,
        category=cast.categories["R01"],
        unit=cast.units["roads"],
        place=None,
        urgency="general",
        note="住在三组的林小草很着急",
        seat=cast.seats["dispatcher"],
        at=NOON,
    )
    reveal(matter, field="phone", reason="约时间见面", seat=cast.seats["roads"], at=NOON)
    told = app.get(f"requests/{number}.json", extensions="true").content.decode()
    assert "着急" not in told and "约时间" not in told and "contact_revealed" not in told


def test_only_what_came_through_this_door_is_listed_and_nothing_confidential(app, cast):
    cast.say("路面破损")
    number, secret, private = app.new(), app.new(), app.new()
    Matter.objects.filter(number=secret).update(is_confidential=True)
    dispatch.dispose(
        Matter.objects.get(number=private),
        code="SECRET_PRIVACY",
        told="涉及隐私，另行处理。",
        seat=cast.seats["dispatcher"],
        at=NOON,
    )
    assert app.ids() == [number]
    for hidden in (secret, private, "T000001"):
        assert app.get(f"requests/{hidden}.json").status_code == 404
        assert app.ids(service_request_id=hidden) == []
    told = app.get("servicerequestupdates.json").json()
    assert {one["service_request_id"] for one in told} == {number}


def test_another_towns_requests_tokens_and_keys_are_as_if_they_were_not_there(app, cast):
    token = app.post(answer="token").json()[0]["token"]
    number = app.ids()[0]
    make_town(code="110112118000", name="另一镇")
    there, here = {"jurisdiction_id": "110112118000"}, {"jurisdiction_id": cast.town.code}
    for path in (f"requests/{number}.json", f"tokens/{token}.json"):
        assert app.get(path, **here).status_code == 200
        strange, none = app.get(path, **there), app.get(path.replace(number, "G0").replace(token, "t0"), **there)
        assert (strange.status_code, strange.content) == (none.status_code, none.content) == (404, none.content)
    assert app.ids(service_request_id=number, **there) == [] and app.ids(**there) == []
    assert app.get("servicerequestupdates.json", service_request_id=number, **there).json() == []
    answer = app.post(**there)
    assert answer.status_code == 403 and "api_key" in said(answer)


def test_a_key_holds_until_it_is_ended(app, cast):
    assert app.post().status_code == 201
    key = ApiKey.objects.get()
    assert key.digest not in app.key and app.key not in key.digest
    end_key(key, at=later(NOON, hours=1))
    assert app.post().status_code == 201
    app.at = later(NOON, hours=1)
    assert app.post().status_code == 403
    assert len(app.ids()) == 2


def test_a_key_for_nobody_or_for_no_time_is_not_made(cast):
    for wrong in ({"title": " "}, {"title": "甲", "per_minute": 0}, {"title": "甲", "until": NOON}):
        with pytest.raises(Refused):
            make_key(cast.town, at=NOON, **wrong)
    assert not ApiKey.objects.exists()


def test_a_key_hands_in_only_so_many_a_minute(cast, monkeypatch):
    cache.clear()
    other = App(cast, per_minute=2)
    app = App(cast, monkeypatch, per_minute=2)
    assert [app.post().status_code for _ in range(3)] == [201, 201, 429]
    assert "每分钟最多 2 件" in said(app.post("xml"))
    assert other.post().status_code == 201
    app.at = NOON + timedelta(seconds=60)
    assert app.post().status_code == 201


def test_sent_twice_under_one_request_id_it_is_one_request(app):
    first = app.post(request_id="r-1", account_id="u-1")
    again = app.post(request_id="r-1", account_id="u-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    sent = {"api_key": app.key, "service_code": "R01", "description": "村口路面有个坑。", **DAYANG}
    headed = app.client.post(f"{V2}/requests.json", sent, headers={"Idempotency-Key": "r-1"})
    assert headed.status_code == 200 and headed.json() == first.json()
    assert Matter.objects.count() == 1


def test_another_key_may_use_the_same_request_id(app, cast):
    mine = app.post(request_id="r-1").json()
    app.key = make_key(cast.town, title="另一个应用", at=NOON)
    theirs = app.post(request_id="r-1")
    assert theirs.status_code == 201 and theirs.json() != mine
