"""Where a room plays its part deed by deed: who sits where by name, and the worker doing what waits."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Protocol

from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Matter, Party, Place, Seat
from xiangyue.kernel.outbox import react_to_batch
from xiangyue.kernel.storytelling.roster import HANDLERS
from xiangyue.kernel.timekeeping import ZONE


class Works(Protocol):
    """How a unit works on a matter: the desk that knows it lends it to the plays of rooms that may not know that desk.

    Each is a run of saved deeds; the moment of the last one comes back.
    """

    def answer(self, matter: Matter, *, text: str, outcome: str, seat: Seat, at: datetime) -> datetime: ...
    def write(self, matter: Matter, *, text: str, outcome: str, seat: Seat, at: datetime) -> datetime: ...
    def deliver(self, matter: Matter, *, seat: Seat, at: datetime) -> datetime: ...


class Scene:
    """The town's seats by user name, units by code and villages by name, read once. `scale`: below 1 a smaller town is
    told of, for tests.
    """

    def __init__(self, town: Place, now: datetime, works: Works, scale: float = 1.0) -> None:
        self.town, self.now, self._works, self.scale = town, now, works, scale
        self.seats = {
            seat.user.username: seat for seat in Seat.objects.filter(town=town).select_related("user", "unit", "town")
        }
        self.units = {unit.code: unit for unit in Party.objects.filter(town=town, kind="unit")}
        self.villages = {place.name: place for place in Place.objects.filter(town=town, level="village")}
        self._phone = 9600

    def phone(self) -> str:
        """A number that is given to nobody."""
        self._phone += 1
        return f"1990000{self._phone}"

    def answer(self, matter: Matter, *, text: str, outcome: str, at: datetime) -> datetime:
        """Signed, contacted and answered by the unit that leads; when that was done."""
        matter, seat = self._with_its_unit(matter, at)
        return self.react(self._works.answer(matter, text=text, outcome=outcome, seat=seat, at=at))

    def write_answer(self, matter: Matter, *, text: str, outcome: str, at: datetime) -> datetime:
        """Signed, contacted, the answer written; it waits for its delivery, and for whoever reviews it before."""
        matter, seat = self._with_its_unit(matter, at)
        return self.react(self._works.write(matter, text=text, outcome=outcome, seat=seat, at=at))

    def deliver(self, matter: Matter, *, at: datetime) -> datetime:
        """The written answer, to the person and to the door."""
        matter, seat = self._with_its_unit(matter, at)
        return self.react(self._works.deliver(matter, seat=seat, at=at))

    def say_yes(self, matter: Matter, *, at: datetime, words: str = "", satisfied: str = "yes") -> None:
        """The person says that it is solved."""
        matter = Matter.objects.select_related("town").get(pk=matter.pk)
        kernel.say_how_it_went(matter, solved=True, satisfied=satisfied, words=words, at=at)
        self.react(at)

    def react(self, at: datetime) -> datetime:
        while react_to_batch(at):
            pass
        return at

    def _with_its_unit(self, matter: Matter, at: datetime) -> tuple[Matter, Seat]:
        """As it stands now, and who works on it for the unit that leads."""
        matter = Matter.objects.select_related("town", "lead_unit", "category", "place", "requester").get(pk=matter.pk)
        held = [seat for seat in self.seats.values() if seat.unit_id == matter.lead_unit_id and seat.role in HANDLERS]
        return matter, next(seat for seat in held if seat.since <= at and (seat.until is None or at < seat.until))


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)
