"""An export of the chain is checked by a script that needs nothing but Python's standard library."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from cast import NOON, later

from xiangyue.house.commands.chain import export_chain
from xiangyue.kernel import actions as kernel

SCRIPT = Path(__file__).parents[2] / "docs/verify_chain.py"


@pytest.fixture
def exported(cast, tmp_path):
    for number in range(3):
        matter = cast.say(f"第{number}件")
        for minute in range(3):
            kernel.record(
                matter, "noted", actor=kernel.WORKER, at=later(NOON, minutes=minute, microseconds=7), text="备注"
            )
        kernel.seal_day(cast.town, date(2024, 11, 5 + number), at=later(NOON, days=number))
    file = tmp_path / "chain.jsonl"
    assert export_chain(argparse.Namespace(town="永乐店镇", file=str(file))) == 0
    return file


def verify(file):
    return subprocess.run([sys.executable, "-I", SCRIPT, file], capture_output=True, text=True, check=False)


def test_a_whole_chain_passes(exported):
    answer = verify(exported)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def changed(rows):
    rows[5]["particulars"] = {"text": "改过"}


def dropped(rows):
    del rows[3]


def cut_off(rows):
    last = max(index for index, row in enumerate(rows) if row["kind"] == "event")
    del rows[last]


def reordered(rows):
    rows[3], rows[4] = rows[4], rows[3]


def inserted(rows):
    rows.insert(5, {**rows[4], "seq": 5})


def no_seal(rows):
    del rows[next(index for index, row in enumerate(rows) if row["kind"] == "seal")]


@pytest.mark.parametrize("harm", [changed, dropped, cut_off, reordered, inserted, no_seal])
def test_every_harm_is_seen(exported, harm):
    rows = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    harm(rows)
    exported.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert verify(exported).returncode == 1
