"""The nine stages on plain values, the evaluators, and what may stand in a letter."""

from __future__ import annotations

import pytest
from cast import NOON, later

from xiangyue.doors.mailbox.rules import Scored, evaluators_from, tidy, wrong_letter, wrong_scores
from xiangyue.kernel import kinds
from xiangyue.kernel.models import Matter
from xiangyue.kernel.stages import reached

STANDING = [
    ("received", [], False, "received"),
    ("sorted", ["letter_screened"], False, "screened"),
    ("sorted", ["letter_screened", "letter_instructed"], False, "instructed"),
    ("sorted", ["letter_screened", "instructed"], False, "instructed"),  # written on the daily desk: the same hand
    ("dispatched", ["letter_instructed", "dispatched"], False, "assigned"),
    ("objected", ["letter_instructed"], False, "assigned"),
    ("handling", ["letter_instructed"], False, "assigned"),
    ("answer_ready", ["letter_instructed", "answer_written"], False, "handled"),
    ("answer_ready", ["letter_instructed", "answer_written", "letter_reviewed"], False, "reviewed"),
    ("answer_ready", ["answer_written", "letter_reviewed", "answer_withdrawn", "answer_written"], False, "handled"),
    ("answer_ready", ["answer_written", "letter_sent_back"], False, "assigned"),
    ("awaiting_callback", ["answered"], False, "answered"),
    ("awaiting_callback", ["answered", "requester_said"], False, "rated"),
    ("answered", ["answered", "requester_said", "reopened", "answered"], False, "answered"),
    ("closed", ["requester_said"], False, "closed"),
    ("closed", ["withdrawn"], False, "withdrawn"),
    ("disposed", ["letter_instructed", "disposed"], False, "closed"),
    ("reopened", ["letter_instructed", "answered", "requester_said", "reopened"], False, "assigned"),
    ("sorted", ["letter_instructed", "reopened"], False, "screened"),  # a new round asks for a new instruction
    ("merged", ["letter_screened", "merged"], False, "screened"),
    ("merged", ["merged", "letter_instructed"], False, "assigned"),
    ("merged", ["merged", "letter_instructed"], True, "handled"),
    ("merged", ["merged", "letter_instructed", "letter_reviewed"], True, "reviewed"),
]


@pytest.mark.parametrize(("state", "names", "parent_answered", "stage"), STANDING)
def test_the_stage_follows_from_state_and_events(state, names, parent_answered, stage):
    parent = Matter(answered_at=NOON if parent_answered else None)
    matter = Matter(kind="letter", state=state, parent=parent)
    assert kinds.stage_in(matter, ((name, seq) for seq, name in enumerate(names, start=1))).key == stage


def test_what_was_undone_has_no_moment():
    told = [
        "received",
        "letter_screened",
        "letter_instructed",
        "dispatched",
        "answer_written",
        "letter_reviewed",
        "answered",
        "requester_said",
        "closed",
        "reopened",
    ]
    story = [(name, later(NOON, hours=hour)) for hour, name in enumerate(told, start=1)]
    letter = kinds.get("letter")
    assert set(reached(letter.stages, story[:-1])) == {one.key for one in letter.in_line()}
    assert set(reached(letter.stages, story)) == {"received", "screened", "instructed", "assigned"}
    sent_back = [*story[:5], ("letter_sent_back", later(NOON, hours=9))]
    assert "handled" not in reached(letter.stages, sent_back)


def test_the_default_evaluators_are_four_and_one_of_them_is_the_writer():
    four = evaluators_from(None)
    assert len(four) == 4
    assert [one.name for one in four if one.by_writer] == ["群众评"]
    assert evaluators_from({"list": [{"key": "a", "name": "群众满意"}]})[0].by_writer


WRONG_SCORES = [
    ([Scored("people", 0)], "1 到 5"),
    ([Scored("people", 6)], "1 到 5"),
    ([Scored("town", 5)], "不一致"),
    ([Scored("people", 5), Scored("people", 1)], "一次"),
    ([Scored("people", 5, "长" * 501)], "太长"),
    ([Scored("people", 5, "好")], ""),
    ([], ""),
]


@pytest.mark.parametrize(("scores", "says"), WRONG_SCORES)
def test_scores_are_checked_in_words(scores, says):
    told = wrong_scores(scores, ["people"])
    assert says in told
    assert bool(told) == bool(says)


GOOD = {
    "request_type": "help",
    "title": "路灯",
    "words": "路灯不亮了。",
    "name": "林小草",
    "phone": "19900001234",
    "by_wechat": False,
}
WRONG_LETTERS = [
    ({}, ""),
    ({"request_type": "order"}, "种类"),
    ({"title": ""}, "标题"),
    ({"title": "长" * 201}, "标题太长"),
    ({"words": "灯"}, "太少"),
    ({"words": "灯" * 5001}, "5000"),
    ({"name": ""}, "姓名"),
    ({"phone": ""}, "电话"),
    ({"phone": "", "by_wechat": True}, ""),
]


@pytest.mark.parametrize(("more", "says"), WRONG_LETTERS)
def test_a_letter_is_checked_in_words(more, says):
    told = wrong_letter(**(GOOD | more))
    assert says in told
    assert bool(told) == bool(says)


def test_what_no_database_can_hold_is_taken_out():
    assert tidy(" a\x00b\ud800c ") == "abc"
