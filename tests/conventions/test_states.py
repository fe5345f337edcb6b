"""A state that the table gains is known wherever states are told."""

from __future__ import annotations

from xiangyue.house.templatetags import matters
from xiangyue.kernel import kinds
from xiangyue.kernel.models import Matter
from xiangyue.kernel.moves import STATES


def test_every_state_has_its_tone() -> None:
    assert set(matters._TONES) == set(STATES)


def test_every_state_that_an_appeal_reaches_is_in_one_of_its_stages() -> None:
    known = {state: Matter(kind="appeal", state=state) for state in STATES}
    stages = kinds.get("appeal").stages
    assert {
        state: sum(one.holds.holds(matter, {}) for one in stages) for state, matter in known.items()
    } == dict.fromkeys(STATES, 1)
