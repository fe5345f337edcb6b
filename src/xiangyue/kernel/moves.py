"""The life of a matter as plain data: which state may follow which, and why where the arrow is odd.

Source of the states: field rules, section 10. The page `docs/states.md` is drawn from these tables.
"""

from __future__ import annotations

from typing import NamedTuple

STATES: dict[str, tuple[str, str]] = {
    "received": ("待分类", "Received"),
    "sorted": ("待派单", "Sorted"),
    "disposed": ("已分流处置", "Disposed"),
    "dispatched": ("待签收", "Dispatched"),
    "objected": ("退单审核中", "Objected"),
    "signed": ("已签收", "Signed"),
    "contacted": ("已联系", "Contacted"),
    "handling": ("办理中", "Handling"),
    "suspended": ("已中止", "Suspended"),
    "on_ledger": ("挂账", "On the ledger"),
    "answer_ready": ("待反馈", "Answer ready"),
    "answered": ("已反馈", "Answered"),
    "awaiting_callback": ("待回访", "Awaiting call-back"),
    "called_back": ("已回访", "Called back"),
    "reopened": ("重办", "Reopened"),
    "merged": ("已并案", "Merged"),
    "in_parts": ("已拆分", "In parts"),
    "closed": ("已办结", "Closed"),
}

# States in which nobody owes anything more; a matter in one of them has closed_at set.
ENDED = frozenset({"disposed", "closed"})
# States in which a unit owes the next deed.
WITH_UNIT = frozenset(
    {"dispatched", "objected", "signed", "contacted", "handling", "suspended", "on_ledger", "answer_ready", "reopened"}
)


class Arrow(NamedTuple):
    """`why` is empty for the main line; every other arrow says why it exists."""

    frm: str
    to: str
    why: str = ""


ARROWS: tuple[Arrow, ...] = (
    Arrow("received", "sorted"),
    Arrow("sorted", "dispatched"),
    Arrow("sorted", "disposed"),
    Arrow("dispatched", "signed"),
    Arrow("signed", "contacted"),
    Arrow("contacted", "handling"),
    Arrow("handling", "answer_ready"),
    Arrow("answer_ready", "answered"),
    Arrow("answered", "awaiting_callback"),
    Arrow("awaiting_callback", "called_back"),
    Arrow("called_back", "closed"),
    Arrow("received", "dispatched", "种类和地点一目了然时直接派单（条例第12条：权属清楚的直派）"),
    Arrow("received", "disposed", "紧急转 110/119/120/122 等情形，接到即分流，不等分类（条例第11条）"),
    Arrow("received", "closed", "历史工单随导出文件带着上级的办结结果进来只入账；或诉求人在分类前自己撤回"),
    Arrow("disposed", "sorted", "分流处置有误，撤回重新分类"),
    Arrow("signed", "dispatched", "签收点错了，一分钟内、还没有别的动作时由本人撤回"),
    Arrow("dispatched", "sorted", "派单有误，承办单位签收前由调度员撤回"),
    Arrow("dispatched", "objected", "单位认为不属于本单位职责，附依据、理由和建议单位退单（条例第12条）"),
    Arrow("signed", "objected", "签收后核实才发现不属于本单位职责"),
    Arrow("objected", "sorted", "退单成立，回到调度台改派"),
    Arrow("objected", "signed", "退单不成立，原单位须继续办理（首接负责制，条例第14条）"),
    Arrow("signed", "handling", "匿名或联系方式无效，无法先行联系"),
    Arrow("signed", "answer_ready", "签收时事情已解决，直接拟写答复"),
    Arrow("contacted", "answer_ready", "联系时当场解决"),
    Arrow("dispatched", "answered", "当场办结：签收、联系、答复是同一个动作，两处反馈仍须齐全（条例第15条）"),
    Arrow("signed", "answered", "当场办结，两处反馈齐全"),
    Arrow("contacted", "answered", "当场办结，两处反馈齐全"),
    Arrow("handling", "answered", "答复一次送达两处，不经过待反馈"),
    Arrow("answer_ready", "handling", "送达之前发现答复不妥，撤回再办"),
    Arrow("contacted", "suspended", "有批准的中止理由"),
    Arrow("handling", "suspended", "有批准的中止理由"),
    Arrow("suspended", "handling", "中止理由消失或到期，恢复办理"),
    Arrow("contacted", "on_ledger", "短期内确实无法解决，经批准挂账，到期自动回来"),
    Arrow("handling", "on_ledger", "短期内确实无法解决，经批准挂账，到期自动回来"),
    Arrow("on_ledger", "handling", "挂账到期或条件具备，恢复办理"),
    Arrow("called_back", "reopened", "诉求人说没有解决：办结不等于解决"),
    Arrow("awaiting_callback", "reopened", "回访之前诉求人自己回来说没有解决"),
    Arrow("closed", "reopened", "在规定期限内诉求人要求重办"),
    Arrow("reopened", "dispatched", "换一个单位重办"),
    Arrow("reopened", "handling", "原单位接着办"),
    Arrow("received", "merged", "多人同一事：并入主件一起办，每个人仍各自答复和回访"),
    Arrow("sorted", "merged", "多人同一事：并入主件一起办，每个人仍各自答复和回访"),
    Arrow("dispatched", "merged", "派单后发现与在办件是同一事"),
    Arrow("signed", "merged", "签收后发现与在办件是同一事"),
    Arrow("contacted", "merged", "联系后发现与在办件是同一事"),
    Arrow("handling", "merged", "办理中发现与在办件是同一事"),
    Arrow("merged", "sorted", "并案有误，拆分出来单独办"),
    Arrow("merged", "answered", "主件已答复，并案的每个人各得一份答复"),
    Arrow("received", "in_parts", "一件里说了几件事：拆开各派各的单位，各走各的时限"),
    Arrow("sorted", "in_parts", "一件里说了几件事：拆开各派各的单位，各走各的时限"),
    Arrow("in_parts", "answered", "拆出的各件都答复了，合成一份答复"),
    *(
        Arrow(state, "sorted", "反映的就是主办单位，或者主办单位没有人不需要回避：收回改派")
        for state in ("signed", "contacted", "handling")
    ),
    Arrow("in_parts", "sorted", "拆分有误，各单位都还没有签收时撤回"),
    *(
        Arrow(state, "closed", "上级同意退单，把工单收回，本镇不再办理")
        for state in ("objected", "suspended", "on_ledger", "answer_ready")
    ),
    *(
        Arrow(state, "closed", "诉求人自己撤回，没有别人跟进同一件事；或上级同意退单收回")
        for state in ("sorted", "dispatched", "signed", "contacted", "handling", "reopened", "merged", "in_parts")
    ),
)

_LEGAL = frozenset((arrow.frm, arrow.to) for arrow in ARROWS)

# Cases beside the main line: each is a row of its own with who, why and when; the matter's own state stays.
SIDE_ARROWS: dict[str, tuple[Arrow, ...]] = {
    "objection": (Arrow("open", "upheld"), Arrow("open", "refused")),
    "extension": (Arrow("asked", "granted"), Arrow("asked", "refused")),
    "suspension": (
        Arrow("asked", "granted"),
        Arrow("asked", "refused"),
        Arrow("granted", "ended", "到期或理由消失，恢复办理并重新计时"),
    ),
    "ledger": (
        Arrow("asked", "granted"),
        Arrow("asked", "refused"),
        Arrow("granted", "ended", "到期自动回来，或条件具备提前恢复"),
    ),
    "whistle": (
        Arrow("blown", "responded"),
        Arrow("responded", "done"),
        Arrow("blown", "done", "到场即办完，响应和结果一并报告"),
    ),
    "escalation": (Arrow("asked", "answered"),),
    "unreasonable": (
        Arrow("asked", "confirmed", "由人作出决定，系统从不自动认定（个人信息保护法第24条）"),
        Arrow("asked", "refused"),
    ),
    "score_appeal": (Arrow("asked", "upheld"), Arrow("asked", "refused")),
}


def is_legal(frm: str, to: str) -> bool:
    return (frm, to) in _LEGAL


def is_legal_side(case: str, frm: str, to: str) -> bool:
    return any(arrow.frm == frm and arrow.to == to for arrow in SIDE_ARROWS[case])


def label(state: str, language: str = "zh") -> str:
    zh, en = STATES.get(state, (state, state))
    return en if language.startswith("en") else zh
