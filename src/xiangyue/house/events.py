"""What happens in the town's own house, on its sealed matter of the year."""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from xiangyue.kernel.vocabulary import name_door, register


class SeatTouched(TypedDict):
    """The holder's name is left out: the seat says who it was as long as the town keeps it."""

    seat: int
    role: str
    unit_name: str
    reason: str
    effective_at: NotRequired[str]


class Loaded(TypedDict):
    folder: str
    changed: dict[str, int]


class Purged(TypedDict):
    what: str
    rows: int


name_door("house", zh="镇里", en="the town's own house")

register(
    "seat_given",
    zh="登记岗位（{unit_name}，{effective_at} 起）：{reason}",
    en="Seat given ({unit_name}, from {effective_at}): {reason}",
    shape=SeatTouched,
)
register(
    "seat_ended",
    zh="结束岗位（{unit_name}，{effective_at} 止）：{reason}",
    en="Seat ended ({unit_name}, {effective_at}): {reason}",
    shape=SeatTouched,
)
register(
    "seat_reset", zh="重置密码（{unit_name}）：{reason}", en="Password reset ({unit_name}): {reason}", shape=SeatTouched
)
register(
    "seat_locked",
    zh="锁定账号（{unit_name}）：{reason}",
    en="Account locked ({unit_name}): {reason}",
    shape=SeatTouched,
)
register(
    "seat_unlocked",
    zh="解锁账号（{unit_name}）：{reason}",
    en="Account unlocked ({unit_name}): {reason}",
    shape=SeatTouched,
)
register("folder_loaded", zh="载入镇文件夹 {folder}", en="Town folder {folder} loaded", shape=Loaded)
register("purged", zh="到期清除：{what} {rows} 条", en="Purged when due: {what}, {rows}", shape=Purged)
