"""Who evaluates a letter, and what may stand in one: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xiangyue.lib.hantext import tidy as tidy
from xiangyue.lib.marking import Said
from xiangyue.lib.marking import marked as _


@dataclass(frozen=True)
class Evaluator:
    """`by_writer`: the writer gives this score; the others are entered by a seat."""

    key: str
    name: str
    by_writer: bool


# "四评": who the four are was found in no source. These four are our invention, until the town's own dated row
# (kind "evaluators", key "mailbox") says otherwise.
DEFAULT_EVALUATORS: dict[str, Any] = {
    "list": [
        {"key": "people", "name": "群众评", "by": "writer"},
        {"key": "village", "name": "村评", "by": "seat"},
        {"key": "unit", "name": "部门评", "by": "seat"},
        {"key": "town", "name": "镇评", "by": "seat"},
    ]
}
SCORES = range(1, 6)
COMMENT_MAX = 500


def evaluators_from(value: Mapping[str, Any] | None) -> list[Evaluator]:
    """From a rule's {"list": [{"key", "name", "by": "writer" or "seat"}]}; without "by" the writer scores it."""
    rows = (value or DEFAULT_EVALUATORS)["list"]
    return [Evaluator(row["key"], row["name"], row.get("by", "writer") == "writer") for row in rows]


@dataclass(frozen=True)
class Scored:
    """One evaluator's word: 1 (worst) to 5."""

    key: str
    score: int
    comment: str = ""


def wrong_scores(scores: Sequence[Scored], allowed: Iterable[str]) -> str:
    """What is wrong with the scores in one sentence; empty when nothing is."""
    known = set(allowed)
    if len({one.key for one in scores}) != len(scores):
        return _("同一个评价方只能打一次分。")
    for one in scores:
        if one.key not in known:
            return _("评价方和信箱公布的不一致，请刷新后再评。")
        if one.score not in SCORES:
            return _("评分请选 1 到 5 分。")
        if len(one.comment) > COMMENT_MAX:
            return Said("评语太长了，请写在 {comment_max} 字以内。", comment_max=COMMENT_MAX)
    return ""


TITLE_MAX, WORDS_MAX, PHOTOS_MAX, NAME_MAX = 200, 5000, 6, 60
TYPES = ("consult", "help", "complaint", "report", "suggestion", "praise")


def wrong_letter(*, request_type: str, title: str, words: str, name: str, phone: str, by_wechat: bool) -> str:
    """What is missing or too much in one sentence; empty when it can be taken in. All texts are tidy.

    Real name and contact are asked for (field B2); who comes through WeChat can be answered there.
    """
    if request_type not in TYPES:
        return _("请选这封信的种类：咨询、求助、投诉、举报、建议或表扬。")
    if not title:
        return _("请给信写一个标题，一句话说是什么事。")
    if len(title) > TITLE_MAX:
        return Said("标题太长了，请写在 {title_max} 字以内，详细的写在信里。", title_max=TITLE_MAX)
    if len(words) < 4:
        return _("信写得太少了，请说清楚是什么事、在哪里。")
    if len(words) > WORDS_MAX:
        return Said("信写得太长了（{n} 字），请写在 {words_max} 字以内。", n=len(words), words_max=WORDS_MAX)
    if not name or len(name) > NAME_MAX:
        return _("请写下您的姓名，书记好知道是谁写来的信；姓名加密保存，不给被反映的一方。")
    if not phone and not by_wechat:
        return _("请留一个电话：不从微信写信，办的人只能靠电话找到您。电话加密保存，谁看过您都查得到。")
    return ""


PRIVACY = (
    "您的姓名、电话和信的内容只用来办理和答复您的来信，不作别的用途，不给被反映的一方。姓名和电话加密保存，平时只显示一部分；"
    "谁点开看过、为什么看，您在自己这封信的页面上查得到。照片里的拍摄位置读出后即删除。微信登录只取您在本小程序的"
    "编号，加密保存，用来认出您的信和发办理通知，不取您的头像、昵称和手机号。联系方式在办结后按镇里规定的最短时间保存，"
    "到期去掉。您可以查看、更正、要求删除，请联系本镇个人信息保护专员，或打 12345。"
)
