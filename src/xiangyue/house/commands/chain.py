from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from xiangyue.house import moment
from xiangyue.house.commands.which import town_named
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import outsiders, queries
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Place, Seal
from xiangyue.lib.chain import Fault
from xiangyue.lib.keyring import CannotOpen


def verify(options: argparse.Namespace) -> int:
    """0 when every chain and seal holds, and nothing is otherwise than in the file kept outside; otherwise 1, and each
    fault in a sentence.
    """
    kept = getattr(options, "against", None)
    if kept and not options.town:
        raise Refused("和外存的文件核对时，请用 --town 写明是哪个镇。")
    towns = [town_named(options.town)] if options.town else list(Place.objects.filter(level="town").exclude(seats=None))
    faults = 0
    for town in towns:
        total = Event.objects.filter(town=town).count()
        for fault in _faults(town, total, kept):
            faults += 1
            print(f"{town.name}：{fault.says}")
        print(f"{town.name}：核验了 {total} 条动态。{_vouched(town)}")
    print("事件链和日封完好。" if not faults else f"发现 {faults} 处问题。")
    return 1 if faults else 0


def _faults(town: Place, total: int, kept: str | None) -> Iterator[Fault]:
    """Those in the database itself, those of seals that are missing, those against the file."""
    yield from _with_progress(town, total)
    yield from queries.unsealed(town)
    if kept:
        with open(kept, encoding="utf-8") as file:
            yield from outsiders.against(town, outsiders.read_lines(file))


def _vouched(town: Place) -> str:
    last = Seal.objects.filter(town=town).exclude(signature="").order_by("-day").first()
    waiting = Event.objects.filter(town=town, seal=None).count()
    if last is None:
        return "还没有签名的日封：只能证明各条动态前后相接，不能证明没有整体重做。"
    behind = f"其后 {waiting} 条动态今晚封存，在此之前只能证明前后相接。" if waiting else ""
    return f"担保到 {last.day} 的日封（已签名）。{behind}删改签名密钥和数据库两处的人，只有外存的日封能查出。"


def _with_progress(town: Place, total: int) -> Iterator[Fault]:
    """The faults as they are found, under a bar on standard error that leaves nothing behind."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(f"核验{town.name}", total=total)
        yield from queries.verify(town, progress=lambda read: bar.update(task, completed=read))


def export_chain(options: argparse.Namespace) -> int:
    """The chain as JSON lines. Anybody can check the file with `docs/verify_chain.py`, which needs nothing but Python.
    The original words and texts are not in it, only commitments to them.
    """
    town = town_named(options.town)
    with open(options.file, "w", encoding="utf-8") as out:
        out.writelines(outsiders.written_lines(outsiders.chain_lines(town)))
    total = Event.objects.filter(town=town).count()
    print(f"已写出 {total} 条动态到 {options.file}，用 docs/verify_chain.py 可以离线核验。")
    return 0


def export_seals(options: argparse.Namespace) -> int:
    """The signed seals as JSON lines, to be kept where nobody of the house can write."""
    town = town_named(options.town)
    with open(options.file, "w", encoding="utf-8") as out:
        out.writelines(outsiders.written_lines(outsiders.seal_lines(town)))
    print(f"已写出日封到 {options.file}，用 xiangyue verify --against 或 docs/verify_chain.py 核对。")
    return 0


def reseal(options: argparse.Namespace) -> int:
    """0 when every party is sealed under the newest key; 1 when a key is missing."""
    towns = [town_named(options.town)] if options.town else list(Place.objects.filter(level="town").exclude(seats=None))
    for town in towns:
        try:
            done = kernel.reseal(town, progress=lambda n: print(f"\r{n}", end="", file=sys.stderr))
        except CannotOpen as error:
            raise Refused(f"{town.name}：{error}。请把旧密钥也写进 XIANGYUE_SEALING_KEYS 再运行一次。") from error
        print(f"{town.name}：{done} 处内容已改用最新密钥封存。")
        if united := kernel.unite_found(town, at=moment.now()):
            print(f"{town.name}：{united} 个来电人和别人是同一个号码、同一个姓名，已经合并，事项上有记录。")
    return 0
