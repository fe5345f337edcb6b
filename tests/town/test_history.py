"""The invented years: a chain that holds, facts that can be counted, and the same rows from the same seed."""

from __future__ import annotations

import pytest
from django.db import transaction

from xiangyue.desks.handling.models import Answer, Case
from xiangyue.figures.facts import facts
from xiangyue.house.demo import NOW, generate
from xiangyue.house.townfolder import find_folder, load
from xiangyue.house.townfolder.tables import rows
from xiangyue.kernel import actions
from xiangyue.kernel.actions.history import Step, Story, release, write_history
from xiangyue.kernel.columns import first_columns
from xiangyue.kernel.errors import IllegalMove, WrongParticulars
from xiangyue.kernel.models import Matter, Party, Place
from xiangyue.kernel.said import told_of
from xiangyue.kernel.timekeeping import local_day

pytestmark = pytest.mark.django_db


PUBLISHED = rows(find_folder("yongledian"), "facts.csv")


@pytest.fixture
def town():
    load(find_folder("yongledian"), at=NOW)
    return Place.objects.get(code="110112117000")


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
