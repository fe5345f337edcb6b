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
