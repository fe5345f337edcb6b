"""The house's clock: the real one, or a demo town's that lives on from its own day; a moment that makes no sense stops
the start.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from xiangyue.house import moment
from xiangyue.house.environment import BadSetting

SHORT = timedelta(seconds=5)


@pytest.fixture
def told(monkeypatch):
    """A function that sets XIANGYUE_DEMO_NOW as a server would find it at its start."""

    def tell(value):
        monkeypatch.setenv("XIANGYUE_DEMO_NOW", value)
        moment._shift.cache_clear()

    yield tell
    moment._shift.cache_clear()


def test_without_a_setting_it_is_the_real_time(told):
    told("")
    assert abs(moment.now() - timezone.now()) < SHORT


def test_the_demo_lives_on_from_its_day(told):
    told("2025-01-06T10:00:00+08:00")
    first = moment.now()
    assert abs(first - datetime(2025, 1, 6, 2, tzinfo=UTC)) < SHORT
    assert moment.now() > first


def test_processes_that_started_apart_tell_the_same_time(told):
    an_hour_ago = timezone.now() - timedelta(hours=1)
    told(f"2025-01-06T10:00:00+08:00/{an_hour_ago.isoformat()}")
    assert abs(moment.now() - datetime(2025, 1, 6, 3, tzinfo=UTC)) < SHORT


@pytest.mark.parametrize(
    "value", ["昨天", "2025-01-06T10:00:00", "2025-01-06T10:00:00+08:00/a", "2025-01-06T10:00:00+08:00//"]
)
def test_a_moment_without_sense_or_zone_stops_the_start(told, value):
    told(value)
    with pytest.raises(BadSetting):
        moment.now()


def test_a_page_tells_the_demo_day(told, cast):
    told("2025-01-06T10:00:00+08:00")
    assert "2025年1月6日" in cast.client("secretary").get("/").content.decode()
