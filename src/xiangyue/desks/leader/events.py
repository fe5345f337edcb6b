from __future__ import annotations

from typing_extensions import NotRequired, TypedDict

from xiangyue.kernel.vocabulary import register


class Instructed(TypedDict):
    text: str
    follower_name: NotRequired[str]


register("instructed", zh="批示：{text}（{follower_name}跟进）", en="Instruction: {text} (followed by {follower_name})", shape=Instructed)
