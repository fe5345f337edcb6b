from __future__ import annotations

import argparse
import shutil
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from xiangyue.doors.hotline import queries
from xiangyue.doors.hotline.actions import import_file, undo_import
from xiangyue.doors.hotline.export import export_orders, write_orders
from xiangyue.doors.hotline.models import ColumnMapping, ImportRun
from xiangyue.doors.hotline.reconcile import reconcile, write_differences
from xiangyue.house.commands.chain import export_chain, export_seals
from xiangyue.house.commands.which import town_named
from xiangyue.house.timers import work_once
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.timekeeping import day_begins
from xiangyue.lib.sheets.read import CannotRead


def bring(options: argparse.Namespace) -> int:
    """0 when the file was read, whatever rows went back; 1 when it could not be read. Results count at once."""
    town = town_named(options.town)
    if getattr(options, "undo", None):
        return _undo(town, options.undo, options.reason)
    if not (options.file and options.mapping):
        raise Refused("请写出要导入的文件和 --mapping 列对应的名称。")
    path, mapping = Path(options.file), _mapping_named(town, options.mapping)
    try:
        run = _with_progress(path, town, mapping)
    except CannotRead as error:
        print(error, file=sys.stderr)
        return 1
    while work_once(timezone.now()):
        pass
    print(
        f"{run.file_name}：共 {run.rows} 行，新工单 {run.created} "
        f"件，带回结果 {run.brought_home} 件，没有变化 {run.unchanged} 件，"
        f"退回 {run.bad} 行。"
    )
    print(f"{run.conserved_says}。批次号 {run.pk}。")
    if run.says:
        print(run.says)
    if run.rejects:
        print(f"退回的行和原因：{_rejects_beside(run, path, options.rejects)}")
    return 0


def _undo(town: Place, number: int, reason: str) -> int:
    run = ImportRun.objects.filter(town=town, pk=number).first()
    if run is None:
        raise Refused(f"{town.name}没有批次 {number}。导入时打印的“批次号”就是它。")
    undo_import(run, reason=reason, seat=None, at=timezone.now())
    while work_once(timezone.now()):
        pass
    print(run.says)
    return 0


def _with_progress(path: Path, town: Place, mapping: ColumnMapping) -> ImportRun:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("检查整份文件…", total=None)

        def moved(done: int, total: int) -> None:
            bar.update(task, description="写入", completed=done, total=total)

        return import_file(
            path, file_name=path.name, town=town, mapping=mapping, seat=None, at=timezone.now(), progress=moved
        )


def _mapping_named(town: Place, name: str) -> ColumnMapping:
    found = queries.mappings(town).filter(name=name).first()
    if found is None:
        known = "、".join(queries.mappings(town).values_list("name", flat=True)) or "还没有，请先 xiangyue town load"
        raise Refused(f"{town.name}没有叫“{name}”的列对应。已保存的：{known}。")
    return found


def _rejects_beside(run: ImportRun, source: Path, chosen: str | None) -> str:
    """Where the list of rejects now is: the chosen path, else beside the file, else where the system keeps it."""
    target = Path(chosen) if chosen else source.with_name(f"{source.stem}.退回.xlsx")
    try:
        with run.rejects.open("rb") as kept, target.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
    except OSError as error:
        if chosen:
            print(f"退回表写不到 {target}（{error.strerror}），改留在系统里。", file=sys.stderr)
        return str(run.rejects.path)
    return str(target)


def beside(options: argparse.Namespace) -> int:
    """What differs between the platform's export and our orders; 1 when the file could not be read."""
    town, path = town_named(options.town), Path(options.file)
    since = _first_moment(options.since) if options.since else None
    until = _first_moment(options.until) + timedelta(days=1) - timedelta(microseconds=1) if options.until else None
    columns = _mapping_named(town, options.mapping).as_columns
    try:
        ours = Matter.objects.filter(town=town)
        done = reconcile(path, path.name, columns, town=town, among=ours, at=timezone.now(), since=since, until=until)
    except CannotRead as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{path.name}：{done.says}。")
    for _key, what, says, found in done.told():
        print(f"{what} {len(found)} 件：{says}。")
        for one in found:
            print(f"  {one.number}  平台：{one.theirs or '—'}  本镇：{one.ours or '—'}")
    for told in done.unread:
        print(f"读不出 {told}")
    if options.out:
        write_differences(Path(options.out), done)
    return 0


_OF_THE_CHAIN = {"chain": export_chain, "seals": export_seals}


def export(options: argparse.Namespace) -> int:
    """The hotline's orders in their own columns, or the chain of events or its seals for checking offline."""
    if options.what in _OF_THE_CHAIN:
        return _OF_THE_CHAIN[options.what](options)
    town, path = town_named(options.town), Path(options.file)
    since = _first_moment(options.since) if options.since else None
    exported = export_orders(Matter.objects.filter(town=town), _mapping_named(town, options.mapping), since, None)
    try:
        count = write_orders(path, exported)
    except OSError as error:
        print(f"写不到 {path}：{error.strerror}。", file=sys.stderr)
        return 1
    print(f"{town.name}：导出 {count} 件工单到 {path}。")
    return 0


def _first_moment(day: str) -> datetime:
    try:
        return day_begins(date.fromisoformat(day))
    except ValueError:
        raise Refused(f"日期要写成 2024-11-05 这样，“{day}”不是。") from None
