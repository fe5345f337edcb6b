"""The rows of steps in the form of a plan: read from a post, shown from a plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from xiangyue.counter.readers import Asked, day_in
from xiangyue.desks.taskforce.actions import NewStep
from xiangyue.desks.taskforce.actions.plan import STEPS_MAX, WORDS_MAX
from xiangyue.desks.taskforce.models import Plan
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Party
from xiangyue.kernel.queries import active_units
from xiangyue.lib import decimals

FIELDS = ("step_what", "step_unit", "step_on", "step_money")
MONEY_MOST = Decimal(10**10)
_EMPTY_ROWS = 3


def steps_in(asked: Asked, name: str) -> list[NewStep]:
    """A row in which nothing but a unit stands is none. Refused with the number of the row that cannot be read."""
    columns = [asked.request.POST.getlist(field)[: 2 * STEPS_MAX] for field in FIELDS]
    units = {str(one.pk): one for one in active_units(asked.town)}
    found: list[NewStep] = []
    for what, unit, on, money in zip(*columns, strict=False):
        if what.strip() or on.strip() or money.strip():
            found.append(_step(len(found) + 1, what, units.get(unit), on.strip(), money))
    return found


def _step(number: int, what: str, unit: Party | None, on: str, money: str) -> NewStep:
    if len(what) > WORDS_MAX or "\x00" in what:
        raise Refused("第 {number} 步写得太长，或有存不下的字符，请改短。", number=number)
    return NewStep(what.strip(), unit, _day(number, on), money_in(money, number))


def _day(number: int, on: str) -> date | None:
    found = day_in(on)
    if on and found is None:
        raise Refused("第 {number} 步的日期“{typed}”看不懂，请按 2024-11-05 这样填。", number=number, typed=on[:20])
    return found


def money_in(typed: str, number: int) -> Decimal | None:
    """Yuan, to the cent; None for nothing typed."""
    plain = decimals.as_typed(typed).removesuffix("元")
    if not plain:
        return None
    found = decimals.number_in(plain)
    if found is None:
        raise Refused("第 {number} 步的钱“{typed}”不是数字，请只填多少元。", number=number, typed=typed[:20])
    if not 0 <= found < MONEY_MOST or found != round(found, 2):
        raise Refused("第 {number} 步的钱要在 0 到一百亿元之间，最多两位小数。", number=number)
    return round(found, 2)


def shown(plan: Plan | None) -> list[dict[str, Any]]:
    """What stands in the rows of the form: the steps that are still to be done, and some empty ones."""
    steps = plan.steps.filter(done_at=None).order_by("number") if plan is not None else []
    rows = [
        {
            "what": one.what,
            "unit": one.unit_id,
            "on": one.due_on.isoformat(),
            "money": "" if one.money is None else decimals.plain(one.money),
        }
        for one in steps
    ]
    return rows + [{}] * min(_EMPTY_ROWS, STEPS_MAX - len(rows))
