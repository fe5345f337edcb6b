"""Sealing, rotating and looking up."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.lib.keyring import CannotOpen, Keyring

OLD, NEW, LOOKUP = "old secret of 2024!", "new secret of 2025!", "look-up secret....."
RING = Keyring([OLD], LOOKUP)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_can_be_opened(text: str) -> None:
    assert RING.open(RING.seal(text)) == text


def test_a_token_shows_nothing_and_differs_each_time() -> None:
    first, second = RING.seal("13800001234"), RING.seal("13800001234")
    assert first != second
    assert "1380000" not in first


def test_an_older_secret_still_opens() -> None:
    assert Keyring([NEW, OLD], LOOKUP).open(RING.seal("应寺村")) == "应寺村"


def test_rotation_moves_a_token_to_the_newest_secret() -> None:
    moved = Keyring([NEW, OLD], LOOKUP).rotate(RING.seal("应寺村"))
    assert Keyring([NEW], LOOKUP).open(moved) == "应寺村"
    with pytest.raises(CannotOpen):
        RING.open(moved)


@pytest.mark.parametrize("token", ["", "不是密文", "gAAAAA==", "x" * 200])
def test_what_no_secret_opens_is_told_in_plain_words(token: str) -> None:
    with pytest.raises(CannotOpen, match="密钥表"):
        RING.open(token)
    with pytest.raises(CannotOpen):
        RING.rotate(token)


def test_a_token_changed_by_one_letter_does_not_open() -> None:
    token = RING.seal("13800001234")
    changed = token[:40] + ("A" if token[40] != "A" else "B") + token[41:]
    with pytest.raises(CannotOpen):
        RING.open(changed)


def test_fingerprints_outlive_the_sealing_secrets() -> None:
    assert RING.fingerprint("13800001234") == Keyring([NEW, OLD], LOOKUP).fingerprint("13800001234")
    assert RING.fingerprint("13800001234") != RING.fingerprint("13800001235")
    assert RING.fingerprint("1") != Keyring([OLD], "another look-up secret").fingerprint("1")
    assert len(RING.fingerprint("1")) == 64


def test_sealing_does_not_read_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: pytest.fail("asked the clock"))
    assert RING.open(RING.seal("甲")) == "甲"
    assert RING.rotate(RING.seal("甲"))


def test_no_secret_or_a_short_one_is_refused() -> None:
    with pytest.raises(ValueError, match="空的"):
        Keyring([], LOOKUP)
    with pytest.raises(ValueError, match="太短"):
        Keyring([OLD, "short"], LOOKUP)
    with pytest.raises(ValueError, match="太短"):
        Keyring([OLD], "")
