"""Two characters find it, on both engines, for this town only; keyset pages by id."""

from __future__ import annotations

import pytest
from cast import make_town

from xiangyue.kernel import search
from xiangyue.kernel.models import Matter


def test_pairs_words_numbers_and_single_characters(cast):
    pipe = cast.say("大羊村停水", "老人做不了饭，水压也小。", number="BJ-2024-0007")
    road = cast.say("孔兴路塌陷", "𠮷家门口LED路灯也不亮😀。")
    for query, found in [
        ("停水", [pipe]),
        ("水压 老人", [pipe]),
        ("塌陷", [road]),
        ("led", [road]),
        ("𠮷家", [road]),
        ("塌", [road]),
        ("停电", []),
        ("", []),
        ("’；DROP TABLE", []),
        ('"停水" OR 1', []),
        ("停水 塌陷", []),
        ("2024", [pipe]),
    ]:
        assert search.find(cast.town.pk, query) == [matter.pk for matter in found], query


def test_another_town_is_not_searched(cast):
    other = make_town("110112106000", "漷县镇")
    matter = other.say("停水")
    assert search.find(cast.town.pk, "停水") == []
    assert search.find(other.town.pk, "停水") == [matter.pk]


def test_pages_follow_one_another(cast):
    made = [cast.say("停水").pk for _ in range(7)]
    seen, before = [], None
    while page := search.find(cast.town.pk, "停水", before=before, limit=3):
        seen += page
        before = page[-1]
    assert seen == made[::-1]


def test_the_newest_is_found_however_many_there_were_before_it(cast):
    far = Matter(pk=10**12, town=cast.town, number="T999999", title="停水", words="")
    search.index([far])
    assert search.find(cast.town.pk, "停水") == [far.pk]


@pytest.mark.parametrize("text", ["(", "*", "停水*", "AND", "NEAR(停水)", "^停水", "\x00", "'" * 50])
def test_no_query_breaks_the_engine(cast, text):
    cast.say("停水")
    search.find(cast.town.pk, text)
