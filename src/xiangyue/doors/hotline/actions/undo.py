"""A whole import taken back: what it brought new is closed and counted no more, what it brought home is set back, each
by an event. What somebody has worked on since stays and is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from xiangyue.doors.hotline.actions.bring import CHUNK, DEAD_AFTER, result
from xiangyue.doors.hotline.checked import fingerprint
from xiangyue.doors.hotline.kind import UNDONE
from xiangyue.doors.hotline.mapping import Columns
from xiangyue.doors.hotline.models import ImportedRow, ImportRun
from xiangyue.doors.hotline.values import earlier
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Link, Matter, Seat

NAMED = 200
LATER_IMPORT = "后来的导入又带来了内容"
OLD = "没有记下导入前的样子"
WORKED_ON = "已有人办理"


@dataclass
class Undone:
    """How many orders were taken back or set back, and (number, why) of those that stay."""

    count: int = 0
    stay: list[tuple[str, str]] = field(default_factory=list)


def undo_import(run: ImportRun, *, reason: str, seat: Seat | None, at: datetime) -> Undone:
    """Pressed again after it was stopped in the middle it goes on. Refused when there is nothing to take back."""
    if seat is not None:
        access.require(seat, "hotline.import")
    if len(reason.strip()) < 2:
        raise Refused("请写明为什么撤回这次导入，例如“选错了文件”。")
    _begin(run, at)
    undone = Undone(stay=list(_brought_more_since(run)))
    actor = kernel.Actor.of(seat) if seat else kernel.WORKER
    told = f"{run.file_name}：{reason.strip()[:200]}"
    try:
        pks = list(ImportedRow.objects.filter(run=run, undone_at=None).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), CHUNK):
            _take_back(run, pks[start : start + CHUNK], undone, told, actor, at)
    except BaseException:
        ImportRun.objects.filter(pk=run.pk, state="undoing").update(state="done")
        raise
    run.refresh_from_db()
    run.state, run.undone_at, run.says = "undone", at, _says(run, undone)
    run.save(update_fields=["state", "undone_at", "says"])
    return undone


def _begin(run: ImportRun, at: datetime) -> None:
    """One at a time; one that was killed may be taken up again."""
    idle = Q(state__in=("done", "broken")) | Q(state="undoing", beat_at__lt=at - DEAD_AFTER)
    if not ImportRun.objects.filter(idle, pk=run.pk).update(state="undoing", beat_at=at):
        raise Refused("只有导入完成或中断的批次才能撤回；正在撤回的请等它做完。")


def _brought_more_since(run: ImportRun) -> Iterator[tuple[str, str]]:
    later = ImportedRow.objects.filter(before_run=run).exclude(run=run).order_by("pk")
    for number in later.values_list("matter__number", flat=True):
        yield number, LATER_IMPORT


@transaction.atomic
def _take_back(run: ImportRun, pks: list[int], undone: Undone, reason: str, actor: kernel.Actor, at: datetime) -> None:
    rows = ImportedRow.objects.filter(pk__in=pks, undone_at=None).select_related("matter__town").order_by("pk")
    worked_on = _worked_on(list(rows))
    count = 0
    for row in rows:
        if why := OLD if not row.event_count else worked_on.get(row.matter_id, ""):
            undone.stay.append((row.matter.number, why))
            continue
        if row.before is None:
            _take_back_new(row, reason, actor, at)
        else:
            _set_back(row, run, reason, actor, at)
        count += 1
    undone.count += count
    ImportRun.objects.filter(pk=run.pk).update(undone=F("undone") + count, beat_at=at)


def _worked_on(rows: list[ImportedRow]) -> dict[int, str]:
    """Matter → why it stays: somebody has done something since, or other matters hang on it. What the worker does by
    itself is no work.
    """
    since = {row.matter_id: row.event_count for row in rows}
    events = Event.objects.filter(matter__in=since).exclude(actor__in=(kernel.UPPER.label, kernel.WORKER.label))
    found = {pk for pk, seq in events.values_list("matter_id", "seq") if seq > since[pk]}
    found |= set(Matter.objects.filter(parent__in=since).values_list("parent_id", flat=True))
    for end in ("source", "target"):
        found |= set(Link.objects.filter(**{f"{end}__in": since}).values_list(f"{end}_id", flat=True))
    return dict.fromkeys(found, WORKED_ON)


def _take_back_new(row: ImportedRow, reason: str, actor: kernel.Actor, at: datetime) -> None:
    matter = row.matter
    to = "closed" if matter.state == "received" else ""
    change = Change("import_undone", {"reason": reason}, to=to, columns={"kind": UNDONE.name})
    kernel.carry_out(matter, change, actor=actor, at=at)
    kernel.stop_clocks(matter, at=at)
    ImportedRow.objects.filter(pk=row.pk).update(undone_at=at)


def _set_back(row: ImportedRow, run: ImportRun, reason: str, actor: kernel.Actor, at: datetime) -> None:
    """The cells as they were before, and what they said told again."""
    columns = run.mapping.as_columns if run.mapping else Columns({})
    before = row.before or {}
    upper, said, closed_at = earlier(before, columns)
    told = {key: value for key in ("status", "result", "reply") if (value := getattr(upper, key))}
    kernel.record(row.matter, "result_undone", actor=actor, at=at, reason=reason, **told)
    if said.is_there:
        change = result(said, closed_at or row.matter.closed_at or at)
        kernel.carry_out(row.matter, change, actor=kernel.UPPER, at=at)
    ImportedRow.objects.filter(pk=row.pk).update(
        cells=before,
        fingerprint=fingerprint(before),
        before=None,
        before_run=None,
        event_count=0,
        run=row.before_run_id or row.run_id,
    )


def _says(run: ImportRun, undone: Undone) -> str:
    told = [run.says, f"这次导入已撤回：{run.undone} 件退回导入前的样子。"]
    if undone.stay:
        named = "、".join(f"{number}（{why}）" for number, why in undone.stay[:NAMED])
        told.append(f"{len(undone.stay)} 件没有撤回，保持原样：{named}{'……' if len(undone.stay) > NAMED else '。'}")
    return "\n".join(line for line in told if line)
