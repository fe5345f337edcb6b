"""Today's page: each of its numbers against a count made by hand, to the minute, and at the same cost for many."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from cast import BEIJING, NOON, make_town, rows_of
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from xiangyue.desks.callback.models import Callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Matter, Place, Rule
from xiangyue.kernel.moves import ENDED, STATES, WITH_UNIT
from xiangyue.report.today import queries
from xiangyue.report.today.lists import BEHIND, TILES


def local(text: str) -> datetime:
    return datetime.strptime(f"2024-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


def open_one(cast, *, due=None, state="handling", unit="roads", came="11-04 10:00", place=None, category=None, **more):
    """A matter that stands so; which deeds brought it there does not matter here."""
    matter = cast.say(at=local(came), **more)
    columns = {"state": state, "lead_unit": cast.units[unit] if unit else None, "due_at": local(due) if due else None}
    columns |= {"closed_at": NOON if state in ENDED else None}
    columns |= {"place": cast.places.get(place), "category": cast.categories.get(category)}
    Matter.objects.filter(pk=matter.pk).update(**columns)
    return matter


@pytest.fixture
def at(monkeypatch):
    """The page is opened at this moment."""

    def set_to(text):
        monkeypatch.setattr(moment, "now", lambda: local(text))

    return set_to


def buckets(cast, now, who="dispatcher"):
    found = queries.due(cast.seats[who], local(now))
    return found.late, found.two_hours, found.today, found.tomorrow


@pytest.mark.parametrize(
    ("now", "due", "told"),
    [
        ("11-05 15:00", "11-01 09:00", (1, 0, 0, 0)),
        ("11-05 15:00", "11-05 15:00", (1, 0, 0, 0)),
        ("11-05 15:00", "11-05 15:01", (0, 1, 0, 0)),
        ("11-05 15:00", "11-05 17:00", (0, 1, 0, 0)),
        ("11-05 15:00", "11-05 17:01", (0, 0, 1, 0)),
        ("11-05 15:00", "11-05 23:59", (0, 0, 1, 0)),
        ("11-05 15:00", "11-06 00:00", (0, 0, 0, 1)),
        ("11-05 15:00", "11-06 23:59", (0, 0, 0, 1)),
        ("11-05 15:00", "11-07 00:00", (0, 0, 0, 0)),
        ("11-05 22:30", "11-05 23:59", (0, 1, 0, 0)),
        ("11-05 23:00", "11-06 00:30", (0, 1, 0, 0)),  # within two hours, and so not once more under tomorrow
        ("11-05 23:00", "11-06 01:00", (0, 1, 0, 0)),
        ("11-05 23:00", "11-06 01:01", (0, 0, 0, 1)),
        ("11-06 00:30", "11-06 09:00", (0, 0, 1, 0)),
    ],
)
def test_what_is_owed_stands_under_one_heading_by_the_towns_own_day(cast, now, due, told):
    open_one(cast, due=due)
    assert buckets(cast, now) == told


@pytest.mark.parametrize("state", STATES)
def test_what_a_unit_owes_is_due_and_nothing_else(cast, state):
    open_one(cast, due="11-05 09:00", state=state)
    owed = state in WITH_UNIT - {"suspended", "on_ledger"}
    assert buckets(cast, "11-05 15:00") == (int(owed), 0, 0, 0)
    assert len(queries.late_by_unit(cast.seats["dispatcher"], local("11-05 15:00"))) == int(owed)


def test_a_seat_is_told_of_what_it_sees_alone(cast):
    open_one(cast, due="11-05 09:00", unit="roads")
    open_one(cast, due="11-05 09:00", unit="water")
    other = make_town("110112118000", "漷县镇")
    assert [buckets(cast, "11-05 15:00", who)[0] for who in ("dispatcher", "roads", "water", "heat")] == [2, 1, 1, 0]
    assert queries.due(other.seats["dispatcher"], local("11-05 15:00")).late == 0


def test_an_order_in_parts_is_one_arrival_and_its_parts_are_none(cast):
    order = cast.say(at=local("11-05 13:00"))
    asks = [
        kernel.Ask("村口停水请修", cast.categories["W01"], cast.units["water"]),
        kernel.Ask("路面塌了请修", cast.categories["R01"], cast.units["roads"]),
    ]
    dispatch.split(order, asks=asks, seat=cast.seats["dispatcher"], at=local("11-05 13:10"))
    assert queries.arrivals(cast.seats["dispatcher"], local("11-05 15:00")) == {"came": 1, "before": 0}
    told = queries.standing(cast.seats["dispatcher"], local("11-05 15:00"))
    assert told == {"waiting": 0, "to_call": 0, "open": 1}
    assert dict(queries.by_day(cast.seats["dispatcher"], local("11-05 15:00")))[date(2024, 11, 5)] == 1


def test_units_with_late_work_stand_worst_first(cast):
    for unit, number in (("water", 1), ("roads", 3), ("heat", 2)):
        for _ in range(number):
            open_one(cast, due="11-05 09:00", unit=unit)
    open_one(cast, due="11-05 19:00", unit="water")
    told = queries.late_by_unit(cast.seats["dispatcher"], local("11-05 15:00"))
    assert [(row["lead_unit__title"], row["n"]) for row in told] == [
        ("城乡建设办公室", 3),
        ("供热公司", 2),
        ("水务所", 1),
    ]


def test_thirty_days_of_the_town_each_with_its_own_count(cast):
    now = local("11-05 15:00")
    for came in (
        "10-06 23:59",
        "10-07 00:00",
        "10-07 23:59",
        "11-04 00:00",
        "11-05 00:00",
        "11-05 15:00",
        "11-05 15:01",
    ):
        cast.say(at=local(came))
    told = queries.by_day(cast.seats["dispatcher"], now)
    assert [day for day, _ in told] == [date(2024, 10, 7) + timedelta(days=n) for n in range(30)]
    assert {day: n for day, n in told if n} == {date(2024, 10, 7): 2, date(2024, 11, 4): 1, date(2024, 11, 5): 2}


def test_villages_and_classes_are_counted_over_thirty_days(cast):
    now = local("11-05 15:00")
    for came, place, category in (
        ("10-06 23:59", "dayang", "W01"),  # a minute too old
        ("10-07 00:00", "dayang", "W01"),
        ("11-05 15:00", "dayang", "R01"),
        ("11-05 14:00", "xiaowu", "R01"),
        ("11-05 14:00", None, None),
        ("11-05 15:01", "xiaowu", "R01"),  # not yet
    ):
        open_one(cast, came=came, place=place, category=category)
    seat = cast.seats["dispatcher"]
    assert queries.by_place(seat, now) == {cast.places["dayang"].pk: 2, cast.places["xiaowu"].pk: 1}
    assert queries.by_category(seat, now) == [
        (f"{row.level1}:{row.code}", str(row), n)
        for row, n in ((cast.categories["R01"], 2), (cast.categories["W01"], 1))
    ]


@pytest.mark.parametrize(
    ("now", "told"),
    [("11-05 15:00", (2, 1)), ("11-05 12:00", (1, 1)), ("11-05 11:59", (3, 0)), ("11-06 11:59", (3, 3))],
)
def test_arrivals_of_the_running_window_beside_the_one_before_up_to_the_same_moment(cast, now, told):
    for came in ("11-04 12:00", "11-04 15:30", "11-05 11:58", "11-05 12:00", "11-05 14:00", "11-05 15:01"):
        cast.say(at=local(came))
    assert tuple(queries.arrivals(cast.seats["dispatcher"], local(now)).values()) == told


@pytest.mark.parametrize(
    ("count", "most", "tone"),
    [
        (0, 9, "neutral"),
        (0, 0, "neutral"),
        (9, 9, "late"),
        (6, 9, "late"),
        (5, 9, "soon"),
        (3, 9, "soon"),
        (2, 9, "calm"),
    ],
)
def test_a_village_is_coloured_by_its_share_of_the_most(count, most, tone):
    assert queries._tone(count, most) == tone


def test_a_village_is_drawn_by_its_boundary_or_else_its_point_or_not_at_all(cast):
    square = {"type": "Polygon", "coordinates": [[[116, 39], [117, 39], [117, 40], [116, 39]]]}
    Place.objects.filter(pk=cast.places["dayang"].pk).update(boundary=square)
    Place.objects.create(
        town=cast.town, parent=cast.town, level="village", code="nowhere", name="无坐标村", residents=1
    )
    layers = queries.villages_drawn(cast.town, {cast.places["dayang"].pk: 4}, lambda village: village.code)["layers"]
    drawn = {
        (layer["kind"], one["geometry"]["type"], one["properties"]["title"], one["properties"]["count"])
        for layer in layers
        for one in layer["features"]["features"]
    }
    assert drawn == {("area", "Polygon", "大羊村", 4), ("point", "Point", "小务村", 0)}


def test_a_town_without_villages_has_no_layers(cast):
    Place.objects.filter(level="village", town=cast.town).update(level="site")
    assert queries.villages_drawn(cast.town, {}, lambda village: "")["layers"] == []


# The page


def test_the_pages_three_heads_are_the_counts_of_their_states(cast, at):
    at("11-05 15:00")
    for state, number in (("received", 2), ("sorted", 1), ("awaiting_callback", 3), ("handling", 1), ("merged", 1)):
        for _ in range(number):
            open_one(cast, state=state)
    open_one(cast, state="closed")
    told = cast.client("dispatcher").get(reverse("today:today")).context
    assert told["standing"] == {"waiting": 3, "to_call": 3, "open": 8}


def test_every_number_of_the_page_opens_to_as_many_matters(cast, at):
    at("11-05 15:00")
    owed = [(due, "handling") for due in ("11-05 09:00", "11-05 16:00", "11-05 20:00", "11-06 09:00")]
    rest = [(None, state) for state in ("received", "sorted", "awaiting_callback", "closed", "suspended")]
    for row, (due, state) in enumerate([*owed, *rest]):
        came = ("11-05 14:00", "11-04 13:00", "10-20 09:00")[row % 3]
        open_one(cast, due=due, state=state, came=came, place="dayang", category="R01")
    seat = cast.seats["dispatcher"]
    told = cast.client("dispatcher").get(reverse("today:today")).context
    shown = {**told["arrivals"], **told["standing"], **vars(told["due"])}
    assert shown.keys() == TILES.keys() and all(shown.values())
    for key, url in told["behind"].items():
        assert _behind(seat, url) == shown[key], key
    for chart in ("days", "categories"):
        for url, n in zip(told[chart]["urls"], told[chart]["series"][0]["data"], strict=True):
            assert _behind(seat, url) == n
    drawn = [one["properties"] for layer in told["map"]["layers"] for one in layer["features"]["features"]]
    assert {one["count"] for one in drawn} == {9, 0}
    assert all(_behind(seat, one["url"]) == one["count"] for one in drawn)
    assert [_behind(seat, url) for _, url in told["late"]] == [row["n"] for row, _ in told["late"]] == [1]


def _behind(seat, url):
    asked = dict(parse_qsl(urlsplit(url).query))
    return len(rows_of(BEHIND, seat, at=local("11-05 15:00"), **asked))


def test_a_frame_drawn_on_the_map_holds_what_lies_in_it_and_junk_narrows_nothing(cast):
    place = cast.places["dayang"]
    Place.objects.filter(pk=place.pk).update(lon=116.8, lat=39.7)
    inside, far = open_one(cast, place="dayang"), open_one(cast, place="dayang")
    Matter.objects.filter(pk=far.pk).update(lon=116.9, lat=39.9)
    seat = cast.seats["dispatcher"]
    assert [row.pk for row in rows_of(BEHIND, seat, inside="116.7,39.6,116.85,39.75")] == [inside.pk]
    for junk in ("1,2,3", "a,b,c,d", "116.85,39.6,116.7,39.75", "nan,nan,nan,nan", "inf,0,1,2"):
        assert len(rows_of(BEHIND, seat, inside=junk)) == 2


@pytest.mark.parametrize(
    ("who", "where"), [("admin", "house:people:seats"), ("privacy", "house:reveals"), ("auditor", "house:reveals")]
)
def test_a_seat_that_sees_no_matters_begins_on_its_own_page(cast, who, where):
    answer = cast.client(who).get(reverse("today:today"))
    assert (answer.status_code, answer.headers.get("Location")) == (302, reverse(where))


def test_without_a_rule_there_is_no_score_and_still_a_page(cast, at):
    at("11-05 15:00")
    Rule.objects.filter(town=cast.town, kind="scoring").delete()
    answer = cast.client("statistician").get(reverse("today:today"))
    assert answer.status_code == 200 and answer.context["score"] is None


@pytest.mark.parametrize("who", ["dispatcher", "roads", "secretary", "statistician"])
def test_the_page_costs_the_same_for_three_and_for_thirty(cast, at, who):
    at("11-05 15:00")
    client, costs = cast.client(who), []
    client.get(reverse("today:today"))
    for number in (3, 30):
        for row in range(number):
            unit, place = ("roads", "water")[row % 2], ("dayang", "xiaowu")[row % 2]
            open_one(cast, due="11-05 09:00", unit=unit, place=place, category=("R01", "W01")[row % 2])
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("today:today")).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_score_on_the_page_is_that_of_the_running_period_and_of_the_source_that_has_one(cast, at):
    at("11-05 15:00")
    for number, (moment_, solved) in enumerate((("11-05 09:00", True), ("10-18 09:00", False), ("10-19 00:00", True))):
        Callback.objects.create(
            town=cast.town,
            matter=cast.say(),
            source="own",
            attempt=1 + number,
            reached=True,
            counts=True,
            contacted=True,
            solved=solved,
            satisfied="yes",
            at=local(moment_),
        )
    told = cast.client("statistician").get(reverse("today:today")).context["score"]
    # on the 18th day of the period, beside the first 18 days of the last: the answer of its 30th day stays out
    assert (told["period"], told["source"], told["composites"]) == ("2024-11", "own", ("100.00", "", ""))
    assert told["days"] == 18
    Callback.objects.filter(at=local("10-18 09:00")).update(at=local("10-06 23:59"))
    told = cast.client("statistician").get(reverse("today:today")).context["score"]
    assert told["composites"] == ("100.00", "50.00", "")
