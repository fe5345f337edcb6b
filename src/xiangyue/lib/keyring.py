"""Contact details sealed for keeping, and fingerprints by which they can still be looked up."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from xiangyue.lib.algorithms import SUITES, Suite, keyed_digest

SHORTEST_SECRET = 16
SM4 = "sm4."  # the mark of a token of that cipher; Fernet's own tokens begin with gAAAA


class CannotOpen(Exception):
    """None of the keys opens this text: it is damaged, or its key is no longer in the list."""

    def __init__(self) -> None:
        super().__init__("加密内容打不开：内容已损坏，或加密它的密钥已不在密钥表中。请找回旧密钥并放回密钥表末尾。")


class Box:
    """One secret that seals and opens. A token tells its cipher: Fernet's own mark, or `sm4.`"""

    def __init__(self, secret: str, cipher: str) -> None:
        self._secret = secret
        self._seal = {"aes": self._with_aes, "sm4": self._with_sm4}[cipher]

    @cached_property
    def _fernet(self) -> Fernet:
        return Fernet(urlsafe_b64encode(_derived(self._secret, "seal")))

    @cached_property
    def _sm4(self) -> bytes:
        return _derived(self._secret, "seal sm4")[:16]

    def seal(self, text: str) -> str:
        """A different token each time, safe to store as text."""
        return self._seal(text.encode())

    def open(self, token: str) -> str:
        try:
            sealed = token.removeprefix(SM4)
            return (self._fernet.decrypt(token) if sealed == token else self._from_sm4(sealed)).decode()
        except (InvalidToken, InvalidTag, NotBase64, ValueError):
            raise CannotOpen from None

    def _with_aes(self, data: bytes) -> str:
        # A token carries the second of its making in the clear; a constant keeps that second to ourselves.
        return self._fernet.encrypt_at_time(data, 0).decode("ascii")

    def _with_sm4(self, data: bytes) -> str:
        once = os.urandom(12)
        own = Cipher(algorithms.SM4(self._sm4), modes.GCM(once)).encryptor()
        return SM4 + urlsafe_b64encode(once + own.update(data) + own.finalize() + own.tag).decode("ascii")

    def _from_sm4(self, sealed: str) -> bytes:
        held = urlsafe_b64decode(sealed)
        once, data, tag = held[:12], held[12:-16], held[-16:]
        own = Cipher(algorithms.SM4(self._sm4), modes.GCM(once, tag)).decryptor()
        return own.update(data) + own.finalize()


class Keyring:
    """Seals with the first secret, opens with any.

    Look-ups have a secret of their own, so that new sealing secrets leave every stored fingerprint valid.
    """

    def __init__(self, keys: Sequence[str], lookup_key: str, suite: Suite = SUITES["international"]) -> None:
        if not keys:
            raise ValueError("密钥表是空的，至少要有一个密钥。")
        # HKDF spreads a good secret, it does not strengthen a poor one.
        if any(len(secret) < SHORTEST_SECRET for secret in (*keys, lookup_key)):
            raise ValueError(f"密钥太短，每个至少要有 {SHORTEST_SECRET} 个字符。")
        self._boxes = [Box(secret, suite.cipher) for secret in keys]
        self._lookup, self._digest = _derived(lookup_key, "lookup"), suite.digest

    def seal(self, text: str) -> str:
        """A different token each time, safe to store as text."""
        return self._boxes[0].seal(text)

    def open(self, token: str) -> str:
        for box in self._boxes[:-1]:
            try:
                return box.open(token)
            except CannotOpen:
                continue
        return self._boxes[-1].open(token)

    def rotate(self, token: str) -> str:
        """The same text sealed with the newest secret and the cipher of today. CannotOpen when no secret opens it."""
        return self.seal(self.open(token))

    def fingerprint(self, text: str) -> str:
        """64 hex digits, equal for equal text. The caller brings a phone number into one writing first."""
        return keyed_digest(self._lookup, text.encode(), self._digest)


def _derived(secret: str, purpose: str) -> bytes:
    hkdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"xiangyue {purpose} 1".encode())
    return hkdf.derive(secret.encode())
