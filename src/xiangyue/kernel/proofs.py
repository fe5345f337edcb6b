"""What rooms keep beside the chain and can prove against it: answers, call-backs, files, seats."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xiangyue.kernel.models import Place
from xiangyue.lib.chain import Fault

Proof = Callable[[Place], Iterator[Fault]]

_PROOFS: dict[str, Proof] = {}


def register(name: str, proof: Proof) -> None:
    """`proof` yields a fault for each row of a town that its events do not bear out. `verify` asks every one."""
    if name in _PROOFS:
        raise ValueError(f"proof {name!r} is registered twice")
    _PROOFS[name] = proof


def faults(town: Place) -> Iterator[Fault]:
    for name in sorted(_PROOFS):
        yield from _PROOFS[name](town)
