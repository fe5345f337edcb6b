"""A firm's name and code on plain values."""

from __future__ import annotations

import re

from xiangyue.lib.codes import is_firm_code
from xiangyue.lib.hantext import tidy
from xiangyue.lib.marking import Said
from xiangyue.lib.marking import marked as _

SIZES = (_("大型"), _("中型"), _("小型"), _("微型"))
NAME_MAX = 80


def tidy_code(text: str) -> str:
    return re.sub(r"[\s\-－—]", "", tidy(text)).upper()


def wrong_firm(title: str, code: str) -> str:
    """What is wrong with a firm's name or code in one sentence; empty when nothing is. Both are tidy."""
    if len(title) < 2:
        return _("请写企业名称；还没有注册的，写筹备中的名字。")
    if len(title) > NAME_MAX:
        return Said("企业名称太长了，请写在 {name_max} 字以内。", name_max=NAME_MAX)
    if code and not is_firm_code(code):
        return _("统一社会信用代码不对：应是 18 位数字和大写字母，请对照营业执照再核一遍；还没有注册的可以不填。")
    return ""
