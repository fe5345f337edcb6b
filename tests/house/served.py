"""`xiangyue serve` as a town runs it: real processes on a database and a port of their own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60.0  # seconds after which a server that did not answer counts as broken


class Served:
    def __init__(self, process: subprocess.Popen, port: int, environ: dict[str, str], log: Path) -> None:
        self.process, self.port, self.environ, self.log = process, port, environ, log

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, dict, bytes]:
        way = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            told = {name.replace("_", "-"): value for name, value in headers.items()}
            way.request(method, path, body, told, encode_chunked="Transfer-Encoding" in told)
            answer = way.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            way.close()

    def answers(self) -> bool:
        try:
            return self.ask("GET", "/login")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def processes(self) -> dict[int, tuple[int, str]]:
        """The server's whole family: process → (parent, its words), the first one apart."""
        told = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat, words = (folder / "stat").read_text(), (folder / "cmdline").read_bytes()
            except OSError:
                continue
            parent = int(stat[stat.rindex(")") + 2 :].split()[1])
            told[int(folder.name)] = (parent, words.replace(b"\0", b" ").decode())
        family, grown = {self.process.pid}, True
        while grown:
            more = {pid for pid, (parent, _) in told.items() if parent in family} - family
            family, grown = family | more, bool(more)
        return {pid: told[pid] for pid in family - {self.process.pid}}

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "xiangyue.house", *words],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


def free_port() -> int:
    with socket.socket() as test:
        test.bind(("127.0.0.1", 0))
        return test.getsockname()[1]


@contextmanager
def served(folder: Path, *words: str, **environ: str) -> Iterator[Served]:
    port, log = free_port(), folder / "server.log"
    around = {name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE",)}
    around |= {"XIANGYUE_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder}/town.sqlite3", **environ}
    command = [sys.executable, "-m", "xiangyue.house", "serve", "--port", str(port), *words]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=around, stdout=out, stderr=out)
    one = Served(process, port, around, log)
    try:
        wait_until(one.answers, log)
        yield one
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def wait_until(holds, log: Path) -> None:
    """Fails with the server's own words where it never does."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.1)
