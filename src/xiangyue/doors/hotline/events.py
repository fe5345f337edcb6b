from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, name_door, register

name_door("hotline", zh="12345热线", en="the 12345 hotline")
register(
    "result_imported",
    "热线回访结果：有效回访 {reached}，联系 {contacted}，解决 {solved}，{satisfied_name}",
    "12345's own call-back: valid {reached}, contacted {contacted}, solved {solved}, {satisfied_name}",
    reached=bool,
    contacted=NotRequired[bool],
    solved=NotRequired[bool],
    satisfied=NotRequired[str],
    satisfied_name=NotRequired[str],
    closed_at=str,
)
register(
    "upper_status",
    "热线平台状态：{status}。{result} {reply}",
    "12345's own status: {status}. {result} {reply}",
    result=NotRequired[Text],
    reply=NotRequired[Text],
    status=Text,
)
register("import_undone", "导入撤回：{reason}", "Import taken back: {reason}", reason=Text)
register(
    "result_undone",
    "导入撤回（{reason}），热线平台的内容恢复为导入前：{status} {result} {reply}",
    "Import taken back ({reason}); 12345's own words are again: {status} {result} {reply}",
    reason=Text,
    status=NotRequired[Text],
    result=NotRequired[Text],
    reply=NotRequired[Text],
)
