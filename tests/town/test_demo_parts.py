"""Each room's part of the demo is found by its file's name, and a matter goes from part to part by its state."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest
from cast import NOON

import xiangyue
from xiangyue.house.demo.parts import join, line
from xiangyue.house.rooms import ROOMS
from xiangyue.kernel.actions import WORKER, Change
from xiangyue.kernel.models import Matter
from xiangyue.kernel.storytelling import NotYet, Part, Telling, Years

SOURCES = Path(xiangyue.__path__[0])


def test_every_room_with_a_demo_file_has_its_part():
    written = [room for room in ROOMS if SOURCES.joinpath(*room.split(".")[1:], "demo.py").exists()]
    assert {room.rpartition(".")[2] for room in written} == {
        *("hotline", "window", "mailbox", "reception", "patrol", "enterprise", "onsite"),
        *(
            "dispatch",
            "handling",
            "leader",
            "callback",
            "council",
            "upward",
            "taskforce",
            "honours",
            "handover",
            "duty",
            "appeals",
        ),
        *("outages", "farmland", "economy", "plan"),
    }
    assert len(line().parts) == len(written)


@pytest.fixture
def two_rooms(tmp_path, monkeypatch):
    """One with a part of its own, one that has no file of that name."""
    for room in ("teahouse", "bare"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    (tmp_path / "teahouse" / "demo.py").write_text(
        "from xiangyue.kernel.storytelling import Part\nPART = Part(takes_up={'': print}, works=object())\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    return "teahouse", "bare"


def test_a_room_without_a_demo_file_is_skipped(two_rooms):
    found = line(two_rooms)
    assert len(found.parts) == 1 and found.takes_up == {"": print}


def test_two_rooms_cannot_take_a_matter_up_from_one_state():
    with pytest.raises(ValueError, match="sorted"):
        join([Part(takes_up={"sorted": print}), Part(takes_up={"sorted": print})])


@pytest.mark.parametrize("lending", [0, 2])
def test_exactly_one_room_lends_the_work_of_a_unit(lending):
    with pytest.raises(ValueError, match=f"{lending} rooms"):
        join([Part(works=object()) for _ in range(lending)])


def told_to(change):
    return lambda telling: telling.step(change, telling.at, WORKER)


def not_yet(telling):
    raise NotYet


@pytest.fixture
def two_parts():
    """Two rooms one after the other and one that listens; what it heard."""
    heard = []
    first = Part(takes_up={"": told_to(Change("received", to="received"))}, works=object())
    second = Part(
        takes_up={"received": told_to(Change("sorted", to="sorted", columns={"urgency": "urgent"})), "sorted": not_yet}
    )
    listening = Part(hears={"sorted": lambda telling, step: heard.append(step.name)})
    return join([first, second, listening]), heard


@pytest.fixture
def telling(two_parts, cast):
    years = Years(None, Random(1), NOON, {}, count(), two_parts[0].hears)
    matter = Matter(town=cast.town, number="T1", state="received", received_at=NOON)
    return Telling(years, matter, category=None, place=None, quality=None)


def test_a_matter_goes_from_room_to_room_as_far_as_the_present(two_parts, telling):
    parts, heard = two_parts
    assert parts.go(telling) is False
    assert [step.name for step in telling.steps] == ["received", "sorted"]
    assert (telling.matter.state, telling.matter.urgency, heard) == ("sorted", "urgent", ["sorted"])


def test_it_may_be_stopped_at_a_state_and_goes_on_from_there(two_parts, telling):
    parts, heard = two_parts
    assert parts.go(telling, until="received") is True
    assert (telling.state, heard) == ("received", [])
    parts.go(telling)
    assert telling.state == "sorted"


def test_nothing_is_told_of_what_lies_after_the_present(two_parts, telling):
    parts, heard = two_parts
    parts.go(telling, until="received")
    late = NOON + timedelta(seconds=1)
    assert telling.aside(Change("sorted"), late, WORKER) is False
    with pytest.raises(NotYet):
        telling.step(Change("sorted", to="sorted", columns={"urgency": "urgent"}), late, WORKER)
    assert (len(telling.steps), telling.state, telling.matter.urgency, heard) == (1, "received", "general", [])
