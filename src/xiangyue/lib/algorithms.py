"""Which digest, cipher and signature a record was made with. The name stands beside what was made, so that a town that
changes its setting can still read and prove its past.

`national` is for offices bound to the state's own ciphers: SM3 (GB/T 32905), SM4 (GB/T 32907), SM2 (GB/T 32918).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes

FIRST = ""  # how records were digested before algorithms were named: SHA-256


@dataclass(frozen=True)
class Suite:
    digest: str
    cipher: str
    signature: str


SUITES = {"international": Suite("sha256", "aes", "ed25519"), "national": Suite("sm3", "sm4", "sm2")}


def digest(data: bytes, algorithm: str) -> str:
    """64 hex digits. KeyError for a name that nobody knows."""
    return _DIGESTS[algorithm](data)


def keyed_digest(key: bytes, data: bytes, algorithm: str) -> str:
    """HMAC over it, 64 hex digits."""
    return hmac.new(key, data, _HASHLIB_NAMES[algorithm]).hexdigest()


def commitment(salt: str, text: str, algorithm: str) -> str:
    """Binds to a text without telling it: nobody can try out short texts without the salt, 32 hex digits."""
    return digest(f"{salt}\n{text}".encode(), algorithm)


def _sm3(data: bytes) -> str:
    own = hashes.Hash(hashes.SM3())
    own.update(data)
    return own.finalize().hex()


class _Sm3:
    """SM3 as `hmac` wants a digest; an OpenSSL of a distribution may have left it out of hashlib."""

    digest_size, block_size, name = 32, 64, "sm3"

    def __init__(self, data: bytes = b"") -> None:
        self._held: Any = hashes.Hash(hashes.SM3())
        self._held.update(data)

    def update(self, data: bytes) -> None:
        self._held.update(data)

    def copy(self) -> _Sm3:
        twin = _Sm3()
        twin._held = self._held.copy()
        return twin

    def digest(self) -> bytes:
        done: bytes = self._held.copy().finalize()
        return done

    def hexdigest(self) -> str:
        return self.digest().hex()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


_DIGESTS: dict[str, Callable[[bytes], str]] = {FIRST: _sha256, "sha256": _sha256, "sm3": _sm3}
_HASHLIB_NAMES: dict[str, Any] = {FIRST: "sha256", "sha256": "sha256", "sm3": _Sm3}
