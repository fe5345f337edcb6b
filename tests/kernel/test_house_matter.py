"""The town's own events stand on one sealed matter for each year, in the same chain as everything else."""

from __future__ import annotations

from cast import NOON, later

from xiangyue.house.people import actions as people
from xiangyue.house.townfolder import find_folder, load
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries
from xiangyue.kernel.models import Event, Matter, Place
from xiangyue.kernel.timekeeping import local_day


def house(town):
    return Matter.objects.filter(town=town, kind="house").order_by("number")


def test_one_matter_for_a_year_ended_from_its_first_day(cast):
    for months in (0, 1, 3):
        kernel.tell_house(
            cast.town, "purged", actor=kernel.WORKER, at=later(NOON, days=31 * months), what="旧照片", rows=1
        )
    assert [(one.number, one.state, one.event_count) for one in house(cast.town)] == [
        ("H2024", "closed", 3),
        ("H2025", "closed", 2),
    ]
    kernel.seal_day(cast.town, local_day(NOON), at=later(NOON, days=100))
    assert list(queries.verify(cast.town)) == []


def test_a_seat_given_and_ended_is_told_without_the_holders_name(cast):
    given = people.give_seat(
        username="xinren",
        holder="冯新人",
        role="handler",
        unit=cast.units["water"],
        since=None,
        until=None,
        reason="轮岗",
        seat=cast.seats["admin"],
        at=NOON,
    )
    people.end_seat(given.seat, ends_at=None, reason="调走", seat=cast.seats["admin"], at=later(NOON, days=1))
    told = [event for event in Event.objects.filter(matter=house(cast.town).get()).order_by("seq") if event.seq > 1]
    assert [event.name for event in told] == ["seat_given", "seat_ended"]
    assert told[0].seat == cast.seats["admin"]
    assert "冯新人" not in str([event.told for event in told])
    assert told[0].told["unit_name"] == "水务所"


def test_a_folder_is_told_when_it_changed_something_and_not_when_it_did_not(db):
    load(find_folder("yongledian"), at=NOON)
    town = Place.objects.get(code="110112117000")
    load(find_folder("yongledian"), at=later(NOON, hours=1))
    told = Event.objects.filter(matter=house(town).get(), name="folder_loaded")
    assert [event.at for event in told] == [NOON]
    assert told.get().told["changed"]["seat_created"] > 10


def test_no_list_of_open_work_and_no_count_holds_it(cast):
    kernel.tell_house(cast.town, "purged", actor=kernel.WORKER, at=NOON, what="旧照片", rows=1)
    page = cast.client("secretary").get("/").content.decode()
    assert "内部事项" not in page
    for who, path in (("dispatcher", "/dispatch/"), ("secretary", "/leader/"), ("dispatcher", "/house/search?q=内部")):
        assert "H2024" not in cast.client(who).get(path).content.decode()
    assert cast.client("dispatcher").get("/matters/H2024").status_code == 403
