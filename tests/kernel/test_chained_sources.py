"""Other chains than events stand in the daily seals, typed by their source, and are verified with them."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from cast import NOON, later

from xiangyue.house.commands.chain import export_chain
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import chained, queries
from xiangyue.kernel.chained import Entry, Source
from xiangyue.kernel.models import Seal
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.algorithms import FIRST
from xiangyue.lib.chain import GENESIS, entry_hash

SCRIPT = Path(__file__).parents[2] / "docs/verify_chain.py"


@dataclass
class Book:
    """A book of revisions as a room would keep it, in a list."""

    town: str
    rows: list[Entry] = field(default_factory=list)

    def write(self, key, *, by=FIRST, **content):
        own = [row for row in self.rows if row.key == key]
        previous, seq = (own[-1].hash if own else GENESIS), len(own) + 1
        told = {"source": "book", "previous": previous, "town": self.town, "key": key, "seq": seq, "content": content}
        digest = entry_hash(**told, algorithm=by)
        self.rows.append(Entry(len(self.rows), key, seq, content, previous, digest, None, by))

    def source(self):
        return Source("book", self.entries, self.waiting, self.mark)

    def entries(self, town):
        return sorted(self.rows, key=lambda row: (row.key, row.seq))

    def waiting(self, town):
        return [(row.pk, row.key, row.seq, row.hash) for row in self.rows if row.seal_id is None]

    def mark(self, pks, seal):
        self.rows = [row._replace(seal_id=seal.pk) if row.pk in pks else row for row in self.rows]


@pytest.fixture
def book(cast, monkeypatch):
    kept = Book(cast.town.code)
    monkeypatch.setitem(chained._SOURCES, "book", kept.source())
    kept.write("entry-1", area="12.50")
    kept.write("entry-1", area="12.60")
    kept.write("entry-2", area="3")
    cast.say()
    kernel.seal_day(cast.town, local_day(NOON), at=later(NOON, days=1))
    return kept


def test_a_seal_counts_and_vouches_for_the_rows_of_every_source(book, cast):
    assert Seal.objects.get().count == 4
    assert list(queries.verify(cast.town)) == []
    assert book.waiting(cast.town) == []


def test_a_changed_and_a_dropped_row_are_found(book, cast):
    whole = list(book.rows)
    book.rows[1] = whole[1]._replace(content={"area": "99"})
    assert [fault.matter for fault in queries.verify(cast.town)][:1] == ["book:entry-1"]
    book.rows = [whole[0], whole[2]]
    says = [fault.says for fault in queries.verify(cast.town)]
    assert any("日封应含 4 条，现有 3 条" in one for one in says)
    book.rows = whole[1:]
    assert any("第 1 条不见了" in fault.says for fault in queries.verify(cast.town))


@pytest.fixture
def of_two_days(book, cast, settings):
    """Rows from before digests were named, and on the same chain rows by SM3 in a town that went over to it."""
    settings.XIANGYUE_CIPHERS = "national"
    book.write("entry-1", by="sm3", area="12.70")
    book.write("entry-1", by="sm3", area="12.80")
    book.write("entry-3", by="sha256", area="1")
    cast.say()
    kernel.seal_day(cast.town, local_day(NOON) + timedelta(days=1), at=later(NOON, days=2))
    return book


def test_old_rows_and_rows_of_the_national_digest_stand_on_one_chain(of_two_days, cast):
    assert [seal.algorithm for seal in Seal.objects.order_by("day")] == ["sha256", "sm3"]
    assert list(queries.verify(cast.town)) == []


@pytest.mark.parametrize("other", [FIRST, "sha256", "md5"])
def test_the_name_of_a_rows_digest_cannot_be_exchanged(of_two_days, cast, other):
    of_two_days.rows[3] = of_two_days.rows[3]._replace(algorithm=other)
    assert [fault.says for fault in queries.verify(cast.town)] == ["book:entry-1 第 3 条与写入时不一致。"]


def test_a_seal_over_rows_that_name_their_digest_is_signed(of_two_days, cast):
    """Without this, whoever redoes a seal would leave the name of its digest out, and with it the signature."""
    last = Seal.objects.last()
    sealed = {last.pk: []}
    newer = set()
    assert list(chained.faults(of_two_days.source(), cast.town, sealed, newer)) == []
    assert newer == {last.pk} and len(sealed[last.pk]) == 3


def exported_of(cast, file):
    export_chain(argparse.Namespace(town="永乐店镇", file=str(file)))
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_the_offline_verifier_reads_rows_of_either_digest(of_two_days, cast, tmp_path):
    file = tmp_path / "chain.jsonl"
    lines = exported_of(cast, file)
    named = [(line["key"], line["algorithm"]) for line in lines if line["kind"] == "entry"]
    assert named == [("entry-1", FIRST)] * 2 + [("entry-1", "sm3")] * 2 + [("entry-2", FIRST), ("entry-3", "sha256")]
    assert subprocess.run([sys.executable, "-I", SCRIPT, file], check=False).returncode == 0
    for line in lines:
        if line["kind"] == "entry" and line["algorithm"] == FIRST:
            del line["algorithm"]  # as an export from before wrote it
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    assert subprocess.run([sys.executable, "-I", SCRIPT, file], check=False).returncode == 0


def test_a_row_by_sm3_that_was_changed_is_seen_offline(of_two_days, cast, tmp_path):
    file = tmp_path / "chain.jsonl"
    lines = exported_of(cast, file)
    next(line for line in lines if line.get("algorithm") == "sm3" and line["kind"] == "entry")["content"] = {
        "area": "0"
    }
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    answer = subprocess.run([sys.executable, "-I", SCRIPT, file], capture_output=True, text=True, check=False)
    assert (answer.returncode, "book:entry-1 row 3: changed" in answer.stdout) == (1, True)


def test_a_source_has_one_plain_name(book):
    with pytest.raises(ValueError, match="book"):
        chained.register(book.source())


def test_the_offline_verifier_reads_them_too(book, cast, tmp_path):
    file = tmp_path / "chain.jsonl"
    export_chain(argparse.Namespace(town="永乐店镇", file=str(file)))
    assert subprocess.run([sys.executable, "-I", SCRIPT, file], check=False).returncode == 0
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    bad = next(line for line in lines if line["kind"] == "entry")
    bad["content"] = {"area": "0"}
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    answer = subprocess.run([sys.executable, "-I", SCRIPT, file], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "book:entry-1 row 1: changed" in answer.stdout
