"""What a cell of an export may say: yes, no, nothing, how satisfied, which kind; and when an order is closed by it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from cast import NOON
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.doors.hotline.values import (
    CLOSED,
    IN_HAND,
    NO,
    NOTHING,
    SATISFIED,
    YES,
    CannotTell,
    Said,
    Upper,
    is_closed,
    plain,
    request_type_of,
    satisfied_of,
    text_of,
    yes_no,
)

SAYS = [(word, told) for words, told in ((YES, True), (NO, False), (NOTHING, None)) for word in sorted(words)]


@pytest.mark.parametrize(("word", "told"), SAYS)
def test_a_yes_is_a_yes_in_capitals_full_width_and_with_blanks(word, told):
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in word)
    for written in (word, word.upper(), f" {word} ", wide):
        assert yes_no(written) is told


def test_no_word_is_yes_and_no_at_once():
    assert not YES & NO and not YES & NOTHING and not NO & NOTHING
    assert all(plain(word) == word for word in YES | NO | NOTHING | CLOSED)


@pytest.mark.parametrize("word", ["大概", "2", "部分解决", "是否", "不是不行"])
def test_a_word_that_is_neither_is_told_and_not_guessed(word):
    with pytest.raises(CannotTell, match=f"“{word}”看不懂，请写“是”或“否”"):
        yes_no(word)


@pytest.mark.parametrize(
    ("word", "told"), [*SATISFIED.items(), ("是", "yes"), ("否", "no"), ("", ""), ("未评价", ""), (" 非常满意 ", "yes")]
)
def test_how_satisfied_in_every_wording(word, told):
    assert satisfied_of(word) == told


def test_a_long_word_that_nobody_knows_is_told_by_its_beginning():
    with pytest.raises(CannotTell) as refused:
        satisfied_of("说不上来" * 20)
    assert "请写满意、基本满意、一般或不满意" in str(refused.value) and len(str(refused.value)) < 60


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("投诉举报", "report"),  # a report weighs most: it is confidential
        ("意见建议", "suggestion"),
        ("表扬感谢", "praise"),
        ("业务咨询", "consult"),
        ("", "help"),
        ("其他", "help"),
    ],
)
def test_nothing_is_refused_for_its_kind(word, told):
    assert request_type_of(word) == told


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (None, ""),
        (True, "是"),
        (False, "否"),
        (12, "12"),
        ("  停水\x00了 ", "停水了"),
        ("坏\ud800字", "坏字"),
        ("=1+1", "=1+1"),
        (datetime(2024, 11, 5, 9, 3, 7), "2024-11-05 09:03:07"),
        (datetime(2024, 11, 5, 9, tzinfo=UTC), "2024-11-05 09:00:00+00:00"),
        (date(2024, 11, 5), "2024-11-05"),
        (time(9, 30), "09:30:00"),
    ],
)
def test_a_cell_is_told_as_a_person_writes_it(cell, told):
    assert text_of(cell) == told


RESULT, REACHED = Upper(result="已修好"), Said(reached=True)


@pytest.mark.parametrize(
    ("upper", "closed_at", "said", "told"),
    [
        (Upper(status="已办结"), None, Said(), True),
        (Upper(status=" 已办结 "), None, Said(), True),
        (Upper(status="办理中"), None, Said(), False),
        (Upper(), NOON, Said(), False),  # a moment alone says nothing
        (RESULT, NOON, Said(), True),
        (Upper(reply="已答复"), NOON, Said(), True),
        (Upper(), NOON, REACHED, True),
        (RESULT, None, REACHED, False),  # a result alone neither
        *((Upper(status=f"{word}", result="已修好"), NOON, REACHED, False) for word in sorted(IN_HAND)),
    ],
)
def test_when_the_upper_system_has_closed_an_order(upper, closed_at, said, told):
    assert is_closed(upper, closed_at, said) is told


@given(st.text(max_size=12))
def test_any_word_is_an_answer_or_a_refusal_in_words(word):
    for read in (yes_no, satisfied_of):
        try:
            assert read(word) in (True, False, None, "", "yes", "mostly", "fair", "no")
        except CannotTell as refusal:
            says = str(refusal)
            assert plain(word) not in YES | NO | NOTHING and says.endswith(("或“否”", "或不满意"))
