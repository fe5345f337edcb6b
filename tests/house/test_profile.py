"""What the profiles claim: every test that is named stands there, and the numbers told are those in force."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from xiangyue.house.clauses import CLAUSES
from xiangyue.house.profiles import PROFILES

TESTS = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("clause", [one for one in CLAUSES if one.test], ids=lambda one: one.test)
def test_the_named_test_exists(clause):
    file, _, function = clause.test.partition("::")
    written = (TESTS / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {function or 'test_'}", written, re.MULTILINE)


def test_what_has_no_test_says_that_it_is_not_there():
    for one in CLAUSES:
        assert one.test or "尚未" in one.does(PROFILES["level3"]), one


def told(tmp_path, *words, **environ):
    command = [sys.executable, "-m", "xiangyue.house", "profile", *words]
    around = {"XIANGYUE_DATA": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8", **environ}
    return subprocess.run(command, env=around, capture_output=True, text=True, check=False)


def test_the_command_tells_the_profile_that_is_set(tmp_path):
    shown = told(tmp_path, "--format", "markdown", XIANGYUE_PROFILE="level3").stdout
    assert "level3" in shown and "无人操作 15 分钟" in shown and "每 90 天" in shown
    assert shown.count("\n|") == len(CLAUSES) + 2
    assert "无人操作 30 分钟" in told(tmp_path, "open", "--format", "markdown").stdout


def test_a_profile_that_is_none_stops_the_start(tmp_path):
    done = told(tmp_path, XIANGYUE_PROFILE="level9")
    assert done.returncode == 1 and "XIANGYUE_PROFILE" in done.stderr
