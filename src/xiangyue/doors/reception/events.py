from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, name_door, register

name_door("reception", zh="书记接待日", en="the secretary's reception day")

register(
    "visit_recorded",
    "{held_on} 在{hall}当面反映（{people} 人），{leader}接待",
    "Told in person on {held_on} at {hall} ({people}), received by {leader}",
    public=("held_on", "hall", "people", "leader"),
    people=int,
    withdrew=NotRequired[Text],
)
register(
    "promise_made",
    "接待时承诺：{words}（{unit_name}，{due_on} 兑现）",
    "Promised at the reception: {words} ({unit_name}, due {due_on})",
    public=("words", "unit_name", "due_on"),
    promise=int,
    words=Text,
)
register(
    "promise_kept",
    "承诺已兑现（{unit_name}）：{how}",
    "Promise kept ({unit_name}): {how}",
    public=("unit_name", "how"),
    promise=int,
    how=Text,
)
register(
    "visit_settled",
    "{leader}接待时当场答复（{unit_name}）：{text}",
    "Answered on the spot by {leader} ({unit_name}): {text}",
    public=("leader", "unit_name", "text"),
    text=Text,
)
