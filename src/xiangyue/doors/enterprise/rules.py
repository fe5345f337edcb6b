"""Classes of a firm's request, and what may stand in one: plain values in, plain values out (field B5)."""

from __future__ import annotations

import re
from datetime import date

from xiangyue.lib.hantext import tidy as tidy
from xiangyue.lib.hantext import title_of as title_of
from xiangyue.lib.marking import Said
from xiangyue.lib.marking import marked as _

CLASSES = (_("政策"), _("用工"), _("用地"), _("税票"), _("证照"), _("融资"), _("市场"), _("配套"), _("其他"))
CHANNELS = (_("网页"), _("电话"), _("走访"), _("微信"), _("座谈"))
VISIT_KINDS = (_("上门"), _("电话"), _("线上"), _("座谈"))
OTHER = "其他"
SATISFIED = {"yes": "满意", "mostly": "基本满意", "fair": "一般", "no": "不满意"}

DEFAULT_VISITS_A_MONTH = (
    2  # where the town has no row (kind "enterprise", key "visits"): Dongcheng's service stewards, grade P
)
WORD_ATTEMPTS = 2  # asked in vain before a firm's refusal to rate counts as documented


WORDS_MAX, CONTACT_MAX = 5000, 60


def class_of(text: str) -> str:
    """What is not among the classes is 其他: nothing is refused for its class."""
    return text if text in CLASSES else OTHER


def wrong_request(*, words: str, contact: str, phone: str) -> str:
    """What is missing or too much; nothing here judges whether the thing is small or big. All texts are tidy."""
    if len(words) < 2:
        return _("请写一写是什么事，几个字也行。")
    if len(words) > WORDS_MAX:
        return Said("写得太长了（{n} 字），请写在 {words_max} 字以内。", n=len(words), words_max=WORDS_MAX)
    if not contact or len(contact) > CONTACT_MAX:
        return _("请写联系人怎么称呼。")
    if not phone:
        return _("请留一个电话，首问责任人好找您。电话加密保存，谁看过您都查得到。")
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
