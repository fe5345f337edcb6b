"""Whoever sends what they should not: pictures that are none, others' shifts, others' households, the same thing
twice.
"""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from cast import NOON, later
from django.core.files.uploadedfile import SimpleUploadedFile
from patrol_town import FAR, IN_EAST, IN_WEST, make_patrol, photo
from PIL import Image

from xiangyue.doors.patrol import actions
from xiangyue.doors.patrol.actions import Call, Find, Step
from xiangyue.doors.patrol.models import Coverage, Finding, Household, HouseVisit, Patrol, TrackChunk
from xiangyue.house import moment
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter, Party, Rule
from xiangyue.kernel.sealing import contact

JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def town(cast, monkeypatch, own_media):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    return make_patrol(cast)


def post(town, who, path, **fields):
    fields = {"request_id": "r-0000001", "seat": town.cast.seats[who].pk} | fields
    return town.cast.client(who).post(f"/patrol/{path}", fields, **JSON)


def finding(**more):
    return {"task": "井盖", "words": "井盖松了", "level": 3, "lon": IN_WEST[0], "lat": IN_WEST[1]} | more


def test_an_svg_is_no_photo(town):
    svg = SimpleUploadedFile("现场.jpg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/jpeg")
    answer = post(town, "grid", "findings/new", **finding(photo=svg))
    assert answer.status_code == 422
    assert "没有收下" in answer.json()["says"]
    assert not Finding.objects.exists()


def test_a_position_outside_the_town_is_refused_with_a_way_out(town):
    answer = post(town, "grid", "findings/new", **finding(lon=FAR[0], lat=FAR[1]))
    assert "选网格或村" in answer.json()["says"]
    nowhere = finding()
    del nowhere["lon"], nowhere["lat"]
    assert "没有位置" in post(town, "grid", "findings/new", **nowhere).json()["says"]
    assert post(town, "grid", "findings/new", **nowhere, place=town.west.code).status_code == 201
    assert not Coverage.objects.exists()  # a choice from a list proves no presence


def test_one_request_id_is_one_finding_and_never_anothers(town):
    first = post(town, "grid", "findings/new", **finding())
    again = post(town, "grid", "findings/new", **finding())
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Matter.objects.count() == 1
    stolen = post(town, "grid2", "findings/new", **finding())
    assert stolen.status_code == 403
    assert first.json()["number"] not in stolen.content.decode()


@pytest.mark.parametrize("task", ["行政处罚", "办理许可", "没有的任务"])
def test_a_task_that_is_none_is_refused(town, task):
    assert post(town, "grid", "findings/new", **finding(task=task)).status_code == 422


def test_closed_on_the_spot_needs_words_and_a_photo(town):
    answer = post(town, "grid", "findings/new", **finding(level=1, note="扶正了"))
    assert "拍一张" in answer.json()["says"]
    picture = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    assert post(town, "grid", "findings/new", **finding(level=1, photo=picture)).status_code == 422


@pytest.mark.parametrize(
    "fields",
    [
        {"level": 9},
        {"level": "x"},
        {"lon": "NaN"},
        {"lat": "1e309"},
        {"words": ""},
        {"place": "没有"},
        {"request_id": "x"},
    ],
)
def test_fields_that_make_no_sense_are_answered_in_words(town, fields):
    answer = post(town, "grid", "findings/new", **finding(**fields))
    assert answer.status_code == 422
    assert answer.json()["says"]


def test_what_another_wrote_on_this_phone_is_not_sent_in_ones_name(town):
    for path in ("findings/new", "visits", "track"):
        answer = post(town, "grid", path, seat=town.cast.seats["grid2"].pk)
        assert answer.status_code == 403
        assert "别的岗位" in answer.json()["says"]


def test_anothers_patrol_is_not_gone_on_with(town):
    step = Step("patrol-key-1", NOON)
    actions.walk(step, seat=town.worker, at=NOON, request_id="chunk-1")
    with pytest.raises(NotAllowed, match="另一位网格员"):
        actions.walk(step, seat=town.cast.seats["grid2"], at=NOON, request_id="chunk-2")
    assert TrackChunk.objects.count() == 1


def test_positions_outside_the_town_are_dropped_and_counted(town):
    points = [[*IN_WEST, NOON.isoformat()], [*FAR, NOON.isoformat()], [*IN_EAST, NOON.isoformat()]]
    fields = {"patrol": "patrol-key-1", "begun_at": NOON.isoformat(), "points": json.dumps(points)}
    for _ in range(2):
        answer = post(town, "grid", "track", **fields)
        assert answer.status_code == 201
    assert (answer.json()["points"], answer.json()["dropped"]) == (2, 1)
    assert str(FAR[0]) not in json.dumps(TrackChunk.objects.get().points)
    assert set(Coverage.objects.values_list("grid__name", flat=True)) == {"大羊一网格", "大羊二网格"}


@pytest.mark.parametrize(
    "points",
    [
        "x",
        "[1]",
        "[[1,2]]",
        '[["a","b","c"]]',
        '[[200,0,"2024-11-05T04:00:00Z"]]',
        '[[NaN,1,"2024-11-05T04:00:00Z"]]',
        '[[116.8,39.7,"yesterday"]]',
        "[" * 5000,
        json.dumps([[116.8, 39.7, "2024-11-05T04:00:00Z"]] * 501),
    ],
)
def test_a_track_that_is_none_is_refused(town, points):
    answer = post(town, "grid", "track", patrol="patrol-key-1", points=points)
    assert answer.status_code == 422
    assert not Patrol.objects.exists()


def test_a_phone_whose_clock_is_wrong_by_years_still_tells_how_long_it_walked(town):
    wrong = later(NOON, days=900)
    step = Step("patrol-key-1", wrong, [(*IN_WEST, later(wrong, minutes=5))], later(wrong, hours=1))
    patrol = actions.walk(step, seat=town.worker, at=NOON, request_id="chunk-1")
    assert (patrol.begun_at, patrol.ended_at, patrol.points) == (NOON, later(NOON, hours=1), 1)
    assert Coverage.objects.get().last_at == NOON


def test_tracks_go_after_the_towns_days_and_what_they_showed_stays(town):
    actions.walk(Step("patrol-key-1", NOON, [(*IN_WEST, NOON)]), seat=town.worker, at=NOON, request_id="chunk-1")
    assert actions.purge_tracks(later(NOON, days=29)) == 0
    Rule.objects.create(
        town=town.cast.town, kind="keep", key="tracks", valid_from="2024-11-10", value={"days": 10}, source="测试"
    )
    assert actions.purge_tracks(later(NOON, days=11)) == 1
    assert Patrol.objects.get().points == 1
    assert Coverage.objects.get().last_at == NOON


def test_without_consent_no_name_is_anywhere(town):
    house = town.houses[0]
    actions.consent(house, name="林小草", phone="19900001234", seat=town.member, at=NOON)
    assert "林小草" not in str(Household.objects.filter(pk=house.pk).values())
    page = town.cast.client("member").get(f"/patrol/zones/{town.zone.pk}").content.decode()
    assert "林" in page and "林小草" not in page and "19900001234" not in page
    house.refresh_from_db()
    actions.withdraw_consent(house, seat=town.member, at=later(NOON, hours=1))
    house.refresh_from_db()
    assert (house.person, house.consent_at) == (None, None)
    assert "林小草" not in [contact(party, "name") for party in Party.objects.select_related("key")]
    assert "林" not in town.cast.client("member").get(f"/patrol/zones/{town.zone.pk}").content.decode()
    visit = actions.call_at(Call(house, NOON, need="想装扶手，请帮忙"), seat=town.member, at=NOON, request_id="visit-1")
    assert visit.matter.requester is None


def test_names_never_travel_to_the_phone(town):
    actions.consent(town.houses[0], name="林小草", phone="19900001234", seat=town.member, at=NOON)
    told = town.cast.client("member").get("/patrol/shift")
    assert told["Cache-Control"] == "no-store"
    assert "一区1号" in str(told.json())
    assert "林" not in str(told.json()) and "1990000" not in str(told.json())
    page = town.cast.client("member").get("/patrol/")
    assert page["X-Offline"] == "keep"
    assert "一区1号" not in page.content.decode() and "林小" not in page.content.decode()


def test_only_ones_own_households(town):
    house = town.houses[0]
    other = town.cast.seats["grid2"]
    with pytest.raises(NotAllowed):
        actions.call_at(Call(house, NOON), seat=other, at=NOON, request_id="visit-1")
    with pytest.raises(NotAllowed):
        actions.consent(house, name="林小草", phone="", seat=other, at=NOON)
    assert town.cast.client("grid2").get(f"/patrol/zones/{town.zone.pk}").status_code == 403
    assert town.cast.client("village").get(f"/patrol/zones/{town.zone.pk}").status_code == 403
    assert town.cast.client("grid2").get("/patrol/shift").json()["households"] == []
    assert not HouseVisit.objects.exists()


def test_a_grid_worker_opens_neither_dispatch_nor_matters(town):
    matter = town.cast.say()
    client = town.cast.client("grid")
    for path in ("/dispatch/", "/matters/mine", f"/matters/{matter.number}", "/house/search?q=停水"):
        assert client.get(path).status_code == 403
    assert client.post(f"/patrol/villages/{town.village.pk}", {"name": "x", "shapes": "{}"}).status_code == 403
    assert client.post("/patrol/watch", {"grid": town.west.pk, "to": town.worker.pk}).status_code == 403


def test_a_photo_of_anothers_finding_is_not_shown(town):
    told = Find(
        "井盖",
        "井盖松了",
        1,
        NOON,
        note="扶正压实了",
        point=IN_WEST,
        photo=actions.findings.kernel.sniff("a.jpg", photo()),
    )
    row = actions.find(told, seat=town.worker, at=NOON, request_id="find-1")
    address = f"/patrol/findings/{row.pk}/photo"
    assert town.cast.client("grid").get(address)["Content-Type"] == "image/jpeg"
    assert town.cast.client("dispatcher").get(address).status_code == 200
    assert town.cast.client("village").get(address).status_code == 200
    assert town.cast.client("grid2").get(address).status_code == 404


def test_more_households_than_one_member_can_look_after_are_refused(town):
    with pytest.raises(Refused, match="最多联系 15 户"):
        actions.list_households(town.zone, [f"二区{n}号" for n in range(13)], seat=town.dispatcher, at=NOON)
    assert actions.list_households(town.zone, ["一区1号", "二区1号"], seat=town.dispatcher, at=NOON) == (1, [])


def _pictures(count):
    # each its own: the same file twice is one attachment
    return [SimpleUploadedFile(f"{n}.jpg", photo() if not n else _shade(n), "image/jpeg") for n in range(count)]


def _shade(number):
    out = BytesIO()
    Image.new("RGB", (40, 30), (30 * number, 90, 60)).save(out, "JPEG")
    return out.getvalue()


def test_several_photos_of_a_finding_go_with_its_matter(town, own_media):
    assert post(town, "grid", "findings/new", **finding(photo=_pictures(3))).status_code == 201
    assert Finding.objects.get().matter.attachments.count() == 3


def test_several_photos_of_what_was_closed_on_the_spot_are_kept_and_shown(town, own_media):
    task = {"task": "井盖", "level": 1, "note": "已经扶正"}
    answer = post(town, "grid", "findings/new", **finding(photo=_pictures(3), **task))
    assert answer.status_code == 201, answer.content
    row = Finding.objects.get()
    assert row.matter is None and row.more_photos.count() == 2
    client = town.cast.client("grid")
    assert client.get(f"/patrol/findings/{row.pk}/photo?n=2").status_code == 200
    assert client.get(f"/patrol/findings/{row.pk}/photo?n=3").status_code == 404


def test_too_many_photos_are_told(town, own_media):
    answer = post(town, "grid", "findings/new", **finding(photo=_pictures(7)))
    assert answer.status_code == 422 and "最多 6 张" in answer.json()["says"]
    assert not Finding.objects.exists()
