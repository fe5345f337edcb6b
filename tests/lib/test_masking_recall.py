"""Masking by generator: numbers in the ways people write them are found, and figures of an office are left alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lib.personal_numbers import AROUND, WRITINGS, is_hidden

from xiangyue.lib.masking import mask_text


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_personal_number_in_this_writing_is_found(writing):
    rng = random.Random(writing)
    missed = [text for text in (WRITINGS[writing](rng) for _ in range(60)) if not is_hidden(text, rng.choice(AROUND))]
    assert missed == []


@pytest.mark.parametrize("writing", WRITINGS)
def test_what_is_masked_shows_no_more_of_it_and_stays_as_it_is(writing):
    rng = random.Random(writing)
    for _ in range(20):
        text = rng.choice(AROUND).format(WRITINGS[writing](rng))
        masked = mask_text(text)
        assert masked != text and mask_text(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "工单编号TL202411200001，2024-11-20 09:10:35来电",
        "全年受理3960件，同比下降36.17%，解决率98.05%，满意率97.83%",
        "小麦亩产530.21公斤，面积44312.4亩，总收入1864.5万元",
        "表：18.5 20.3 17.2 33.1 45.6 78.9",
        "1-3号楼，2单元，13-15层，1401室到1506室",
        "统一社会信用代码91110112MA01LMQC5G",
        "第1期 3月 15日 2024年 12345热线 110报警",
        "三五八组一九七八年至二零二四年",
        "GB/T 9704-2012，京政办发〔2024〕13号",
    ],
)
def test_figures_that_are_nobodys_stay(text):
    assert mask_text(text) == text


@given(st.text("1358-. /幺三八\n@a微信QQ号", max_size=200))
def test_any_mixture_can_be_masked_once_and_for_all(text):
    assert mask_text(mask_text(text)) == mask_text(text)
