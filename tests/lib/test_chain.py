"""The hash chain: one touched row is found and named, whichever way it was touched."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.lib.chain import GENESIS, ChainRow, Fault, canonical, check_matter, event_hash, seal_hash, seal_root

NOON = datetime(2024, 11, 5, 4, tzinfo=UTC)


def rehashed(row: ChainRow) -> ChainRow:
    fields = {name: value for name, value in vars(row).items() if name != "hash"}
    return replace(row, hash=event_hash(**fields))


def chain_of(length: int, matter: str = "M1") -> list[ChainRow]:
    rows: list[ChainRow] = []
    for seq in range(1, length + 1):
        previous = rows[-1].hash if rows else GENESIS
        row = ChainRow(
            "yongledian", matter, seq, f"deed-{seq}", NOON + timedelta(hours=seq), "seat:7", {"n": seq}, previous, ""
        )
        rows.append(rehashed(row))
    return rows


def told(faults: list[Fault]) -> list[tuple[str, int]]:
    return [(fault.kind, fault.seq) for fault in faults]


lengths_and_places = st.integers(2, 12).flatmap(lambda length: st.tuples(st.just(length), st.integers(0, length - 1)))


@given(st.integers(0, 15))
def test_an_untouched_chain_has_no_fault(length: int) -> None:
    rows = chain_of(length)
    assert check_matter(rows) == []
    if rows:
        assert check_matter(rows, last=(length, rows[-1].hash)) == []


TOUCHES: list[Callable[[ChainRow], ChainRow]] = [
    lambda row: replace(row, particulars={"n": row.seq, "extra": None}),
    lambda row: replace(row, particulars={"n": 1.5}),
    lambda row: replace(row, name="deed-x"),
    lambda row: replace(row, actor="seat:8"),
    lambda row: replace(row, at=row.at + timedelta(microseconds=1)),
    lambda row: replace(row, town="elsewhere"),
    lambda row: replace(row, hash="f" * 64),
    lambda row: replace(row, previous="e" * 64),
]


@given(lengths_and_places, st.sampled_from(TOUCHES))
def test_one_changed_row_is_named_alone(where: tuple[int, int], touch: Callable[[ChainRow], ChainRow]) -> None:
    rows = chain_of(where[0])
    rows[where[1]] = touch(rows[where[1]])
    assert told(check_matter(rows)) == [("changed", where[1] + 1)]


@given(lengths_and_places)
def test_a_changed_row_with_its_hash_made_new_is_named_by_the_row_after_it(where: tuple[int, int]) -> None:
    length, place = where
    rows = chain_of(length + 1)
    rows[place] = rehashed(replace(rows[place], actor="seat:8"))
    assert told(check_matter(rows)) == [("changed", place + 1)]


def test_a_newest_row_with_its_hash_made_new_is_found_against_the_seal() -> None:
    rows = chain_of(4)
    sealed = (4, rows[-1].hash)
    rows[-1] = rehashed(replace(rows[-1], actor="seat:8"))
    assert check_matter(rows) == []
    assert told(check_matter(rows, last=sealed)) == [("changed", 4)]


@given(lengths_and_places)
def test_a_dropped_row_is_named(where: tuple[int, int]) -> None:
    length, place = where
    rows = chain_of(length)
    sealed = (length, rows[-1].hash)
    del rows[place]
    assert told(check_matter(rows, last=sealed)) == [("dropped", place + 1)]
    if place < length - 1:
        assert told(check_matter(rows)) == [("dropped", place + 1)]


def test_a_dropped_run_is_told_once_with_both_its_ends() -> None:
    rows = chain_of(8)
    faults = check_matter(rows[:2] + rows[5:])
    assert told(faults) == [("dropped", 3)]
    assert faults[0].says == "事项 M1 第 3 至 5 条不见了。"


def test_dropping_all_of_a_sealed_matter_is_found() -> None:
    assert told(check_matter([], last=(3, "a" * 64))) == [("dropped", 1)]


@given(lengths_and_places)
def test_numbering_the_rest_anew_does_not_hide_a_dropped_row(where: tuple[int, int]) -> None:
    length, place = where
    rows = chain_of(length + 1)
    del rows[place]
    renumbered = [replace(row, seq=number) for number, row in enumerate(rows, start=1)]
    assert told(check_matter(renumbered)) == [("dropped", place + 1)]


@given(lengths_and_places)
def test_an_inserted_row_is_named_though_its_own_hash_holds(where: tuple[int, int]) -> None:
    length, place = where
    rows = chain_of(length)
    forged = rehashed(replace(rows[place], name="forged"))
    for at in (place, place + 1):
        faults = check_matter([*rows[:at], forged, *rows[at:]], last=(length, rows[-1].hash))
        assert told(faults) == [("inserted", place + 1)]
        assert "forged" in faults[0].says


@given(lengths_and_places)
def test_numbering_the_rest_anew_does_not_hide_an_inserted_row(where: tuple[int, int]) -> None:
    length, place = where
    rows = chain_of(length)
    previous = rows[place - 1].hash if place else GENESIS
    forged = rehashed(replace(rows[place], name="forged", previous=previous))
    pushed = [replace(row, seq=row.seq + 1) for row in rows[place:]]
    faults = check_matter([*rows[:place], forged, *pushed], last=(length, rows[-1].hash))
    assert told(faults) == [("inserted", place + 1)]
    assert "forged" in faults[0].says


def test_a_careless_insertion_with_a_made_up_hash_is_named() -> None:
    rows = chain_of(4)
    forged = replace(rows[2], name="forged", hash="a" * 64)
    kinds = told(check_matter([*rows[:3], forged, *rows[3:]]))
    assert ("inserted", 3) in kinds


@given(lengths_and_places, st.data())
def test_one_row_moved_elsewhere_is_found(where: tuple[int, int], data: st.DataObject) -> None:
    length, place = where
    rows = chain_of(length)
    row = rows.pop(place)
    to = data.draw(st.integers(0, length - 1).filter(lambda other: other != place))
    rows.insert(to, row)
    faults = check_matter(rows)
    assert [fault.kind for fault in faults] == ["reordered"]
    if abs(to - place) > 1:
        assert faults[0].seq == place + 1


@given(st.integers(3, 10), st.data())
def test_two_rows_that_exchanged_their_numbers_are_found(length: int, data: st.DataObject) -> None:
    rows = chain_of(length)
    place = data.draw(st.integers(0, length - 2))
    first, second = rows[place], rows[place + 1]
    for exchanged in (
        [replace(second, seq=first.seq), replace(first, seq=second.seq)],
        [replace(first, seq=second.seq), replace(second, seq=first.seq)],
    ):
        faults = check_matter([*rows[:place], *exchanged, *rows[place + 2 :]])
        assert faults
        assert {fault.kind for fault in faults} == {"reordered"}
        assert {fault.seq for fault in faults} <= {place + 1, place + 2}


def test_a_number_blown_up_does_not_stop_the_check() -> None:
    rows = chain_of(4)
    rows[2] = replace(rows[2], seq=10**15)
    assert told(check_matter(rows)) == [("reordered", 3)]
    rows[2] = replace(rows[2], actor="seat:8")
    assert ("changed", 10**15) in told(check_matter(rows))


def test_two_faults_are_both_told() -> None:
    rows = chain_of(9)
    rows[1] = replace(rows[1], actor="seat:8")
    del rows[5]
    assert told(check_matter(rows)) == [("changed", 2), ("dropped", 6)]


def test_a_fault_says_in_chinese_which_row() -> None:
    rows = chain_of(3)
    rows[1] = replace(rows[1], actor="seat:8")
    assert check_matter(rows) == [Fault("M1", 2, "changed", "事项 M1 第 2 条（deed-2）内容与写入时不一致。")]


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


@given(plain)
def test_canonical_writing_reads_back_as_the_same_value(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), plain))
def test_the_order_of_keys_does_not_matter(value: dict[str, Any]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


def test_canonical_writing_is_compact_utf8() -> None:
    assert canonical({"b": [1, None, True], "a": "村"}) == '{"a":"村","b":[1,null,true]}'.encode()


@pytest.mark.parametrize(
    "value", [1.0, NOON, date(2024, 1, 1), b"x", (1,), {1}, {"a": [{"b": 0.5}]}, {1: "a"}, {"a": {None: 1}}, object()]
)
def test_what_has_no_single_writing_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="哈希链"):
        canonical(value)


def test_a_refusal_says_where() -> None:
    with pytest.raises(TypeError, match=r"值\.a\[1\]\.b 是 float"):
        canonical({"a": [0, {"b": 0.5}]})


def test_the_hash_can_be_made_by_hand() -> None:
    by_hand = (
        '{"actor":"seat:7","at":"2024-11-05T04:00:00.000000Z","matter":"M1","name":"signed","of":"event",'
        '"particulars":{"note":"收到"},"previous":"' + GENESIS + '","seq":1,"town":"yongledian"}'
    )
    made = event_hash(
        previous=GENESIS,
        town="yongledian",
        matter="M1",
        seq=1,
        name="signed",
        at=NOON,
        actor="seat:7",
        particulars={"note": "收到"},
    )
    assert made == hashlib.sha256(by_hand.encode()).hexdigest()


def test_the_same_moment_in_another_zone_has_the_same_hash() -> None:
    row = chain_of(1)[0]
    elsewhere = replace(row, at=row.at.astimezone(timezone(timedelta(hours=8))))
    assert rehashed(elsewhere).hash == row.hash
    with pytest.raises(ValueError, match="时区"):
        rehashed(replace(row, at=datetime(2024, 11, 5)))


@given(st.permutations([("M1", 1, "a"), ("M1", 2, "b"), ("M2", 1, "c"), ("M10", 1, "d")]))
def test_a_days_root_does_not_depend_on_the_order_of_reading(entries: list[tuple[str, int, str]]) -> None:
    assert seal_root(iter(entries)) == seal_root([("M1", 1, "a"), ("M1", 2, "b"), ("M2", 1, "c"), ("M10", 1, "d")])
    assert seal_root(entries[1:]) != seal_root(entries)
    assert seal_root([]) != seal_root(entries)


def test_a_seal_depends_on_each_of_its_parts() -> None:
    parts: dict[str, Any] = {"previous": GENESIS, "town": "a", "day": date(2024, 11, 5), "count": 3, "root": "b" * 64}
    others = {"previous": "1" * 64, "town": "b", "day": date(2024, 11, 6), "count": 4, "root": "c" * 64}
    hashes = {seal_hash(**parts)} | {seal_hash(**parts | {name: other}) for name, other in others.items()}
    assert len(hashes) == 6
