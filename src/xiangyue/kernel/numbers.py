"""Numbers of matters that come in through our own doors; those of the hotline keep the number they came with."""

from __future__ import annotations

import secrets
from datetime import datetime

from xiangyue.kernel.timekeeping import local_day


def new_number(prefix: str, at: datetime) -> str:
    """The door's letter, the day, ten random digits: not to be guessed, and needing no counter that all would wait
    for.
    """
    return f"{prefix}{local_day(at):%Y%m%d}{secrets.randbelow(10**10):010d}"
