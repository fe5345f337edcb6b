"""Signatures of seals by a key that is not in the database, and checkpoints that others can co-sign.

A checkpoint is the note of C2SP (c2sp.org/tlog-checkpoint, c2sp.org/signed-note): who, how many seals, the Merkle root
over them (RFC 6962, SHA-256), and a signature line. Witnesses that are not ours read it as it is.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from gmssl import sm2

_NOTE_TYPES = {"ed25519": b"\x01", "sm2": b"\xffsm2"}  # of signed-note; 0xff: a type of one's own, named
_DASH = "\u2014"


@dataclass(frozen=True)
class Key:
    """`private` is empty where only signatures of the past are to be checked."""

    algorithm: str
    public: bytes
    private: bytes = b""

    @property
    def mark(self) -> str:
        """Names the key beside what it signed."""
        return f"{self.algorithm}:{hashlib.sha256(self.public).hexdigest()[:16]}"

    def sign(self, data: bytes) -> bytes:
        if self.algorithm == "ed25519":
            return Ed25519PrivateKey.from_private_bytes(self.private).sign(data)
        signed: str = self._sm2().sign_with_sm3(data, secrets.token_hex(32))
        return bytes.fromhex(signed)

    def holds(self, signature: bytes, data: bytes) -> bool:
        """Whether this key made the signature over the data."""
        if self.algorithm == "sm2":
            return len(signature) == 64 and bool(self._sm2().verify_with_sm3(signature.hex(), data))
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True

    def _sm2(self) -> sm2.CryptSM2:
        curve = sm2.CryptSM2(private_key=self.private.hex(), public_key="")
        # not by its constructor: of a key that begins with 04 it takes away every 0 and 4 in front
        curve.public_key = self.public.hex()
        return curve


def new_key(algorithm: str) -> Key:
    """KeyError for a name that nobody knows."""
    if _NOTE_TYPES[algorithm] == b"\x01":
        made = Ed25519PrivateKey.generate()
        return Key(algorithm, made.public_key().public_bytes_raw(), made.private_bytes_raw())
    curve = sm2.CryptSM2(private_key="", public_key="")
    order = int(curve.ecc_table["n"], 16)
    private = secrets.randbelow(order - 2) + 1
    public = bytes.fromhex(curve._kg(private, curve.ecc_table["g"]))
    return Key(algorithm, public, private.to_bytes(32, "big"))


def keys_to_text(keys: Iterable[Key]) -> str:
    """As they are kept in a file: the newest first."""
    rows = [{"algorithm": key.algorithm, "public": _text(key.public), "private": _text(key.private)} for key in keys]
    return json.dumps(rows, indent=1)


def keys_from_text(text: str) -> list[Key]:
    """ValueError when it is no such file."""
    try:
        return [Key(row["algorithm"], b64decode(row["public"]), b64decode(row["private"])) for row in json.loads(text)]
    except (KeyError, TypeError) as error:
        raise ValueError("not a file of signing keys") from error


def checkpoint_body(origin: str, size: int, root: bytes) -> str:
    """What is signed."""
    return f"{origin}\n{size}\n{_text(root)}\n"


def checkpoint(body: str, key: Key, signature: bytes) -> str:
    """The note as it leaves the house."""
    name = body.partition("\n")[0]
    key_id = hashlib.sha256(name.encode() + b"\n" + _NOTE_TYPES[key.algorithm] + key.public).digest()[:4]
    return f"{body}\n{_DASH} {name} {_text(key_id + signature)}\n"


class Tree:
    """The Merkle tree of RFC 6962 over leaves that only ever come at its end."""

    def __init__(self) -> None:
        self.size = 0
        self._whole: list[tuple[int, bytes]] = []  # whole subtrees from the left: (height, hash)

    def append(self, leaf: bytes) -> None:
        height, node = 0, hashlib.sha256(b"\x00" + leaf).digest()
        while self._whole and self._whole[-1][0] == height:
            _, left = self._whole.pop()
            height, node = height + 1, hashlib.sha256(b"\x01" + left + node).digest()
        self._whole.append((height, node))
        self.size += 1

    def root(self) -> bytes:
        if not self._whole:
            return hashlib.sha256().digest()
        node = self._whole[-1][1]
        for _, left in reversed(self._whole[:-1]):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
