"""Entries against their lines: each stands as its lines say, and a line's values and reason are those it binds to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xiangyue.kernel import proofs
from xiangyue.kernel.models import Place
from xiangyue.kernel.proof import digest_on_disk
from xiangyue.ledgers.book.ledger import Ledger, all_ledgers
from xiangyue.ledgers.book.lines import bound
from xiangyue.ledgers.book.models import Book, Entry, Evidence, Line, Lock
from xiangyue.lib.chain import GENESIS, Fault, FaultKind

_CHUNK = 2000


@dataclass
class Stands:
    """How an entry stands after its lines so far."""

    state: str = ""
    counted: bool = False
    version: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    waits: dict[str, str] | None = None
    signed_by: int | None = None

    def follow(self, line: Line) -> None:
        self.version = line.version
        if line.what in ("entered", "revised"):
            self.state, self.waits = "entered", line.values
            if not self.counted:
                self.columns, self.waits = line.values, None
        elif line.what == "withdrawn":
            self.state, self.waits = ("entered", {}) if self.counted else ("withdrawn", None)
        elif line.what == "signed":
            self._sign(line)
        elif line.what != "evidence":
            self.state = line.what

    def _sign(self, line: Line) -> None:
        self.signed_by, self.counted = line.seat_id, self.waits != {}
        self.state = "signed" if self.counted else "withdrawn"
        self.columns, self.waits = self.waits or self.columns, None


def ledgers(town: Place) -> Iterator[Fault]:
    for ledger in all_ledgers():
        yield from _faults(ledger, town)


def _faults(ledger: Ledger, town: Place) -> Iterator[Fault]:
    told: dict[str, Stands] = {}
    papers: dict[tuple[str, str], int] = {}
    locks: list[bool] = []
    last = (0, GENESIS)
    for line in Line.objects.filter(town=town, ledger=ledger.name).order_by("seq").iterator(chunk_size=_CHUNK):
        last = (line.seq, line.hash)
        if line.salt and bound(line) != line.bound:
            yield _fault(ledger, line.seq, "changed", f"第 {line.seq} 条写下的内容或理由被改过。")
        if line.entry:
            told.setdefault(line.entry, Stands()).follow(line)
            if line.what == "evidence":
                papers[line.entry, line.values.get("sha256", "")] = line.seq
        else:
            locks.append(line.what == "locked")
    book = Book.objects.filter(town=town, ledger=ledger.name).first()
    if last != ((book.seq, book.hash) if book else (0, GENESIS)):
        yield _fault(ledger, last[0] + 1, "dropped", f"第 {last[0]} 条以后的留痕不见了，或台账的末尾被改过。")
    rows = ledger.model._default_manager.filter(town=town).select_related(*ledger.refs)
    for row in rows.iterator(chunk_size=_CHUNK):
        yield from _row_faults(ledger, row, told.pop(row.key, None))
    for key, stands in told.items():
        yield _fault(ledger, stands.version, "dropped", f"“{key}”有留痕，条目不见了。")
    yield from _paper_faults(ledger, town, papers)
    held = Lock.objects.filter(town=town, ledger=ledger.name)
    if (held.count(), held.filter(opened_at=None).count()) != (sum(locks), 2 * sum(locks) - len(locks)):
        yield _fault(ledger, last[0], "changed", "锁定和解锁的时段与留痕不符。")


def _row_faults(ledger: Ledger, row: Entry, stands: Stands | None) -> Iterator[Fault]:
    if stands is None:
        yield _fault(ledger, 0, "inserted", f"“{row.key}”没有留痕。")
        return
    if (row.state, row.counted, row.version, row.draft) != (stands.state, stands.counted, stands.version, stands.waits):
        yield _fault(ledger, stands.version, "changed", f"“{row.key}”的状态与留痕不符。")
    elif stands.counted and row.signed_by_id != stands.signed_by:
        yield _fault(ledger, stands.version, "changed", f"“{row.key}”的签发人与留痕不符。")
    elif ledger.columns.texts(ledger.values_of(row)) != stands.columns:
        yield _fault(ledger, stands.version, "changed", f"“{row.key}”的数据与留痕不符，被改过。")


def _paper_faults(ledger: Ledger, town: Place, told: dict[tuple[str, str], int]) -> Iterator[Fault]:
    for row in Evidence.objects.filter(town=town, ledger=ledger.name).order_by("pk").iterator(chunk_size=_CHUNK):
        seq = told.pop((row.entry, row.sha256), None)
        if seq is None:
            yield _fault(ledger, 0, "inserted", f"“{row.entry}”的凭据“{row.title}”没有留痕，或者被换过。")
        elif digest_on_disk(row.file) != row.sha256:
            yield _fault(ledger, seq, "changed", f"“{row.entry}”的凭据“{row.title}”文件不见了或被换过。")
    for (key, _sha256), seq in told.items():
        yield _fault(ledger, seq, "dropped", f"“{key}”附过的凭据不见了。")


def _fault(ledger: Ledger, seq: int, kind: FaultKind, says: str) -> Fault:
    return Fault(f"{ledger.zh}台账", seq, kind, f"{ledger.zh}台账：{says}")


proofs.register("ledgers", ledgers)
