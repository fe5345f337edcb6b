from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from xiangyue.kernel.vocabulary import register


class Signed(TypedDict):
    unit_name: str


class ContactLogged(TypedDict):
    how: str
    how_name: str
    reached: bool
    summary: str


class Begun(TypedDict):
    note: NotRequired[str]


class Asked(TypedDict):
    case: int
    kind: str
    kind_name: str
    reason: str
    basis: NotRequired[str]
    unit_name: NotRequired[str]
    until_at: NotRequired[str]


class Decided(TypedDict):
    case: int
    kind: str
    kind_name: str
    decision: str


class Whistled(TypedDict):
    case: int
    unit_name: str
    reason: str
    due_at: str


class Responded(TypedDict):
    case: int
    unit_name: str
    response: str


class AnswerWritten(TypedDict):
    answer: int
    outcome: str
    outcome_name: str
    text: str


class Delivered(TypedDict):
    answer: int
    to: str
    how: str


class Answered(TypedDict):
    answer: int
    text: str
    outcome_name: str
    requester_how: str
    door_how: str


class Reason(TypedDict):
    reason: str


register("signed", zh="{unit_name}签收", en="Signed by {unit_name}", shape=Signed, public=("unit_name",))
register(
    "contacted",
    zh="{how_name}联系诉求人：{summary}",
    en="Contacted the requester by {how}: {summary}",
    shape=ContactLogged,
    public=("how_name", "how", "summary"),
)
register(
    "contact_logged",
    zh="{how_name}联系诉求人（联系上：{reached}）：{summary}",
    en="Contact by {how}, reached: {reached}. {summary}",
    shape=ContactLogged,
    public=("how_name", "reached", "how"),
)
register("handling_begun", zh="开始办理：{note}", en="Handling began: {note}", shape=Begun, public=())
register(
    "case_asked",
    zh="申请{kind_name}：{reason} {basis} {unit_name} {until_at}",
    en="Asked ({kind}): {reason} {basis} {unit_name} {until_at}",
    shape=Asked,
)
register("case_granted", zh="同意{kind_name}：{decision}", en="Granted ({kind}): {decision}", shape=Decided)
register("case_refused", zh="不同意{kind_name}：{decision}", en="Refused ({kind}): {decision}", shape=Decided)
register("came_back", zh="恢复办理：{reason}", en="Handling again: {reason}", shape=Reason, public=("reason",))
register(
    "whistled",
    zh="吹哨请{unit_name}到场，{due_at} 前报告：{reason}",
    en="Whistled for {unit_name}, due {due_at}: {reason}",
    shape=Whistled,
)
register("whistle_responded", zh="{unit_name}报到：{response}", en="{unit_name} responded: {response}", shape=Responded)
register(
    "whistle_done",
    zh="{unit_name}协办完成：{response}",
    en="{unit_name} finished its part: {response}",
    shape=Responded,
)
register(
    "answer_written",
    zh="拟写答复（{outcome_name}）：{text}",
    en="Answer written ({outcome}): {text}",
    shape=AnswerWritten,
)
register("answer_withdrawn", zh="撤回答复再办：{reason}", en="Answer withdrawn: {reason}", shape=Reason)
register("delivered", zh="答复已送达{to}（{how}）", en="Delivered to {to} ({how})", shape=Delivered)
register(
    "answered",
    zh="已答复（{outcome_name}），送达诉求人（{requester_how}）和来件渠道（{door_how}）：{text}",
    en="Answered ({outcome_name}), delivered to the requester ({requester_how}) and the door ({door_how}): {text}",
    shape=Answered,
    public=("outcome_name", "requester_how", "door_how", "text"),
)
register(
    "answered_by_parts",
    zh="拆出的各件都已答复，合成一份答复（{outcome_name}）",
    en="Every part is answered, and so is the order ({outcome_name})",
    shape=Answered,
    public=("outcome_name", "text"),
)
register(
    "answered_with_parent",
    zh="主件已答复（{outcome_name}），同样告知本诉求人",
    en="Answered with its parent ({outcome_name})",
    shape=Answered,
    public=("outcome_name", "text"),
)
