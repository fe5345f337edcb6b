from __future__ import annotations

from typing import NotRequired

from xiangyue.kernel.vocabulary import Text, name_door, register

name_door("enterprise", zh="企业找我就行", en="the enterprise line")

register("firm_first_contact", "首问责任人：{holder}，跟到底", "First contact to the end: {holder}", public=("holder",))
register(
    "firm_handed_over",
    "首问责任人由{from_name}变更为{to_name}：{reason}",
    "First contact handed from {from_name} to {to_name}: {reason}",
    public=("from_name", "to_name", "reason"),
    reason=Text,
)
register(
    "firm_contacted",
    "首问联系（{how}）：{words}",
    "Contact with the firm ({how}): {words}",
    public=("how", "words"),
    words=Text,
)
register("firm_owner_named", "企业服务专员点名由{unit_name}承办", "Owner named by the steward: {unit_name}")
register("firm_material_asked", "请企业补材料：{words}", "Material asked for: {words}", public=("words",), words=Text)
register("firm_material_given", "材料已补：{words}", "Material given: {words}", public=("words",), words=Text)
register(
    "firm_planned",
    "列入计划解决，{due_on} 回来再办：{words}",
    "Planned, comes back on {due_on}: {words}",
    public=("due_on", "words"),
    words=Text,
)
register(
    "firm_plan_came_back",
    "计划解决到期，重新办理：{words}",
    "The plan's day has come: {words}",
    public=("words",),
    words=Text,
)
register("firm_plan_done", "计划事项已落实：{words}", "The plan is carried out: {words}", public=("words",), words=Text)
register(
    "firm_cannot",
    "无法解决：{words}（依据：{basis}）。可以这样：{other_ways}",
    "Cannot be solved: {words} (basis: {basis}). Instead: {other_ways}",
    public=("words", "basis", "other_ways"),
    basis=Text,
    other_ways=Text,
    words=Text,
)
register(
    "firm_cannot_told",
    "无法解决的理由已送达企业并确认：{how}",
    "The explanation was delivered and confirmed: {how}",
    public=("how",),
    how=Text,
)
register(
    "firm_escalated",
    "提级办理，报主要领导包办：{reason}",
    "Escalated to the principal leader: {reason}",
    public=("reason",),
    reason=Text,
)
# What the secretary writes to the units is theirs to read; the firm sees on its stage line that it was escalated.
register("firm_supervised", "书记本人包办督办：{text}", "Supervised by the secretary in person: {text}", text=Text)
register(
    "firm_rated",
    "企业评价：解决 {solved}；对答复{answer_name}，对解决{solution_name}。{words}",
    "The firm's word: solved {solved}; answer {answer_satisfied}, solution {solution_satisfied}. {words}",
    public=("solved", "answer_name", "solution_name", "words", "answer_satisfied", "solution_satisfied"),
    solved=bool,
    accepts_explanation=NotRequired[bool],
    heard_by_phone=NotRequired[bool],
    words=NotRequired[Text],
)
register(
    "firm_word_asked",
    "第 {attempt} 次请企业评价（{how}）：{words}",
    "Asked for its word, attempt {attempt} ({how}): {words}",
    attempt=int,
    words=Text,
)
register(
    "firm_refused_word",
    "企业拒绝评价（问过 {attempts} 次），凭据：{evidence}",
    "The firm gave no word (asked {attempts} times); evidence: {evidence}",
    public=("attempts", "evidence"),
    attempts=int,
    evidence=Text,
)
register("firm_closed", "办结：{why}", "Closed: {why}", public=("why",), why=Text)
register("firm_heard", "企业的意见已听取：{why}", "The firm's word was heard: {why}", why=Text)
register("firm_withdraws", "企业要求撤回：{why}", "The firm withdraws: {why}", public=("why",), why=Text)
register(
    "firm_rechecked",
    "撤回复核：{finding}（了结 {is_settled}）",
    "Withdrawn, looked at again: {finding} (settled {is_settled})",
    is_settled=bool,
    finding=Text,
)
