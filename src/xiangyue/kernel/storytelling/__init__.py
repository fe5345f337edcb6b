"""Years that have already happened, told by the rooms: each room's `demo.py` holds its own part of them.

A room says in `PART` what it does of its own accord (`plays`), from which state of a matter it takes a story on
(`takes_up`), and what it tells after another's event (`hears`). Rooms meet here as they do at work: in a matter's state
and its events.
"""

from xiangyue.kernel.storytelling.part import Chapter, Part
from xiangyue.kernel.storytelling.roster import Roster
from xiangyue.kernel.storytelling.scene import Scene, Works, at_hour
from xiangyue.kernel.storytelling.tale import Hearing, NotYet, Quality, Telling, Years
from xiangyue.kernel.storytelling.voice import Opinion, opinion_of

__all__ = [
    "Chapter",
    "Hearing",
    "NotYet",
    "Opinion",
    "Part",
    "Quality",
    "Roster",
    "Scene",
    "Telling",
    "Works",
    "Years",
    "at_hour",
    "opinion_of",
]
