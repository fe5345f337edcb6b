from __future__ import annotations

from typing_extensions import TypedDict

from xiangyue.kernel.vocabulary import name_door, register


class Raised(TypedDict):
    project: str
    stop: str
    round: int


name_door("onsite", zh="现场办公", en="the on-site office")
register(
    "raised_on_site",
    zh="“{project}”第 {round} 轮走访时由{stop}反映",
    en="Raised by {stop} on round {round} of “{project}”",
    shape=Raised,
    public=("project", "round", "stop"),
)
