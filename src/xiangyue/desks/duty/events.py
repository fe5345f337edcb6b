"""On the town's own matter of the year; who is on duty is told by rows, never by names or phones."""

from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, register

register(
    "duty_set",
    "排值班：新增 {new} 班，改动 {changed} 班（{source}）",
    "Duty roster: {new} new, {changed} changed ({source})",
    new=int,
    changed=int,
    sheet=NotRequired[int],
)
register(
    "duty_dropped",
    "撤下一班值班（{unit_name}）：{reason}",
    "A duty was taken off ({unit_name}): {reason}",
    duty=int,
    reason=Text,
)
