"""What the tests of the desks share: moments as a clerk says them, a matter in hand, proof that nothing was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from cast import BEIJING, NOON, Cast

from xiangyue.desks.callback.models import Callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.models import Answer, Case
from xiangyue.house.timers import work_once
from xiangyue.kernel.models import Clock, Event, Matter

TABLES = (Matter, Event, Clock, Case, Answer, Callback)


def local(text: str) -> datetime:
    """ "11-06 10:00" in Beijing, in the year of NOON."""
    return datetime.strptime(f"2024-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


@contextmanager
def nothing_written() -> Iterator[None]:
    """Every row of a desk stands afterwards as it stood before."""

    def rows() -> dict[str, list[Any]]:
        return {table.__name__: list(table.objects.order_by("pk").values()) for table in TABLES}

    before = rows()
    yield
    assert rows() == before


def told(matter: Matter, name: str) -> dict[str, Any]:
    """The particulars of the newest event of this name."""
    return matter.events.filter(name=name).latest("seq").told


def names(matter: Matter) -> list[str]:
    return list(matter.events.order_by("seq").values_list("name", flat=True))


def fresh(matter: Matter) -> Matter:
    return Matter.objects.select_related("town", "lead_unit").get(pk=matter.pk)


def clock(matter: Matter, kind: str) -> Clock:
    """The newest of its kind."""
    return matter.clocks.filter(kind=kind).latest("pk")


def running(matter: Matter) -> dict[str, datetime]:
    return dict(matter.clocks.filter(stopped_at=None, paused_at=None).values_list("kind", "due_at"))


def dispatched(
    cast: Cast, code: str = "R01", unit: str = "roads", urgency: str = "general", at: datetime = NOON, **more: Any
) -> Matter:
    """Said by somebody and sent to a unit."""
    matter = cast.say(at=at, **more)
    dispatch.send(
        matter,
        category=cast.categories[code],
        unit=cast.units[unit],
        place=cast.places["dayang"],
        urgency=urgency,
        seat=cast.seats["dispatcher"],
        at=at,
    )
    return matter


def signed(cast: Cast, matter: Matter, who: str = "roads", at: datetime = NOON) -> Matter:
    handling.sign(matter, seat=cast.seats[who], at=at)
    return matter


def contacted(cast: Cast, matter: Matter, who: str = "roads", at: datetime = NOON) -> Matter:
    signed(cast, matter, who, at)
    handling.log_contact(matter, how="phone", reached=True, summary="约好上门", seat=cast.seats[who], at=at)
    return matter


def in_hand(cast: Cast, matter: Matter, who: str = "roads", at: datetime = NOON) -> Matter:
    contacted(cast, matter, who, at)
    handling.begin(matter, seat=cast.seats[who], at=at)
    return matter


def answered(cast: Cast, matter: Matter, who: str = "roads", at: datetime = NOON, **more: Any) -> Matter:
    """Answered on the spot, and whatever follows by itself has followed."""
    words = {"text": "坑槽已填补压实。", "outcome": "solved", "requester_how": "phone", "door_how": "export"} | more
    handling.answer_at_once(matter, seat=cast.seats[who], at=at, **words)
    react(at)
    matter.refresh_from_db()
    return matter


def react(at: datetime) -> None:
    while work_once(at):
        pass


# What a unit asks for

WHY = {"reason": "不归我们", "basis": "职责清单第3项"}


def object_to(cast, matter, at=NOON, **more):
    told = WHY | {"unit": cast.units["water"]} | more
    return handling.object_to(matter, **told, seat=cast.seats["roads"], at=at)


def extend(cast, matter, until="11-15 18:00", at=NOON, **more):
    told = {"reason": "等材料", "told_requester": True} | more
    return handling.ask_extension(matter, until=local(until), **told, seat=cast.seats["roads"], at=at)


def hold(cast, matter, kind="suspension", until="11-11 10:00", at=NOON, **more):
    told = {"reason": "等管线迁移", "basis": "中止情形第2项"} | more
    return handling.ask_hold(matter, kind=kind, until=local(until), **told, seat=cast.seats["roads"], at=at)


def review(cast, matter, kind="unreasonable", at=NOON, **more):
    told = WHY | {"unit": None} | more
    return handling.ask_review(matter, kind=kind, **told, seat=cast.seats["roads"], at=at)


def decide(cast, case, granted=True, who="reviewer", at=NOON, decision="同意"):
    case = Case.objects.select_related("matter__town", "asked_by").get(pk=case.pk)
    return handling.decide(case, granted=granted, decision=decision, seat=cast.seats[who], at=at)


ASKS = {
    "objection": (signed, object_to),
    "extension": (signed, extend),
    "suspension": (contacted, hold),
    "ledger": (contacted, lambda cast, matter, **more: hold(cast, matter, "ledger", **more)),
    "unreasonable": (in_hand, review),
    "escalation": (
        in_hand,
        lambda cast, matter, **more: review(cast, matter, "escalation", **({"unit": cast.units["lead"]} | more)),
    ),
    "score_appeal": (in_hand, lambda cast, matter, **more: review(cast, matter, "score_appeal", **more)),
}


def asked(cast, sent, kind):
    brought, ask = ASKS[kind]
    matter = brought(cast, sent())
    return matter, ask(cast, matter)
