from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from xiangyue.kernel.vocabulary import name_door, register


class Screened(TypedDict):
    has_note: bool


class Words(TypedDict):
    text: str


class Reviewed(TypedDict):
    text: NotRequired[str]
    answer_sha256: str


class SentBack(TypedDict):
    missing: str


class FromHistory(TypedDict):
    since_year: int
    why: str


class HistoryClosed(TypedDict):
    evidence: str
    evidence_sha256: str
    how: str


class CallFailed(TypedDict):
    attempt: int
    words: NotRequired[str]


class ClosedUnrated(TypedDict):
    tries: int


class Closed(TypedDict):
    why: str


class HeardByPhone(TypedDict):
    note: NotRequired[str]


class Evaluated(TypedDict):
    evaluator: str
    evaluator_name: str
    score: int
    comment: NotRequired[str]


class Visited(TypedDict):
    kind: str
    kind_name: str
    held_on: str
    place: str
    people: int


name_door("mailbox", zh="书记信箱", en="the secretary's mailbox")

register(
    "letter_screened",
    zh="信箱专员已筛阅，报书记批示",
    en="Screened and laid before the secretary",
    shape=Screened,
    public=(),
)
register("letter_prepared", zh="信箱专员拟批示稿：{text}", en="Instruction prepared by the clerk: {text}", shape=Words)
# What the secretary writes to the unit is the unit's to read; the writer sees on the nine stages that it was written.
register("letter_instructed", zh="书记批示：{text}", en="The secretary's instruction: {text}", shape=Words)
register(
    "letter_sent_back",
    zh="书记审阅后退回再办，还缺：{missing}",
    en="Sent back by the secretary, still missing: {missing}",
    shape=SentBack,
)
register(
    "letter_reviewed",
    zh="书记审阅同意答复。{text}",
    en="The answer was approved by the secretary. {text}",
    shape=Reviewed,
)
register(
    "letter_left_by_history",
    zh="认定为历史遗留（{since_year} 年起）：{why}",
    en="Marked as left by history (since {since_year}): {why}",
    shape=FromHistory,
)
register(
    "letter_history_closed",
    zh="历史遗留问题化解，证据（{evidence}）：{how}",
    en="Left by history, settled, with evidence ({evidence}): {how}",
    shape=HistoryClosed,
    public=("evidence", "how"),
)
register(
    "letter_call_failed",
    zh="电话听取评价第 {attempt} 次未接通。{words}",
    en="Call {attempt} for the rating did not reach the writer. {words}",
    shape=CallFailed,
)
register(
    "letter_closed_unrated",
    zh="{tries} 次电话均未接通，没有听到评价",
    en="Not rated: {tries} calls in vain",
    shape=ClosedUnrated,
    public=("tries",),
)
register("letter_closed", zh="办结：{why}", en="Closed: {why}", shape=Closed, public=("why",))
register(
    "letter_heard_by_phone",
    zh="信箱专员电话听取了写信人的评价。{note}",
    en="The writer's rating was heard by telephone. {note}",
    shape=HeardByPhone,
    public=(),
)
register(
    "letter_evaluated",
    zh="{evaluator_name}：{score} 分。{comment}",
    en="{evaluator_name}: {score} of 5. {comment}",
    shape=Evaluated,
)
register(
    "letter_visited",
    zh="{kind_name}（{held_on}，{place}），接待 {people} 人",
    en="Received in person ({kind}, {held_on}, {place}): {people}",
    shape=Visited,
    public=("kind_name", "held_on", "place", "people", "kind"),
)
