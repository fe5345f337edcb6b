"""What must have happened before a matter of some kind may go on: rows of the kind's declaration.

A letter is not assigned before the secretary's own instruction, whichever desk tries. A reopened matter needs it anew,
and so does an answer that was written again.
"""

from __future__ import annotations

from collections.abc import Sequence

from xiangyue.kernel import kinds
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter


def pass_through(matter: Matter, to: str) -> None:
    """Refused, with the gate's sentence, when what it asks for has not happened, or not since the gate was shut
    again.
    """
    gate = _gate(matter, to)
    if gate is not None:
        told = matter.events.filter(name__in=(*gate.events, *gate.shut_by)).order_by("seq")
        _pass(gate, matter.number, list(told.values_list("name", flat=True)))


def is_open(matter: Matter, to: str) -> bool:
    try:
        pass_through(matter, to)
    except Refused:
        return False
    return True


def pass_told(matter: Matter, to: str, names: Sequence[str]) -> None:
    """The same for a story whose events so far are `names`."""
    gate = _gate(matter, to)
    if gate is not None:
        _pass(gate, matter.number, [name for name in names if name in (*gate.events, *gate.shut_by)])


def _gate(matter: Matter, to: str) -> kinds.Gate | None:
    return next((gate for gate in kinds.get(matter.kind).gates if gate.to == to), None)


def _pass(gate: kinds.Gate, number: str, told: Sequence[str]) -> None:
    if not told or told[-1] in gate.shut_by:
        raise Refused("{number}：{says}", number=number, says=gate.says)
