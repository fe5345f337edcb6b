"""The way through a work list: who is before and after, and whose row is opened."""

from __future__ import annotations

import pytest
from cast import NOON
from django.http import Http404

from xiangyue.counter.desk import beside, row_of
from xiangyue.desks.handling.models import Answer
from xiangyue.kernel.errors import NotAllowed


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


def test_a_rooms_row_is_refused_as_the_matter_is(cast):
    matter = cast.say()
    with pytest.raises(NotAllowed):
        row_of(Answer.objects.all(), cast.seats["water"], matter.number)
    with pytest.raises(Http404):
        row_of(Answer.objects.all(), cast.seats["dispatcher"], matter.number)
    unit = cast.units["water"]
    own = Answer.objects.create(town=cast.town, matter=matter, unit=unit, text="好", outcome="solved", written_at=NOON)
    assert row_of(Answer.objects.all(), cast.seats["dispatcher"], matter.number) == own
