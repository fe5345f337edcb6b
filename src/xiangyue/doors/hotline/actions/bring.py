"""Bringing a checked file in: by chunks, each a transaction of its own, and once more changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from xiangyue.doors.hotline.checked import BadRow, Checked, Row, fingerprint
from xiangyue.doors.hotline.identity import borne, live, taken_by
from xiangyue.doors.hotline.mapping import Columns
from xiangyue.doors.hotline.models import ColumnMapping, ImportedRow, ImportRun
from xiangyue.doors.hotline.reading import as_bad, check_file
from xiangyue.doors.hotline.rejects import keep_rejects
from xiangyue.doors.hotline.values import SATISFIED_NAMES, Said, Upper, earlier
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Place, Seat

Progress = Callable[[int, int], None]

CHUNK = 500
BATCH = 200
# SQLite has one writer, and one who waits looks again every tenth of a second at most: leave it a gap to slip in.
GAP_SECONDS = 0.02
DEAD_AFTER = timedelta(minutes=2)
LONGEST_TOLD = 4000  # characters of a result told in an event; the cell keeps it whole


class Interrupted(Refused):
    """The database went away in the middle; what was written stays, and running again writes the rest."""

    code = "interrupted"


def import_file(
    source: str | Path | bytes,
    *,
    file_name: str,
    town: Place,
    mapping: ColumnMapping,
    seat: Seat | None,
    at: datetime,
    progress: Progress | None = None,
    run: ImportRun | None = None,
) -> ImportRun:
    """The finished run. CannotRead, DiskRefused: nothing was written. Interrupted: a part was, the run is 中断.

    Known by (town, number): an order whose row has not changed is left alone, one that comes with something new keeps
    the new cells and tells it in events; what we recorded ourselves is never touched.
    """
    if seat is not None:
        access.require(seat, "hotline.import")
    began = time.monotonic()
    columns = mapping.as_columns
    checked = check_file(source, file_name, columns, town=town, at=at)
    sha256 = checked.table.sha256
    ImportRun.objects.filter(town=town, sha256=sha256, state="writing").update(state="broken", ended_at=at)
    mark_broken(town, at)
    run = run or ImportRun(town=town, seat=seat, file_name=file_name[:200], started_at=at)
    run.mapping, run.sha256, run.titles = mapping, sha256, checked.table.titles
    keep_rejects(run, checked.table.titles, checked.bad)
    bringing = _Bringing(run, checked.columns, checked, kernel.Actor.of(seat) if seat else kernel.UPPER, at, began)
    try:
        bringing.bring(progress)
    except BaseException as error:
        bringing.leave_broken(error)
        if isinstance(error, DatabaseError):
            raise Interrupted(run.says) from error
        raise
    return run


def mark_broken(town: Place, at: datetime) -> int:
    """Runs that have not written for a while were killed; how many."""
    dead = ImportRun.objects.filter(town=town, state="writing", beat_at__lt=at - DEAD_AFTER)
    return dead.update(
        state="broken", ended_at=at, says="导入中途停止，已写入的行保留。再导入一次同一个文件即可接着写完，不会重复。"
    )


@dataclass
class _Bringing:
    """One file on its way in."""

    run: ImportRun
    columns: Columns
    checked: Checked
    actor: kernel.Actor
    at: datetime
    began: float

    @property
    def now(self) -> datetime:
        """The given moment moved on by what has passed since: nothing here asks the system clock."""
        return self.at + timedelta(seconds=time.monotonic() - self.began)

    def bring(self, progress: Progress | None) -> None:
        run, good = self.run, self.checked.good
        run.state, run.rows, run.bad, run.says, run.ended_at = (
            "writing",
            self.checked.rows,
            len(self.checked.bad),
            "",
            None,
        )
        run.file_rows, run.passed = self.checked.table.file_rows, self.checked.all_passed()
        run.created = run.brought_home = run.unchanged = 0
        run.beat_at = self.now
        run.save()
        late: list[BadRow] = []
        for start in range(0, len(good), CHUNK):
            late += self._chunk(good[start : start + CHUNK])
            if progress is not None:
                progress(run.written, run.rows)
            if connection.vendor == "sqlite" and start + CHUNK < len(good):
                time.sleep(GAP_SECONDS)
        if late:
            keep_rejects(run, self.checked.table.titles, [*self.checked.bad, *late])
        run.state, run.ended_at = "done", self.now
        run.says = self.checked.says()
        run.save(update_fields=["state", "ended_at", "says", "rejects"])

    def _chunk(self, rows: Sequence[Row]) -> list[BadRow]:
        """One transaction; rows that turned out to belong to another door come back."""
        try:
            tally = self._write(rows)
        except IntegrityError:
            # another import of the same orders was faster; this time they are known
            tally = self._write(rows)
        self.run.created += tally.created
        self.run.brought_home += tally.brought_home
        self.run.unchanged += tally.unchanged
        self.run.bad += len(tally.late)
        return tally.late

    @transaction.atomic
    def _write(self, rows: Sequence[Row]) -> _Tally:
        run = self.run
        matters = live(run.town, [row.number for row in rows])
        kept = {one.matter_id: one for one in ImportedRow.objects.filter(matter__in=list(matters.values()))}
        late = [row for row in rows if row.number in matters and matters[row.number].door != "hotline"]
        new = [row for row in rows if row.number not in matters]
        self._receive(new)
        changed = [
            one
            for row in rows
            if (matter := matters.get(row.number)) is not None and matter.door == "hotline"
            if (one := self._bring_home(row, matter, kept.get(matter.pk))) is not None
        ]
        ImportedRow.objects.bulk_create([one for one in changed if one.pk is None])
        ImportedRow.objects.bulk_update(
            [one for one in changed if one.pk],
            ["cells", "fingerprint", "run", "before", "before_run", "event_count"],
            batch_size=BATCH,
        )
        tally = _Tally(
            len(new),
            len(changed),
            len(rows) - len(new) - len(changed) - len(late),
            [as_bad(row, self.checked.table, taken_by(matters[row.number].door)) for row in late],
        )
        ImportRun.objects.filter(pk=run.pk).update(
            created=F("created") + tally.created,
            brought_home=F("brought_home") + tally.brought_home,
            unchanged=F("unchanged") + tally.unchanged,
            bad=F("bad") + len(late),
            beat_at=self.now,
        )
        return tally

    def _receive(self, rows: Sequence[Row]) -> None:
        """New orders; those that the upper system has closed already come in closed."""
        town = self.run.town
        numbers = borne(town, [row.number for row in rows])
        matters = kernel.receive_many(
            town, [_intake(row, numbers[row.number]) for row in rows], door="hotline", actor=self.actor, at=self.at
        )
        for row, matter in zip(rows, matters, strict=True):
            if row.upper.result or row.upper.reply:
                self._tell_status(matter, row.upper)
            if row.said.is_there:
                self._tell_result(matter, row.said, row.closed_at)
        ImportedRow.objects.bulk_create(
            [self._kept(row, matter) for row, matter in zip(rows, matters, strict=True)], batch_size=BATCH
        )

    def _kept(self, row: Row, matter: Matter) -> ImportedRow:
        return ImportedRow(
            town=self.run.town,
            matter=matter,
            run=self.run,
            cells=row.cells,
            fingerprint=row.fingerprint,
            number=row.number if row.number != matter.number else "",
            event_count=matter.event_count,
        )

    def _bring_home(self, row: Row, matter: Matter, kept: ImportedRow | None) -> ImportedRow | None:
        """The row to keep when it says something new, told in events; None when it does not. Blank cells take nothing
        back.
        """
        before = kept.cells if kept else {}
        cells = before | {title: value for title, value in row.cells.items() if _says_more(row, title, before)}
        digest = fingerprint(cells)
        if kept is not None and kept.fingerprint == digest:
            return None
        matter.town = self.run.town
        old_upper, old_said, old_closed_at = earlier(before, self.columns)
        upper, said, closed_at = earlier(cells, self.columns)
        if upper != old_upper and upper != Upper():
            self._tell_status(matter, upper)
        if said.is_there and (said, closed_at) != (old_said, old_closed_at):
            self._tell_result(matter, said, closed_at)
        if kept is None:
            kept = ImportedRow(town=self.run.town, matter=matter, run=self.run, before={})
        elif kept.run_id != self.run.pk:
            kept.before, kept.before_run_id, kept.run = before, kept.run_id, self.run
        kept.cells, kept.fingerprint, kept.event_count = cells, digest, matter.event_count
        return kept

    def _tell_status(self, matter: Matter, upper: Upper) -> None:
        told = {key: value[:LONGEST_TOLD] for key in ("result", "reply") if (value := getattr(upper, key))}
        kernel.record(matter, "upper_status", actor=kernel.UPPER, at=self.at, status=upper.status or "未注明", **told)

    def _tell_result(self, matter: Matter, said: Said, closed_at: datetime | None) -> None:
        change = result(said, closed_at or matter.closed_at or self.at)
        kernel.carry_out(matter, change, actor=kernel.UPPER, at=self.at)

    def leave_broken(self, error: BaseException) -> None:
        """Says how far it came; with the database gone the next run or page finds it broken by its missing beat."""
        run = self.run
        why = "数据库没有应答或写不进去" if isinstance(error, DatabaseError) else "程序停止"
        run.state, run.ended_at = "broken", self.now
        run.says = (
            f"导入中断（{why}）：{run.rows} 行里已处理 {run.written} "
            f"行，写入的保留。恢复后再导入一次同一个文件即可接着写完，不会重复。"
        )
        if run.pk is None:
            return
        try:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            run.save(update_fields=["state", "ended_at", "says"])
        except DatabaseError:
            pass


def _says_more(row: Row, title: str, before: dict[str, str]) -> bool:
    """A blank takes nothing back, and a verdict that nobody can read does not stand over one that was read."""
    return title not in before or bool(row.cells[title] and not (title in row.unread and before[title]))


def result(said: Said, closed_at: datetime) -> Change:
    """The upper system's own call-back; what it does not say is not told."""
    told: dict[str, Any] = {"reached": bool(said.reached), "closed_at": closed_at.isoformat()}
    told |= {key: value for key in ("contacted", "solved") if (value := getattr(said, key)) is not None}
    if said.satisfied:
        told |= {"satisfied": said.satisfied, "satisfied_name": SATISFIED_NAMES[said.satisfied]}
    return Change("result_imported", told)


@dataclass(frozen=True)
class _Tally:
    """What came of one chunk."""

    created: int
    brought_home: int
    unchanged: int
    late: list[BadRow]


def _intake(row: Row, number: str) -> kernel.Intake:
    """Closed without a closing time: the moment of arrival stands for it, so that old orders stay in their own
    period.
    """
    ended = (row.closed_at or row.received_at) if row.is_closed else None
    return kernel.Intake(
        number=number,
        title=row.title,
        words=row.words,
        received_at=row.received_at,
        requester=row.requester,
        request_type=row.request_type,
        category=row.category,
        place=row.place,
        imported_due_at=row.due_at,
        closed_at=ended,
        lead_unit=row.unit if row.is_closed else None,
        urgency=row.category.urgency if row.category else "general",
    )
