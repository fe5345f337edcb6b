"""The unit's deeds in the demo, lent to the plays of other rooms."""

from __future__ import annotations

from datetime import datetime, timedelta

from xiangyue.desks.handling import actions as handling
from xiangyue.kernel.models import Matter, Seat


class OnScene:
    """The unit's deeds in their order, for matters that are saved."""

    def answer(self, matter: Matter, *, text: str, outcome: str, seat: Seat, at: datetime) -> datetime:
        """Answered at once when the work is done, before it is late."""
        done = at + timedelta(hours=20)
        if matter.due_at is not None:
            done = max(min(done, matter.due_at - timedelta(minutes=30)), at + timedelta(hours=2))
        self._work(matter, seat, at, done)
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
        return done

    def write(self, matter: Matter, *, text: str, outcome: str, seat: Seat, at: datetime) -> datetime:
        done = at + timedelta(hours=22)
        self._work(matter, seat, at, done)
        handling.write_answer(matter, text=text, outcome=outcome, seat=seat, at=done)
        return done

    def deliver(self, matter: Matter, *, seat: Seat, at: datetime) -> datetime:
        for to, how in (("requester", "phone"), ("door", "system")):
            given = matter.answers.select_related("matter__town", "matter__lead_unit").get(withdrawn_at=None)
            handling.deliver(given, to=to, how=how, seat=seat, at=at)
        return at

    def _work(self, matter: Matter, seat: Seat, at: datetime, done: datetime) -> None:
        handling.sign(matter, seat=seat, at=at)
        contacted, begun = at + timedelta(minutes=40), done - timedelta(minutes=50)
        handling.log_contact(
            matter, how="phone", reached=True, summary="联系诉求人，约定上门时间", seat=seat, at=contacted
        )
        handling.begin(matter, seat=seat, at=begun, note="到现场核实")
