"""The way through a work list: who is before and after, and what the first tab is."""

from __future__ import annotations

import pytest
from cast import NOON
from django.http import Http404

from xiangyue.counter.desk import Held, beside, held, listed, row_of
from xiangyue.desks.handling.models import Answer
from xiangyue.kernel import kinds
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.keyset import Page
from xiangyue.kernel.models import Matter


@pytest.mark.parametrize(
    ("number", "previous", "following", "position"),
    [
        ("a", "", "/d?m=b", 1),
        ("b", "/d?m=a", "/d?m=c", 2),
        ("c", "/d?m=b", "/d", 3),  # the last one leads back to the list
        ("elsewhere", "", "/d", 0),
    ],
)
def test_beside(number, previous, following, position):
    told = {"previous_matter": previous, "next_matter": following, "position": position}
    assert beside("/d", ["a", "b", "c"], number) == told


def test_an_address_that_asks_already_is_added_to():
    assert beside("/d?tab=x", ["a", "b"], "a")["next_matter"] == "/d?tab=x&m=b"


def test_listed_keeps_the_page_and_leads_to_the_following():
    told = listed("dispatch:desk", "sent", "2024 1", [1], Page([1], "2024 2"))
    assert told["here"] == "/dispatch/?tab=sent&after=2024%201"
    assert told["next_url"] == "?tab=sent&after=2024%202"
    assert listed("dispatch:desk", "sent", "", [1], Page([1], ""))["next_url"] == ""


def test_the_first_tab_is_the_first_wanted_one_with_something_in_it():
    some = Held({"a": [], "b": [1], "c": [2]})
    assert (some.first(["a", "c", "b"]), some.first(["a"])) == ("c", "a")
    assert some.counts() == {"a": 0, "b": 1, "c": 1}


def test_rows_stand_in_the_tab_of_their_stage(cast):
    waiting, sent = cast.say(), cast.say("路面有坑")
    Matter.objects.filter(pk=sent.pk).update(state="dispatched")
    appeal = kinds.get("appeal")
    tabs = {"new": ("received",), "going": ("dispatched", "handling", "answered", "closed")}
    found = held(Matter.objects.order_by("pk"), appeal, tabs, most=9)
    assert found.by_tab == {"new": [waiting], "going": [sent]}
    assert held(Matter.objects.order_by("pk"), appeal, tabs, most=1).by_tab["going"] == []


def test_a_rooms_row_is_refused_as_the_matter_is(cast):
    matter = cast.say()
    with pytest.raises(NotAllowed):
        row_of(Answer.objects.all(), cast.seats["water"], matter.number)
    with pytest.raises(Http404):
        row_of(Answer.objects.all(), cast.seats["dispatcher"], matter.number)
    unit = cast.units["water"]
    own = Answer.objects.create(town=cast.town, matter=matter, unit=unit, text="好", outcome="solved", written_at=NOON)
    assert row_of(Answer.objects.all(), cast.seats["dispatcher"], matter.number) == own
