"""Proof of work: a number that took many tries to find and one try to check. It stands in for a foreign CAPTCHA.

The work is bound to the client's own request id, so that it can be done before there is a connection, a replay is the
same request once more, and the server keeps nothing.
"""

import hashlib


def has_worked(town: str, request_id: str, nonce: str, bits: int) -> bool:
    """Whether SHA-256 of "town:request_id:nonce" begins with `bits` zero bits. On average 2**bits tries."""
    digest = hashlib.sha256(f"{town}:{request_id}:{nonce}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def work(town: str, request_id: str, bits: int) -> str:
    """Find such a nonce."""
    nonce = 0
    while not has_worked(town, request_id, str(nonce), bits):
        nonce += 1
    return str(nonce)
