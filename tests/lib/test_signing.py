"""Keys of both kinds sign what only they made, whatever their first characters are."""

import runpy
from base64 import b64encode
from pathlib import Path

import pytest

from xiangyue.lib.signing import Key, new_key

VERIFIER = Path(__file__).parents[2] / "docs/verify_chain.py"
# the eleventh multiple of the curve's base point
EARLY = bytes.fromhex(
    "04b3cb10c9c6d8e27c1aab770f67f543125dcdd589c2ff82668c74d78ce20ace"
    "63516355287e39fe4918e5c02e2b0b930c94816e63c4bc72739a8fd805174a4b"
)


@pytest.mark.parametrize("algorithm", ["ed25519", "sm2"])
def test_a_signature_holds_for_its_own_data_and_key_alone(algorithm: str) -> None:
    key, other = new_key(algorithm), new_key(algorithm)
    signature = key.sign(b"told")
    assert key.holds(signature, b"told")
    assert not key.holds(signature, b"tale")
    assert not other.holds(signature, b"told")


def test_a_public_key_that_begins_with_04_is_taken_whole() -> None:
    """One key in 256 begins so."""
    key = Key("sm2", EARLY, (11).to_bytes(32, "big"))
    signature = key.sign("一天的封印".encode())
    assert key.holds(signature, "一天的封印".encode())
    assert Key("sm2", EARLY).holds(signature, "一天的封印".encode())


def test_the_offline_verifier_takes_it_whole_too() -> None:
    key = Key("sm2", EARLY, (11).to_bytes(32, "big"))
    written = {"algorithm": "sm2", "public": b64encode(EARLY).decode()}
    holds = runpy.run_path(str(VERIFIER))["signature_holds"]
    assert holds(written, key.sign(b"checkpoint"), b"checkpoint") is True
    assert holds(written, key.sign(b"checkpoint"), b"another") is False
