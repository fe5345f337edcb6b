"""Whether a town's seals hold: each over its events, chained to the one before, signed by a key of the house."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping, Sequence

from xiangyue.kernel.models import Place, Seal
from xiangyue.kernel.signers import known_keys
from xiangyue.lib.algorithms import FIRST
from xiangyue.lib.chain import GENESIS, Fault, seal_hash, seal_root
from xiangyue.lib.signing import Tree, checkpoint_body

Entries = list[tuple[str, int, str]]


ORIGIN = "xiangyue/"


def origin_of(town: Place) -> str:
    """How a town is called in checkpoints."""
    return f"{ORIGIN}{town.code}"


def faults(town: Place, seals: Sequence[Seal], sealed: Mapping[int, Entries], newer: frozenset[int]) -> Iterator[Fault]:
    """`sealed`: what each seal holds by its key; `newer`: keys of the seals that hold an event with a named digest."""
    previous, tree, keys = GENESIS, Tree(), {key.mark: key for key in known_keys()}
    for seal in seals:
        says = _content(seal, sealed[seal.pk]) or _link(town, seal, previous)
        tree.append(bytes.fromhex(seal.hash))
        if not says and (seal.algorithm != FIRST or seal.pk in newer):
            key = keys.get(seal.signed_by)
            body = checkpoint_body(origin_of(town), tree.size, tree.root()).encode()
            if key is None or not key.holds(_decoded(seal.signature), body):
                says = f"{seal.day} 的日封签名不对：封印被人重做过，或者签名密钥文件不是原来的。"
        if says:
            yield Fault(f"{town.name} {seal.day} 日封", 0, "changed", says)
        previous = seal.hash


def _content(seal: Seal, entries: Entries) -> str:
    if seal_root(entries, seal.algorithm) == seal.root and len(entries) == seal.count:
        return ""
    return f"{seal.day} 的日封应含 {seal.count} 条，现有 {len(entries)} 条，封印不符。"


def _link(town: Place, seal: Seal, previous: str) -> str:
    expected = seal_hash(
        previous=previous, town=town.code, day=seal.day, count=seal.count, root=seal.root, algorithm=seal.algorithm
    )
    if seal.previous_hash == previous and seal.hash == expected:
        return ""
    return f"{seal.day} 的日封与前一日的封印接不上：它被改过，或者它前面的日封被删除了。"


def _decoded(signature: str) -> bytes:
    try:
        return b64decode(signature, validate=True)
    except (NotBase64, ValueError):
        return b""
