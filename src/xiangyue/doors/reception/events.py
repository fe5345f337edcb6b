from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from xiangyue.kernel.vocabulary import name_door, register


class Recorded(TypedDict):
    held_on: str
    hall: str
    leader: str
    people: int
    withdrew: NotRequired[str]


class Promised(TypedDict):
    promise: int
    unit_name: str
    words: str
    due_on: str


class Kept(TypedDict):
    promise: int
    unit_name: str
    how: str


class Settled(TypedDict):
    unit_name: str
    leader: str
    text: str


name_door("reception", zh="书记接待日", en="the secretary's reception day")

register(
    "visit_recorded",
    zh="{held_on} 在{hall}当面反映（{people} 人），{leader}接待",
    en="Told in person on {held_on} at {hall} ({people}), received by {leader}",
    shape=Recorded,
    public=("held_on", "hall", "people", "leader"),
)
register(
    "promise_made",
    zh="接待时承诺：{words}（{unit_name}，{due_on} 兑现）",
    en="Promised at the reception: {words} ({unit_name}, due {due_on})",
    shape=Promised,
    public=("words", "unit_name", "due_on"),
)
register(
    "promise_kept",
    zh="承诺已兑现（{unit_name}）：{how}",
    en="Promise kept ({unit_name}): {how}",
    shape=Kept,
    public=("unit_name", "how"),
)
register(
    "visit_settled",
    zh="{leader}接待时当场答复（{unit_name}）：{text}",
    en="Answered on the spot by {leader} ({unit_name}): {text}",
    shape=Settled,
    public=("leader", "unit_name", "text"),
)
