"""A sealed file opens with its passphrase alone, whole or not at all."""

from __future__ import annotations

from io import BytesIO

import pytest

from xiangyue.lib.sealed_files import MAGIC, PIECE, CannotOpen, key_of, name_of, new_key, opened, seal

PASSPHRASE = "四个不相干的词 correct horse"


def sealed(data: bytes, key: bytes) -> bytes:
    out = BytesIO()
    seal([data[at : at + 1000] for at in range(0, len(data), 1000)], out, key)
    return out.getvalue()


@pytest.mark.parametrize("size", [0, 1, 999, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 5])
def test_what_was_sealed_comes_back(size: int) -> None:
    key, told = new_key(PASSPHRASE)
    data = bytes(range(256)) * (size // 256 + 1)
    there = sealed(data[:size], key)
    assert b"".join(opened(BytesIO(there), key_of(told, PASSPHRASE))) == data[:size]
    assert sealed(data[:size], key) != there


def test_another_passphrase_opens_nothing() -> None:
    _, told = new_key(PASSPHRASE)
    with pytest.raises(CannotOpen, match="口令"):
        key_of(told, PASSPHRASE + " ")
    with pytest.raises(CannotOpen, match="至少"):
        new_key("short")
    for spoilt in ({}, {**told, "sealed": "x"}, {**told, "scrypt": {"n": 2**40, "r": 8, "p": 1}}):
        with pytest.raises(CannotOpen):
            key_of(spoilt, PASSPHRASE)


def test_no_byte_and_no_piece_can_be_changed_left_out_or_moved() -> None:
    key, _ = new_key(PASSPHRASE)
    whole = sealed(b"a" * PIECE + b"b" * PIECE + b"c", key)
    head, piece = len(MAGIC) + 16, PIECE + 16
    spoilt = [
        whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        for at in (0, len(MAGIC), head, head + piece, len(whole) - 1)
    ]
    spoilt += [whole[:-1], whole[: head + piece], whole[: head + 2 * piece], whole[:head], b"", whole + b"x"]
    spoilt.append(whole[:head] + whole[head + piece : head + 2 * piece] + whole[head : head + piece] + whole[-17:])
    for one in spoilt:
        with pytest.raises(CannotOpen):
            list(opened(BytesIO(one), key))


def test_the_same_content_has_the_same_name_under_one_key_alone() -> None:
    key, other = new_key(PASSPHRASE)[0], new_key(PASSPHRASE)[0]
    assert name_of([b"ab", b"c"], key) == name_of([b"abc"], key) != name_of([b"abc"], other)
