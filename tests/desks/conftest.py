from __future__ import annotations

import pytest
from cast import NOON

from xiangyue.desks.dispatch import actions as dispatch


@pytest.fixture
def sent(cast):
    """A function that gives a matter already dispatched to a unit."""

    def send(code="R01", unit="roads", urgency="general", at=NOON, **more):
        matter = cast.say(at=at, **more)
        dispatch.send(
            matter,
            category=cast.categories[code],
            unit=cast.units[unit],
            place=cast.places["dayang"],
            urgency=urgency,
            seat=cast.seats["dispatcher"],
            at=at,
        )
        return matter

    return send
