"""No two rooms bring the same furniture: what is alike in two of them belongs on the counter."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from xiangyue.house.rooms import ROOMS

SOURCE = Path(__file__).parents[2] / "src"
RUN = 6  # lines in a row that make a likeness
MOST = 20  # like lines that two rooms may have altogether
_WORD = re.compile(r"\w+")
_TEXT = re.compile(r'"[^"]*"')


def test_no_two_rooms_share_a_family_of_like_lines() -> None:
    runs = {room: _runs(SOURCE / room.replace(".", "/")) for room in ROOMS}
    alike = {(one, two): _shared(runs[one], runs[two]) for one, two in combinations(sorted(runs), 2)}
    assert {pair: lines for pair, lines in alike.items() if lines > MOST} == {}


def test_a_copy_is_seen(tmp_path: Path) -> None:
    copied = "\n".join(f"    step_{number}(matter, at)" for number in range(MOST + RUN))
    for room, own in (("one", "before()\n"), ("two", "other()\n")):
        (tmp_path / room).mkdir()
        (tmp_path / room / "views.py").write_text(own + copied, encoding="utf-8")
    assert _shared(_runs(tmp_path / "one"), _runs(tmp_path / "two")) == MOST + RUN


def _runs(room: Path) -> dict[tuple[str, ...], set[tuple[str, int]]]:
    """Each run of RUN lines of a room → where it begins; texts, imports and migrations apart."""
    found: dict[tuple[str, ...], set[tuple[str, int]]] = defaultdict(set)
    for file in sorted(room.rglob("*.py")):
        if "migrations" not in file.parts:
            lines = _lines(file)
            for at in range(len(lines) - RUN + 1):
                found[tuple(lines[at : at + RUN])].add((str(file), at))
    return found


def _lines(file: Path) -> list[str]:
    """What is done or said there: rows of a table that hold one word or none are nobody's furniture."""
    stripped = [_TEXT.sub('""', line.strip()) for line in file.read_text(encoding="utf-8").splitlines()]
    return [
        line for line in stripped if len(_WORD.findall(line)) > 1 and not line.startswith(("import ", "from ", "#"))
    ]


def _shared(one: dict[tuple[str, ...], set[tuple[str, int]]], two: dict[tuple[str, ...], set[tuple[str, int]]]) -> int:
    """Lines of the first that stand in a run of the second too."""
    return len({(file, at + step) for run in one.keys() & two.keys() for file, at in one[run] for step in range(RUN)})
