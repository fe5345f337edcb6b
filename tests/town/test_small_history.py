"""A small town's invented years: the chain holds, and what ended has ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from demo_town import told_once

from xiangyue.desks.handling.models import Answer
from xiangyue.figures.facts import facts
from xiangyue.house.demo import NOW
from xiangyue.kernel import queries
from xiangyue.kernel.models import Event, Matter, Seal
from xiangyue.kernel.timekeeping import local_day

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def small(django_db_setup, django_db_blocker, tmp_path_factory):
    with told_once(django_db_blocker, tmp_path_factory, scale=0.03) as (town, _):
        yield town


def test_a_small_history_verifies(small):
    assert list(queries.verify(small)) == []
    assert Seal.objects.count() == (local_day(NOW) - Seal.objects.order_by("day")[0].day).days


def test_nothing_lies_in_the_future_and_ended_matters_have_ended(small):
    assert not Event.objects.filter(at__gt=NOW).exists()
    assert not Event.objects.filter(reacted_at=None).exists()
    assert not Matter.objects.filter(state__in=["answered", "called_back"]).exists()
    assert Matter.objects.filter(closed_at=None, received_at__lt=NOW - timedelta(days=150)).count() == 0


def test_every_twin_is_answered_and_called_back(small):
    twins = Matter.objects.exclude(parent=None).filter(state="closed")
    assert twins.exists()
    for twin in twins:
        assert Answer.objects.filter(matter=twin).exists()
        assert twin.callbacks.filter(source="own").exists()


def test_every_order_of_2024_is_instructed_on_its_day(small):
    told = {fact.id: fact for fact in facts(small, 2024)}
    assert told["S26"].holds and told["S26"].numerator == told["S26"].denominator > 0
