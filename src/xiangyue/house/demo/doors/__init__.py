"""What came in through the other doors in the demo's years: few enough to be done deed by deed, at their own moments."""

from __future__ import annotations

from random import Random

from xiangyue.house.demo.doors import yongle_street
from xiangyue.kernel.models import Place

_STORIES = (yongle_street.tell,)


def tell(town: Place, rng: Random) -> None:
    for story in _STORIES:
        story(town, rng)
