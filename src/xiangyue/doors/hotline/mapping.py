"""Which column of a file is which of our fields: proposed for an unknown file, judged for a known one. Plain Python."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from xiangyue.doors.hotline.fields import (
    BY_KEY,
    CONTACT,
    DAYS,
    FIELDS,
    KNOWN_TITLES,
    MANDATORY,
    OURS,
    REASON,
    SEQUENCES,
    bare,
    loose,
)
from xiangyue.lib.sheets.header import first_name


@dataclass(frozen=True)
class Columns:
    """{our field: column title} and {our field: a value for every row}."""

    titles: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_sequence(self) -> bool:
        """Whether orders have no number of their own, only a running one."""
        return loose(self.titles.get("number", "")) in SEQUENCES

    def text(self, cells: Mapping[str, str], key: str) -> str:
        """What a row says of a field: its cell, else the constant, else nothing."""
        title = self.titles.get(key)
        said = cells.get(title, "") if title else ""
        return said or self.constants.get(key, "")


def propose(header_titles: Iterable[str]) -> dict[str, str]:
    """{our field: the file's title} for whatever is known by its title; each title once, the better-known first."""
    spelt = {loose(title): title for title in reversed(list(header_titles)) if title}
    proposed: dict[str, str] = {}
    for one in FIELDS:
        for title in one.titles:
            if loose(title) in spelt:
                proposed[one.key] = spelt[loose(title)]
                break
    for moment, day in DAYS.items():
        if day in proposed and moment not in proposed:
            proposed[moment] = proposed.pop(day)
    return proposed


def with_days(columns: Columns, header_titles: Iterable[str]) -> Columns:
    """The columns of the days too, where the mapping names none and the file has one that is known: a clock time alone
    is read with it.
    """
    mapped = set(columns.titles.values())
    known = {key: title for key, title in propose(header_titles).items() if title not in mapped}
    days = {day: known[day] for moment, day in DAYS.items() if moment in columns.titles and day in known}
    return Columns(days | dict(columns.titles), columns.constants) if days else columns


def lacking(columns: Columns, header_titles: Collection[str]) -> list[str]:
    """Mandatory fields that this header does not give, by their Chinese names; empty when the mapping fits."""
    present = {bare(title) for title in header_titles}
    return [
        BY_KEY[key].zh
        for key in MANDATORY
        if bare(columns.titles.get(key, "")) not in present and not (columns.constants.get(key) and key != "number")
    ]


def hits(columns: Columns, header_titles: Collection[str]) -> int:
    """How many of the mapping's columns the header has: of several that fit, the one with the most is meant."""
    present = {bare(title) for title in header_titles}
    return sum(bare(title) in present for title in columns.titles.values())


def contact_fields(columns: Columns, header_titles: Iterable[str]) -> dict[str, str]:
    """{title: contact field} of every column that holds a name, a phone number or an address, mapped or not."""
    found = {title: key for title in header_titles if (key := _contact_by_name(title))}
    return found | {columns.titles[key]: key for key in CONTACT if key in columns.titles}


def _contact_by_name(title: str) -> str:
    plain = loose(first_name(title))
    if plain in KNOWN_TITLES:
        return KNOWN_TITLES[plain] if KNOWN_TITLES[plain] in CONTACT else ""
    if any(word in plain for word in ("电话", "手机", "号码", "身份证", "证件号")):
        return "requester_phone"
    if "姓名" in plain:
        return "requester_name"
    return "address" if "住址" in plain or "地址" in plain else ""


def is_ours(title: str, *, last: bool) -> bool:
    """A column that our own export or list of rejects added."""
    return title.startswith(OURS) or (last and title == REASON)
