"""The import contracts hold, and they bite: a copy with one arrow turned round fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BREAKS = {
    "kernel asks a desk": ("kernel/queries.py", "import xiangyue.desks.handling.models"),
    "a desk asks another desk": ("desks/leader/queries.py", "import xiangyue.desks.callback.models"),
    "a door asks a desk": ("doors/hotline/events.py", "import xiangyue.desks.callback.models"),
    "a rule asks Django": ("insight/sorter/rules.py", "import django.db"),
    "a notice's words ask Django": ("desks/handling/telling.py", "import django.db"),
    "a door asks the figures": ("doors/mailbox/figures.py", "import xiangyue.figures.facts"),
    "lib asks the kernel": ("lib/chain.py", "import xiangyue.kernel.moves"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [linter, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        timeout=120,
        check=False,
    )


def copied(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("static", "__pycache__", "templates"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(tmp_path):
    answer = lint(copied(tmp_path))
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("what", BREAKS)
def test_a_broken_arrow_is_seen(tmp_path, what):
    file, line = BREAKS[what]
    folder = copied(tmp_path)
    broken = folder / "src/xiangyue" / file
    broken.write_text(broken.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    answer = lint(folder)
    assert answer.returncode != 0
    assert "BROKEN" in answer.stdout


def test_nothing_below_the_house_asks_the_system_clock():
    below = [
        path
        for path in (ROOT / "src/xiangyue").rglob("*.py")
        if "house" not in path.parts and "tests" not in path.parts
    ]
    asking = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in below
        for line in path.read_text(encoding="utf-8").splitlines()
        if any(word in line for word in ("timezone.now(", "datetime.now(", "date.today(", "time.time(", "auto_now"))
    ]
    assert asking == []


def test_no_signals_and_no_save_override():
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src/xiangyue").rglob("*.py")
        if any(
            word in path.read_text(encoding="utf-8") for word in ("django.dispatch", "models.signals", "def save(self")
        )
    ]
    assert found == []
