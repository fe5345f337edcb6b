"""Personal numbers in many writings, found in text: recall by writing, and how many numbers of nobody are harmed.

    python bench/masking.py [--each 1000] [--texts FILE.csv --column detail]

`--texts` is any table of real messages: every number in it that mask_text changes and no detector of details calls
one's own is counted as harmed by whoever reads the printed sample.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from lib.personal_numbers import AROUND, WRITINGS, is_hidden

from xiangyue.lib.masking import find_sensitive


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--each", type=int, default=1000)
    asked.add_argument("--texts", type=Path)
    asked.add_argument("--column", default="detail")
    options = asked.parse_args()
    found = {name: recall(write, options.each) for name, write in WRITINGS.items()}
    print("| writing | found of all |\n|---|---|")
    for name, share in found.items():
        print(f"| {name} | {share:.1%} |")
    print(f"| **all {len(found)} × {options.each}** | **{sum(found.values()) / len(found):.2%}** |")
    if options.texts:
        harm(options.texts, options.column)


def recall(write: Callable[[random.Random], str], each: int) -> float:
    rng = random.Random(20241105)
    return sum(is_hidden(write(rng), rng.choice(AROUND)) for _ in range(each)) / each


def harm(file: Path, column: str) -> None:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        texts = [row[column] for row in csv.DictReader(lines)]
    numbers = sum(len(re.findall(r"\d+", text)) for text in texts)
    spans = [
        (span.kind, text[span.start : span.end], text[max(0, span.start - 8) : span.end + 4])
        for text in texts
        for span in find_sensitive(text)
    ]
    print(f"\n{len(texts)} texts, {numbers} numbers, {len(spans)} taken for somebody's:")
    for kind, what, where in _sample(spans):
        print(f"  {kind}: {what!r} in {where!r}")


def _sample(spans: list[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    rng = random.Random(1)
    yield from rng.sample(spans, min(60, len(spans)))


if __name__ == "__main__":
    main()
