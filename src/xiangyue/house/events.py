"""What happens in the town's own house, on its sealed matter of the year."""

from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, name_door, register

name_door("house", zh="镇里", en="the town's own house")

# The holder's name is left out: the seat says who it was as long as the town keeps it.
register(
    "seat_given",
    "登记岗位（{unit_name}，{effective_at} 起）：{reason}",
    "Seat given ({unit_name}, from {effective_at}): {reason}",
    version=2,
    unit=str,
    user=int,
    until_at=str,
    seat=int,
    role=str,
    effective_at=NotRequired[str],
    reason=Text,
)
register(
    "seat_ended",
    "结束岗位（{unit_name}，{effective_at} 止）：{reason}",
    "Seat ended ({unit_name}, {effective_at}): {reason}",
    version=2,
    unit=str,
    seat=int,
    role=str,
    effective_at=NotRequired[str],
    reason=Text,
)
register(
    "seat_reset",
    "重置密码（{unit_name}）：{reason}",
    "Password reset ({unit_name}): {reason}",
    version=2,
    unit=str,
    seat=int,
    role=str,
    effective_at=NotRequired[str],
    reason=Text,
)
register(
    "seat_locked",
    "锁定账号（{unit_name}）：{reason}",
    "Account locked ({unit_name}): {reason}",
    version=2,
    unit=str,
    seat=int,
    role=str,
    effective_at=NotRequired[str],
    reason=Text,
)
register(
    "seat_unlocked",
    "解锁账号（{unit_name}）：{reason}",
    "Account unlocked ({unit_name}): {reason}",
    version=2,
    unit=str,
    seat=int,
    role=str,
    effective_at=NotRequired[str],
    reason=Text,
)
register(
    "person_told",
    "按本人要求提供了个人信息（涉及 {matters} 件）：{reason}",
    "A person was given what is kept of them ({matters} matters): {reason}",
    party=int,
    matters=int,
    reason=Text,
)
register(
    "seat_unpaired",
    "重置第二因素（{unit_name}）：{reason}",
    "Second factor reset ({unit_name}): {reason}",
    unit=str,
    seat=int,
    role=str,
    unit_name=str,
    reason=Text,
)
register("folder_loaded", "载入镇文件夹 {folder}", "Town folder {folder} loaded", changed=dict[str, int])
register("purged", "到期清除：{what} {rows} 条", "Purged when due: {what}, {rows}", rows=int)
register(
    "packed",
    "写出离线工作包，含 {rows} 件未办结事项的电话",
    "Offline pack written, with the phones of {rows} open matters",
    rows=int,
)
register(
    "access_log_purged",
    "访问日志到期清除：{until} 及以前的 {rows} 行（到第 {upto} 行）",
    "Access log purged when due: {rows} lines up to {until} (line {upto})",
    upto=int,
    until=str,
    rows=int,
)
register(
    "networks_set",
    "{role_name}的登录地址由{before}改为{networks}：{reason}",
    "{role_name} comes in from {networks}, before from {before}: {reason}",
    role=str,
    reason=Text,
)
