"""Stages of a firm's request, its classes, and what may stand in one: plain values in, plain values out (field B5)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xiangyue.lib.codes import is_firm_code
from xiangyue.lib.hantext import tidy as tidy
from xiangyue.lib.hantext import title_of as title_of

CLASSES = ("政策", "用工", "用地", "税票", "证照", "融资", "市场", "配套", "其他")
CHANNELS = ("网页", "电话", "走访", "微信", "座谈")
SIZES = ("大型", "中型", "小型", "微型")
VISIT_KINDS = ("上门", "电话", "线上", "座谈")
OTHER = "其他"
SATISFIED = {"yes": "满意", "mostly": "基本满意", "fair": "一般", "no": "不满意"}

STAGES: dict[str, tuple[str, str]] = {
    "taken_in": ("受理", "Taken in"),
    "assigned": ("分派", "Assigned"),
    "handling": ("办理", "Handling"),
    "joint": ("协同", "Joint"),
    "escalated": ("提级", "Escalated"),
    "answered": ("答复", "Answered"),
    "rated": ("企业评价", "Rated"),
    "closed": ("办结", "Closed"),
    "withdrawn": ("撤回", "Withdrawn"),
}
OPEN_STAGES = ("taken_in", "assigned", "handling", "joint", "escalated", "answered", "rated")
# the line that the firm sees; joint and escalated are handling with more people
LINE = ("taken_in", "assigned", "handling", "answered", "rated", "closed")
# mark → events; the last of them on a request is what counts
SIGNS: dict[str, tuple[str, ...]] = {
    "joint": ("whistled",),
    "escalated": ("firm_escalated", "firm_supervised"),
    "said": ("requester_said", "firm_rated"),
    "reopened": ("reopened",),
    "withdrawn": ("withdrawn",),
}
ASKED_NOW = ("answered", "awaiting_callback", "called_back")

DEFAULT_VISITS_A_MONTH = (
    2  # where the town has no row (kind "enterprise", key "visits"): Dongcheng's service stewards, grade P
)
WORD_ATTEMPTS = 2  # asked in vain before a firm's refusal to rate counts as documented


@dataclass(frozen=True)
class Marks:
    """For each sign the place in the request's chain of its last event; 0 where there was none."""

    joint: int = 0
    escalated: int = 0
    said: int = 0
    reopened: int = 0
    withdrawn: int = 0


def marks_of(events: Iterable[tuple[int, str]]) -> Marks:
    """From (place in the chain, name), in any order."""
    last = dict.fromkeys(SIGNS, 0)
    for seq, name in events:
        for mark, names in SIGNS.items():
            if name in names:
                last[mark] = max(last[mark], seq)
    return Marks(**last)


def stage_of(state: str, marks: Marks) -> str:
    """Where the request stands, a key of STAGES. Escalated outranks joint: the secretary's name stands for all of
    them.
    """
    if state in ("closed", "disposed"):
        return "withdrawn" if marks.withdrawn > marks.reopened else "closed"
    if state in ASKED_NOW:
        return "rated" if marks.said > marks.reopened else "answered"
    if marks.escalated:
        return "escalated"
    if state in ("received", "sorted"):
        return "taken_in"
    if marks.joint > marks.reopened:
        return "joint"
    return "assigned" if state in ("dispatched", "objected") else "handling"


def stage_name(stage: str, language: str = "zh") -> str:
    return STAGES[stage][language.startswith("en")]


def place_in_line(stage: str) -> int:
    """How far along LINE a stage is; a withdrawn one stands at its end."""
    return {"joint": 2, "escalated": 2, "withdrawn": 5}.get(stage) or LINE.index(stage if stage in LINE else "taken_in")


NAME_MAX, WORDS_MAX, CONTACT_MAX = 80, 5000, 60


def tidy_code(text: str) -> str:
    return re.sub(r"[\s\-－—]", "", tidy(text)).upper()


def class_of(text: str) -> str:
    """What is not among the classes is 其他: nothing is refused for its class."""
    return text if text in CLASSES else OTHER


def wrong_firm(title: str, code: str) -> str:
    """What is wrong with a firm's name or code in one sentence; empty when nothing is. Both are tidy."""
    if len(title) < 2:
        return "请写企业名称；还没有注册的，写筹备中的名字。"
    if len(title) > NAME_MAX:
        return f"企业名称太长了，请写在 {NAME_MAX} 字以内。"
    if code and not is_firm_code(code):
        return "统一社会信用代码不对：应是 18 位数字和大写字母，请对照营业执照再核一遍；还没有注册的可以不填。"
    return ""


def wrong_request(*, words: str, contact: str, phone: str) -> str:
    """What is missing or too much; nothing here judges whether the thing is small or big. All texts are tidy."""
    if len(words) < 2:
        return "请写一写是什么事，几个字也行。"
    if len(words) > WORDS_MAX:
        return f"写得太长了（{len(words)} 字），请写在 {WORDS_MAX} 字以内。"
    if not contact or len(contact) > CONTACT_MAX:
        return "请写联系人怎么称呼。"
    if not phone:
        return "请留一个电话，首问责任人好找您。电话加密保存，谁看过您都查得到。"
    return ""


_FORM_OF_FIRM = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|分公司|合伙企业|（有限合伙）|\(有限合伙\)|合作社|工作室|中心|公司|厂|店)+$"
)
_SEAT_OF_FIRM = re.compile(r"^(北京市?|通州区?)+")
HIDDEN = "本企业"


def without_firm(text: str, *, title: str, code: str, contact: str = "", phone: str = "") -> str:
    """The text as a unit may read it that must not know who asks: names and numbers of the firm are taken out."""
    core = _SEAT_OF_FIRM.sub("", _FORM_OF_FIRM.sub("", title))
    names = [title, _FORM_OF_FIRM.sub("", title), _SEAT_OF_FIRM.sub("", title), core, code]
    for name in sorted({one for one in names if len(one) >= 2}, key=len, reverse=True):
        text = re.sub(re.escape(name), HIDDEN, text, flags=re.IGNORECASE)
    for name in (contact, phone):
        if len(name) >= 2:
            text = text.replace(name, "联系人" if name == contact else "（电话）")
    return text


def month_after(day: date) -> date:
    """The same day of the next month, or its last one."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, day.day)
