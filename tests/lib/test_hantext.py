"""Chinese text cleaned, cut, compared and searched for names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.lib.hantext import NameFinder, bigrams, clean, names_in, query_bigrams, similarity


@pytest.mark.parametrize(
    ("dirty", "wanted"),
    [
        ("　永乐店镇　　应寺村 ", "永乐店镇 应寺村"),
        ("ＡＢＣ１２３", "ABC123"),
        ("路\u200b灯\ufeff坏\u00ad了\x00", "路灯坏了"),
        ("第一行\r\n\r\n 第二行\u2028第三行", "第一行\n第二行\n第三行"),
        ("𠮷野家旁边", "𠮷野家旁边"),
        ("谢谢👨‍👩‍👧❤️", "谢谢👨‍👩‍👧❤️"),
        ("甲\u200d乙", "甲乙"),
        ("a\ud800b", "ab"),
        ("\u202e倒着写\u202c", "倒着写"),
        ("\t \n", ""),
    ],
)
def test_dirt_goes_and_words_stay(dirty: str, wanted: str) -> None:
    assert clean(dirty) == wanted


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_clean_text_can_be_stored_anywhere(text: str) -> None:
    clean(text).encode("utf-8")
    assert "\x00" not in clean(text)


def test_han_runs_are_cut_in_pairs_and_words_kept_whole() -> None:
    assert bigrams("应寺村 LED路灯坏了，村口有 3处") == [
        "应寺",
        "寺村",
        "led",
        "路灯",
        "灯坏",
        "坏了",
        "村口",
        "口有",
        "3",
        "处",
    ]


def test_lexemes_come_once_in_order_of_appearance() -> None:
    assert bigrams("路灯路灯 abc ABC") == ["路灯", "灯路", "abc"]


def test_rare_characters_are_han_too() -> None:
    assert bigrams("𠮷家庄〇五") == ["𠮷家", "家庄", "庄〇", "〇五"]


def test_a_very_long_word_is_cut() -> None:
    assert bigrams("x" * 100) == ["x" * 32]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("'\"\\&|!:*()<> 永乐店a1"))))
def test_no_lexeme_can_disturb_a_query(text: str) -> None:
    for lexeme in bigrams(text):
        assert lexeme
        assert not re.search(r"['\"\\\s&|!:*()<>,;%_\x00-\x1f-]", lexeme)


@given(st.text(alphabet="永乐店镇应寺村路灯ab1 ，"), st.data())
def test_what_stands_in_a_text_finds_it(text: str, data: st.DataObject) -> None:
    words = text.split()
    if not words:
        return
    asked = " ".join(data.draw(st.lists(st.sampled_from(words), min_size=1)))
    if re.search(r"[永乐店镇应寺村路灯]", asked) and any(len(piece) > 1 for piece in bigrams(asked)):
        assert set(query_bigrams(asked)) <= set(bigrams(text))


def test_one_character_alone_is_asked_for_as_it_is() -> None:
    assert query_bigrams("村") == ["村"]
    assert query_bigrams("张 三丰") == ["三丰"]
    assert query_bigrams("3 路灯") == ["3", "路灯"]
    assert query_bigrams("……") == []


def test_likeness_runs_from_nothing_to_the_same() -> None:
    assert similarity("路灯坏了", "路灯坏了！") == 1
    assert similarity("路灯坏了", "村口积水") == 0
    assert similarity("", "") == 0
    assert similarity("灯", "灯") == 1
    assert similarity("应寺村路灯坏了", "应寺村的路灯坏了") == pytest.approx(5 / 8)


@given(st.text(), st.text())
def test_likeness_does_not_depend_on_the_order(a: str, b: str) -> None:
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1


def test_the_longest_name_wins_and_names_do_not_overlap() -> None:
    names = {"永乐店": 1, "永乐店镇": 2, "应寺": 3, "应寺村": 4, "镇应": 5}
    assert names_in("家住永乐店镇应寺村，永乐店人", names) == [(2, "永乐店镇", 2), (6, "应寺村", 4), (10, "永乐店", 1)]


def test_no_names_find_nothing() -> None:
    assert names_in("永乐店", {}) == []
    assert names_in("永乐店", {"": 1}) == []
    assert names_in("", {"永乐店": 1}) == []


def test_names_with_signs_of_a_pattern_are_taken_by_the_letter() -> None:
    assert names_in("在A^-]区和[B]区", {"^-]": "a", "[B]": "b", "]": "c"}) == [(2, "^-]", "a"), (7, "[B]", "b")]


@given(
    st.lists(st.text(alphabet="甲乙丙丁", min_size=1, max_size=4), unique=True),
    st.text(alphabet="甲乙丙丁戊", max_size=40),
)
def test_the_finder_equals_a_plain_walk_over_the_text(names: list[str], text: str) -> None:
    found, at = [], 0
    while at < len(text):
        here = max((name for name in names if text.startswith(name, at)), key=len, default="")
        if here:
            found.append((at, here, here * 2))
        at += len(here) or 1
    assert NameFinder({name: name * 2 for name in names}).find(text) == found
