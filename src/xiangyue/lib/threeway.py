"""One text that two people wrote on at the same time. Line by line; no word of either is lost."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher, unified_diff
from itertools import islice

BOTH = "〔以下两段是两个人同时写的，请留下对的〕"
END = "〔同时写的到这里〕"
_Sync = tuple[int, int, int, int]  # a stretch that all three hold: where it begins in base, mine, theirs; how long


def merged(base: str, mine: str, theirs: str) -> tuple[str, int]:
    """What both made of `base`, and at how many places they wrote against one another: there both stand, marked."""
    lines = [text.splitlines() for text in (base, mine, theirs)]
    out: list[str] = []
    clashes, at = 0, (0, 0, 0)
    for in_base, in_mine, in_theirs, length in _held_by_all(*lines):
        ends = (in_base, in_mine, in_theirs)
        gap = [one[begin:end] for one, begin, end in zip(lines, at, ends, strict=True)]
        taken, is_clash = _taken(*gap)
        out += taken + lines[0][in_base : in_base + length]
        clashes += is_clash
        at = (in_base + length, in_mine + length, in_theirs + length)
    return "\n".join(out), clashes


def _taken(base: list[str], mine: list[str], theirs: list[str]) -> tuple[list[str], bool]:
    if mine in (base, theirs):
        return theirs, False
    if theirs == base:
        return mine, False
    return [BOTH, *theirs, *mine, END], True


def _held_by_all(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[_Sync]:
    """In order; the last one is empty and stands at the three ends."""
    ours = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    others = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(ours) and j < len(others):
        (a, b, n), (c, d, m) = ours[i], others[j]
        begin, end = max(a, c), min(a + n, c + m)
        if begin < end:
            yield begin, b + begin - a, d + begin - c, end - begin
        if a + n < c + m:
            i += 1
        else:
            j += 1
    yield len(base), len(mine), len(theirs), 0


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """What changed, as ("+" or "-", line)."""
    told = islice(unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0), 2, None)  # behind its heading
    return [(line[0], line[1:]) for line in told if line[:1] in "+-"]
