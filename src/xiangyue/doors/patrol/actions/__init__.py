"""Drawing grids, saying who watches them, and what a worker brings back from a shift."""

from xiangyue.doors.patrol.actions.findings import Find, find
from xiangyue.doors.patrol.actions.grids import Taken, take_grids
from xiangyue.doors.patrol.actions.households import consent, list_households, withdraw_consent
from xiangyue.doors.patrol.actions.visits import Call, call_at
from xiangyue.doors.patrol.actions.walk import Step, purge_tracks, walk
from xiangyue.doors.patrol.actions.watch import hand_over, open_zone

__all__ = [
    "Call",
    "Find",
    "Step",
    "Taken",
    "call_at",
    "consent",
    "find",
    "hand_over",
    "list_households",
    "open_zone",
    "purge_tracks",
    "take_grids",
    "walk",
    "withdraw_consent",
]
