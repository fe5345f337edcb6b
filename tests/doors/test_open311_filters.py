"""Which requests a list gives, in which order, and what it costs."""

from __future__ import annotations

import pytest
from cast import NOON, later
from django.db import connection
from django.test.utils import CaptureQueriesContext
from open311_helper import V2, App, said, tree

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.kernel.actions import WORKER, move
from xiangyue.kernel.models import Matter


@pytest.fixture
def app(cast, monkeypatch):
    return App(cast, monkeypatch)


def handed_in(app, days: float, **fields: str) -> str:
    """A request that came in so many days before now."""
    now, app.at = app.at, later(app.at, days=-days)
    number = app.new(**fields)
    app.at = now
    return number


def close(number: str) -> None:
    matter = Matter.objects.get(number=number)
    move(matter, to="closed", event="withdrawn", actor=WORKER, at=NOON, reason="好了")


def test_without_dates_the_last_ninety_days_are_listed_newest_first(app):
    old, middle, new = handed_in(app, 91), handed_in(app, 89), handed_in(app, 1)
    assert app.ids() == [new, middle]
    assert old in app.ids(start_date="2024-08-01", end_date="2024-08-31")


def test_dates_stand_with_an_offset_with_z_or_as_a_day_of_the_town(app):
    first, second = handed_in(app, 3), handed_in(app, 1)  # 2 and 4 November, noon in Beijing
    assert app.ids(start_date="2024-11-03T00:00:00Z") == [second]
    assert app.ids(start_date="2024-11-02T12:00:00+08:00", end_date="2024-11-02T04:00:00Z") == [first]
    assert app.ids(start_date="2024-11-02", end_date="2024-11-02") == [first]
    assert app.ids(end_date="2024-11-03") == [first]
    assert (
        app.client.get(f"{V2}/requests.json?end_date=2024-11-03T00:00:00+08:00").json()[0]["service_request_id"]
        == first
    )


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"start_date": "05-11-2024"}, "start_date"),
        ({"end_date": "2024-13-01T00:00:00Z"}, "end_date"),
        ({"start_date": "2024-11-05T08:00:00"}, "时区"),
        ({"start_date": "yesterday"}, "start_date"),
        ({"start_date": "20241105"}, "start_date"),
        ({"start_date": "9999-12-31T23:59:59Z"}, "start_date"),
        ({"start_date": "2024-11-05T08:00:00+99:00"}, "start_date"),
        ({"start_date": "2024-01-01", "end_date": "2024-12-31"}, "90 天"),
        ({"start_date": "2024-11-05", "end_date": "2024-11-01"}, "早于"),
        ({"status": "done"}, "open 或 closed"),
        ({"page": "0"}, "page"),
        ({"page": "-1"}, "page"),
        ({"page_size": "many"}, "page_size"),
        ({"page_size": "٣"}, "page_size"),
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_filter_that_makes_no_sense_is_refused_in_words(app, parameters, says, form):
    answer = app.get(f"requests.{form}", **parameters)
    assert answer.status_code == 400 and says in said(answer)


def test_an_empty_filter_is_no_filter(app):
    number = app.new()
    assert app.ids(start_date="", end_date="", status="", service_code="", page="", jurisdiction_id="") == [number]


def test_by_service_and_by_status_each_may_name_several(app):
    pit, water, heat = app.new(), app.new(service_code="W01"), app.new(service_code="H01")
    close(water)
    assert app.ids(service_code="R01,W01") == [water, pit]
    assert (
        app.client.get(f"{V2}/requests.json?service_code=R01&service_code=H01").json()[0]["service_request_id"] == heat
    )
    assert app.ids(status="closed") == [water] and app.ids(status="open") == [heat, pit]
    assert app.ids(status="open,closed") == [heat, water, pit]
    assert app.ids(service_code="NONE") == []
    assert len(tree(app.get("requests.xml", service_code="NONE"))) == 0


def test_numbers_override_every_other_filter(app):
    old, new = handed_in(app, 300), app.new()
    assert app.ids(service_request_id=f"{old},{new},G0000", status="closed", start_date="no date") == [new, old]


def test_pages_follow_one_another_and_a_size_of_ten_thousand_is_a_thousand(app, monkeypatch):
    numbers = [app.new() for _ in range(5)][::-1]
    assert [app.ids(page=page, page_size=2) for page in (1, 2, 3, 4)] == [numbers[:2], numbers[2:4], numbers[4:], []]
    assert app.ids(page_size=10_000) == numbers
    assert app.ids(page="9" * 30, page_size=10_000) == []
    monkeypatch.setattr("xiangyue.doors.open311.views.MOST", 3)
    assert app.ids(page_size=10_000) == numbers[:3] and app.ids() == numbers[:3]


def test_extensions_add_the_state_and_the_notes(app, cast):
    number = app.new()
    assert "notes" not in app.get(f"requests/{number}.json").json()[0]
    dispatch.send(
        Matter.objects.get(number=number),
        category=cast.categories["R01"],
        unit=cast.units["roads"],
        place=None,
        urgency="general",
        seat=cast.seats["dispatcher"],
        at=later(NOON, hours=1),
    )
    told = app.get(f"requests/{number}.json", extensions="true").json()[0]
    assert told["extended_attributes"] == {"state": "dispatched", "state_name": "待签收"}
    assert [(note["type"], note["datetime"]) for note in told["notes"]] == [
        ("received", "2024-11-05T12:00:00+08:00"),
        ("dispatched", "2024-11-05T13:00:00+08:00"),
    ]
    assert (
        told["notes"][1]["description"] == told["status_notes"] == "派给城乡建设办公室办理，2024年11月12日18:00 前办结"
    )
    assert (told["agency_responsible"], told["expected_datetime"]) == ("城乡建设办公室", "2024-11-12T18:00:00+08:00")
    notes = tree(app.get("requests.xml", extensions="true")).findall("request/notes/note/type")
    assert [note.text for note in notes] == ["received", "dispatched"]


def test_updates_tell_what_happened_to_which_request_newest_first(app):
    first, second = handed_in(app, 5), handed_in(app, 4)
    close(first)
    told = app.get("servicerequestupdates.json").json()
    assert [(one["update_id"], one["status"]) for one in told] == [
        (f"{first}-2", "closed"),
        (f"{second}-1", "open"),
        (f"{first}-1", "open"),
    ]
    assert set(told[0]) == {"update_id", "service_request_id", "status", "updated_datetime", "description", "media_url"}
    assert len(app.get("servicerequestupdates.json", start_date="2024-11-04").json()) == 1
    assert len(app.get("servicerequestupdates.json", service_request_id=second).json()) == 1
    assert len(app.get("servicerequestupdates.json", page_size=2, page=2).json()) == 1
    assert len(tree(app.get("servicerequestupdates.xml")).findall("request_update")) == 3


@pytest.mark.parametrize(
    "path",
    [
        "services.json",
        "requests.json",
        "requests.xml?extensions=true",
        "servicerequestupdates.json",
        "requests.json?service_code=R01&status=open",
    ],
)
def test_a_list_costs_the_same_number_of_queries_for_three_and_for_thirty(app, path):
    def cost() -> int:
        with CaptureQueriesContext(connection) as taken:
            assert app.client.get(f"{V2}/{path}").status_code == 200
        return len(taken)

    def hand_in(count: int) -> None:
        for row in range(count):
            app.new(first_name="小草", last_name="林", phone=f"199000011{row:02}", address_string="大羊村")

    hand_in(3)
    few = cost()
    hand_in(27)
    assert cost() == few <= 4
