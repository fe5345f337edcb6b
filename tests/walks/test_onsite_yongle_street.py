"""Yongle Street, September 2024: the street is dug up, the office goes from shop to shop, and leaves when nothing is
left.
"""

from __future__ import annotations

import json
from datetime import date

import pytest
from cast import NOON, later
from django.core.exceptions import ValidationError

from xiangyue.desks.handling import actions as handling
from xiangyue.doors.onsite import actions, queries
from xiangyue.doors.onsite.actions import Found, NewStop
from xiangyue.doors.onsite.forms import ProjectForm, stops_of
from xiangyue.doors.onsite.models import Project, Visit
from xiangyue.house.timers import work_once
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import measures
from xiangyue.kernel.errors import NotAllowed, NotOnVillageList, Refused
from xiangyue.kernel.measures import Span
from xiangyue.kernel.models import Matter

STREET = {
    "type": "Polygon",
    "coordinates": [[[116.79, 39.703], [116.80, 39.703], [116.80, 39.706], [116.79, 39.706], [116.79, 39.703]]],
}
TITLE = "永乐大街整体环境提升改造工程"


@pytest.fixture
def street(cast):
    cast.town.lon, cast.town.lat = 116.8, 39.7
    cast.town.save(update_fields=["lon", "lat"])
    project = actions.open_project(
        cast.town,
        title=TITLE,
        unit=cast.units["roads"],
        area=STREET,
        opened_on=date(2024, 9, 2),
        seat=cast.seats["dispatcher"],
    )
    stops = [
        NewStop("shop", "老王修车铺", 116.792, 39.7045),
        NewStop("shop", "小李面馆", 116.794, 39.7045),
        NewStop("household", "三区12号", 116.796, 39.7045),
    ]
    assert actions.list_stops(project, stops, seat=cast.seats["dispatcher"]) == (3, [])
    return project


def stop(project, title):
    return project.stops.select_related("project__unit", "town").get(title=title)


def work(at):
    while work_once(at):
        pass


def test_from_shop_to_shop_until_nothing_is_left(cast, street):
    roads, dispatcher = cast.seats["roads"], cast.seats["dispatcher"]
    settled = actions.visit(
        stop(street, "老王修车铺"),
        Found(
            "settled",
            "围挡堵住了店门",
            "当天把围挡往外挪了一米五",
            phone="19900001234",
            category=cast.categories["R01"],
        ),
        seat=roads,
        at=NOON,
        request_id="v1",
    )
    handed = actions.visit(
        stop(street, "小李面馆"),
        Found("handed", "停水没有提前通知", unit=cast.units["water"], category=cast.categories["W01"]),
        seat=roads,
        at=NOON,
        request_id="v2",
    )
    actions.visit(stop(street, "三区12号"), Found("absent"), seat=roads, at=NOON, request_id="v3")
    assert queries.current_round(street) == 1  # somebody was not met
    actions.visit(stop(street, "三区12号"), Found("none"), seat=roads, at=later(NOON, days=1), request_id="v4")
    assert queries.current_round(street) == 2
    work(later(NOON, minutes=1))
    told = queries.standing(street, 1)
    assert (told.stops, told.met, told.raised, told.closed) == (3, 3, 2, 0)
    assert [visit.matter.number for visit in queries.left_over(street)][-1] in (
        settled.matter.number,
        handed.matter.number,
    )
    with pytest.raises(Refused, match="还有 2 件"):
        actions.close_project(street, on=date(2024, 11, 30), seat=dispatcher)

    first = Matter.objects.get(pk=settled.matter.pk)
    assert (first.state, first.lead_unit.code) == ("awaiting_callback", "roads")
    kernel.say_how_it_went(first, solved=True, satisfied="yes", words="", at=later(NOON, days=1))
    second = Matter.objects.get(pk=handed.matter.pk)
    handling.sign(second, seat=cast.seats["water"], at=later(NOON, hours=1))
    handling.answer_at_once(
        second,
        text="以后提前一天贴通知。",
        outcome="solved",
        requester_how="visit",
        door_how="system",
        seat=cast.seats["water"],
        at=later(NOON, hours=2),
    )
    work(later(NOON, hours=3))
    kernel.say_how_it_went(
        Matter.objects.get(pk=second.pk), solved=True, satisfied="mostly", words="", at=later(NOON, days=1)
    )
    work(later(NOON, days=2))
    told = [
        measures.get(f"onsite.{one}").count(cast.town, Span.of("2024"), project=TITLE)
        for one in ("raised", "raised_closed")
    ]
    assert told == [2, 2]
    actions.close_project(street, on=date(2024, 11, 30), seat=dispatcher)
    assert Project.objects.get().closed_on == date(2024, 11, 30)


def test_a_visit_sent_twice_from_a_phone_is_one(cast, street):
    for _ in range(2):
        actions.visit(
            stop(street, "老王修车铺"),
            Found("handed", "门口积水"),
            seat=cast.seats["roads"],
            at=NOON,
            request_id="same",
        )
    assert (Visit.objects.count(), Matter.objects.count()) == (1, 1)


def test_who_may_visit_and_what_must_be_said(cast, street):
    shop = stop(street, "老王修车铺")
    with pytest.raises(NotAllowed, match="别的单位"):
        actions.visit(shop, Found("none"), seat=cast.seats["water"], at=NOON, request_id="a")
    with pytest.raises(NotAllowed):
        actions.visit(shop, Found("none"), seat=cast.seats["statistician"], at=NOON, request_id="b")
    with pytest.raises(Refused, match="反映了什么"):
        actions.visit(shop, Found("handed"), seat=cast.seats["roads"], at=NOON, request_id="c")
    with pytest.raises(Refused, match="当场怎样办"):
        actions.visit(shop, Found("settled", "门口积水三天"), seat=cast.seats["roads"], at=NOON, request_id="d")
    with pytest.raises(NotOnVillageList):
        actions.visit(
            shop,
            Found("handed", "门口积水三天", unit=cast.units["v-dayang"], category=cast.categories["R01"]),
            seat=cast.seats["roads"],
            at=NOON,
            request_id="e",
        )
    assert not Visit.objects.exists()
    assert not Matter.objects.exists()


@pytest.mark.parametrize(
    ("area", "says"),
    [
        ({"type": "Circle"}, "GeoJSON"),
        ({"type": "Point", "coordinates": [116.8, 39.7]}, "一块"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "自相交"),
        ({"type": "Polygon", "coordinates": [[[121, 31], [121.1, 31], [121.1, 31.1], [121, 31]]]}, "不在"),
    ],
)
def test_an_area_that_is_none_is_refused(cast, area, says):
    cast.town.lon, cast.town.lat = 116.8, 39.7
    with pytest.raises(Refused, match=says):
        actions.open_project(
            cast.town,
            title="x",
            unit=cast.units["roads"],
            area=area,
            opened_on=date(2024, 9, 2),
            seat=cast.seats["dispatcher"],
        )


def test_pasted_lines_are_read_and_bad_ones_told(cast, street):
    rows, wrong = stops_of("种类,名称,经度,纬度\n商户\t新开的店\t116.7955\t39.7044\n商户,没有位置\n学校,x,1,2\n")
    assert [row.title for row in rows] == ["新开的店"]
    assert [says[:6] for says in wrong] == ["第 3 行读", "第 4 行读"]
    assert actions.list_stops(street, [NewStop("shop", "镇外的店", 116.9, 39.8)], seat=cast.seats["dispatcher"]) == (
        0,
        ["“镇外的店”：位置不在工程范围里。"],
    )


def test_the_pages_from_map_to_visit(cast, street):
    client = cast.client("dispatcher")
    assert TITLE in client.get("/onsite/").content.decode()
    page = client.get(f"/onsite/{street.pk}").content.decode()
    assert "老王修车铺" in page
    assert "没有剩下的" in page
    shop = stop(street, "老王修车铺")
    answer = client.post(
        f"/onsite/stops/{shop.pk}",
        {"outcome": "handed", "words": "<script>门口积水</script>", "request_id": "p1"},
        follow=True,
    )
    assert "走访已记下" in answer.content.decode()
    assert "<script>门口" not in client.get(f"/onsite/{street.pk}").content.decode()
    wrong = client.post(
        f"/onsite/stops/{shop.pk}", {"outcome": "handed", "words": "门口积水", "phone": "12", "request_id": "p2"}
    )
    assert "号码" in wrong.content.decode()
    opened = client.post(
        "/onsite/",
        {
            "title": "新工程",
            "unit": cast.units["roads"].pk,
            "area": json.dumps({"type": "Feature", "geometry": STREET}),
        },
    )
    assert opened.status_code == 302


def test_what_is_pasted_as_an_area_may_be_a_feature_or_a_collection(cast):
    form = ProjectForm(
        {
            "title": "x",
            "unit": cast.units["roads"].pk,
            "area": json.dumps({"type": "FeatureCollection", "features": [{"geometry": STREET}]}),
        },
        town=cast.town,
        day=NOON.date(),
    )
    assert form.is_valid()
    assert form.cleaned_data["area"] == STREET
    bad = ProjectForm({"title": "x", "unit": cast.units["roads"].pk, "area": "[1,2"}, town=cast.town, day=NOON.date())
    assert not bad.is_valid()
    assert isinstance(bad.errors.as_data()["area"][0], ValidationError)
