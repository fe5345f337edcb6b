"""A shift: the grid is walked, a manhole closed on the spot, a road handed on, an old man's need heard; the desk sees
where nobody was.
"""

from __future__ import annotations

import pytest
from cast import NOON, later, rows_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from patrol_town import HALVES, IN_WEST, WEST, box, collection, make_patrol, photo

from xiangyue.doors.patrol import actions, queries
from xiangyue.doors.patrol.actions import Call, Find, Step
from xiangyue.doors.patrol.lists import FINDINGS
from xiangyue.doors.patrol.models import Finding
from xiangyue.house import moment
from xiangyue.house.timers import work_once
from xiangyue.kernel.actions import sniff
from xiangyue.kernel.models import Matter, Rule
from xiangyue.kernel.queries import timeline
from xiangyue.kernel.verification import verify


@pytest.fixture
def town(cast, monkeypatch, own_media):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    return make_patrol(cast)


def find(town, level, request_id, *, task="井盖", note="", point=IN_WEST):
    told = Find(
        task,
        f"{task}有问题，在路口东边",
        level,
        NOON,
        note=note,
        point=point,
        photo=sniff("a.jpg", photo(), photo_only=True),
    )
    return actions.find(told, seat=town.worker, at=NOON, request_id=request_id)


def test_a_shift_from_begin_to_end(town):
    for request_id in ("c1", "c1", "c2"):
        points = [(IN_WEST[0] + n / 10_000, IN_WEST[1], later(NOON, seconds=n * 10)) for n in range(5)]
        patrol = actions.walk(
            Step("k1", NOON, points), seat=town.worker, at=later(NOON, minutes=2), request_id=request_id
        )
    patrol = actions.walk(
        Step("k1", NOON, ended_at=later(NOON, hours=2)), seat=town.worker, at=later(NOON, hours=2), request_id="c3"
    )
    assert (patrol.points, patrol.ended_at) == (10, later(NOON, hours=2))
    assert 60 < patrol.metres < 80

    closed = find(town, 1, "f1", note="扶正压实了")
    assert closed.matter is None and closed.photo and closed.place == town.west
    handed = find(town, 3, "f2", task="道路破损")
    assert (handed.matter.state, handed.matter.kind, handed.matter.door) == ("received", "finding", "patrol")
    assert handed.matter.place == town.village
    assert handed.matter.attachments.count() == 1
    assert any("大羊一网格巡查发现（道路破损）：请镇里办" in line.sentence for line in timeline(handed.matter))
    above = find(town, 4, "f3", task="路灯")
    assert any("建议提级到区级部门" in line.sentence for line in timeline(above.matter))

    actions.consent(town.houses[0], name="林小草", phone="19900001234", seat=town.member, at=NOON)
    town.houses[0].refresh_from_db()
    heard = actions.call_at(
        Call(town.houses[0], NOON, need="屋里暖气不热，老人怕冷"), seat=town.member, at=NOON, request_id="v1"
    )
    assert heard.matter.requester is not None
    actions.call_at(Call(town.houses[1], NOON), seat=town.member, at=NOON, request_id="v2")
    actions.call_at(Call(town.houses[2], NOON, met=False), seat=town.member, at=NOON, request_id="v3")
    due = queries.with_due(queries.households_of(town.member, NOON), town.cast.town, NOON)
    assert [(one.household.door_number, one.tone) for one in due][0] == ("一区3号", "late")
    assert {one.tone for one in due[1:]} == {"calm"}

    walked = queries.coverage(town.cast.town, NOON)
    assert [(row.grid.name, row.tone) for row in walked] == [("大羊二网格", "late"), ("大羊一网格", "calm")]
    assert {row.tone for row in queries.coverage(town.cast.town, later(NOON, days=9))} == {"late", "soon"}
    assert list(verify(town.cast.town)) == []


def test_the_village_settles_and_takes_what_is_on_its_own_list(town):
    Rule.objects.create(
        town=town.cast.town,
        kind="grid",
        key="tasks",
        valid_from="2024-01-01",
        source="测试",
        value={"tasks": [{"name": "环境卫生", "category": "V01"}, {"name": "道路破损", "category": "R01"}]},
    )
    settled = find(town, 1, "f1", task="环境卫生", note="当场清走了两车垃圾")
    assert (settled.matter.lead_unit.code, settled.matter.answered_at) == ("v-dayang", NOON)
    assert find(town, 2, "f2", task="环境卫生").matter.state == "dispatched"
    road = find(town, 2, "f3", task="道路破损")  # not on the village's list: art. 17
    assert (road.matter.state, road.matter.lead_unit) == ("received", None)
    assert find(town, 1, "f4", task="道路破损", note="先摆了锥桶").matter is None
    while work_once(later(NOON, minutes=1)):
        pass
    assert Matter.objects.get(pk=settled.matter.pk).state == "closed"


def test_the_pages_of_the_desk(town):
    client, village = town.cast.client("dispatcher"), town.village
    assert "大羊村" in client.get("/patrol/grids").content.decode()
    page = client.get(f"/patrol/villages/{village.pk}").content.decode()
    assert "不漏不重" in page and "马网格" in page
    file = SimpleUploadedFile(
        "grids.geojson",
        collection(("大羊一网格", box(WEST, 39.69, 116.802, 39.71)), ("坏的", {"type": "Polygon", "coordinates": []})),
    )
    answer = client.post(f"/patrol/villages/{village.pk}", {"file": file, "name": "", "shapes": ""}).content.decode()
    assert "大羊一网格、大羊二网格重叠" in answer and "第 2 个（坏的）" in answer
    restored = client.post(f"/patrol/villages/{village.pk}", {"shapes": HALVES.decode(), "name": ""}).content.decode()
    assert "不漏不重" in restored
    assert client.post(f"/patrol/villages/{village.pk}", {"shapes": "x", "name": ""}).status_code == 422
    client.post("/patrol/watch", {"grid": town.east.pk, "to": town.cast.seats["grid2"].pk})
    assert "牛网格" in client.get(f"/patrol/grids/{town.east.pk}").content.decode()
    made = client.post("/patrol/zones", {"grid": town.east.pk, "title": "第二责任区"}, follow=True).content.decode()
    assert "第二责任区" in made
    assert client.post("/patrol/zones", {"grid": town.east.pk, "title": "第二责任区"}).status_code == 422
    zone = f"/patrol/zones/{town.zone.pk}"
    assert "一区9号" in client.post(zone, {"door_numbers": "一区9号\n"}, follow=True).content.decode()
    house = f"/patrol/households/{town.houses[0].pk}"
    assert "加密保存" in client.post(house, {"name": "林小草", "phone": "19900001234"}, follow=True).content.decode()
    assert "号码" in client.post(house, {"name": "林小草", "phone": "12"}, follow=True).content.decode()
    assert "已经删掉" in client.post(house, {"deed": "withdraw"}, follow=True).content.decode()
    find(town, 1, "f1", note="扶正压实了")
    listed = client.get("/patrol/findings").content.decode()
    assert "扶正压实了" in listed and "网格员当场办结" in listed
    assert client.get("/patrol/")["Location"] == "/patrol/coverage"
    for who in ("dispatcher", "village", "secretary", "grid", "member"):
        assert "大羊一网格" in town.cast.client(who).get("/patrol/coverage").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/patrol/coverage",
        "/patrol/findings",
        "/patrol/grids",
        "/patrol/zones",
        "/patrol/villages/{village}",
        "/patrol/zones/{zone}",
    ],
)
def test_the_number_of_queries_does_not_grow(town, path):
    client, path = town.cast.client("dispatcher"), path.format(village=town.village.pk, zone=town.zone.pk)

    def count():
        client.get(path)
        with CaptureQueriesContext(connection) as told:
            assert client.get(path).status_code == 200
        return len(told)

    find(town, 3, "f0")
    few = count()
    for n in range(1, 8):
        find(town, 3, f"f{n}")
        zone = actions.open_zone(town.east, title=f"责任区{n}", seat=town.dispatcher)
        actions.list_households(zone, [f"九区{n}号"], seat=town.dispatcher, at=NOON)
        actions.list_households(town.zone, [f"八区{n}号"], seat=town.dispatcher, at=NOON)
        step = 0.002 * n
        actions.take_grids(
            town.village,
            collection((f"新网格{n}", box(WEST + step, 39.69, WEST + step + 0.002, 39.71))),
            seat=town.dispatcher,
            at=NOON,
        )
    assert count() <= few


def test_findings_are_paged_narrowed_and_handed_out(town):
    for n in range(45):
        find(town, 1 if n == 7 else 3, f"f{n}", note="扶正压实了" if n == 7 else "")
    client = town.cast.client("dispatcher")
    first = client.get("/patrol/findings").context["list"]
    second = client.get(first.next_url if first.next_url.startswith("/") else f"/patrol/findings{first.next_url}")
    seen = [row.pk for row in first.page.rows] + [row.pk for row in second.context["list"].page.rows]
    assert len(set(seen)) == 45 == Finding.objects.count()
    on_the_spot = rows_of(FINDINGS, town.dispatcher, level="1")
    assert [row.note for row in on_the_spot] == ["扶正压实了"]
    assert rows_of(FINDINGS, town.dispatcher, level="x", village="²") == first.page.rows
    inside = rows_of(FINDINGS, town.dispatcher, village=str(town.village.pk))
    assert len(inside) == len(first.page.rows) and not rows_of(FINDINGS, town.dispatcher, village="0")
    told = b"".join(client.get("/patrol/findings", {"as": "csv", "level": "1"})).decode("utf-8-sig")
    assert "扶正压实了" in told and told.count("\n") == 2


def test_what_a_patrol_found_is_closed_once_it_is_put_right(cast):
    """Nobody raised it, so nobody is called, and no rate counts it."""
    from xiangyue.house.timers import work_once
    from xiangyue.kernel import actions as kernel

    matter = kernel.receive(
        cast.town,
        kernel.Intake(number="F1", title="井盖松动", words="井盖松动", received_at=NOON, kind="finding"),
        door="patrol",
        actor=kernel.WORKER,
        at=NOON,
    )
    kernel.settle(matter, unit=cast.units["roads"], text="当场垫平加固。", actor=kernel.WORKER, at=NOON)
    while work_once(NOON):
        pass
    matter.refresh_from_db()
    assert (matter.state, matter.callbacks.count()) == ("closed", 0)
