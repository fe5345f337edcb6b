from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, register

register("signed", "{unit_name}签收", "Signed by {unit_name}", public=("unit_name",))
register(
    "contacted",
    "{how_name}联系诉求人：{summary}",
    "Contacted the requester by {how}: {summary}",
    public=("how_name", "how", "summary"),
    reached=bool,
    summary=Text,
)
register(
    "contact_logged",
    "{how_name}联系诉求人（联系上：{reached}）：{summary}",
    "Contact by {how}, reached: {reached}. {summary}",
    public=("how_name", "reached", "how"),
    reached=bool,
    summary=Text,
)
register("handling_begun", "开始办理：{note}", "Handling began: {note}", public=(), note=NotRequired[Text])
register(
    "case_asked",
    "申请{kind_name}：{reason} {basis} {unit_name} {until_at}",
    "Asked ({kind}): {reason} {basis} {unit_name} {until_at}",
    case=int,
    basis=NotRequired[Text],
    unit_name=NotRequired[str],
    until_at=NotRequired[str],
    reason=Text,
)
register("case_granted", "同意{kind_name}：{decision}", "Granted ({kind}): {decision}", case=int, decision=Text)
register("case_refused", "不同意{kind_name}：{decision}", "Refused ({kind}): {decision}", case=int, decision=Text)
register(
    "unreasonable_found",
    "认定为不合理诉求：{decision}。{way}",
    "Found unreasonable: {decision}. {way}",
    public=("decision", "way"),
    decision=Text,
)
register("came_back", "恢复办理：{reason}", "Handling again: {reason}", public=("reason",), reason=Text)
register(
    "whistled",
    "吹哨请{unit_name}到场，{due_at} 前报告：{reason}",
    "Whistled for {unit_name}, due {due_at}: {reason}",
    case=int,
    reason=Text,
)
register(
    "whistle_responded", "{unit_name}报到：{response}", "{unit_name} responded: {response}", case=int, response=Text
)
register(
    "whistle_done",
    "{unit_name}协办完成：{response}",
    "{unit_name} finished its part: {response}",
    case=int,
    response=Text,
)
register(
    "answer_written", "拟写答复（{outcome_name}）：{text}", "Answer written ({outcome}): {text}", answer=int, text=Text
)
register(
    "release_asked",
    "拟好答复送审签（{outcome_name}），请{releaser}在 {due_at} 前审：{text}",
    "Answer written ({outcome}), to be released by {releaser_en} until {due_at}: {text}",
    release=int,
    text=Text,
)
register(
    "release_granted",
    "审签同意，{writer}拟的答复可以发出：{words}",
    "Released, as {writer} wrote it: {words}",
    release=int,
    words=NotRequired[Text],
)
register(
    "release_refused",
    "审签退回{writer}拟的答复：{words}",
    "Given back to {writer}, who wrote it: {words}",
    release=int,
    words=Text,
)
register(
    "release_taken_back", "撤回送审的答复：{reason}", "Taken back before release: {reason}", release=int, reason=Text
)
register(
    "release_dropped",
    "事项已经不在原单位手里，送审的答复不再审签",
    "No longer with the unit that wrote it: nothing to release",
    release=int,
)
register("answer_withdrawn", "撤回答复再办：{reason}", "Answer withdrawn: {reason}", reason=Text)
register("delivered", "答复已送达{to}（{how}）", "Delivered to {to} ({how})", answer=int)
register(
    "answered",
    "已答复（{outcome_name}），送达诉求人（{requester_how}）和来件渠道（{door_how}）：{text}",
    "Answered ({outcome_name}), delivered to the requester ({requester_how}) and the door ({door_how}): {text}",
    public=("outcome_name", "requester_how", "door_how", "text"),
    answer=int,
    text=Text,
)
register(
    "answered_by_parts",
    "拆出的各件都已答复，合成一份答复（{outcome_name}）",
    "Every part is answered, and so is the order ({outcome_name})",
    public=("outcome_name", "text"),
    answer=int,
    text=Text,
    requester_how=str,
    door_how=str,
)
register(
    "answered_with_parent",
    "主件已答复（{outcome_name}），同样告知本诉求人",
    "Answered with its parent ({outcome_name})",
    public=("outcome_name", "text"),
    answer=int,
    text=Text,
    requester_how=str,
    door_how=str,
)
register("signature_taken_back", "点错了，撤回签收", "The signature was a slip and is taken back", public=())
register("assignment_taken_back", "点错了，不再由{to}经办", "No longer in the hands of {to}: a slip", to=str)
register("assigned", "由{to}经办", "In the hands of {to}", to=str)
