"""A hall with its Monday plan, for the tests of the reception day. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from cast import BEIJING, Cast
from django.contrib.auth.models import User

from xiangyue.doors.reception import actions
from xiangyue.doors.reception.models import Hall, Plan, Session
from xiangyue.doors.reception.rules import Asking
from xiangyue.kernel.models import Seat

MONDAY = date(2024, 11, 4)
MORNING = datetime(2024, 11, 4, 9, 30, tzinfo=BEIJING).astimezone(UTC)
LAST_WEEK = datetime(2024, 10, 28, 10, 0, tzinfo=BEIJING).astimezone(UTC)
SINCE = datetime(2023, 1, 1, tzinfo=UTC)


@dataclass
class Reception:
    """The cast with a reception clerk, a deputy, and 小务村's hall where the secretary receives on Mondays."""

    cast: Cast
    hall: Hall
    plan: Plan

    def seat(self, who: str) -> Seat:
        return self.cast.seats[who]

    def publish(self, until: date = date(2024, 11, 25), at: datetime = LAST_WEEK):
        return actions.publish(self.cast.town, until, seat=self.seat("clerk"), at=at)

    def monday(self) -> Session:
        return Session.objects.get(hall=self.hall, day=MONDAY)

    def opened(self) -> Session:
        """Monday's session with the secretary signed in."""
        session = self.monday()
        return actions.sign_in(session, seat=self.seat("secretary"), at=MORNING)


def add_seat(cast: Cast, key: str, role: str, unit: str, holder: str) -> Seat:
    user = User.objects.create(username=f"{cast.town.code}-{key}")
    seat = Seat.objects.create(town=cast.town, unit=cast.units[unit], user=user, role=role, holder=holder, since=SINCE)
    cast.seats[key] = seat
    return seat


def make_reception(cast: Cast) -> Reception:
    add_seat(cast, "clerk", "reception", "centre", "许接待")
    add_seat(cast, "deputy", "leader", "lead", "孙镇长")
    clerk = cast.seats["clerk"]
    hall = actions.add_hall(cast.places["xiaowu"], title="小务村接待室", address="村委会一层", seat=clerk)
    plan = actions.add_plan(
        hall,
        weekday=0,
        begins=time(9),
        ends=time(11, 30),
        capacity=3,
        leader=cast.seats["secretary"],
        substitute=cast.seats["deputy"],
        valid_from=date(2024, 7, 1),
        seat=clerk,
        at=LAST_WEEK,
    )
    return Reception(cast, hall, plan)


def asking(number: int = 1, **more) -> Asking:
    told = {
        "request_id": f"ask-{number:05d}",
        "topic": "村东头的路一下雨就积水",
        "people": 1,
        "name": "林小草",
        "phone": f"199 0000 {number:04d}",
    } | more
    return Asking(**told)
