"""The invented years: a chain that holds, facts that can be counted, and the same rows from the same seed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from xiangyue.desks.handling.models import Answer, Case
from xiangyue.figures.facts import facts
from xiangyue.house.demo import NOW, generate
from xiangyue.house.townfolder import find_folder, load
from xiangyue.house.townfolder.tables import rows
from xiangyue.kernel import actions, queries
from xiangyue.kernel.actions.history import Step, Story, release, write_history
from xiangyue.kernel.columns import first_columns
from xiangyue.kernel.errors import IllegalMove, WrongParticulars
from xiangyue.kernel.models import Event, Matter, Party, Place, Seal
from xiangyue.kernel.said import told_of
from xiangyue.kernel.timekeeping import local_day

pytestmark = pytest.mark.django_db


PUBLISHED = rows(find_folder("yongledian"), "facts.csv")


@pytest.fixture
def town():
    load(find_folder("yongledian"), at=NOW)
    return Place.objects.get(code="110112117000")


@pytest.fixture
def small(town):
    generate(town, scale=0.03)
    return town


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


def test_the_same_seed_gives_the_same_stories(town):
    """All but the salts of what was committed to."""
    heads = []
    for _ in range(2):
        release(Answer, Case, Matter, Party)  # PostgreSQL counts on after a rollback; a fresh town begins at one
        with transaction.atomic():
            generate(town, scale=0.01)
            # the other doors give unguessable numbers, also here
            heads.append(
                list(
                    Matter.objects.filter(door="hotline")
                    .order_by("number")
                    .values_list("number", "words", "event_count", "due_at", "closed_at")
                )
            )
            transaction.set_rollback(True)
    assert heads[0] == heads[1] and heads[0]


def test_a_statement_without_records_does_not_hold(town):
    found = {fact.id: fact for fact in facts(town, 2024)}
    assert len(found) == len(PUBLISHED)
    assert [key for key, fact in found.items() if fact.holds] == ["S01"]  # the town itself is there
    assert not any(fact.counted for key, fact in found.items() if key != "S01")
    assert facts(town, 2019) == []


def told_matter(town, *steps):
    matter = Matter(
        pk=1,
        town=town,
        number="H1",
        door="hotline",
        state=steps[-1] if steps else "received",
        title="路灯不亮",
        words="村口的灯不亮",
        received_at=NOW,
        head_hash="",
        event_count=0,
    )
    first = Step(
        "received",
        NOW,
        actions.UPPER,
        {"door": "hotline", "number": "H1", "received_at": NOW.isoformat(), **told_of(matter, algorithm="sha256")},
        "received",
        first_columns(matter),
    )
    return matter, first


def test_an_illegal_arrow_is_refused(town):
    matter, first = told_matter(town, "answered")
    leap = Step("signed", NOW, actions.WORKER, {"unit_name": "水务所"}, "answered")
    with pytest.raises(IllegalMove):
        write_history(town, [Story(matter, [first, leap])], seal_through=local_day(NOW))
    assert not Matter.objects.exclude(kind="house").exists()


def test_particulars_of_another_shape_are_refused(town):
    matter, first = told_matter(town)
    odd = Step("noted", NOW, actions.WORKER, {"words": "x"})
    with pytest.raises(WrongParticulars):
        write_history(town, [Story(matter, [first, odd])], seal_through=local_day(NOW))


def test_all_published_statements_hold_on_the_full_demo(town):
    made = generate(town)
    assert made.matters > 10_000
    told = facts(town, 2024)
    assert [fact.id for fact in told] == [row["id"] for row in PUBLISHED]
    assert [(fact.id, fact.counted, fact.why) for fact in told if fact.is_bound and not fact.holds] == []
    counted = {fact.id: fact.counted for fact in told}
    assert (counted["S28"], counted["S29"], counted["S30"]) == ("-40", "-36.17", "1")
