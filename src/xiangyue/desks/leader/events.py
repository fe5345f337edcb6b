from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from xiangyue.kernel.vocabulary import register


class Instructed(TypedDict):
    text: str
    follower_name: NotRequired[str]


register(
    "instructed",
    zh="批示：{text}（{follower_name}跟进）",
    en="Instruction: {text} (followed by {follower_name})",
    shape=Instructed,
)
