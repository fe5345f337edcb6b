"""What came in through the other doors in the demo's years: few enough to be done deed by deed, at their own
moments.
"""

from __future__ import annotations

from datetime import datetime
from random import Random

from xiangyue.house.demo.doors import firms, grids, letters, reception_days, yongle_street
from xiangyue.house.demo.doors.stage import Stage
from xiangyue.kernel.models import Place

_STORIES = (yongle_street.tell, reception_days.tell, letters.tell, firms.tell, grids.tell)


def tell(town: Place, rng: Random, now: datetime) -> None:
    stage = Stage(town, rng, now)
    for story in _STORIES:
        story(stage)
    stage.react(now)
