"""Files of any length sealed under one key, and that key sealed to a passphrase. Nothing but AES-GCM, HKDF and scrypt.

A sealed file: magic, 16 bytes of salt (its own key is derived from them), then pieces of 1 MiB, each with its tag. The
number of a piece and whether it is the last are part of its nonce: none can be left out, cut off or moved.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"xiangyue sealed 1\n"
PIECE = 1 << 20
_TAG, _SALT = 16, 16
_SCRYPT = {"n": 1 << 17, "r": 8, "p": 1}  # 128 MB and about half a second for each guess
SHORTEST = 12


class CannotOpen(Exception):
    """The passphrase is wrong, or the file is damaged, cut or another's. The message is for whoever sits there."""


def new_key(passphrase: str) -> tuple[bytes, dict[str, Any]]:
    """A new key, and what may be kept beside the files to get it back with the passphrase."""
    if len(passphrase) < SHORTEST:
        raise CannotOpen(f"口令太短，至少要 {SHORTEST} 个字符。")
    key, salt, nonce = os.urandom(32), os.urandom(_SALT), os.urandom(12)
    sealed = AESGCM(_stretched(passphrase, salt, **_SCRYPT)).encrypt(nonce, key, MAGIC)
    told = {"scrypt": _SCRYPT, "salt": b64encode(salt).decode(), "sealed": b64encode(nonce + sealed).decode()}
    return key, told


def key_of(told: dict[str, Any], passphrase: str) -> bytes:
    """CannotOpen for another passphrase."""
    try:
        salt, sealed = b64decode(told["salt"]), b64decode(told["sealed"])
        stretched = _stretched(passphrase, salt, **{name: int(told["scrypt"][name]) for name in _SCRYPT})
        return AESGCM(stretched).decrypt(sealed[:12], sealed[12:], MAGIC)
    except (InvalidTag, KeyError, TypeError, ValueError) as error:
        raise CannotOpen("口令不对，或者密钥文件已损坏。") from error


def _stretched(passphrase: str, salt: bytes, *, n: int, r: int, p: int) -> bytes:
    if n > 1 << 20 or r > 16 or p > 4:
        raise ValueError("these parameters would fill the memory")
    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(passphrase.encode())


def seal(pieces: Iterable[bytes], into: IO[bytes], key: bytes) -> None:
    salt = os.urandom(_SALT)
    into.write(MAGIC + salt)
    cipher, count, waiting = _cipher(key, salt), 0, b""
    for piece in _even(pieces):
        if waiting:
            into.write(cipher.encrypt(_nonce(count, is_last=False), waiting, None))
            count += 1
        waiting = piece
    into.write(cipher.encrypt(_nonce(count, is_last=True), waiting, None))


def opened(sealed: IO[bytes], key: bytes) -> Iterator[bytes]:
    """Piece by piece; CannotOpen as soon as one is not as it was sealed."""
    if sealed.read(len(MAGIC)) != MAGIC:
        raise CannotOpen("这不是封存的文件，或者开头已损坏。")
    cipher, count = _cipher(key, sealed.read(_SALT)), 0
    piece = sealed.read(PIECE + _TAG)
    while True:
        following = sealed.read(PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(count, is_last=not following), piece, None)
        except InvalidTag:
            raise CannotOpen("封存的文件已损坏、被截断，或者不是用这个口令封存的。") from None
        if not following:
            return
        piece, count = following, count + 1


def name_of(pieces: Iterable[bytes], key: bytes) -> str:
    """The same content has the same name under one key, and tells nobody without it what it is."""
    mac = hmac.new(key, b"name", hashlib.sha256)
    for piece in pieces:
        mac.update(piece)
    return mac.hexdigest()


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=MAGIC).derive(key))


def _nonce(count: int, *, is_last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([is_last])
