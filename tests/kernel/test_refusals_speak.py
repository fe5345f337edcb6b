"""What a refusal says: in the language of the page, with the names and the quoted words as they are."""

from __future__ import annotations

from fractions import Fraction

import pytest
from cast import NOON
from django.utils.translation import override

from xiangyue.figures.score.rules import rank
from xiangyue.kernel.access import require
from xiangyue.kernel.actions import WORKER, merge
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.wording import worded
from xiangyue.ledgers.firms.rules import wrong_firm


def in_english(refusal):
    with override("en"):
        return str(refusal)


def test_it_is_told_in_both_languages(cast):
    matter = cast.say()
    with pytest.raises(Refused) as told:
        merge(matter, parent=matter, reason="", actor=WORKER, at=NOON)
    assert str(told.value) == "不能把事项并到它自己。"
    assert in_english(told.value) == "A matter cannot be merged into itself."


def test_what_it_names_stays_and_known_words_are_told():
    refusal = Refused("{unit}现在不能接单，请另选一个单位。", unit="水务所")
    assert in_english(refusal) == "水务所 cannot take matters at present. Choose another unit."
    refusal = Refused("规模请填：{sizes}。", sizes=("大", "微"))
    assert str(refusal) == "规模请填：大、微。"


def test_braces_that_somebody_typed_are_no_place_for_a_name():
    assert str(Refused("{0.__class__}")) == "{0.__class__}"
    assert str(Refused("“{typed}”不是能用的日期，请按 2024-11-05 这样填。", typed="{day}")).startswith("“{day}”")


def test_what_somebody_typed_is_not_told_in_another_language():
    refusal = Refused("“{typed}”不是能用的日期，请按 2024-11-05 这样填。", typed="全部")
    assert in_english(refusal).startswith("“全部”")


def test_a_deed_and_its_roles_are_told_in_both_languages(cast):
    for language, says in (
        ("zh-hans", "不能维护企业名册；可以由企业服务专员来做"),
        ("en", "keep the register of firms"),
    ):
        with override(language), pytest.raises(NotAllowed, match=says):
            require(cast.seats["water"], "firms.keep")


def test_a_sentence_of_the_rules_is_told_too():
    refusal = Refused(wrong_firm("", ""))
    assert str(refusal) == wrong_firm("", "") and in_english(refusal).startswith("Please give the name of the firm")
    long = wrong_firm("厂" * 200, "")
    assert "太长了" in str(Refused(long)) and "within" in in_english(Refused(long))


def test_why_there_is_no_rank_is_told_in_both_languages():
    why = [one.why for one in rank({"东村": (None, 0), "西村": (Fraction(90), 2)}, 5)]
    assert why == ["没有有效回访", "有效回访 2 件，不足 5 件"]
    with override("en"):
        assert [worded(one) for one in why] == ["No valid call-back", "2 valid call-backs, fewer than 5"]


def test_one_without_words_says_nothing():
    assert str(Refused()) == ""
