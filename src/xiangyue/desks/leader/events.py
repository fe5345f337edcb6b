from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, register

register(
    "instructed",
    "批示：{text}（{follower_name}跟进）",
    "Instruction: {text} (followed by {follower_name})",
    follower_name=NotRequired[str],
    text=Text,
)
register("instruction_taken_back", "点错了，撤回刚写的批示", "The instruction was a slip and is taken back")
