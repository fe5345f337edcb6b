"""Counting a period: per town, unit, village, category and cohort, each count opening to its matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from xiangyue.counter.readers import whole
from xiangyue.desks.callback.models import Callback
from xiangyue.figures.indicators.rules import change, per_ten_thousand
from xiangyue.figures.score.models import PublishedTotal
from xiangyue.figures.score.rules import Ranked, Score, ScoringRule, Tally, rank, score
from xiangyue.kernel import kinds
from xiangyue.kernel.errors import MissingRule
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.queries import rule_on
from xiangyue.lib.periods import Period, assessment_period_named

# What a period can be counted by → the column that names the group and the one that shows it.
GROUPS: dict[str, tuple[str, str]] = {
    "unit": ("unit_id", "unit__title"),
    "place": ("place_id", "place__name"),
    "category": ("category__level1", "category__level1"),
    "cohort": ("unit__unit_kind", "unit__unit_kind"),
}
SOURCES = ("imported", "own")
_ANSWERS = [key for key, _ in Callback.SATISFIED]


@dataclass(frozen=True)
class Row:
    """One group of a period: its counts, its score, its rank among its like, and the period a year before."""

    key: object
    title: str
    tally: Tally
    score: Score
    ranked: Ranked[object]
    last_year: Score


def scoring_rule(town: Place, day: date) -> ScoringRule:
    """The town's dated rule for this day; MissingRule where there is none."""
    row = rule_on(town, "scoring", "composite", day)
    if row is None:
        raise MissingRule("{town}在 {day} 没有考核规则，请在镇文件夹的评分表里补上一行。", town=town.name, day=day)
    return ScoringRule.of(row.value)


def counted(town: Place, period: Period, source: str) -> QuerySet[Callback]:
    """The results that count in the period: one per matter and source, by the moment the person was asked."""
    start, end = period.moments()
    return Callback.objects.filter(town=town, source=source, counts=True, at__gte=start, at__lt=end)


def tallies(town: Place, period: Period, source: str, by: str) -> dict[object, tuple[str, Tally]]:
    """{group key: (title, counts)} in one query. Results that are excluded with a reason stay out and are told
    apart.
    """
    key, title = GROUPS[by]
    inside = Q(excluded="")
    rows: Any = (
        counted(town, period, source)
        .values(key=F(key), title=F(title))
        .annotate(
            valid=Count("pk", filter=inside),
            contacted_n=Count("pk", filter=inside & Q(contacted=True)),
            solved_n=Count("pk", filter=inside & Q(solved=True)),
            excluded_n=Count("pk", filter=~inside),
            contact_asked=Count("contacted", filter=inside),
            solution_asked=Count("solved", filter=inside),
            **{f"said_{name}": Count("pk", filter=inside & Q(satisfied=name)) for name in _ANSWERS},
        )
        .order_by()
    )
    return {
        row["key"]: (
            row["title"] or "",
            Tally(
                row["valid"],
                row["contacted_n"],
                row["solved_n"],
                {name: row[f"said_{name}"] for name in _ANSWERS},
                row["excluded_n"],
                contact_asked=row["contact_asked"],
                solution_asked=row["solution_asked"],
            ),
        )
        for row in rows
    }


def town_tally(town: Place, period: Period, source: str) -> Tally:
    whole = Tally()
    for _, one in tallies(town, period, source, "cohort").values():
        whole = whole + one
    start, end = period.moments()
    unreached = Callback.objects.filter(town=town, source=source, reached=False, at__gte=start, at__lt=end).count()
    return replace(whole, unreached=unreached)


def period_rows(town: Place, period: Period, source: str, by: str, rule: ScoringRule, today: date) -> list[Row]:
    """Every group with its score and rank, best first; groups that cannot be ranked stand at the end and say why.
    A running period stands beside the same days of the year before.
    """
    year = period.beside(period.year_before(), today)
    now, before = tallies(town, period, source, by), tallies(town, year, source, by)
    scores = {key: score(tally, rule) for key, (_, tally) in now.items()}
    order = rank(
        {key: (scores[key].composite, tally.valid) for key, (_, tally) in now.items()},
        rule.min_volume,
        {key: one.lacking for key, one in scores.items()},
    )
    return [
        Row(
            one.key,
            now[one.key][0] or "未定",
            now[one.key][1],
            scores[one.key],
            one,
            score(before[one.key][1], rule) if one.key in before else score(Tally(), rule),
        )
        for one in order
    ]


@dataclass(frozen=True)
class Overview:
    """The town in one period: score by both sources, volumes, per 10,000, and the same a year and a period before:
    of a running period the same days of those. `days`: how many it has had, None where it is over.
    """

    period: Period
    days: int | None
    tally: dict[str, Tally]
    score: dict[str, Score]
    last_period: dict[str, Score]
    last_year: dict[str, Score]
    received: int
    received_last_year: int
    received_change: Fraction | None
    per_ten_thousand: Fraction | None


def overview(town: Place, period: Period, rule: ScoringRule, today: date) -> Overview:
    last, year = (period.beside(one, today) for one in (period.previous(), period.year_before()))
    tally = {source: town_tally(town, period, source) for source in SOURCES}
    received, before = _received(town, period), _received(town, year)
    had = period.so_far(today)
    return Overview(
        period,
        None if had == period else had.days if had else 0,
        tally,
        {source: score(tally[source], rule) for source in SOURCES},
        {source: score(town_tally(town, last, source), rule) for source in SOURCES},
        {source: score(town_tally(town, year, source), rule) for source in SOURCES},
        received,
        before,
        change(received, before),
        per_ten_thousand(received, town.residents),
    )


def _received(town: Place, period: Period) -> int:
    start, end = period.moments()
    received = Matter.objects.filter(kinds.counted(kinds.SCORE), town=town, received_at__gte=start, received_at__lt=end)
    return received.count()


@dataclass(frozen=True)
class TownRow:
    """A town of the district in one period; `published` tells whether the upper level gave the figures."""

    town: Place
    score: Fraction | None
    rank: int | None
    tied_with: int
    of: int
    valid: int
    published: bool
    why: str


def district_ranking(town: Place, period_label: str, *, rule: ScoringRule | None = None) -> list[TownRow]:
    """The district's towns by composite. A town with no published total is counted from its own imported results."""
    period = assessment_period_named(period_label)
    rule = rule or scoring_rule(town, period.start)
    published = {
        total.town_id: total
        for total in PublishedTotal.objects.filter(town__parent_id=town.parent_id, period=period_label).select_related(
            "town"
        )
    }
    towns = {place.pk: place for place in Place.objects.filter(level="town", parent_id=town.parent_id).order_by("code")}
    sums = {pk: _published_tally(published[pk]) for pk in published}
    if town.pk not in sums:
        sums[town.pk] = town_tally(town, period, "imported")
    scores = {pk: score(sums[pk], rule) for pk in towns if pk in sums}
    entries = {pk: (one.composite, sums[pk].valid) for pk, one in scores.items()}
    return [
        TownRow(
            towns[one.key],
            one.composite,
            one.rank,
            one.tied_with,
            one.of,
            sums[one.key].valid,
            one.key in published,
            one.why,
        )
        for one in rank(entries, rule.min_volume, {pk: one.lacking for pk, one in scores.items()})
    ]


def said(rows: Iterable[Callback]) -> Counter[str]:
    """What these results said, as `rules.improved` asks for it."""
    answers: Counter[str] = Counter()
    for one in rows:
        answers["solution_unasked" if one.solved is None else "unsolved"] += not one.solved
        answers["contact_unasked" if one.contacted is None else "uncontacted"] += not one.contacted
        answers[one.satisfied] += one.satisfied != "yes"
    return answers


def _published_tally(total: PublishedTotal) -> Tally:
    rest = total.valid - total.satisfied - total.mostly_satisfied
    return Tally(
        total.valid,
        total.contacted,
        total.solved,
        {"yes": total.satisfied, "mostly": total.mostly_satisfied, "no": rest},
    )


# Which results stand behind one number of the page.
PARTS: dict[str, Q] = {
    "valid": Q(excluded=""),
    "contacted": Q(excluded="", contacted=True),
    "solved": Q(excluded="", solved=True),
    "uncontacted": Q(excluded="", contacted=False),
    "unsolved": Q(excluded="", solved=False),
    "satisfied": Q(excluded="", satisfied="yes"),
    "mostly": Q(excluded="", satisfied="mostly"),
    "unsatisfied": Q(excluded="", satisfied__in=["fair", "no", ""]),
    "excluded": ~Q(excluded=""),
}


def behind(town: Place, period: Period, source: str, part: str, by: str = "", key: str = "") -> QuerySet[Callback]:
    """The results that one number was counted from."""
    rows = counted(town, period, source).filter(PARTS[part])
    if by in GROUPS:
        rows = _in_group(rows, GROUPS[by][0], key)
    return rows


def _in_group(rows: QuerySet[Callback], column: str, key: str) -> QuerySet[Callback]:
    """What is in no group where the key is empty; nothing for a key that no row can have."""
    if key in ("", "None"):
        return rows.filter(**{f"{column}__isnull": True})
    value = whole(key) if column.endswith("_id") else key.replace("\x00", "")
    return rows.none() if value is None else rows.filter(**{column: value})
