from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from xiangyue.kernel.vocabulary import name_door, register


class Found(TypedDict):
    task: str
    place: NotRequired[str]
    level: str


class Needed(TypedDict):
    place: str
    asked_by: str


name_door("patrol", zh="网格巡查", en="the grid patrol")
register(
    "found_on_patrol",
    zh="{place}巡查发现（{task}）：{level}",
    en="Found on patrol in {place} ({task}): {level}",
    shape=Found,
    public=("place", "task", "level"),
)
register(
    "needed_on_visit",
    zh="{asked_by}走访时了解到（{place}）",
    en="Heard by the {asked_by} on a visit in {place}",
    shape=Needed,
    public=("asked_by", "place"),
)
