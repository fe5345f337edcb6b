from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict

from xiangyue.kernel.vocabulary import name_door, register


class FirstContact(TypedDict):
    holder: str


class HandedOver(TypedDict):
    from_name: str
    to_name: str
    reason: str


class Contacted(TypedDict):
    how: str
    words: str


class OwnerNamed(TypedDict):
    unit_name: str


class Words(TypedDict):
    words: str


class Planned(TypedDict):
    words: str
    due_on: str


class Cannot(TypedDict):
    words: str
    basis: str
    other_ways: str


class Told(TypedDict):
    how: str


class Escalated(TypedDict):
    reason: str


class Supervised(TypedDict):
    text: str


class Rated(TypedDict):
    answer_satisfied: str
    answer_name: str
    solution_satisfied: str
    solution_name: str
    solved: bool
    accepts_explanation: NotRequired[bool]
    heard_by_phone: NotRequired[bool]
    words: NotRequired[str]


class WordAsked(TypedDict):
    attempt: int
    how: str
    words: str


class RefusedWord(TypedDict):
    attempts: int
    evidence: str


class Why(TypedDict):
    why: str


class Rechecked(TypedDict):
    finding: str
    is_settled: bool


name_door("enterprise", zh="企业找我就行", en="the enterprise line")

register(
    "firm_first_contact",
    zh="首问责任人：{holder}，跟到底",
    en="First contact to the end: {holder}",
    shape=FirstContact,
    public=("holder",),
)
register(
    "firm_handed_over",
    zh="首问责任人由{from_name}变更为{to_name}：{reason}",
    en="First contact handed from {from_name} to {to_name}: {reason}",
    shape=HandedOver,
    public=("from_name", "to_name", "reason"),
)
register(
    "firm_contacted",
    zh="首问联系（{how}）：{words}",
    en="Contact with the firm ({how}): {words}",
    shape=Contacted,
    public=("how", "words"),
)
register(
    "firm_owner_named",
    zh="企业服务专员点名由{unit_name}承办",
    en="Owner named by the steward: {unit_name}",
    shape=OwnerNamed,
)
register(
    "firm_material_asked", zh="请企业补材料：{words}", en="Material asked for: {words}", shape=Words, public=("words",)
)
register("firm_material_given", zh="材料已补：{words}", en="Material given: {words}", shape=Words, public=("words",))
register(
    "firm_planned",
    zh="列入计划解决，{due_on} 回来再办：{words}",
    en="Planned, comes back on {due_on}: {words}",
    shape=Planned,
    public=("due_on", "words"),
)
register(
    "firm_plan_came_back",
    zh="计划解决到期，重新办理：{words}",
    en="The plan's day has come: {words}",
    shape=Words,
    public=("words",),
)
register(
    "firm_plan_done",
    zh="计划事项已落实：{words}",
    en="The plan is carried out: {words}",
    shape=Words,
    public=("words",),
)
register(
    "firm_cannot",
    zh="无法解决：{words}（依据：{basis}）。可以这样：{other_ways}",
    en="Cannot be solved: {words} (basis: {basis}). Instead: {other_ways}",
    shape=Cannot,
    public=("words", "basis", "other_ways"),
)
register(
    "firm_cannot_told",
    zh="无法解决的理由已送达企业并确认：{how}",
    en="The explanation was delivered and confirmed: {how}",
    shape=Told,
    public=("how",),
)
register(
    "firm_escalated",
    zh="提级办理，报主要领导包办：{reason}",
    en="Escalated to the principal leader: {reason}",
    shape=Escalated,
    public=("reason",),
)
# What the secretary writes to the units is theirs to read; the firm sees on its stage line that it was escalated.
register(
    "firm_supervised",
    zh="书记本人包办督办：{text}",
    en="Supervised by the secretary in person: {text}",
    shape=Supervised,
)
register(
    "firm_rated",
    zh="企业评价：解决 {solved}；对答复{answer_name}，对解决{solution_name}。{words}",
    en="The firm's word: solved {solved}; answer {answer_satisfied}, solution {solution_satisfied}. {words}",
    shape=Rated,
    public=("solved", "answer_name", "solution_name", "words", "answer_satisfied", "solution_satisfied"),
)
register(
    "firm_word_asked",
    zh="第 {attempt} 次请企业评价（{how}）：{words}",
    en="Asked for its word, attempt {attempt} ({how}): {words}",
    shape=WordAsked,
)
register(
    "firm_refused_word",
    zh="企业拒绝评价（问过 {attempts} 次），凭据：{evidence}",
    en="The firm gave no word (asked {attempts} times); evidence: {evidence}",
    shape=RefusedWord,
    public=("attempts", "evidence"),
)
register("firm_closed", zh="办结：{why}", en="Closed: {why}", shape=Why, public=("why",))
register("firm_heard", zh="企业的意见已听取：{why}", en="The firm's word was heard: {why}", shape=Why)
register("firm_withdraws", zh="企业要求撤回：{why}", en="The firm withdraws: {why}", shape=Why, public=("why",))
register(
    "firm_rechecked",
    zh="撤回复核：{finding}（了结 {is_settled}）",
    en="Withdrawn, looked at again: {finding} (settled {is_settled})",
    shape=Rechecked,
)
