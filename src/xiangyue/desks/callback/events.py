from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, register

register("callback_awaited", "等待回访，{due_at} 前完成", "Waiting for call-back until {due_at}")
register(
    "called_back",
    "回访：联系过 {contacted}，已解决 {solved}，{satisfied_name}。{words}",
    "Called back: contacted {contacted}, solved {solved}, satisfied {satisfied}. {words}",
    public=("contacted", "solved", "satisfied_name", "words", "satisfied"),
    attempt=int,
    contacted=bool,
    solved=bool,
    words=NotRequired[Text],
)
register(
    "heard",
    "诉求人已自己评价，不再电话回访（第 {attempt} 次）",
    "The requester has said it themselves; no call ({attempt})",
    attempt=int,
)
register(
    "callback_failed",
    "第 {attempt} 次回访未接通。{words}",
    "Call-back {attempt} did not reach them. {words}",
    attempt=int,
    words=NotRequired[Text],
)
register("result_left_out", "回访结果不计分：{why}", "The result stays out of the score: {why}", callback=int)
register("reopened", "重办：{reason}", "Reopened: {reason}", public=("reason",), by=str, reason=Text)
register("closed", "办结：{why}", "Closed: {why}", public=("why",), why=Text)
