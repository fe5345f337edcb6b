"""Calls in a process of their own, with a deadline for all of it.

A library's time limit is for each read; a server that sends a byte now and then is read from for ever. A process can
be ended from outside, whatever it waits for.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

T = TypeVar("T")
_BEGIN = 60.0  # seconds to start Python; they do not count against a call


class TookTooLong(Exception):
    pass


class Apart:
    """One such process, started when it is first needed and again after it had to be ended. One call at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._way: Connection | None = None

    def call(self, function: Callable[..., T], *given: Any, seconds: float) -> T:
        """What the function returns or raises; it must be importable by name. TookTooLong, also where the process
        died over it.
        """
        with self._lock:
            way = self._begun()
            try:
                way.send((function, given))
                if not way.poll(seconds):
                    raise TookTooLong
                is_done, told = way.recv()
            except (TookTooLong, EOFError, OSError) as error:
                self._end()
                raise TookTooLong(f"{function.__name__} {seconds}s") from error
        if is_done:
            return told  # type: ignore[no-any-return]
        raise told

    def _begun(self) -> Connection:
        if self._process is not None and self._way is not None and self._process.is_alive():
            return self._way
        self._end()
        around = multiprocessing.get_context("spawn")
        ours, theirs = around.Pipe()
        self._process = around.Process(target=_serve, args=(theirs, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()
        self._way = ours
        if not ours.poll(_BEGIN) or ours.recv() != "ready":
            self._end()
            raise TookTooLong("start")
        return ours

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._way is not None:
            self._way.close()
        self._process = self._way = None


def _serve(way: Connection, parent: int) -> None:
    end_with(parent, quietly=True)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        way.send("ready")
        while True:
            function, given = way.recv()
            way.send(_outcome(function, given))


def _outcome(function: Callable[..., Any], given: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, function(*given)
    except Exception as error:  # some exceptions of libraries cannot be carried over to another process
        return False, RuntimeError(f"{type(error).__name__}: {error}"[:300])


def end_with(parent: int, *, quietly: bool = False) -> None:
    """A process whose keeper was killed ends itself: two generations must not share port and rows.

    From a thread of its own, for whatever the process is doing. `parent` comes from the keeper: it may have died before
    its child could ask.
    """

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        if not quietly:
            print("启动本进程的程序已不在，本进程随之结束。", file=sys.stderr, flush=True)
        os._exit(1)

    threading.Thread(target=look, daemon=True, name="end with the keeper").start()
