"""Each statement of the demo that holds rests on its records: without them it stops holding. None is a constant."""

from __future__ import annotations

from datetime import timedelta

import pytest
from demo_town import told_once
from django.db import transaction

from xiangyue.desks.council.models import Decision
from xiangyue.desks.council.models import Meeting as CouncilMeeting
from xiangyue.desks.honours.models import Recommendation, Reorganisation
from xiangyue.desks.leader.models import Instruction
from xiangyue.desks.taskforce.models import HardCase, Plan
from xiangyue.doors.enterprise.models import Request
from xiangyue.doors.mailbox.models import Evaluation, Letter, Meeting
from xiangyue.doors.onsite.models import Visit
from xiangyue.doors.patrol.models import Watch
from xiangyue.doors.reception.models import Session
from xiangyue.figures.facts import Fact, facts
from xiangyue.figures.score.models import PublishedTotal
from xiangyue.house.townfolder import find_folder
from xiangyue.house.townfolder.tables import rows
from xiangyue.kernel.models import Event, Matter, Place, Rule
from xiangyue.ledgers.economy.models import Entities, Tax
from xiangyue.ledgers.farmland.models import Parcel, Sowing, Task
from xiangyue.ledgers.plan.models import Version

pytestmark = pytest.mark.django_db
EARLIER = timedelta(days=1000)


def nothing_of(model, **which):
    """Deleted as they stand: what hangs on them is rolled back with them."""

    def take(town):
        model.objects.filter(town=town, **which)._raw_delete("default")

    return take


def renamed(town):
    Place.objects.filter(pk=town.pk).update(name="别的镇")


def reopened(*doors):
    """What had been closed is closed no longer."""

    def take(town):
        Matter.objects.filter(town=town, door__in=doors).update(closed_at=None, state="handling")

    return take


def of_no_other_town(town):
    PublishedTotal.objects.all()._raw_delete("default")


def not_signed_in(town):
    Session.objects.filter(town=town).update(leader_signed_in_at=None, signed_in_by=None)


def by_the_clerk(town):
    Event.objects.filter(town=town, name="letter_instructed")._raw_delete("default")


def received_earlier(town):
    for matter in Matter.objects.filter(town=town, door="hotline", received_at__year=2023):
        Matter.objects.filter(pk=matter.pk).update(received_at=matter.received_at - EARLIER)


def unsigned(model, **which):
    """Entries that nobody has signed for."""
    return lambda town: model.objects.filter(town=town, **which).update(counted=False)


EVIDENCE = {
    "S01": renamed,
    "S06": unsigned(Version),
    "S07": nothing_of(Watch, zone__isnull=False),
    "S08": nothing_of(Watch, zone=None),
    "S10": nothing_of(Decision),
    "S11": nothing_of(CouncilMeeting),
    "S12": not_signed_in,
    "S13": reopened("reception"),
    "S14": by_the_clerk,
    "S15": nothing_of(Evaluation),
    "S16": reopened("mailbox"),
    "S17": nothing_of(Meeting),
    "S18": lambda town: Letter.objects.filter(town=town).update(history_closed_at=None, evidence=None),
    "S19": nothing_of(Plan),
    "S20": lambda town: HardCase.objects.filter(town=town, state="closed").update(
        closed_how="", closed_at=None, state="acting"
    ),
    "S22": nothing_of(Visit, matter__isnull=False),
    "S23": reopened("onsite"),
    "S24": lambda town: Recommendation.objects.filter(town=town, month__month=11).update(state="withdrawn"),
    "S25": nothing_of(Rule, kind="undertaking", key="7"),
    "S26": nothing_of(Instruction),
    "S27": nothing_of(Reorganisation),
    "S28": received_earlier,
    "S29": received_earlier,
    "S30": of_no_other_town,
    "S31": reopened("reception"),
    "S32": nothing_of(Decision),
    "S43": unsigned(Parcel),
    "S44": unsigned(Sowing, season="秋粮"),
    "S45": unsigned(Task),
    "S58": reopened("enterprise"),
    "S59": lambda town: Request.objects.filter(town=town).update(supervised_at=None),
    "S61": unsigned(Tax, month__month=3),
    "S62": unsigned(Entities, kind="企业"),
}


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker, tmp_path_factory):
    with told_once(django_db_blocker, tmp_path_factory) as made:
        yield made


@pytest.fixture
def town(whole):
    return whole[0]


def told(town: Place, *only: str) -> dict[str, Fact]:
    return {fact.id: fact for fact in facts(town, 2024, only=only)}


def test_all_published_statements_hold_on_the_full_demo(whole):
    town, made = whole
    assert made.matters > 10_000
    found = facts(town, 2024)
    assert [fact.id for fact in found] == [row["id"] for row in rows(find_folder("yongledian"), "facts.csv")]
    assert [(fact.id, fact.counted, fact.why) for fact in found if fact.is_bound and not fact.holds] == []
    counted = {fact.id: fact.counted for fact in found}
    assert (counted["S28"], counted["S29"], counted["S30"]) == ("-40", "-36.17", "1")


def test_all_77_are_answered_and_what_can_be_counted_holds(town):
    found = told(town)
    assert len(found) == 77
    assert {key for key, fact in found.items() if fact.holds} == set(EVIDENCE)
    assert {key for key, fact in found.items() if fact.is_bound} == set(EVIDENCE)
    assert all(fact.why for fact in found.values())
    assert {key for key, fact in found.items() if fact.verdict == "name only"} == {"S02", "S03", "S04", "S77"}


@pytest.mark.parametrize("statement", sorted(EVIDENCE))
def test_without_its_evidence_it_does_not_hold(town, statement):
    with transaction.atomic():
        EVIDENCE[statement](town)
        town.refresh_from_db()
        assert not told(town, statement)[statement].holds
        transaction.set_rollback(True)
    town.refresh_from_db()
    assert told(town, statement)[statement].holds
