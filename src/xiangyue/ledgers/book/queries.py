"""Entries that a seat may see, what was done with one, what waits, and what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.kernel.access import may, own_village
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.book.ledger import Ledger
from xiangyue.ledgers.book.models import Entry, Evidence, Line, Lock, Sheet
from xiangyue.ledgers.book.rules import RULE, span_before

WAITING = ("entered", "returned", "reviewed")


def entries(ledger: Ledger, seat: Seat) -> QuerySet[Any]:
    """A village sees its own."""
    rows = ledger.model._default_manager.filter(town_id=seat.town_id)
    own = own_village(seat)
    return rows if own is None else rows.filter(village_id=own)


def entry_for(ledger: Ledger, seat: Seat, pk: int) -> Any:
    """Http404 for one that the seat may not see."""
    joined = ("town", "village", "entered_by__unit", "reviewed_by__unit", "signed_by__unit", *ledger.refs)
    return get_object_or_404(entries(ledger, seat).select_related(*joined), pk=pk)


def entries_among(ledger: Ledger, seat: Seat, keys: list[int]) -> list[Any]:
    return list(entries(ledger, seat).filter(pk__in=keys).select_related("town", *ledger.refs).order_by("pk"))


def lines_of(ledger: Ledger, entry: Entry) -> list[Line]:
    rows = Line.objects.filter(town_id=entry.town_id, ledger=ledger.name, entry=entry.key)
    return list(rows.select_related("seat__unit").order_by("-seq"))


def evidence_of(ledger: Ledger, entry: Entry) -> QuerySet[Evidence]:
    """In the order in which it was added."""
    rows = Evidence.objects.filter(town_id=entry.town_id, ledger=ledger.name, entry=entry.key)
    return rows.select_related("seat").order_by("pk")


def locks(ledger: Ledger, town: Place) -> list[Lock]:
    """The standing ones and those that were opened again, the newest first."""
    rows = Lock.objects.filter(town=town, ledger=ledger.name).select_related("locked_by", "opened_by")
    return list(rows.order_by("-first", "-pk")[:60])


def lock_for(ledger: Ledger, seat: Seat, pk: int) -> Lock:
    return get_object_or_404(Lock.objects.select_related("town"), pk=pk, town_id=seat.town_id, ledger=ledger.name)


def last_sheets(ledger: Ledger, seat: Seat) -> list[Sheet]:
    """Those of one's own unit."""
    rows = Sheet.objects.filter(town_id=seat.town_id, ledger=ledger.name, seat__unit_id=seat.unit_id)
    return list(rows.select_related("seat").order_by("-id")[:5])


def sheet_for(ledger: Ledger, seat: Seat, pk: int) -> Sheet:
    return get_object_or_404(Sheet, pk=pk, town_id=seat.town_id, ledger=ledger.name, seat__unit_id=seat.unit_id)


@dataclass(frozen=True)
class Owed:
    """A period of which nothing has been entered: its first day, the day after its last, by when and by which unit."""

    first: date
    following: date
    due: date
    unit: str


def owed(ledger: Ledger, town: Place, at: datetime) -> Owed | None:
    """The last period that is over, where it is owed. Nothing is filled in by guess."""
    today = local_day(at)
    rule = rule_on(town, RULE, ledger.name, today)
    if rule is None or "every" not in rule.value:
        return None
    first, following = span_before(rule.value["every"], today)
    there = ledger.model._default_manager.filter(town=town, day__gte=first, day__lt=following)
    if there.exclude(state="withdrawn").exists():
        return None
    return Owed(first, following, following + timedelta(days=rule.value["within_days"]), rule.value["unit"])


def may_do(ledger: Ledger, seat: Seat, entry: Entry) -> dict[str, bool]:
    """Which deeds its page offers; the deeds themselves refuse whatever is not allowed."""
    done_by = {one.user_id for one in (entry.entered_by, entry.reviewed_by) if one is not None}
    fresh = seat.user_id not in done_by
    return {
        "enter": may(seat, ledger.deed("enter")),
        "review": entry.state == "entered" and fresh and may(seat, ledger.deed("review")),
        "sign": entry.state == "reviewed" and fresh and may(seat, ledger.deed("sign")),
        "send_back": entry.state in ("entered", "reviewed")
        and (may(seat, ledger.deed("review")) or may(seat, ledger.deed("sign"))),
        "prove": entry.state != "withdrawn" and may(seat, ledger.deed("enter")),
        "withdraw": entry.state != "withdrawn" and may(seat, ledger.deed("enter")),
    }
