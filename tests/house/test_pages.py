"""Every person's pages open, phone or desk, for the seat that they are for, and a search finds two characters."""

from __future__ import annotations

import pytest
from cast import NOON

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.house.timers import work_once


@pytest.fixture
def told(cast):
    """One matter waits, one is with the water office, one waits for its call-back."""
    waiting = cast.say("小务村垃圾没人清", "小务村东口垃圾堆了一周，保洁没来。")
    working, answered = cast.say("大羊村停水"), cast.say("孔兴路路面塌陷", "孔兴路塌陷了一个坑")
    for matter, unit, code in ((working, "water", "W01"), (answered, "roads", "R01")):
        dispatch.send(
            matter,
            category=cast.categories[code],
            unit=cast.units[unit],
            place=cast.places["dayang"],
            urgency="general",
            seat=cast.seats["dispatcher"],
            at=NOON,
        )
    handling.answer_at_once(
        answered,
        text="已经回填压实并封闭。",
        outcome="solved",
        requester_how="phone",
        door_how="export",
        seat=cast.seats["roads"],
        at=NOON,
    )
    work_once(NOON)
    return {"waiting": waiting, "working": working, "answered": answered}


PAGES = [
    ("dispatcher", "/"),
    ("dispatcher", "/dispatch/"),
    ("dispatcher", "/dispatch/?m=T000001"),
    ("dispatcher", "/dispatch/?tab=sent&m=T000002"),
    ("dispatcher", "/house/search?q=塌陷"),
    ("dispatcher", "/matters/T000001"),
    ("water", "/matters/mine"),
    ("water", "/matters/T000002"),
    ("water", "/"),
    ("reviewer", "/matters/reviews"),
    ("secretary", "/leader/"),
    ("secretary", "/leader/?day=2024-11-06&m=T000001"),
    ("secretary", "/score/?period=2024-11"),
    ("secretary", "/score/what-if?period=2024-11"),
    ("secretary", "/matters/ledger"),
    ("caller", "/callback/"),
    ("caller", "/callback/?m=T000003"),
    ("privacy", "/house/reveals"),
    ("admin", "/house/components"),
    ("statistician", "/score/?period=2024-11&by=place&source=own"),
    ("statistician", "/score/matters?period=2024-11&part=solved"),
]


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_the_page_opens(cast, told, who, address):
    response = cast.client(who).get(address)
    assert response.status_code == 200, response.content.decode()[:500]
    page = response.content.decode()
    assert "<h1>" in page
    assert " style=" not in page
    assert "onclick" not in page


def test_search_finds_two_characters_for_those_who_may_see_it(cast, told):
    assert "孔兴路路面塌陷" in cast.client("dispatcher").get("/house/search?q=塌陷").content.decode()
    assert "孔兴路路面塌陷" not in cast.client("water").get("/house/search?q=塌陷").content.decode()


def test_search_by_phone_uses_the_keyed_hash(cast, told):
    assert "大羊村停水" in cast.client("dispatcher").get("/house/search?q=19900001234").content.decode()


def test_a_dispatch_from_the_page_goes_on_to_the_next(cast, told):
    client = cast.client("dispatcher")
    form = {
        "category": cast.categories["R01"].pk,
        "unit": cast.units["roads"].pk,
        "place": cast.places["xiaowu"].pk,
        "urgency": "general",
    }
    response = client.post("/dispatch/T000001/dispatch", form, follow=True)
    assert "已派给城乡建设办公室" in response.content.decode()
    told["waiting"].refresh_from_db()
    assert told["waiting"].state == "dispatched"


def test_the_village_is_blocked_as_lead_and_told_why(cast, told):
    form = {"category": cast.categories["R01"].pk, "unit": cast.units["v-dayang"].pk, "urgency": "general"}
    response = cast.client("dispatcher").post("/dispatch/T000001/dispatch", form, follow=True)
    assert "第17条" in response.content.decode()
    told["waiting"].refresh_from_db()
    assert told["waiting"].state == "received"


def test_today_counts_what_waits(cast, told):
    page = cast.client("dispatcher").get("/").content.decode()
    assert "待派单" in page
