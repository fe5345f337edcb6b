from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from xiangyue.kernel.vocabulary import register


class Waiting(TypedDict):
    due_at: str


class CalledBack(TypedDict):
    attempt: int
    contacted: bool
    solved: bool
    satisfied: str
    satisfied_name: str
    words: NotRequired[str]


class Heard(TypedDict):
    attempt: int


class NotReached(TypedDict):
    attempt: int
    words: NotRequired[str]


class Reopened(TypedDict):
    reason: str
    by: str


class Closed(TypedDict):
    why: str


register("callback_awaited", zh="等待回访，{due_at} 前完成", en="Waiting for call-back until {due_at}", shape=Waiting)
register(
    "called_back",
    zh="回访：联系过 {contacted}，已解决 {solved}，{satisfied_name}。{words}",
    en="Called back: contacted {contacted}, solved {solved}, satisfied {satisfied}. {words}",
    shape=CalledBack,
    public=("contacted", "solved", "satisfied_name", "words", "satisfied"),
)
register(
    "heard",
    zh="诉求人已自己评价，不再电话回访（第 {attempt} 次）",
    en="The requester has said it themselves; no call ({attempt})",
    shape=Heard,
)
register(
    "callback_failed",
    zh="第 {attempt} 次回访未接通。{words}",
    en="Call-back {attempt} did not reach them. {words}",
    shape=NotReached,
)
register("reopened", zh="重办：{reason}", en="Reopened: {reason}", shape=Reopened, public=("reason",))
register("closed", zh="办结：{why}", en="Closed: {why}", shape=Closed, public=("why",))
