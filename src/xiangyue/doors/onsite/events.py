from __future__ import annotations

from xiangyue.kernel.vocabulary import Text, name_door, register

name_door("onsite", zh="现场办公", en="the on-site office")
register(
    "raised_on_site",
    "“{project}”第 {round} 轮走访时由{stop}反映",
    "Raised by {stop} on round {round} of “{project}”",
    public=("project", "round", "stop"),
    round=int,
    stop=Text,
)
