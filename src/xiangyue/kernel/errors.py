"""Refusals of the kernel. Each says what is wrong and how to mend it; pages show it as it is.

Written in plain Chinese, with what it names in braces: Refused("一次最多 {most} 件。", most=MOST). The sentences are
collected for translation by these classes' names (scripts/messages.py).
"""

from __future__ import annotations

from xiangyue.kernel.wording import worded
from xiangyue.lib.marking import Said


class Refused(Exception):
    """A deed that was not done; nothing was written. `str()` is fit to show to a clerk, in the page's language."""

    code = "refused"

    def __init__(self, says: str = "", /, **told: object) -> None:
        super().__init__(says)
        self.says = Said(says, **told) if told else says

    def __str__(self) -> str:
        return worded(self.says)


class StaleMove(Refused):
    """Somebody else moved the matter first: a normal answer, read again and decide again."""

    code = "stale"


class OtherContent(Refused):
    """A request id that is known already came with other content: neither swallowed nor written."""

    code = "other_content"

    def __init__(self) -> None:
        super().__init__("这个提交编号已经用过，内容和上次的不一样，这一次没有收下。请刷新页面再提交；您写的内容还在。")


class IllegalMove(Refused):
    """There is no arrow from the matter's state to the one asked for."""

    code = "illegal_move"


class NotAllowed(Refused):
    """The seat has no right to this deed, or to this matter."""

    code = "not_allowed"


class NotOnVillageList(Refused):
    """条例 art. 17: a village may not be lead unit for work that is not on its duty list."""

    code = "art17"


class UnknownEvent(Refused):
    """The event name is not in the vocabulary."""

    code = "unknown_event"


class WrongParticulars(Refused):
    """The particulars do not have the registered shape."""

    code = "wrong_particulars"


class MissingRule(Refused):
    """The town has no dated rule for this day; the message names the table to fill in."""

    code = "missing_rule"
