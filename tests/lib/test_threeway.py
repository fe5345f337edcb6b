"""One text that two people wrote on."""

from __future__ import annotations

import pytest

from xiangyue.lib.threeway import difference, merged


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "text", "clashes"),
    [
        ("a\nb\nc", "a\nB\nc", "a\nb\nc\nd", "a\nB\nc\nd", 0),
        ("a", "a", "b", "b", 0),
        ("a", "b", "a", "b", 0),
        ("a", "b", "b", "b", 0),
        ("", "x", "", "x", 0),
        ("a\nb", "b", "a\nb\nc", "b\nc", 0),
    ],
)
def test_two_texts_of_one(base, mine, theirs, text, clashes):
    assert merged(base, mine, theirs) == (text, clashes)


def test_a_difference_tells_what_went_and_what_came():
    assert difference("a\nb", "a\nc") == [("-", "b"), ("+", "c")]


def test_a_line_that_begins_like_a_heading_of_differences_is_one_of_the_text():
    assert difference("a\n-- b", "a\n++ c") == [("-", "-- b"), ("+", "++ c")]
