from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import name_door, register

name_door("patrol", zh="网格巡查", en="the grid patrol")
register(
    "found_on_patrol",
    "{place}巡查发现（{task}）：{level}",
    "Found on patrol in {place} ({task}): {level}",
    public=("place", "task", "level"),
    place=NotRequired[str],
)
register(
    "needed_on_visit",
    "{asked_by}走访时了解到（{place}）",
    "Heard by the {asked_by} on a visit in {place}",
    public=("asked_by", "place"),
)
register("patrol_done", "{task}：{place}，{day}", "Round in {place} on {day} ({task})", village=str, metres=int)
