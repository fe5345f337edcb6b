"""When a matter is proposed as a hard case, when its exit test holds, and the terms of a petition. Plain Python.

Rows of kind "taskforce" propose, each by its key: age {"days"}, repeats {"times"}, reopened {"times"}, ledger {},
history {"words": […]}. Rows of kind "petition" give the days of a term: {"days"} (信访工作条例 art. 22-23, 34-36).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from xiangyue.lib.decimals import is_whole
from xiangyue.lib.marking import marked as _

CRITERION, PETITION = "taskforce", "petition"
REASONS = {
    "age": _("久拖未决"),
    "repeats": _("反复诉求"),
    "reopened": _("多次重办"),
    "ledger": _("已经挂账"),
    "history": _("历史遗留"),
    "chosen": _("提请研究"),
}
TOPICS = {
    "land": _("土地纠纷"),
    "family": _("家庭矛盾"),
    "housing": _("宅基地和房屋"),
    "money": _("钱款和补偿"),
    "neighbours": _("邻里纠纷"),
    "other": _("其他"),
}
# In the order in which a petition goes through them.
TERMS = {
    "accept": _("受理告知"),
    "reply": _("办结答复"),
    "review_ask": _("申请复查"),
    "review": _("复查意见"),
    "recheck_ask": _("申请复核"),
    "recheck": _("复核意见"),
}
ASKED = ("review_ask", "recheck_ask")  # the person's own: nobody owes anything
EXTENSION = "extend"  # the row of the days by which `reply` may be put off once


@dataclass(frozen=True)
class Standing:
    """What is known of a matter that may be a hard one. `same_person`: how many matters its requester has raised."""

    received_on: date
    same_person: int
    reopened: int
    on_ledger: bool
    words: str


def reasons_for(standing: Standing, criteria: Mapping[str, Mapping[str, Any]], today: date) -> list[str]:
    """The keys of the criteria that it meets, in the order of `REASONS`; those that the town has no row for never."""
    met = {
        "age": lambda row: (today - standing.received_on).days >= row["days"],
        "repeats": lambda row: standing.same_person >= row["times"],
        "reopened": lambda row: standing.reopened >= row["times"],
        "ledger": lambda row: standing.on_ledger,
        "history": lambda row: any(word in standing.words for word in row["words"]),
    }
    return [key for key in REASONS if key in met and key in criteria and met[key](criteria[key])]


@dataclass(frozen=True)
class Look:
    """One look at a case by whoever confirms its exit test."""

    on: date
    holds: bool


def held_since(looks: Sequence[Look]) -> date | None:
    """The first of the unbroken run of looks that the latest belongs to; None where the latest found that it does
    not hold, or nobody has looked.
    """
    since = None
    for look in sorted(looks, key=lambda one: one.on):
        since = (since or look.on) if look.holds else None
    return since


def held_for(looks: Sequence[Look]) -> int:
    """Days between the first and the last look of that run; what nobody has looked at since is not held."""
    since = held_since(looks)
    return (max(look.on for look in looks) - since).days if since is not None else 0


def exit_holds(looks: Sequence[Look], days: int) -> bool:
    return held_since(looks) is not None and held_for(looks) >= days


def term_after(term: str) -> str:
    """ "" after the last: the same facts are not taken up as a petition again (art. 36)."""
    names = list(TERMS)
    return (names + [""])[names.index(term) + 1]


def due_after(since: date, days: int) -> date:
    """Calendar days; the day from which they are counted is not one of them."""
    return since + timedelta(days=days)


def wrong_criterion(key: str, value: Mapping[str, object]) -> str:
    if key not in REASONS or key == "chosen":
        return f"没有“{key}”这一条收案标准"
    if key == "history":
        words = value.get("words")
        fits = isinstance(words, list) and bool(words) and all(isinstance(one, str) and one for one in words)
        return "" if fits else "words 要列出历史遗留的用词"
    wanted = {"age": "days", "repeats": "times", "reopened": "times"}.get(key, "")
    return f"{wanted} 要是正整数" if wanted and not is_whole(value.get(wanted)) else ""


def wrong_term(key: str, value: Mapping[str, object]) -> str:
    if key not in TERMS and key != EXTENSION:
        return f"信访没有“{key}”这一步"
    return "" if is_whole(value.get("days")) else "days 要是正整数"
