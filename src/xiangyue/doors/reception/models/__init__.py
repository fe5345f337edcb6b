"""Halls with their dated plans and published sessions; visitors in a queue, what was said, what was promised."""

from xiangyue.doors.reception.models.planning import Hall, Plan, Session, Swap
from xiangyue.doors.reception.models.visiting import Booking, Look, Promise, Talk

__all__ = ["Booking", "Hall", "Look", "Plan", "Promise", "Session", "Swap", "Talk"]
