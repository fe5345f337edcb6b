"""Starting the server under measurement, and reading the CPU time of its processes and of the database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiangyue.house.settings")
os.environ.setdefault("XIANGYUE_SECRET_KEY", "only-for-the-benchmarks-of-xiangyue-0123456789")
PORT = 8765
TICK = os.sysconf("SC_CLK_TCK")


def begin() -> None:
    """Django, and the tests' small town to import. What needs either is imported after it."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    django.setup()


@contextmanager
def served(workers: int = 2, threads: int = 2, application: str = "xiangyue.house.wsgi:application") -> Iterator[int]:
    """granian with the whole house behind it; gives its process id."""
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(PORT),
        "--workers",
        str(workers),
        "--blocking-threads",
        str(threads),
        "--backlog",
        "1024",
        "--no-ws",
        "--log-level",
        "error",
        application,
    ]
    subprocess.run([sys.executable, "-m", "xiangyue.house", "collectstatic", "--noinput", "-v0"], check=True)
    server = subprocess.Popen(command, cwd=Path(__file__).parent)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/house/health", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=15)


def cpu_seconds(name: str = "", under: int = 0) -> float:
    """CPU time so far of all processes of this name, or of a process and its children."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        comm, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
        if (name and comm == name) or (under and (int(stat.parent.name) == under or int(rest[1]) == under)):
            total += int(rest[11]) + int(rest[12])
    return total / TICK


def memory_mib(under: int) -> float:
    """Resident memory of a process and its children."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if int(status.parent.name) == under or int(lines.get("PPid", "0")) == under:
            total += int(lines.get("VmRSS", "0 kB").split()[0])
    return total / 1024


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def table(header: list[str], rows: list[list[object]]) -> None:
    """A Markdown table, so that it can be pasted into results.md as it is."""
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |", flush=True)
