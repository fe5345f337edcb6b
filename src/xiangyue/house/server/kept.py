"""Processes that are kept: one that ends of its own is started again."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

STEADY = 10.0  # seconds after which a process counts as well started
LONGEST_PAUSE = 10.0
LOOK = 0.2
END = 15.0  # seconds from the request to end until it is killed


@dataclass
class Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0

    def start(self) -> None:
        self.process, self.started = subprocess.Popen(self.command), time.monotonic()


def keep(children: Sequence[Child], stop: threading.Event, *, say: Callable[[str], None]) -> None:
    """Start them and start again whatever ends, until `stop` is set; then end them all."""
    for child in children:
        child.start()
    try:
        while not stop.wait(LOOK):
            for child in children:
                _look_after(child, say)
    finally:
        _end(children)


def _look_after(child: Child, say: Callable[[str], None]) -> None:
    """The first end is mended at once; who ends again and again waits twice as long each time."""
    if child.process is None or child.process.poll() is None:
        return
    lived = time.monotonic() - child.started
    if lived >= STEADY:
        child.pause = 0.0
    if lived < child.pause:
        return
    say(f"{child.name}意外结束（{child.process.returncode}），正在重新启动。")
    child.pause = min(LONGEST_PAUSE, max(1.0, child.pause * 2))
    child.start()


def _end(children: Sequence[Child]) -> None:
    running = [child.process for child in children if child.process is not None and child.process.poll() is None]
    for process in running:
        process.terminate()
    until = time.monotonic() + END
    for process in running:
        try:
            process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
