from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from xiangyue.house.commands.which import town_named
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import chained, queries
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Event, Matter, Place, Seal
from xiangyue.lib.chain import Fault
from xiangyue.lib.keyring import CannotOpen


def verify(options: argparse.Namespace) -> int:
    """0 when every chain and seal holds; otherwise 1, and each fault in a sentence."""
    towns = [town_named(options.town)] if options.town else list(Place.objects.filter(level="town").exclude(seats=None))
    faults = 0
    for town in towns:
        total = Event.objects.filter(town=town).count()
        for fault in _with_progress(town, total):
            faults += 1
            print(f"{town.name}：{fault.says}")
        print(f"{town.name}：核验了 {total} 条动态。")
    print("事件链和日封完好。" if not faults else f"发现 {faults} 处问题。")
    return 1 if faults else 0


def _with_progress(town: Place, total: int) -> Iterator[Fault]:
    """The faults as they are found, under a bar on standard error that leaves nothing behind."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(f"核验{town.name}", total=total)
        yield from queries.verify(town, progress=lambda read: bar.update(task, completed=read))


def export_chain(options: argparse.Namespace) -> int:
    """The chain as JSON lines: one town line, then the events by matter and seq, then the rows of other
    chains, then the seals, then the chain heads.

    Anybody can check the file with `docs/verify_chain.py`, which needs nothing but Python. The original words are not
    in it, only their fingerprints.
    """
    town = town_named(options.town)
    with open(options.file, "w", encoding="utf-8") as out:
        _line(out, {"kind": "town", "code": town.code, "name": town.name})
        events = Event.objects.filter(town=town).select_related("matter", "seal").order_by("matter__number", "seq")
        for event in events.iterator(chunk_size=5000):
            _line(
                out,
                {
                    "kind": "event",
                    "matter": event.matter.number,
                    "seq": event.seq,
                    "name": event.name,
                    "at": event.at.isoformat(),
                    "actor": event.actor,
                    "particulars": event.particulars,
                    "previous": event.previous_hash,
                    "hash": event.hash,
                    "seal": event.seal.day.isoformat() if event.seal else None,
                },
            )
        days = dict(Seal.objects.filter(town=town).values_list("pk", "day"))
        for source in chained.sources():
            for entry in source.entries(town):
                sealed_on = days.get(entry.seal_id or 0)
                told = {"kind": "entry", "source": source.name, "seal": sealed_on.isoformat() if sealed_on else None}
                shown = {"key": entry.key, "seq": entry.seq, "content": entry.content, "previous": entry.previous}
                _line(out, {**told, **shown, "hash": entry.hash})
        for seal in Seal.objects.filter(town=town).order_by("day"):
            _line(
                out,
                {
                    "kind": "seal",
                    "day": seal.day.isoformat(),
                    "count": seal.count,
                    "root": seal.root,
                    "previous": seal.previous_hash,
                    "hash": seal.hash,
                },
            )
        heads = Matter.objects.filter(town=town).order_by("number").values_list("number", "event_count", "head_hash")
        for number, count, head in heads.iterator(chunk_size=5000):
            _line(out, {"kind": "head", "matter": number, "seq": count, "hash": head})
    print(f"已写出 {_lines(town)} 条动态到 {options.file}，用 docs/verify_chain.py 可以离线核验。")
    return 0


def _line(out: object, value: dict[str, object]) -> None:
    out.write(json.dumps(value, ensure_ascii=False) + "\n")  # type: ignore[attr-defined]


def _lines(town: Place) -> int:
    return Event.objects.filter(town=town).count()


def reseal(options: argparse.Namespace) -> int:
    """0 when every party is sealed under the newest key; 1 when a key is missing."""
    towns = [town_named(options.town)] if options.town else list(Place.objects.filter(level="town").exclude(seats=None))
    for town in towns:
        try:
            done = kernel.reseal(town, progress=lambda n: print(f"\r{n}", end="", file=sys.stderr))
        except CannotOpen as error:
            raise Refused(f"{town.name}：{error}。请把旧密钥也写进 XIANGYUE_SEALING_KEYS 再运行一次。") from error
        print(f"{town.name}：{done} 个主体已改用最新密钥封存。")
    return 0
