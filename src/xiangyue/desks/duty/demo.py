"""A fortnight of duties of the centre and the utilities, with one day that nobody has taken yet."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from xiangyue.desks.duty.actions import Shift, keep_duty
from xiangyue.kernel.models import Seat
from xiangyue.kernel.storytelling import Part, Scene
from xiangyue.kernel.timekeeping import local_day

_DAYS = 12
_EMPTY = 3  # the day from now on that is still open
_CENTRE = ("diaodu1", "diaodu2", "huifang1", "shenhe")
_UTILITIES = ("gongshui", "gongdian", "gongre")


def play(scene: Scene) -> None:
    keeper, today, at = scene.seats["diaodu1"], local_day(scene.now), scene.now - timedelta(days=6)
    for number in range(-2, _DAYS):
        day = today + timedelta(days=number)
        if number != _EMPTY:
            who = scene.seats[_CENTRE[number % len(_CENTRE)]]
            _keep(scene, who.user.username, Shift(day, time(9), time(9), who.holder, scene.phone()), keeper, at)
        for name in _UTILITIES:
            shift = Shift(day, time(), time(), scene.seats[name].holder, scene.phone(), "抢修值守")
            _keep(scene, name, shift, keeper, at)


def _keep(scene: Scene, username: str, shift: Shift, keeper: Seat, at: datetime) -> None:
    keep_duty(scene.seats[username].unit, shift, seat=keeper, at=at)


PART = Part(plays=play)
