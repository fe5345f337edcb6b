from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from xiangyue.kernel.vocabulary import name_door, register


class ResultImported(TypedDict):
    reached: bool
    contacted: NotRequired[bool]
    solved: NotRequired[bool]
    satisfied: NotRequired[str]
    satisfied_name: NotRequired[str]
    closed_at: str


class UpperStatus(TypedDict):
    status: str
    result: NotRequired[str]
    reply: NotRequired[str]


name_door("hotline", zh="12345热线", en="the 12345 hotline")
register(
    "result_imported",
    zh="热线回访结果：有效回访 {reached}，联系 {contacted}，解决 {solved}，{satisfied_name}",
    en="12345's own call-back: valid {reached}, contacted {contacted}, solved {solved}, {satisfied_name}",
    shape=ResultImported,
)
register(
    "upper_status",
    zh="热线平台状态：{status}。{result} {reply}",
    en="12345's own status: {status}. {result} {reply}",
    shape=UpperStatus,
)
