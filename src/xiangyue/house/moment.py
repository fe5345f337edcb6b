"""The one place that asks the system clock. A demo town lives on from its own day: see XIANGYUE_DEMO_NOW."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from django.utils import timezone

from xiangyue.house.environment import demo_moments


def now() -> datetime:
    return timezone.now() + _shift()


@cache
def _shift() -> timedelta:
    """How far the demo town's clock is from the real one; nothing without XIANGYUE_DEMO_NOW."""
    moments = demo_moments()
    return timedelta(0) if moments is None else moments[0] - (moments[1] or timezone.now())
