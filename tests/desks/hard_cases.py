"""What the tests of the task force share: the town's rows for it, and a case brought to any step of its way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from cast import NOON, Cast, later
from desks.hands import dispatched, react
from django.contrib.auth.models import User

from xiangyue.desks.taskforce import actions
from xiangyue.desks.taskforce.actions import NewPlan, NewStep, NewTalk
from xiangyue.desks.taskforce.models import Check, HardCase, Meeting, OnTable, Plan, Proposal, Step, Talk
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Clock, Event, Link, Rule, Seat
from xiangyue.kernel.timekeeping import local_day

CRITERIA: dict[str, dict[str, Any]] = {
    "age": {"days": 60},
    "repeats": {"times": 3},
    "reopened": {"times": 2},
    "ledger": {},
    "history": {"words": ["历史遗留"]},
}
TERMS = {"accept": 15, "reply": 60, "extend": 30, "review_ask": 30, "review": 30, "recheck_ask": 30, "recheck": 30}
TODAY = local_day(NOON)
BEGUN = date(2023, 1, 1)


def with_taskforce(cast: Cast) -> Cast:
    """The town's rows, and a second leader."""
    rows = [("taskforce", key, value) for key, value in CRITERIA.items()]
    rows += [("petition", key, {"days": days}) for key, days in TERMS.items()]
    for kind, key, value in rows:
        Rule.objects.create(town=cast.town, kind=kind, key=key, valid_from=BEGUN, value=value, source="测试用")
    for key, holder in (("deputy", "孙镇长"), ("deputy2", "郎镇长")):
        if key not in cast.seats:
            user, lead = User.objects.create(username=key), cast.units["lead"]
            cast.seats[key] = Seat.objects.create(
                town=cast.town, unit=lead, user=user, role="leader", holder=holder, since=cast.seats["water"].since
            )
    return cast


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def taken(cast: Cast, matter: Any = None, at: Any = NOON, **more: Any) -> HardCase:
    matter = matter or dispatched(cast, at=at, title="承包地界三十年说不清", words="两家承包地界三十年说不清，年年吵。")
    told = {"topic": "land", "why": "三十年的地界纠纷", "leader": cast.seats["deputy"]} | more
    return actions.take_in(matter, **told, seat=cast.seats["reviewer"], at=at)


def a_plan(cast: Cast, **more: Any) -> NewPlan:
    steps = [
        NewStep("测绘地界并钉桩", cast.units["water"], day(10)),
        NewStep("村委会主持签订协议", cast.units["v-dayang"], day(20)),
    ]
    told = {
        "facts": "1994年分地时没有钉桩。",
        "should": "该：承包合同写着四至。",
        "can": "能：有测绘图和当年账本。",
        "how": "测绘、调解、签协议。",
        "law": "农村土地承包法第55条",
        "say": "先量清楚，再请两家签字。",
        "say_on": day(2),
        "test": "三十天没有新的争吵",
        "test_days": 30,
        "test_unit": cast.units["v-dayang"],
        "steps": steps,
    }
    return NewPlan(**(told | more))


def planned(cast: Cast, case: HardCase, at: Any = NOON, over: int = 0, who: str = "reviewer", **more: Any) -> Plan:
    return actions.write_plan(case, a_plan(cast, **more), over=over, seat=cast.seats[who], at=at)


def approved(cast: Cast, case: HardCase, at: Any = NOON, over: int = 0, **more: Any) -> Plan:
    plan = planned(cast, case, at=at, over=over, **more)
    actions.approve_plan(plan, words="", seat=cast.seats["secretary"], at=later(at, minutes=5))
    react(later(at, minutes=5))
    return plan


def reported(cast: Cast, case: HardCase, days: int = 10) -> None:
    """Every step of the approved plan, by its own unit."""
    who = {cast.units[key].pk: cast.seats[seat] for key, seat in (("water", "water"), ("v-dayang", "village"))}
    for step in Step.objects.filter(plan__case=case, plan__state="approved", done_at=None).select_related("unit"):
        actions.report_step(fresh_step(step), result="做完了", seat=who[step.unit_id], at=later(NOON, days=days))


def fresh_step(step: Step) -> Step:
    return Step.objects.select_related("unit", "plan__case__matter__town").get(pk=step.pk)


def checked(cast: Cast, case: HardCase, *days: int, holds: bool = True) -> None:
    for offset in days:
        at = later(NOON, days=offset)
        actions.check(again(case), holds=holds, words="没有再吵", seat=cast.seats["village"], at=at)


def spoke(cast: Cast, case: HardCase, offset: int, solved: bool | None = True, **more: Any) -> Any:
    told = {"on": day(offset), "who": "person", "how": "visit", "told": "界桩钉好了，协议签了。", "said": "没意见了。"}
    new = NewTalk(**(told | {"solved": solved} | more))
    return actions.talk(again(case), new, seat=cast.seats["reviewer"], at=later(NOON, days=offset))


def ready(cast: Cast, case: HardCase | None = None) -> HardCase:
    """All that closing asks for has been done, by the fortieth day."""
    case = case or taken(cast)
    approved(cast, case)
    reported(cast, case)
    checked(cast, case, 10, 40)
    spoke(cast, case, 40)
    return again(case)


def closed(cast: Cast, case: HardCase | None = None) -> HardCase:
    case = ready(cast, case)
    actions.close(case, words="界桩钉好，两家签字。", seat=cast.seats["deputy"], at=later(NOON, days=41))
    react(later(NOON, days=41))
    return again(case)


def again(case: HardCase) -> HardCase:
    """As it stands now, as a page fetches it."""
    rows = HardCase.objects.select_related("matter__town", "matter__lead_unit", "matter__requester", "leader")
    return rows.get(pk=case.pk)


TABLES: tuple[Any, ...] = (HardCase, OnTable, Proposal, Plan, Step, Meeting, Talk, Check, Event, Clock, Link)


class NothingWritten:
    """A refusal inside `with` writes nothing."""

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        return {table.__name__: list(table.objects.order_by("pk").values()) for table in TABLES}

    def __enter__(self) -> None:
        self.before = self.rows()

    def __exit__(self, *error: Any) -> None:
        assert self.rows() == self.before


def refused(match: str, kind: type[Exception] = Refused) -> Any:
    return pytest.raises(kind, match=match)
