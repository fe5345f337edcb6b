"""One way in: what a post from the public must bring, what becomes of it, and that nothing typed is lost."""

from __future__ import annotations

import random
import re

import pytest
from cast import NOON
from counter_help import HTML, JSON, TOWN, photo, saying
from django.test import Client
from doors.enterprise_people import CODE, FIRM, with_stewards
from hypothesis import given, settings
from hypothesis import strategies as st

from xiangyue.counter.taking_in import REQUEST_ID, open_town, phone_of, point_of, request_id_of
from xiangyue.doors.portal.challenge import _seed, picture_for
from xiangyue.house import moment
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter
from xiangyue.lib.coords import wgs84_to_gcj02
from xiangyue.lib.effort import work
from xiangyue.lib.pictures import new_sum

HERE, NEAR, SHANGHAI = (116.8, 39.7), (116.9, 39.72), (121.47, 31.23)


@pytest.fixture(autouse=True)
def noon(monkeypatch, own_media):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def town(cast):
    cast.town.lon, cast.town.lat = HERE
    cast.town.save(update_fields=["lon", "lat"])
    return with_stewards(cast)


def say(client=None, headers=JSON, **more):
    return (client or Client()).post(f"/portal/{TOWN}/say", saying(**more), headers=headers)


# Three doors that are one way in: address, form, the field that is said otherwise


def letter(request_id="counter-0001", **more):
    told = {"title": "排水沟堵了三年", "words": "村东头的排水沟从前年堵到现在。", "request_type": "help"}
    told |= {"name": "林小草", "phone": "199 0000 1234", "place": "dayang", "request_id": request_id}
    return told | {"nonce": work(TOWN, request_id, 14)} | more


def firm(request_id="counter-0001", **more):
    told = {"firm_name": FIRM, "firm_code": CODE, "words": "大额订单发票不够用，请帮忙协调。", "contact": "林小草"}
    told |= {"phone": "199 0000 1234", "topic": "税票", "request_id": request_id}
    return told | {"nonce": work(TOWN, request_id, 14)} | more


DOORS = {
    "portal": (f"/portal/{TOWN}/say", saying),
    "mailbox": (f"/mailbox/{TOWN}/write", letter),
    "enterprise": (f"/enterprise/{TOWN}/ask", firm),
}


@pytest.mark.parametrize("door", DOORS)
def test_the_same_request_again_is_the_same_receipt_and_other_content_is_refused(town, door):
    address, form = DOORS[door]
    first = Client().post(address, form(), headers=JSON)
    assert first.status_code == 201, first.content.decode()
    told = first.json()
    assert set(told) == {"number", "query_code", "tail", "url"} and re.fullmatch(r"\d{10}", told["query_code"])
    again = Client().post(address, form(), headers=JSON)
    assert (again.status_code, again.json()) == (201, told)
    thief = Client().post(address, form(words="完全不同的另一件事情，不是原来的事。"), headers=JSON)
    assert (thief.status_code, thief.json()["error"]) == (409, "other_content")
    for kept in (told["number"], told["query_code"]):
        assert kept not in thief.content.decode()
    assert not thief.cookies.get("own_matters")
    assert Matter.objects.count() == 1


@pytest.mark.parametrize("door", DOORS)
def test_a_browser_without_scripts_is_led_to_its_receipt(town, door):
    address, form = DOORS[door]
    client = Client()
    answer = client.post(address, form(), headers=HTML)
    matter = Matter.objects.get()
    assert (answer.status_code, matter.number in answer["Location"]) == (302, True)
    page = client.get(answer["Location"]).content.decode()
    assert 'class="receipt-code"' in page and "手机号的后四位" in page


@pytest.mark.parametrize("door", DOORS)
def test_on_a_refusal_everything_that_was_typed_stands_in_the_page_again(town, door):
    address, form = DOORS[door]
    told = form(phone="12345")
    answer = Client().post(address, told, headers=HTML)
    page = answer.content.decode()
    assert answer.status_code == 422 and "电话号码看起来不对" in page
    for name, value in told.items():
        if name not in ("nonce", "request_type", "topic", "place"):
            assert str(value) in page, name
    if "place" in told:
        assert re.search(r'<option value="dayang"\s+selected', page)
    assert not Matter.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_refusal_after_the_form_keeps_what_was_typed_too(town, door):
    """The work was not shown: the form itself is in order."""
    address, form = DOORS[door]
    told = form(nonce="0")
    answer = Client().post(address, told, headers=HTML)
    page = answer.content.decode()
    assert answer.status_code in (422, 429) and told["words"] in page and told["phone"] in page
    assert f'value="{told["request_id"]}"' in page  # the work that is done meanwhile is for this one


def test_other_content_under_a_known_id_can_be_sent_from_the_page_that_says_so(town):
    """The page that comes back has to bring an id of its own: with the old one it would be refused for ever."""
    say()
    told = saying(words="路灯坏了三天，晚上看不见路。", nonce="", asked="yes")
    refused = _without_scripts(told, request_id="counter-0001")
    page = refused.content.decode()
    assert "提交编号已经用过" in page and "路灯坏了三天" in page
    fresh = re.search(r'name="request_id" value="([\w-]+)"', page)[1]
    assert fresh != "counter-0001"
    token = re.search(r'name="picture" value="([^"]+)"', page)[1]
    assert _without_scripts(told, request_id=fresh, token=token).status_code == 302


def _without_scripts(told, *, request_id, token=""):
    right = new_sum(random.Random(_seed(request_id)))[1]
    form = told | {"request_id": request_id, "picture": token or picture_for(request_id, NOON)}
    return Client().post(f"/portal/{TOWN}/say", form | {"picture_answer": str(right)}, headers=HTML)


# Request ids

GOOD_IDS = ["a" * 8, "a" * 43, "0123ABCD", "550e8400-e29b-41d4-a716-446655440000", "f" * 32]
BAD_IDS = [
    "",
    "a" * 7,
    "a" * 44,
    "../../etc/passwd",
    "abc def gh",
    "编号一二三四五六",
    "abcdefg\n",
    "abcdefgh\n",
    "²²²²²²²²",
    "'; drop --",
]


@pytest.mark.parametrize("told", GOOD_IDS)
def test_a_request_id_is_taken_as_it_is(told):
    assert request_id_of(told) == told


@pytest.mark.parametrize("told", BAD_IDS)
def test_a_request_id_that_is_none_asks_to_load_the_page_anew(told):
    with pytest.raises(Refused, match="请刷新后再提交；您写的内容还在"):
        request_id_of(told)


@settings(max_examples=200)
@given(st.text(max_size=50))
def test_no_text_gets_past_the_request_id_but_what_a_column_and_an_address_can_hold(told):
    try:
        kept = request_id_of(told)
    except Refused:
        return
    assert kept.isascii() and kept.replace("-", "").isalnum() and 8 <= len(kept) <= 43


def test_every_page_comes_with_a_request_id_of_its_own(town):
    ids = {
        re.search(r'name="request_id" value="([^"]+)"', Client().get(f"/portal/{TOWN}/say").content.decode())[1]
        for _ in range(3)
    }
    assert len(ids) == 3 and all(REQUEST_ID.fullmatch(one) for one in ids)


# Telephones

PHONES = [
    ("", ""),
    ("  ", ""),
    ("19900001234", "19900001234"),
    ("199 0000 1234", "19900001234"),
    ("199-0000-1234", "19900001234"),
    ("199·0000·1234", "19900001234"),
    ("+86 199 0000 1234", "19900001234"),
    ("0086-19900001234", "19900001234"),
    (" 010-8056 1234 ", "01080561234"),
    ("（010）80561234", "01080561234"),
    ("0316 1234567", "03161234567"),
    ("+852 9123 4567", "+85291234567"),
    ("00852 91234567", "+85291234567"),
    ("1990000\x001234", "19900001234"),
]
NO_PHONES = [
    "12345",
    "1990000123",
    "199000012345",
    "12900001234",
    "电话没有",
    "199000O1234",
    "+86 123",
    "²" * 11,
    "+" * 20,
]


@pytest.mark.parametrize(("typed", "kept"), PHONES)
def test_a_phone_is_kept_tidied(typed, kept):
    assert phone_of(typed) == kept


@pytest.mark.parametrize("typed", NO_PHONES)
def test_what_is_no_phone_is_a_sentence(typed):
    with pytest.raises(Refused, match="手机是 11 位，座机要带区号"):
        phone_of(typed)


@settings(max_examples=200)
@given(st.text(st.characters(categories=["Nd", "Zs", "Pd", "Lo"]), max_size=20) | st.text(max_size=20))
def test_no_text_makes_a_phone_that_cannot_be_rung(typed):
    try:
        kept = phone_of(typed)
    except Refused:
        return
    assert kept == "" or (kept.isascii() and kept.lstrip("+").replace("-", "").isdigit()), kept


# Points


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ({}, None),
        ({"lon": "116.8", "lat": "39.7"}, HERE),
        ({"lon": "116.8", "lat": "39.7", "coordinates": "wgs84"}, HERE),
        (dict(zip(("lon", "lat"), map(str, wgs84_to_gcj02(*HERE)), strict=True)) | {"coordinates": "gcj02"}, HERE),
        ({"lon": "116.8"}, None),
        ({"lat": "39.7"}, None),
    ],
    ids=["none", "plain", "wgs84", "gcj02", "no lat", "no lon"],
)
def test_a_point_is_kept_in_wgs84_whichever_the_browser_gave(town, more, kept):
    answer = say(**more)
    assert answer.status_code == 201, answer.content.decode()
    matter = Matter.objects.get()
    if kept is None:
        assert (matter.lon, matter.lat) == (None, None)
    else:
        assert (matter.lon, matter.lat) == (pytest.approx(kept[0], abs=1e-6), pytest.approx(kept[1], abs=1e-6))


@pytest.mark.parametrize(
    "more",
    [
        {"lon": "121.47", "lat": "31.23"},
        {"lon": "0", "lat": "0"},
        {"lon": "39.7", "lat": "116.8"},  # the two the wrong way round
        {"lon": "-116.8", "lat": "39.7"},
        {"lon": "1e308", "lat": "39.7"},
        {"lon": "inf", "lat": "39.7"},
        {"lon": "nan", "lat": "nan"},
        {"lon": "abc", "lat": "39.7"},
        {"lon": "116.8", "lat": "39.7", "coordinates": "bd09"},
    ],
)
def test_a_point_that_is_not_in_the_town_is_told_and_nothing_is_written(town, more):
    answer = say(**more)
    assert answer.status_code == 422 and answer.json()["says"]
    assert not Matter.objects.exists()


def test_where_nobody_pointed_the_first_photo_of_the_town_tells(town):
    assert point_of(town.town, None, [None, SHANGHAI, NEAR, HERE]) == NEAR
    assert point_of(town.town, HERE, [NEAR]) == HERE
    assert point_of(town.town, None, [SHANGHAI]) is None
    with pytest.raises(Refused, match="不在永乐店镇附近"):
        point_of(town.town, SHANGHAI, [HERE])


# The rest of the way in


@pytest.mark.parametrize("code", ["no-such-town", "110112", "0" * 300, "²", "110112117000 "])
def test_a_town_that_does_not_work_with_this_system_is_not_found(town, code):
    client = Client(raise_request_exception=False)
    assert client.get(f"/portal/{code}/say").status_code == 404
    assert client.post(f"/portal/{code}/say", saying(), headers=JSON).status_code == 404
    assert open_town(TOWN) == town.town


def test_a_refused_form_names_its_fields_to_the_script(town):
    answer = say(words="", phone="12345")
    told = answer.json()
    assert (answer.status_code, told["error"], set(told["fields"])) == (422, "invalid", {"words", "phone"})
    assert "您要说的事" in told["says"] and "电话" in told["says"]


def test_the_form_may_be_kept_for_places_without_a_signal_and_a_receipt_may_not(town):
    client = Client()
    assert client.get(f"/portal/{TOWN}/say")["X-Offline"] == "keep"
    receipt = client.get(say(client).json()["url"])
    assert "X-Offline" not in receipt and "no-store" in receipt["Cache-Control"]


def test_a_post_from_a_queue_needs_no_session_and_leaves_none(town):
    client = Client(enforce_csrf_checks=True)
    answer = say(client, photos=[photo()])
    assert answer.status_code == 201 and set(answer.cookies) <= {"own_matters"}


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_it_is_opened_and_posted_and_nothing_else(town, method):
    answer = getattr(Client(), method)(f"/portal/{TOWN}/say")
    assert answer.status_code == 405 and set(answer["Allow"].split(", ")) == {"GET", "POST"}
