"""Full disks, vanished databases, killed processes: nothing half done, and running again finishes the rest."""

from __future__ import annotations

import errno

import pytest
from cast import NOON, later
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError
from hotline_files import order

from xiangyue.doors.hotline.actions import Interrupted, mark_broken
from xiangyue.doors.hotline.actions import bring as bringing
from xiangyue.doors.hotline.models import ImportedRow, ImportRun
from xiangyue.doors.hotline.rejects import DiskRefused
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.queries import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(bringing, "CHUNK", 10)
    monkeypatch.setattr(bringing, "GAP_SECONDS", 0)


@pytest.fixture
def gone_in_third_chunk(monkeypatch, small_chunks):
    real, calls = bringing.kernel.receive_many, []

    def receive_many(*args, **kwargs):
        calls.append(1)
        made = real(*args, **kwargs)
        if len(calls) == 3:
            raise OperationalError("server closed the connection unexpectedly")
        return made

    monkeypatch.setattr(bringing.kernel, "receive_many", receive_many)


def test_a_full_disk_stops_before_the_first_row(bring, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(DiskRefused, match="磁盘写不进去"):
        bring([order("A1"), order("A2", words="")])

    assert not Matter.objects.exists()
    assert not ImportRun.objects.exists()


def test_the_database_gone_in_the_middle_leaves_whole_chunks_and_says_so(bring, gone_in_third_chunk):
    with pytest.raises(Interrupted, match="35 行里已处理 20 行"):
        bring([order(f"A{n:02}") for n in range(35)])

    run = ImportRun.objects.get()
    assert (run.state, run.created) == ("broken", 20)
    assert Matter.objects.count() == ImportedRow.objects.count() == Event.objects.count() == 20


def test_running_again_finishes_the_rest_and_doubles_nothing(bring, cast, gone_in_third_chunk):
    rows = [order(f"A{n:02}") for n in range(35)]
    with pytest.raises(Interrupted):
        bring(rows)
    run = bring(rows, at=later(NOON, minutes=5))

    assert (run.state, run.created, run.unchanged) == ("done", 15, 20)
    assert Matter.objects.count() == ImportedRow.objects.count() == Event.objects.count() == 35
    assert list(verify(cast.town)) == []


def test_a_run_that_was_killed_is_shown_as_broken(bring, cast):
    run = bring([order()])
    ImportRun.objects.filter(pk=run.pk).update(state="writing", beat_at=NOON)

    assert mark_broken(cast.town, later(NOON, seconds=30)) == 0
    assert mark_broken(cast.town, later(NOON, minutes=5)) == 1
    run.refresh_from_db()
    assert (run.state, "再导入一次" in run.says) == ("broken", True)


def test_starting_the_same_file_again_closes_the_killed_run_at_once(bring):
    run = bring([order()])
    ImportRun.objects.filter(pk=run.pk).update(state="writing", beat_at=NOON)
    bring([order()], at=later(NOON, seconds=5))

    run.refresh_from_db()
    assert run.state == "broken"


def test_progress_is_told_after_every_chunk(bring, small_chunks):
    told = []
    bring([order(f"A{n:02}") for n in range(25)], progress=lambda done, total: told.append((done, total)))

    assert told == [(10, 25), (20, 25), (25, 25)]


def test_another_import_that_was_faster_is_no_error(bring, monkeypatch):
    """Both have looked, neither found the order; the slower one meets the unique number and looks again."""
    from django.db import IntegrityError

    real, calls = bringing.kernel.receive_many, []

    def receive_many(*args, **kwargs):
        calls.append(1)
        if len(calls) == 1:
            raise IntegrityError("matter_number_once_per_town")
        return real(*args, **kwargs)

    monkeypatch.setattr(bringing.kernel, "receive_many", receive_many)

    assert bring([order()]).created == 1
