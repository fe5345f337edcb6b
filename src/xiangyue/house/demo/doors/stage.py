"""What the stories of the doors share: who sits where, and letting the worker do what waits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from xiangyue.desks.handling import actions as handling
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Matter, Party, Place, Seat
from xiangyue.kernel.outbox import react_to_batch
from xiangyue.kernel.timekeeping import ZONE


class Stage:
    """The town's seats by user name and units by code, read once."""

    def __init__(self, town: Place, rng: Random, now: datetime) -> None:
        self.town, self.rng, self.now = town, rng, now
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

    def handler_of(self, unit: Party, at: datetime) -> Seat:
        held = [seat for seat in self.seats.values() if seat.unit_id == unit.pk and seat.role in ("handler", "village")]
        return next(seat for seat in held if seat.since <= at and (seat.until is None or at < seat.until))

    def answer(self, matter: Matter, *, text: str, outcome: str, at: datetime) -> datetime:
        """Signed, contacted and answered by the unit that leads; when that was done."""
        matter = Matter.objects.select_related("town", "lead_unit", "category", "place", "requester").get(pk=matter.pk)
        assert matter.lead_unit is not None
        seat = self.handler_of(matter.lead_unit, at)
        handling.sign(matter, seat=seat, at=at)
        handling.log_contact(
            matter, how="phone", reached=True, summary="联系诉求人，约定上门时间", seat=seat, at=at + timedelta(hours=1)
        )
        done = min(
            at + timedelta(hours=20),
            matter.due_at - timedelta(minutes=30) if matter.due_at else at + timedelta(hours=20),
        )
        done = max(done, at + timedelta(hours=2))
        handling.begin(matter, seat=seat, at=done - timedelta(minutes=50), note="到现场核实")
        handling.answer_at_once(
            matter,
            text=text,
            outcome=outcome,
            requester_how="visit",
            door_how="system",
            overdue_reason="现场情况复杂",
            seat=seat,
            at=done,
        )
        self.react(done)
        return done

    def say_yes(self, matter: Matter, *, at: datetime, words: str = "", satisfied: str = "yes") -> None:
        """The person says that it is solved."""
        kernel.say_how_it_went(
            Matter.objects.select_related("town").get(pk=matter.pk),
            solved=True,
            satisfied=satisfied,
            words=words,
            at=at,
        )
        self.react(at)

    def react(self, at: datetime) -> None:
        while react_to_batch(at):
            pass


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)
