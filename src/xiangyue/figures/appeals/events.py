from __future__ import annotations

from xiangyue.kernel.vocabulary import Text, register

register(
    "score_appeal_sent",
    "考核申诉已报送（{ground_name}）：{words}",
    "Appeal against the score sent up ({ground}): {words}",
    appeal=int,
    words=Text,
)
register(
    "score_appeal_upheld",
    "考核申诉成立，这个结果不计分：{words}",
    "Appeal upheld; the result stays out of the score: {words}",
    appeal=int,
    words=Text,
)
register(
    "score_appeal_rejected",
    "考核申诉不成立，照常计分：{words}",
    "Appeal rejected; the result counts as it was: {words}",
    appeal=int,
    words=Text,
)
register("score_appeal_dropped", "不再报送考核申诉：{words}", "Appeal not sent up: {words}", appeal=int, words=Text)
