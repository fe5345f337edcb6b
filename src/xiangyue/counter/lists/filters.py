"""Filters of a list: each narrows the rows by what was chosen or typed; junk narrows nothing and is not shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.lists.columns import Text
from xiangyue.counter.readers import day_in, whole
from xiangyue.kernel import moves, queries, search, vocabulary
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.kernel.timekeeping import ZONE, local_day
from xiangyue.lib.phones import same_phone

Rows = QuerySet[Any]
Groups = list[tuple[str, list[tuple[str, str]]]]
FOUND = 2_000  # of what a text finds, the newest
_SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Filter:
    """`narrow(rows, value, seat, at)`; None for a value that means nothing. `options(seat, at)`: groups of (value,
    label) to choose from, "" for those that stand in no group. Without options it is typed: `kind` text beside the
    list, word in its panel, date; or it stands in addresses alone (hidden; page: the page's own, that names what it
    shows, in no view that is kept). `usual`: of its options, the one that holds where none is asked for; it stands in
    no address.
    """

    key: str
    label: Text
    narrow: Callable[[Rows, str, Seat, datetime], Rows | None]
    options: Callable[[Seat, datetime], Groups] | None = None
    kind: str = "choice"
    usual: str = ""


def matter_filters(
    prefix: str = "", *, only: Collection[str] = (), without: Collection[str] = (), moment: str = "received_at"
) -> tuple[Filter, ...]:
    """What every list of matters can be narrowed by, `only` by these or `without` them. `prefix` is the way from a row
    to its matter, `moment` the column of the period.
    """
    every = (
        TEXT(prefix),
        Filter("unit", _("主办单位"), by_key(f"{prefix}lead_unit_id"), _units),
        Filter("place", _("村和社区"), by_key(f"{prefix}place_id"), _places),
        Filter("category", _("类别"), _by_class(f"{prefix}category"), _categories),
        Filter("state", _("状态"), _among(f"{prefix}state", moves.STATES), _states),
        Filter("door", _("来源"), _by_text(f"{prefix}door"), _doors),
        Filter("urgency", _("紧急程度"), _among(f"{prefix}urgency", dict(Matter.URGENCIES)), _urgencies),
        Filter("clock", _("时限"), _by_clock(prefix), _clocks),
        Filter("inside", _("图上框出的一块"), _by_frame(prefix), kind="hidden"),
        *period(f"{prefix}{moment}"),
    )
    return tuple(one for one in every if one.key not in without and (not only or one.key in only))


def TEXT(prefix: str = "") -> Filter:
    """Number, phone or two characters of the words, as the search of the whole town finds them."""
    return Filter("q", _("找编号、原话里的两个字、手机号"), _by_words(prefix), kind="text")


def period(column: str) -> tuple[Filter, Filter]:
    """The first and the last day, both included."""
    return (
        Filter("since", _("起始日期"), _by_day(f"{column}__gte", 0), kind="date"),
        Filter("until", _("截止日期"), _by_day(f"{column}__lt", 1), kind="date"),
    )


def choice(key: str, label: Text, column: str, options: Callable[[Seat, datetime], Groups]) -> Filter:
    """One of a column's own values."""
    return Filter(key, label, _by_text(column), options)


def typed(key: str, label: Text, *columns: str) -> Filter:
    """A part of what stands in one of these columns."""

    def narrow(rows: Rows, value: str, seat: Seat, at: datetime) -> Rows:
        wanted = Q()
        for column in columns:
            wanted |= Q(**{f"{column}__icontains": value})
        return rows.filter(wanted)

    return Filter(key, label, narrow, kind="text")


def by_key(column: str) -> Callable[[Rows, str, Seat, datetime], Rows | None]:
    """The row of this key; junk narrows nothing."""

    def narrow(rows: Rows, value: str, seat: Seat, at: datetime) -> Rows | None:
        key = whole(value)
        return None if key is None else rows.filter(**{column: key})

    return narrow


def SAME_REQUESTER() -> Filter:
    """Those of the person who raised the matter of this number; it stands behind the count on that matter's page."""

    def narrow(rows: Rows, value: str, seat: Seat, at: datetime) -> Rows | None:
        of = visible_to(seat).filter(number=value).exclude(requester=None).select_related("requester").first()
        if of is None or of.requester is None:
            return None
        phone = of.requester.phone_hash
        return rows.filter(requester__phone_hash=phone) if phone else rows.filter(requester_id=of.requester_id)

    return Filter("same", _("同一诉求人的来件"), narrow, kind="hidden")


def ungrouped(pairs: Sequence[tuple[str, str]]) -> Groups:
    return [("", list(pairs))]


def _by_text(column: str) -> Callable[[Rows, str, Seat, datetime], Rows | None]:
    return lambda rows, value, seat, at: rows.filter(**{column: value})


def _by_class(way: str) -> Callable[[Rows, str, Seat, datetime], Rows | None]:
    """One class by its code, or with its first level alone all below it."""

    def narrow(rows: Rows, value: str, seat: Seat, at: datetime) -> Rows | None:
        level, _sign, code = value.partition(":")
        return rows.filter(**({f"{way}__code": code} if code else {f"{way}__level1": level}))

    return narrow


def _among(column: str, known: Any) -> Callable[[Rows, str, Seat, datetime], Rows | None]:
    return lambda rows, value, seat, at: rows.filter(**{column: value}) if value in known else None


def _by_day(condition: str, later: int) -> Callable[[Rows, str, Seat, datetime], Rows | None]:
    def narrow(rows: Rows, value: str, seat: Seat, at: datetime) -> Rows | None:
        day = day_in(value)
        if day is None:
            return None
        return rows.filter(**{condition: _midnight(day) + timedelta(days=later)})

    return narrow


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _by_clock(prefix: str) -> Callable[[Rows, str, Seat, datetime], Rows | None]:
    due, owed = f"{prefix}due_at", {f"{prefix}answered_at": None, f"{prefix}closed_at": None}

    def narrow(rows: Rows, value: str, seat: Seat, at: datetime) -> Rows | None:
        if value == "late":
            return rows.filter(**{f"{due}__lt": at}, **owed)
        if value == "soon":
            return rows.filter(**{f"{due}__gte": at, f"{due}__lt": at + _SOON}, **owed)
        if value == "later":
            return rows.filter(**{f"{due}__gte": at + _SOON}, **owed)
        return rows.filter(**{due: None}) if value == "none" else None

    return narrow


def _by_frame(prefix: str) -> Callable[[Rows, str, Seat, datetime], Rows | None]:
    """West, south, east and north in degrees: its own point, or that of its place where it has none."""

    def narrow(rows: Rows, value: str, seat: Seat, at: datetime) -> Rows | None:
        try:
            west, south, east, north = (float(one) for one in value.split(","))
        except ValueError:
            return None
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            return None
        within = [
            {f"{prefix}{way}lon__range": (west, east), f"{prefix}{way}lat__range": (south, north)}
            for way in ("", "place__")
        ]
        return rows.filter(Q(**within[0]) | Q(**{f"{prefix}lon": None}, **within[1]))

    return narrow


def _by_words(prefix: str) -> Callable[[Rows, str, Seat, datetime], Rows | None]:
    def narrow(rows: Rows, value: str, seat: Seat, at: datetime) -> Rows | None:
        key = f"{prefix}pk__in" if prefix else "pk__in"
        number = Q(**{f"{prefix}number__in": [value, value.upper()]})  # by its own index, whatever else is asked
        phone = same_phone(value)
        if len(phone) == 11 and phone.startswith("1"):
            found = [one.pk for one in queries.find(seat, value, limit=FOUND)]
        else:
            found = search.find(seat.town_id, value, limit=FOUND)
        return rows.filter(number | Q(**{key: found}))

    return narrow


def villages(seat: Seat, at: datetime) -> Groups:
    rows = Place.objects.filter(town_id=seat.town_id, level="village").order_by("code")
    return ungrouped([(str(row.pk), row.name) for row in rows])


def _units(seat: Seat, at: datetime) -> Groups:
    return [(kind, [(str(row.pk), row.title) for row in rows]) for kind, rows in queries.units(seat.town)]


def _places(seat: Seat, at: datetime) -> Groups:
    rows = Place.objects.filter(town_id=seat.town_id).exclude(level="grid").order_by("level", "code")
    return ungrouped([(str(row.pk), row.name) for row in rows])


def _categories(seat: Seat, at: datetime) -> Groups:
    """Each first level can be chosen whole."""
    whole_level = gettext("%(level)s（全部）")
    return [
        (level, [(level, whole_level % {"level": level}), *((f"{level}:{row.code}", str(row)) for row in rows)])
        for level, rows in queries.categories(seat.town, local_day(at))
    ]


def _states(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, moves.label(key, get_language() or "zh")) for key in moves.STATES])


def _doors(seat: Seat, at: datetime) -> Groups:
    return ungrouped(vocabulary.doors(get_language() or "zh"))


def _urgencies(seat: Seat, at: datetime) -> Groups:
    return ungrouped([(key, gettext(label)) for key, label in Matter.URGENCIES])


def _clocks(seat: Seat, at: datetime) -> Groups:
    return ungrouped(
        [
            ("late", gettext("已超时")),
            ("soon", gettext("24 小时内到时")),
            ("later", gettext("24 小时以后")),
            ("none", gettext("不计时")),
        ]
    )
