"""The access log's chain: whoever changes, takes out or puts in a chained line is found; days stand in the seals."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from cast import DAY, NOON, later, make_town
from django.db.models import ProtectedError

from xiangyue.house import moment
from xiangyue.house.chores import chores_of
from xiangyue.house.models import Trace, TraceDay, TraceHead
from xiangyue.house.traces.chain import chain_all, chain_waiting, close_day
from xiangyue.house.traces.purge import purge_traces
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import outsiders, queries
from xiangyue.kernel.models import Event, Rule

VERIFIER = Path(__file__).resolve().parents[2] / "docs" / "verify_chain.py"
DAY_OF = date(2024, 11, 5)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def logged(cast):
    """Eight lines of which six are chained."""
    client = cast.client("roads")
    for _ in range(6):
        client.get("/matters/mine")
    assert chain_all(cast.town, NOON) == 6
    for _ in range(2):
        client.get("/matters/mine")
    return cast


def found(cast):
    return [(fault.kind, fault.seq) for fault in queries.verify(cast.town)]


def test_the_worker_chains_in_order_and_the_chain_holds(logged):
    assert list(Trace.objects.order_by("pk").values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6, None, None]
    assert found(logged) == []
    assert chain_all(logged.town, NOON) == 2 and found(logged) == []
    assert TraceHead.objects.get(town=logged.town).seq == 8


def test_it_does_so_once_a_minute(logged):
    assert chain_waiting(later(NOON, seconds=59)) == 0
    assert chain_waiting(later(NOON, seconds=60)) == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "login"},
        {"address": "10.0.0.1"},
        {"path": "/other"},
        {"status": 403},
        {"at": NOON - timedelta(hours=1)},
        {"user": None},
        {"role": "admin"},
    ],
)
def test_a_changed_line_is_found(logged, changed):
    Trace.objects.filter(seq=3).update(**changed)
    assert found(logged) == [("changed", 3)]


@pytest.mark.parametrize(("gone", "told"), [([3], 3), ([1], 1), ([5, 6], 5)])
def test_a_missing_line_is_found(logged, gone, told):
    Trace.objects.filter(seq__in=gone).delete()
    assert ("dropped", told) in found(logged)


def test_a_line_put_in_behind_the_end_is_found(logged):
    line = Trace.objects.get(seq=6)
    line.pk, line.seq = None, 7
    line.save(force_insert=True)
    assert ("inserted", 7) in found(logged)


def test_a_chain_that_was_redone_is_found_against_the_day_in_the_seal(logged):
    close_day(logged.town, DAY_OF, at=NOON)
    logged.say()
    kernel.seal_day(logged.town, DAY_OF, at=later(NOON, days=1))
    assert found(logged) == []
    assert TraceDay.objects.get().seal is not None
    Trace.objects.filter(seq=3).update(status=403)
    Trace.objects.update(seq=None, previous_hash="", hash="")
    TraceHead.objects.all().delete()
    chain_all(logged.town, NOON)
    assert found(logged) == [("changed", 8)]
    TraceDay.objects.update(digest=TraceHead.objects.get().hash)
    assert "changed" in {kind for kind, _ in found(logged)}


def test_the_night_closes_the_log_before_it_seals(cast):
    names = [name for name, _ in chores_of(DAY_OF)]
    assert names.index(f"close access log {cast.town.code}") < names.index(f"seal {cast.town.code}")


def test_a_day_without_a_new_line_is_not_closed_and_none_twice(logged):
    assert close_day(logged.town, DAY_OF, at=NOON).upto == 8
    assert close_day(logged.town, DAY_OF + timedelta(days=1), at=later(NOON, days=1)) is None


def test_who_stands_in_the_log_cannot_be_deleted(logged):
    with pytest.raises(ProtectedError):
        logged.seats["roads"].user.delete()
    with pytest.raises(ProtectedError):
        logged.seats["roads"].delete()


def test_the_days_are_proved_by_nothing_but_python(logged, tmp_path):
    logged.say()
    close_day(logged.town, DAY_OF, at=NOON)
    kernel.seal_day(logged.town, DAY_OF, at=later(NOON, days=1))
    file = tmp_path / "chain.jsonl"
    written = "".join(outsiders.written_lines(outsiders.chain_lines(logged.town)))
    file.write_text(written, encoding="utf-8")
    command = [sys.executable, str(VERIFIER), str(file)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    digest = TraceDay.objects.get().digest
    assert digest in written
    file.write_text(written.replace(digest, "0" * 64), encoding="utf-8")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


def test_another_town_has_a_chain_of_its_own(logged):
    other = make_town("110112999000", "邻镇")
    other.client("roads").get("/matters/mine")
    assert [chain_waiting(later(NOON, minutes=number)) for number in (1, 2)] == [2, 1]
    assert Trace.objects.get(town=other.town).seq == 1
    assert found(logged) == [] and list(queries.verify(other.town)) == []


# --- kept for a year


def sealed_days(cast, days):
    client = cast.client("roads")
    for number in days:
        at = later(NOON, days=number)
        client.get("/matters/mine")
        Trace.objects.filter(seq=None).update(at=at)
        cast.say(at=at)
        close_day(cast.town, DAY_OF + timedelta(days=number), at=at)
        kernel.seal_day(cast.town, DAY_OF + timedelta(days=number), at=at)


def keep(cast, days):
    Rule.objects.create(
        town=cast.town, kind="retention", key="access_log", valid_from=DAY, value={"days": days}, source="网安办"
    )


def test_nothing_is_purged_without_a_rule_and_never_before_a_year(cast):
    sealed_days(cast, (0, 1, 2))
    assert purge_traces(cast.town, at=later(NOON, days=4000)) == 0
    keep(cast, 30)
    assert purge_traces(cast.town, at=later(NOON, days=300)) == 0
    assert purge_traces(cast.town, at=later(NOON, days=365)) == 0
    assert Trace.objects.count() == 3


def test_what_is_over_goes_with_an_event_and_the_chain_still_holds(cast):
    sealed_days(cast, (0, 1, 2))
    keep(cast, 400)
    assert purge_traces(cast.town, at=later(NOON, days=401, hours=1)) == 2
    assert list(Trace.objects.values_list("seq", flat=True)) == [3]
    assert found(cast) == []
    event = Event.objects.get(name="access_log_purged")
    assert (event.particulars["upto"], event.particulars["rows"]) == (2, 2)
    Trace.objects.filter(seq=3).update(status=500)
    assert found(cast) == [("changed", 3)]


def test_lines_that_go_without_the_rule_are_missed(cast):
    sealed_days(cast, (0, 1, 2))
    keep(cast, 400)
    Trace.objects.filter(seq__lte=2).delete()
    assert ("dropped", 1) in found(cast)


def test_after_all_of_it_was_purged_the_next_line_goes_on(cast):
    sealed_days(cast, (0, 1))
    keep(cast, 365)
    assert purge_traces(cast.town, at=later(NOON, days=900)) == 2
    assert found(cast) == []
    cast.client("roads").get("/matters/mine")
    chain_all(cast.town, later(NOON, days=900))
    assert Trace.objects.get().seq == 3 and found(cast) == []
