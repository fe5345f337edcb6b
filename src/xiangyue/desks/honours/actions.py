"""What the town was recommended for, and what its units were made from; both are told on the town's own matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xiangyue.counter.wanted import wanted
from xiangyue.desks.honours.models import Evidence, Recommendation, Reorganisation
from xiangyue.desks.honours.rules import month_after
from xiangyue.kernel import access
from xiangyue.kernel.actions import Actor, tell_house
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once, still
from xiangyue.kernel.models import Event, Matter, Party, Place, Seat
from xiangyue.kernel.timekeeping import local_day

EVIDENCE_MAX = 20
KINDS = dict(Reorganisation.KINDS)


@dataclass(frozen=True)
class NewRecommendation:
    """`month`: any of its days."""

    unit: Party
    title: str
    month: date
    giver: str
    document: str
    words: str
    matters: Sequence[Matter]


@transaction.atomic
def recommend(town: Place, new: NewRecommendation, *, seat: Seat, at: datetime) -> Recommendation:
    """Of a month that has begun, with matters that were closed before its end."""
    access.require(seat, "honours.keep", of=town)
    title = wanted(new.title, "请写荣誉的名称，例如“通办先锋”。", 40)
    giver = wanted(new.giver, "请写是谁推荐的。", 60)
    document = wanted(new.document, "请写文号或通报的日期。", 120)
    words = wanted(new.words, "请写为什么推荐。", 2000)
    month = new.month.replace(day=1)
    if month > local_day(at):
        raise Refused("{month} 还没有到，不能登记。", month=f"{month:%Y-%m}")
    _require_unit(new.unit, town)
    _shows_it(new.matters, month)
    told = {"title": title, "giver": giver, "document": document, "words": words}
    made = Recommendation(town=town, unit=new.unit, month=month, **told, seat=seat, at=at)
    with only_once(Refused("{month} 的“{title}”已经登记过了。", month=f"{month:%Y-%m}", title=title)):
        made.save(force_insert=True)
    Evidence.objects.bulk_create(Evidence(town=town, recommendation=made, matter=one) for one in new.matters)
    tell_house(
        town,
        "honour_recommended",
        actor=Actor.of(seat),
        at=at,
        recommendation=made.pk,
        unit=new.unit.code,
        unit_name=new.unit.title,
        month=f"{month:%Y-%m}",
        on=month.isoformat(),
        **told,
        matters=[one.number for one in new.matters],
    )
    return made


def _require_unit(unit: Party, town: Place) -> None:
    if unit.kind != "unit" or unit.town_id != town.pk:
        raise Refused("请选本镇的一个单位。")


def _shows_it(matters: Sequence[Matter], month: date) -> None:
    if not matters:
        raise Refused("推荐要有依据：请填办结的事项编号，一行一个。")
    if len(matters) > EVIDENCE_MAX or len({one.pk for one in matters}) != len(matters):
        raise Refused("依据最多 {most} 件，每件只填一次。", most=EVIDENCE_MAX)
    for one in matters:
        if one.closed_at is None or local_day(one.closed_at) >= month_after(month):
            raise Refused("{number} 到当月末还没有办结，不能作依据。", number=one.number)


@transaction.atomic
def withdraw(made: Recommendation, *, reason: str, seat: Seat, at: datetime) -> Event:
    """Entered by mistake, or taken back by whoever gave it; the row stays."""
    access.require(seat, "honours.keep", of=made)
    why = wanted(reason, "请写明为什么撤回。")
    still(made, {"state": "standing"}, StaleMove("这条推荐已经撤回，请刷新后再看。"), state="withdrawn")
    told = {
        "recommendation": made.pk,
        "title": made.title,
        "month": f"{made.month:%Y-%m}",
        "on": made.month.isoformat(),
        "reason": why,
    }
    return tell_house(seat.town, "honour_withdrawn", actor=Actor.of(seat), at=at, **told)


@transaction.atomic
def reorganise(
    unit: Party, *, kind: str, on: date, before: str, after: str, why: str, document: str, seat: Seat, at: datetime
) -> Reorganisation:
    """A fact that is entered with its document; the unit's own row and what hangs on it stay as they are."""
    access.require(seat, "honours.keep", of=unit)
    if kind not in KINDS:
        raise Refused("请选是设立、重组、合并还是更名。")
    if on > local_day(at):
        raise Refused("日期不能在今天之后。")
    _require_unit(unit, seat.town)
    texts = {
        "before": wanted(before, "请写原来是什么：单位、人员、职责。"),
        "after": wanted(after, "请写现在是什么。"),
        "why": wanted(why, "请写为什么。"),
    }
    paper = wanted(document, "请写文号。", 120)
    made = Reorganisation(town=seat.town, unit=unit, kind=kind, on=on, **texts, document=paper, seat=seat, at=at)
    with only_once(Refused("{unit}{on} 的{kind}已经登记过了。", unit=unit.title, on=on.isoformat(), kind=KINDS[kind])):
        made.save(force_insert=True)
    tell_house(
        seat.town,
        "unit_reorganised",
        actor=Actor.of(seat),
        at=at,
        reorganisation=made.pk,
        unit=unit.code,
        unit_name=unit.title,
        kind=kind,
        kind_name=KINDS[kind],
        on=on.isoformat(),
        document=paper,
        **texts,
    )
    return made
