"""Which periods an indicator of a kind has. Plain Python."""

from __future__ import annotations

from datetime import date, timedelta

from xiangyue.lib.periods import assessment_period
from xiangyue.lib.spans import Span

MONTH, TO_DATE, ASSESSMENT, QUARTER, SEASON, YEAR = "month", "to_date", "assessment", "quarter", "season", "year"
KINDS = (MONTH, TO_DATE, ASSESSMENT, QUARTER, SEASON, YEAR)
_SEASONS = "冬春夏秋"


def holding(kind: str, day: date) -> Span:
    """The period of this kind that holds the day; of those to date (from 1 January to the end of a month) the one that
    ends with the day's own month. LookupError for another kind.
    """
    if kind == ASSESSMENT:
        return Span.of(f"{assessment_period(day).label}考核期")
    if kind == SEASON:
        year = day.year - 1 if day.month < 3 else day.year
        return Span.of(f"{year}{_SEASONS[day.month % 12 // 3]}")
    if kind == QUARTER:
        return Span.of(f"{day.year}-Q{(day.month + 2) // 3}")
    if kind == TO_DATE:
        month = Span.of(f"{day:%Y-%m}")
        return Span.of(f"{day.year}-01-01..{month.following - timedelta(days=1)}")
    return Span.of({MONTH: f"{day:%Y-%m}", YEAR: f"{day.year}"}[kind])


def after(kind: str, span: Span) -> Span:
    """The one that follows it."""
    return holding(kind, span.following)


def all_of(kind: str, first: date, last: date) -> list[Span]:
    """Every period of the kind from the one that holds `first` to the one that holds `last`."""
    found = [holding(kind, first)]
    while found[-1].following <= last:
        found.append(after(kind, found[-1]))
    return found


def fits(kind: str, span: Span) -> bool:
    """Whether it is a period of this kind."""
    return holding(kind, span.following - timedelta(days=1)).text == span.text


def year_before(kind: str, span: Span) -> Span:
    """The period of the same kind a year earlier."""
    return holding(kind, span.year_before().following - timedelta(days=1))
