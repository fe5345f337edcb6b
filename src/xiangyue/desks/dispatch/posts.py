"""What the dispatcher does with a matter, and with many."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiangyue.counter.posts import Post, address_in, numbered, on
from xiangyue.counter.readers import CATEGORY, MATTERS, TEXT, UNIT, WHY_BACK, Asked, Form, Reader, named, needed
from xiangyue.desks.dispatch import actions
from xiangyue.desks.dispatch.forms import SendForm
from xiangyue.insight.sorter.queries import Sorter
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Category, Matter, Party, Place, Seat
from xiangyue.kernel.timekeeping import local_day


def send(matter: Matter, *, suggestion: str, seat: Seat, at: datetime, **chosen: Any) -> Any:
    suggested = suggestion == chosen["category"].code
    return actions.send(matter, **chosen, suggested=suggested, seat=seat, at=at)


def merge(child: Matter, *, parent: str, reason: str, seat: Seat, at: datetime) -> Any:
    """Under the parent of this number; every caller is kept."""
    return actions.merge(child, parent=matter_for(seat, parent), reason=reason, seat=seat, at=at)


def send_many(town: Place, *, matters: list[Matter], unit: Party, seat: Seat, at: datetime) -> list[Any]:
    """Those that were ticked, each on its own; what was refused is told with its reason. What nobody has classed goes
    as it is suggested only where the suggestion is sure.
    """
    if not matters:
        raise Refused("请先勾选事项，再选一个主办单位。")
    today = local_day(at)
    sorter, outcomes = Sorter(town, today), []
    catalogue = {one.code: one for one in Category.objects.on(today).filter(town=town)}
    for matter in matters:
        found = sorter.suggest(matter)
        category = matter.category or (catalogue.get(found.category) if found.sure else None)
        outcomes += actions.send_many([matter], unit=unit, seat=seat, at=at, category=category)
    return outcomes


def asks(asked: Asked, name: str) -> list[kernel.Ask]:
    """The rows of the form that have words; each needs its category and its unit."""
    told = []
    for number in range(1, kernel.PARTS_MAX + 1):
        if words := asked.typed(f"words{number}"):
            category, unit = CATEGORY(asked, f"category{number}"), UNIT(asked, f"unit{number}")
            if category is None or unit is None:
                raise Refused("第 {number} 件还没有选类别或主办单位。", number=number)
            told.append(kernel.Ask(words, category, unit))
    return told


def _sent(asked: Asked, result: Any) -> str:
    unit = asked.subject.lead_unit
    return gettext("%(number)s 已派给%(unit)s，在“刚派出”里可以撤回。") % {
        "number": asked.subject.number,
        "unit": unit.title if unit else "",
    }


def _sent_many(asked: Asked, outcomes: list[Any]) -> str:
    refused = [one for one in outcomes if one.says]
    for one in refused[:5]:
        messages.error(asked.request, f"{one.matter.number}：{one.says}")
    done = len(outcomes) - len(refused)
    unit = UNIT(asked, "unit")
    return gettext("%(n)s 件已派给%(unit)s。") % {"n": done, "unit": unit.title} if done else ""


def _merged(asked: Asked, result: Any) -> str:
    told = {"child": asked.subject.number, "parent": asked.typed("parent")}
    return gettext("%(child)s 已并入 %(parent)s，诉求人仍会单独答复和回访。") % told


def _desk(asked: Asked, **address: str) -> str:
    number = address.get("number", "")
    return reverse("dispatch:desk") + (f"?m={number}" if number else "")


def _following(asked: Asked, result: Any) -> str:
    """The next matter of the list that the form names; the desk where it names none."""
    return address_in(asked.request, "following") or reverse("dispatch:desk")


DO = "dispatch.dispatch"
_SEND: dict[str, Reader] = {"suggestion": named("suggested", TEXT), "": Form(SendForm)}
_UNIT = needed(UNIT, "请先勾选事项，再选一个主办单位。")
POSTS = [
    *on(
        "",
        back=_desk,
        rows=(
            Post(
                "send_many",
                DO,
                send_many,
                {"unit": _UNIT, "matters": named("matter", MATTERS)},
                _sent_many,
                address="many",
            ),
        ),
    ),
    *on(
        "<str:number>",
        fetch=matter_for,
        back=_desk,
        rows=(
            Post("send", DO, send, _SEND, _sent, address="dispatch", undo="take_back", to=_following),
            Post(
                "take_back",
                DO,
                actions.take_back,
                {"reason": WHY_BACK},
                numbered(_("%(number)s 已撤回，回到待派单。")),
                address="dispatch/taken-back",
            ),
            Post(
                "dispose",
                DO,
                actions.dispose,
                {"code": TEXT, "told": TEXT},
                numbered(_("%(number)s 已分流处置。")),
                address="disposal",
                undo="undo_disposal",
            ),
            Post(
                "undo_disposal",
                DO,
                actions.undo_disposal,
                {"reason": WHY_BACK},
                numbered(_("%(number)s 回到待派单。")),
                address="disposal/undone",
                to=lambda asked, result: reverse("handling:matter", args=[asked.subject.number]),
            ),
            Post(
                "split",
                DO,
                actions.split,
                {"asks": asks},
                numbered(_("%(number)s 已拆开，各派各的单位。")),
                address="parts",
                undo="reunite",
            ),
            Post(
                "reunite",
                DO,
                actions.reunite,
                {"reason": WHY_BACK},
                numbered(_("%(number)s 已撤回拆分，回到待派单。")),
                address="parts/undone",
            ),
            Post("merge", DO, merge, {"parent": TEXT, "reason": TEXT}, _merged, address="parent", undo="unmerge"),
            Post(
                "unmerge",
                DO,
                actions.unmerge,
                {"reason": WHY_BACK},
                numbered(_("%(number)s 已拆分，回到待派单。")),
                address="parent/undone",
            ),
        ),
    ),
]
