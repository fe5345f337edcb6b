"""What must have happened before a matter of some kind may go on: a table that rooms add to when Django starts.

A letter is not assigned before the secretary's own instruction, whichever desk tries. A reopened matter needs it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter


@dataclass(frozen=True)
class Gate:
    """A matter of `kind` goes to the state `to` only after one of `events`; `says` is the refusal."""

    kind: str
    to: str
    events: tuple[str, ...]
    says: str


_GATES: dict[tuple[str, str], Gate] = {}


def register(kind: str, *, to: str, events: tuple[str, ...], says: str) -> None:
    _GATES[kind, to] = Gate(kind, to, events, says)


def pass_through(matter: Matter, to: str) -> None:
    """Refused, with the gate's sentence, when what it asks for has not happened since the matter was last reopened."""
    gate = _GATES.get((matter.kind, to))
    if gate is not None:
        told = matter.events.filter(name__in=(*gate.events, "reopened")).order_by("seq")
        _pass(gate, matter.number, list(told.values_list("name", flat=True)))


def pass_told(matter: Matter, to: str, names: Sequence[str]) -> None:
    """The same for a story whose events so far are `names`."""
    gate = _GATES.get((matter.kind, to))
    if gate is not None:
        _pass(gate, matter.number, [name for name in names if name in (*gate.events, "reopened")])


def _pass(gate: Gate, number: str, told: Sequence[str]) -> None:
    if not told or told[-1] == "reopened":
        raise Refused(f"{number}：{gate.says}")
