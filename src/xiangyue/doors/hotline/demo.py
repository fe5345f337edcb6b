"""The hotline's part: an order arrives, and 12345's own call-back comes home a few days after its last answer."""

from __future__ import annotations

from datetime import timedelta

from xiangyue.doors.hotline.actions.bring import result
from xiangyue.doors.hotline.values import Said
from xiangyue.kernel.actions import UPPER
from xiangyue.kernel.actions.history import Step
from xiangyue.kernel.actions.receive import arrival
from xiangyue.kernel.storytelling import Part, Telling, opinion_of


def arrive(telling: Telling) -> None:
    at = telling.matter.received_at + timedelta(minutes=telling.rng.randrange(3, 20))
    telling.step(arrival(telling.matter), at, UPPER)


def bring_result_home(telling: Telling, closed: Step) -> None:
    """Consultations are not asked."""
    matter, given = telling.matter, telling.last("answered", "answered_with_parent")
    if matter.request_type in ("consult", "praise") or given is None:
        return
    at = given.at + timedelta(days=telling.rng.randrange(2, 6), minutes=telling.rng.randrange(0, 300))
    if at > telling.now:
        return
    said = Said(reached=False)
    if telling.chance(0.77):
        opinion = opinion_of(telling, solved=telling.quality.solved * (0.75 if matter.reopened_count else 1))
        said = Said(True, opinion.contacted, opinion.solved, opinion.satisfied)
    telling.aside(result(said, at), at, UPPER)


PART = Part(takes_up={"": arrive}, hears={"closed": bring_result_home})
