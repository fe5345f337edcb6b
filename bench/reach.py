"""Which tests: those that execute a line, by one full run under coverage."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from coverage.numbits import numbits_to_nums
from mutants import GROUPS, Mutant

_BUILT = 3.0  # seconds that no set-up takes but that of a database or a whole town


class Reach:
    """Which tests execute which lines, and how long each takes."""

    def __init__(self, coverage: Path, durations: Path, tree: Path) -> None:
        self.tree, self.seconds, self.set_up = tree, *read_durations(durations)
        self.failed = failed_in(durations) | {""}
        self.lines: dict[str, dict[int, set[str]]] = {}  # "" is what runs while modules are imported
        with sqlite3.connect(coverage) as data:
            rows = data.execute(
                "SELECT path, context, numbits FROM line_bits JOIN file ON file.id = file_id"
                " JOIN context ON context.id = context_id"
            )
            for path, context, numbits in rows:
                of_file = self.lines.setdefault(str(Path(path).relative_to(tree)), {})
                for line in numbits_to_nums(numbits):
                    of_file.setdefault(line, set()).add(context.rpartition("|")[0])

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The quickest first, one of another folder as if it took three times as long. Empty where none reaches it."""
        found = self._executing(mutant)
        if found <= {""}:  # imported, or in a process of its own, where nobody looks on
            found = set().union(*self.lines.get(mutant.file, {}).values())
        own = GROUPS[mutant.group].own
        weighed = [(self.takes(test) * (1 if test.startswith(own) else 3), test) for test in found - self.failed]
        return [test for _, test in sorted(weighed)]

    def is_reached(self, mutant: Mutant) -> bool:
        """By a test, or while the module is imported."""
        return bool(self._executing(mutant))

    def _executing(self, mutant: Mutant) -> set[str]:
        of_file = self.lines.get(mutant.file, {})
        first, last = statement_at((self.tree / mutant.file).read_text(encoding="utf-8"), mutant.line)
        return set().union(*(of_file.get(line, set()) for line in range(first, last + 1)))

    def takes(self, test: str) -> float:
        """Alone: a town that the tests of a file share is built for each of them."""
        return self.seconds.get(test, 0.0) + self.set_up.get(_file(test), 0.0) + 0.01

    def within(self, tests: Sequence[str], seconds: float, most: int) -> list[str]:
        """The first of them, at least one."""
        chosen: list[str] = []
        for test in tests[:most]:
            seconds -= self.takes(test) if _file(test) not in map(_file, chosen) else self.seconds.get(test, 0.0) + 0.01
            if chosen and seconds < 0:
                break
            chosen.append(test)
        return chosen


def _file(test: str) -> str:
    return test.partition("::")[0]


def read_durations(durations: Path) -> tuple[dict[str, float], dict[str, float]]:
    """(by test, without its set-up; by file, the longest set-up of one of its tests), in seconds."""
    told = durations.read_text(encoding="utf-8")
    took = re.findall(r"^([\d.]+)s (call|setup|teardown) +(\S.*)$", told, re.MULTILINE)
    seconds: Counter[str] = Counter()
    set_up: Counter[str] = Counter()
    for time_of, what, test in took:
        (set_up if what == "setup" else seconds)[test] += float(time_of)
    # in each process the first long one has built the database
    done = re.findall(r"^\[(gw\d+)\] .*? (tests/.*?)\s*$", told, re.MULTILINE)
    built = {process: test for process, test in reversed(done) if set_up[test] > _BUILT}
    by_file: dict[str, float] = {}
    for test in set_up.keys() - set(built.values()):
        by_file[_file(test)] = max(by_file.get(_file(test), 0.0), set_up[test])
    return dict(seconds), by_file


def failed_in(durations: Path) -> set[str]:
    return set(re.findall(r"^(?:FAILED|ERROR) (\S+)", durations.read_text(encoding="utf-8"), re.MULTILINE))


@lru_cache(maxsize=64)
def _statements(source: str) -> list[tuple[int, int]]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body and body[0].lineno > node.lineno else node.end_lineno
            found.append((node.lineno, last or node.lineno))
    return found


def statement_at(source: str, line: int) -> tuple[int, int]:
    """First and last line of the smallest statement around; of a block, of its head."""
    around = [one for one in _statements(source) if one[0] <= line <= one[1]] or [(line, line)]
    return min(around, key=lambda one: one[1] - one[0])
