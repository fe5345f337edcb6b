from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, name_door, register

name_door("mailbox", zh="书记信箱", en="the secretary's mailbox")

register(
    "letter_screened", "信箱专员已筛阅，报书记批示", "Screened and laid before the secretary", public=(), has_note=bool
)
register("letter_prepared", "信箱专员拟批示稿：{text}", "Instruction prepared by the clerk: {text}", text=Text)
# What the secretary writes to the unit is the unit's to read; the writer sees on the nine stages that it was written.
register("letter_instructed", "书记批示：{text}", "The secretary's instruction: {text}", text=Text)
register(
    "letter_sent_back",
    "书记审阅后退回再办，还缺：{missing}",
    "Sent back by the secretary, still missing: {missing}",
    missing=Text,
)
register(
    "letter_reviewed",
    "书记审阅同意答复。{text}",
    "The answer was approved by the secretary. {text}",
    text=NotRequired[Text],
    answer_sha256=str,
)
register(
    "letter_left_by_history",
    "认定为历史遗留（{since_year} 年起）：{why}",
    "Marked as left by history (since {since_year}): {why}",
    since_year=int,
    why=Text,
)
register(
    "letter_history_closed",
    "历史遗留问题化解，证据（{evidence}）：{how}",
    "Left by history, settled, with evidence ({evidence}): {how}",
    public=("evidence", "how"),
    evidence_sha256=str,
    evidence=Text,
    how=Text,
)
register(
    "letter_call_failed",
    "电话听取评价第 {attempt} 次未接通。{words}",
    "Call {attempt} for the rating did not reach the writer. {words}",
    attempt=int,
    words=NotRequired[Text],
)
register(
    "letter_closed_unrated",
    "{tries} 次电话均未接通，没有听到评价",
    "Not rated: {tries} calls in vain",
    public=("tries",),
    tries=int,
)
register("letter_closed", "办结：{why}", "Closed: {why}", public=("why",), why=Text)
register(
    "letter_heard_by_phone",
    "信箱专员电话听取了写信人的评价。{note}",
    "The writer's rating was heard by telephone. {note}",
    public=(),
    note=NotRequired[Text],
)
register(
    "letter_evaluated",
    "{evaluator_name}：{score} 分。{comment}",
    "{evaluator_name}: {score} of 5. {comment}",
    evaluator=str,
    score=int,
    comment=NotRequired[Text],
)
register(
    "letter_visited",
    "{kind_name}（{held_on}，{place}），接待 {people} 人",
    "Received in person ({kind}, {held_on}, {place}): {people}",
    public=("kind_name", "held_on", "place", "people", "kind"),
    people=int,
    place=Text,
)
