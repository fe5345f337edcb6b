"""Values are laid out, counted, touched where a record changed and counted again; a seat signs for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from xiangyue.figures.indicators import periods, rules
from xiangyue.figures.indicators.counting import Counted, count
from xiangyue.figures.indicators.models import Chosen, Indicator, Sheet, Signature, Stood, Value
from xiangyue.figures.indicators.thresholds import tell_crossing
from xiangyue.kernel import access, measures
from xiangyue.kernel.actions import Actor, tell_house
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.first import only_once
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.outbox import backoff, reason_of
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib import decimals
from xiangyue.lib.spans import Span

_STOOD = ("numerator", "denominator", "shown")
_TOLD = list(Counted.__dataclass_fields__)
_LATELY = timedelta(days=62)
_OVER_A_MONTH = timedelta(days=32)


def lay_out(town: Place, day: date) -> None:
    """A sheet for every period that the town's indicators have had up to this day; what is there stays."""
    found = [
        Sheet(town=town, indicator=indicator, period=span.text, first=span.first, following=span.following)
        for indicator in Indicator.objects.filter(town=town, valid_from__lte=day)
        for span in _periods(indicator, day)
    ]
    Sheet.objects.bulk_create(found, ignore_conflicts=True)


def _periods(indicator: Indicator, day: date) -> list[Span]:
    """Those that begin while it holds."""
    last = min(day, indicator.valid_to - timedelta(days=1)) if indicator.valid_to else day
    found = periods.all_of(indicator.period_kind, indicator.valid_from, last)
    return found if indicator.valid_from <= last else []


def touch(town: Place, names: Collection[str], days: Iterable[date]) -> int:
    """Marks what is counted by one of these measures in a period that has a day of these days' months; how many sheets.
    Months, so that the life of a long matter is a short question.
    """
    held = Q()
    for month in {day.replace(day=1) for day in days}:
        held |= Q(first__lt=(month + _OVER_A_MONTH).replace(day=1), following__gt=month)
    return _touch(Sheet.objects.filter(held, indicator__in=_counted_by(town, names))) if held else 0


def touch_between(town: Place, names: Collection[str], first: date, following: date) -> int:
    """The same for every period that has a day of these."""
    sheets = Sheet.objects.filter(first__lt=following, following__gt=first)
    return _touch(sheets.filter(indicator__in=_counted_by(town, names)))


def touch_all(town: Place, *, since: date = date.min) -> int:
    """Of periods that were not over on `since`."""
    return _touch(Sheet.objects.filter(town=town, following__gt=since))


def _counted_by(town: Place, names: Collection[str]) -> QuerySet[Indicator]:
    return Indicator.objects.filter(Q(numerator__in=names) | Q(denominator__in=names), town=town)


def _touch(sheets: QuerySet[Sheet]) -> int:
    return sheets.update(is_touched=True, touches=F("touches") + 1, next_try_at=None)


def moved_by(door: str) -> list[str]:
    """The measures that a matter of this door can move: none that people enter."""
    every = (one for one in measures.all_measures() if not one.is_entered)
    return [one.name for one in every if not one.doors or door in one.doors]


def keep_up(town: Place, *, at: datetime) -> None:
    """Once a day: the periods that have begun, and what was done lately without an event is counted again."""
    today = local_day(at)
    lay_out(town, today)
    touch_all(town, since=today - _LATELY)


def fill_next(at: datetime) -> bool:
    """Counts one touched sheet, the newest first; False when none waits. What a measure stumbles over is kept with the
    sheet, which is counted again later, and stops no other.
    """
    with transaction.atomic():
        sheet = (
            Sheet.objects.select_for_update(
                skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
            )
            .select_related("town", "indicator")
            .filter(Q(next_try_at=None) | Q(next_try_at__lte=at), is_touched=True)
            .order_by("-following", "id")
            .first()
        )
        if sheet is None:
            return False
        try:
            with transaction.atomic():
                fill(sheet, at=at)
        except Exception as error:  # one bad sheet must not stop the line
            tries = sheet.tries + 1
            Sheet.objects.filter(pk=sheet.pk).update(
                tries=tries, next_try_at=at + backoff(tries), error=reason_of(error)
            )
        return True


@transaction.atomic
def fill(sheet: Sheet, *, at: datetime) -> int:
    """All values of the sheet or none; how many were written. What is touched meanwhile stays touched."""
    town = sheet.town
    villages = Place.objects.filter(town=town, level="village").order_by("code").values_list("pk", flat=True)
    counted = count(sheet.indicator, town, sheet.span, list(villages))
    held = {value.place_id: value for value in Value.objects.filter(sheet=sheet)}
    new, changed = [], []
    for place, told in counted.items():
        columns = asdict(told)
        value = held.get(place)
        if value is None:
            new.append(Value(town=town, sheet=sheet, place_id=place, **columns))
        elif any(getattr(value, name) != one for name, one in columns.items()):
            for name, one in columns.items():
                setattr(value, name, one)
            changed.append(value)
    Value.objects.filter(sheet=sheet).exclude(place__in=counted).delete()  # what is counted for it no longer
    Value.objects.bulk_create(new)
    Value.objects.bulk_update(changed, _TOLD)
    _remember(sheet, counted[town.pk], local_day(at))
    tell_crossing(sheet, counted[town.pk].shown, at=at)
    Sheet.objects.filter(pk=sheet.pk).update(filled_at=at, error="", tries=0, next_try_at=None)
    Sheet.objects.filter(pk=sheet.pk, touches=sheet.touches).update(is_touched=False)
    return len(new) + len(changed)


def _remember(sheet: Sheet, counted: Counted, day: date) -> None:
    """How the town's value stands at the end of this day, where it stood otherwise before."""
    told = {name: getattr(counted, name) for name in _STOOD}
    last = Stood.objects.filter(sheet=sheet, day__lte=day).order_by("day").last()
    if last is None or any(getattr(last, name) != one for name, one in told.items()):
        Stood.objects.update_or_create(sheet=sheet, day=day, defaults={"town_id": sheet.town_id, **told})


@transaction.atomic
def sign(sheet: Sheet, *, qualifier: str, why: str, seat: Seat, at: datetime) -> Signature:
    """The town's value of a period that is over, by the role that the indicator names. What was signed before and has
    changed since is revised: with what and why.
    """
    access.require(seat, "figures.sign", of=sheet)
    indicator = sheet.indicator
    if seat.role != indicator.signer:
        raise NotAllowed("这个指标由别的岗位签发。")
    if qualifier not in dict(Signature.QUALIFIERS):
        raise Refused("请选择这个数是准确数、约数、超过、不足、预计还是计划。")
    if sheet.following > local_day(at):
        raise Refused("{span}还没有过完，过完了再签发。", span=sheet.span)
    value = Value.objects.filter(sheet=sheet, place=sheet.town_id).first()
    if sheet.is_touched or value is None:
        raise Refused("这个数正在重新计算，请过一分钟刷新后再签发。")
    if value.numerator is None or value.shown is None:
        raise Refused("没有数可签发：{why}。", why=value.why)
    last = Signature.objects.filter(sheet=sheet).order_by("ordinal").last()
    what = _what_changed(last, value, value.shown, qualifier, why)
    with only_once(StaleMove("这个数刚刚有人签发过，请刷新后再看。")):
        row = Signature.objects.create(
            town=sheet.town,
            sheet=sheet,
            ordinal=last.ordinal + 1 if last else 1,
            numerator=value.numerator,
            denominator=value.denominator,
            shown=value.shown,
            qualifier=qualifier,
            seat=seat,
            at=at,
            what=what,
            why=why.strip()[:300] if last else "",
        )
    _tell(row, seat, at)
    return row


def _what_changed(last: Signature | None, value: Value, shown: Decimal, qualifier: str, why: str) -> str:
    """Of a revision from what to what; Refused where nothing changed or nobody says why."""
    if last is None:
        return ""
    names = dict(Signature.QUALIFIERS)
    before, now = ((one.numerator, one.denominator) for one in (last, value))
    if before == now and last.qualifier == qualifier:
        raise Refused("这个数已经签发，之后没有变化。")
    if not why.strip():
        raise Refused("已经签发的数要修订，请写明为什么变了。")
    both = ((last.qualifier, last.shown), (qualifier, shown))
    told = [f"{names[which]} {decimals.plain(number)}" for which, number in both]
    return " → ".join(told) if before[1] is None else f"{' → '.join(told)}（{_over(last)} → {_over(value)}）"


def _over(one: Signature | Value) -> str:
    return f"{rules.plain(one.numerator or Fraction())}/{rules.plain(one.denominator or Fraction())}"


def _tell(row: Signature, seat: Seat, at: datetime) -> None:
    told = {
        **as_told(row),
        "title": row.sheet.indicator.zh,
        "unit": row.sheet.indicator.unit,
        "qualifier_name": dict(Signature.QUALIFIERS)[row.qualifier],
    }
    if row.ordinal == 1:
        tell_house(row.town, "figure_signed", actor=Actor.of(seat), at=at, **told)
    else:
        tell_house(row.town, "figure_revised", actor=Actor.of(seat), at=at, what=row.what, why=row.why, **told)


def as_told(row: Signature) -> dict[str, str]:
    """What its event tells of what was signed."""
    return {
        "code": row.sheet.indicator.code,
        "period": row.sheet.period,
        "shown": decimals.plain(row.shown),
        "qualifier": row.qualifier,
        "numerator": str(row.numerator),
        "denominator": "" if row.denominator is None else str(row.denominator),
    }


def choose(sheet: Sheet, *, seat: Seat, at: datetime) -> Chosen:
    """On the seat's own page from now on; once more changes nothing."""
    access.require(seat, "figures.see", of=sheet)
    row, _ = Chosen.objects.get_or_create(seat=seat, code=sheet.indicator.code)
    return row


def drop(sheet: Sheet, *, seat: Seat, at: datetime) -> None:
    access.require(seat, "figures.see", of=sheet)
    Chosen.objects.filter(seat=seat, code=sheet.indicator.code).delete()
