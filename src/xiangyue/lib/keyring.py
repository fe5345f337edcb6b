"""Contact details sealed for keeping, and fingerprints by which they can still be looked up."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST_SECRET = 16


class CannotOpen(Exception):
    """None of the keys opens this text: it is damaged, or its key is no longer in the list."""

    def __init__(self) -> None:
        super().__init__("加密内容打不开：内容已损坏，或加密它的密钥已不在密钥表中。请找回旧密钥并放回密钥表末尾。")


class Keyring:
    """Seals with the first secret, opens with any.

    Look-ups have a secret of their own, so that new sealing secrets leave every stored fingerprint valid.
    """

    def __init__(self, keys: Sequence[str], lookup_key: str) -> None:
        if not keys:
            raise ValueError("密钥表是空的，至少要有一个密钥。")
        # HKDF spreads a good secret, it does not strengthen a poor one.
        if any(len(secret) < SHORTEST_SECRET for secret in (*keys, lookup_key)):
            raise ValueError(f"密钥太短，每个至少要有 {SHORTEST_SECRET} 个字符。")
        self._fernet = MultiFernet([Fernet(urlsafe_b64encode(_derived(secret, "seal"))) for secret in keys])
        self._lookup = _derived(lookup_key, "lookup")

    def seal(self, text: str) -> str:
        """A different token each time, safe to store as text."""
        # A token carries the second of its making in the clear; a constant keeps that second to ourselves.
        return self._fernet.encrypt_at_time(text.encode(), 0).decode("ascii")

    def open(self, token: str) -> str:
        try:
            return self._fernet.decrypt(token).decode()
        except (InvalidToken, ValueError):
            raise CannotOpen from None

    def rotate(self, token: str) -> str:
        """The same text sealed with the newest secret. CannotOpen when no secret opens it."""
        try:
            return self._fernet.rotate(token).decode("ascii")
        except (InvalidToken, ValueError):
            raise CannotOpen from None

    def fingerprint(self, text: str) -> str:
        """64 hex digits, equal for equal text. The caller brings a phone number into one writing first."""
        return hmac.new(self._lookup, text.encode(), hashlib.sha256).hexdigest()


def _derived(secret: str, purpose: str) -> bytes:
    hkdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"xiangyue {purpose} 1".encode())
    return hkdf.derive(secret.encode())
