"""Who sits where on a day, and when an office gets to something: what stories need of the town, read once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

from xiangyue.kernel.models import Party, Place, Rule, Seat
from xiangyue.kernel.timekeeping import Deadline, TownTime, local_day
from xiangyue.lib.worktime import Office, add_working

HANDLERS = ("handler", "village")  # the roles that work on a unit's matters


class Roster:
    """The town's seats, units, rules and time."""

    def __init__(self, town: Place) -> None:
        self.town, self.time = town, TownTime(town)
        self.units = {unit.code: unit for unit in Party.objects.filter(town=town, kind="unit")}
        self._seats: dict[tuple[int, str], list[Seat]] = {}
        for seat in Seat.objects.filter(town=town).select_related("unit").order_by("pk"):
            if seat.role in HANDLERS:
                self._seats.setdefault((seat.unit_id, ""), []).append(seat)
            self._seats.setdefault((0, seat.role), []).append(seat)
        self.village_units = {unit.place_id: unit for unit in self.units.values() if unit.unit_kind == "village"}
        self._rules: dict[tuple[str, str], list[Rule]] = {}
        for row in Rule.objects.filter(town=town).order_by("-valid_from"):
            self._rules.setdefault((row.kind, row.key), []).append(row)
        self._due = cache(self._compute_due)

    def seat(self, *, at: datetime, unit: Party | None = None, role: str = "", turn: int = 0) -> Seat | None:
        """Who works for the unit, or holds the role anywhere, at this moment; `turn` chooses among several."""
        held = [
            seat
            for seat in self._seats.get((unit.pk if unit else 0, role), ())
            if seat.since <= at and (seat.until is None or at < seat.until)
        ]
        return held[turn % len(held)] if held else None

    def works(self, unit: Party, at: datetime) -> bool:
        return self.seat(at=at, unit=unit) is not None

    def office(self, unit: Party, at: datetime) -> Office:
        return self.time.office(unit.office_hours, local_day(at))

    def after(self, at: datetime, minutes: int, unit: Party) -> datetime:
        """When the unit has worked for so many minutes since; utilities work round the clock."""
        return add_working(at, timedelta(minutes=minutes), self.office(unit, at))

    def rule(self, kind: str, key: str, at: datetime) -> Rule | None:
        """As `rule_on`."""
        day = local_day(at)
        dated = self._rules.get((kind, key), ())
        return next(
            (row for row in dated if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)), None
        )

    def due(self, at: datetime, urgency: str, unit: Party) -> tuple[datetime, Deadline]:
        """The same as the town's time says; a class of working days ends alike for a whole day and is computed once."""
        deadline = self.time.deadline(urgency, local_day(at))
        if deadline.unit != "working_days":
            return self.time.due(at, deadline, unit.office_hours), deadline
        return self._due(local_day(at), urgency, unit.office_hours), deadline

    def _compute_due(self, day: date, urgency: str, office_key: str) -> datetime:
        noon = datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC)
        return self.time.due(noon, self.time.deadline(urgency, local_day(noon)), office_key)
