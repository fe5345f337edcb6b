"""On the town's own matter of the year: who hands over what is told by seats, never by names."""

from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, register

register(
    "handover_started",
    "发起岗位交接（{unit_name}），{count} 项",
    "Hand-over started ({unit_name}), {count} items",
    handover=int,
    leaver=int,
    successor=int,
    count=int,
)
register(
    "handover_accepted",
    "接手岗位（{unit_name}），{count} 项：{remarks}",
    "Hand-over accepted ({unit_name}), {count} items: {remarks}",
    handover=int,
    count=int,
    passed=int,
    remarks=NotRequired[Text],
)
register(
    "handover_withdrawn",
    "撤回岗位交接（{unit_name}）：{reason}",
    "Hand-over withdrawn ({unit_name}): {reason}",
    handover=int,
    reason=Text,
)
