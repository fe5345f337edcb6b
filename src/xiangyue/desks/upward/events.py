from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, register

register(
    "statutory_named",
    "记下法定承办单位：{unit_name}（{clause_name}）{words}",
    "By law it is {unit_name}'s ({clause_name}) {words}",
    unit=str,
    clause_name=NotRequired[str],
    words=NotRequired[Text],
)
register(
    "upward_asked",
    "向上级退单，应由{unit_name}办理（{clause_name}）：{reason} {late}",
    "Objected to upward: it is {unit_name}'s ({clause_name}): {reason} {late}",
    objection=int,
    reason=Text,
    late=NotRequired[Text],
    due_at=NotRequired[str],
)
register(
    "upward_accepted",
    "上级同意退单，改由{unit_name}办理（{how_name}）：{words}",
    "The upper level took it back; {unit_name} handles it ({how}): {words}",
    public=("unit_name",),
    objection=int,
    words=NotRequired[Text],
)
register(
    "upward_refused",
    "上级不同意退单，继续办理（{how_name}）：{words}",
    "The upper level refused; it goes on here ({how}): {words}",
    objection=int,
    words=NotRequired[Text],
)
register(
    "upward_withdrawn", "撤回向上级的退单：{reason}", "Objection upward withdrawn: {reason}", objection=int, reason=Text
)
