"""Spans of days as a town's tables write them: 2024, 2024-09, 2024-Q3, 2024夏, 2024-07-01..2024-12-31,
2024-11考核期.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from xiangyue.lib.periods import assessment_period_named

_WRITTEN = re.compile(
    r"(?P<year>20\d{2})(?:-(?P<month>0[1-9]|1[0-2])(?P<assessed>考核期)?)?"
    r"|(?P<of>20\d{2})(?:-Q(?P<quarter>[1-4])|(?P<season>[春夏秋冬]))"
    r"|(?P<first>20\d{2}-\d{2}-\d{2})\.\.(?P<last>20\d{2}-\d{2}-\d{2})",
    re.ASCII,
)
_HOW = "请写成 2024、2024-09、2024-Q3、2024夏、2024-07-01..2024-12-31 或 2024-11考核期 的样子"
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}  # the month in which each begins; winter ends in the next year


@dataclass(frozen=True)
class Span:
    """Days from `first` up to, not including, `following`; half-open too in the moments of the town's own time."""

    text: str
    first: date
    following: date

    @classmethod
    def of(cls, text: str) -> Span:
        """A year, a quarter, a season of three months, a month, two days (both included), or the assessment period
        考核期 that ends in a month.

        ValueError, with a sentence, for any other writing.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(_HOW)
        if found["assessed"]:
            period = assessment_period_named(text.removesuffix("考核期"))
            return cls(text, period.start, period.end)
        if found["first"]:
            return cls._of_days(text, found["first"], found["last"])
        if found["of"]:
            month = int(found["quarter"]) * 3 - 2 if found["quarter"] else _SEASONS[found["season"]]
            return cls._of_months(text, int(found["of"]), month, 3)
        return cls._of_months(text, int(found["year"]), int(found["month"] or 1), 1 if found["month"] else 12)

    @classmethod
    def _of_months(cls, text: str, year: int, month: int, length: int) -> Span:
        months = year * 12 + month - 1 + length
        return cls(text, date(year, month, 1), date(months // 12, months % 12 + 1, 1))

    @classmethod
    def _of_days(cls, text: str, first: str, last: str) -> Span:
        try:
            begins, ends = date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            raise ValueError(_HOW) from None
        if ends < begins:
            raise ValueError(f"{last} 早于 {first}，请把两天对调")
        return cls(text, begins, ends + timedelta(days=1))

    def __str__(self) -> str:
        if ".." in self.text:
            return self.text.replace("..", " 至 ")
        if self.text[-1] in _SEASONS:
            return f"{self.text[:-1]} 年{self.text[-1]}季"
        if "-Q" in self.text:
            return f"{self.text[:4]} 年第 {self.text[-1]} 季度"
        year, _, month = self.text.removesuffix("考核期").partition("-")
        named = f"{year} 年 {int(month)} 月" if month else f"{year} 年"
        return named + ("考核期" if self.text.endswith("考核期") else "")

    def year_before(self) -> Span:
        """The same writing of the year before; 29 February becomes 28 February."""
        earlier = re.sub(r"20\d{2}", lambda year: str(int(year[0]) - 1), self.text).replace("-02-29", "-02-28")
        return Span.of(earlier)

    def days(self, column: str) -> dict[str, date]:
        """What a query asks of a column of days."""
        return {f"{column}__gte": self.first, f"{column}__lt": self.following}

    def moments(self, column: str, zone: str = "Asia/Shanghai") -> dict[str, datetime]:
        """What a query asks of a column of moments; in UTC."""
        start, end = (
            datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) for day in (self.first, self.following)
        )
        return {f"{column}__gte": start, f"{column}__lt": end}
