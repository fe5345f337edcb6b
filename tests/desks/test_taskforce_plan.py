"""The plan of a hard case: what may be wrong with it, who approves it, what follows from it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from cast import NOON
from hands import told
from hard_cases import NothingWritten, a_plan, again, approved, day, planned, refused, taken, with_taskforce

from xiangyue.desks.handling.models import Case
from xiangyue.desks.taskforce import actions, queries
from xiangyue.desks.taskforce.actions import NewStep
from xiangyue.desks.taskforce.models import Plan, Step
from xiangyue.kernel.errors import NotAllowed, StaleMove
from xiangyue.kernel.models import Clock, Event
from xiangyue.kernel.queries import verify


@pytest.fixture
def town(cast):
    return with_taskforce(cast)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"should": ""}, "该不该"),
        ({"facts": "长" * 4001}, "4000"),
        ({"steps": []}, "至少要有一步"),
        ({"steps": [("测绘", "water", -1)]}, "收案那天"),
        ({"steps": [("测绘", "water", None)]}, "哪天做完"),
        ({"steps": [("", "water", 3)]}, "做什么"),
        ({"steps": [("测绘", "", 3)]}, "在用的单位"),
        ({"steps": [("测绘", "water", 3)] * 21}, "最多 20 步"),
        ({"say_on": day(-2)}, "告诉诉求人的日子"),
        ({"test_days": -1}, "天数"),
        ({"test_days": 731}, "天数"),
        ({"test_unit": "roads"}, "主办单位自己"),
        ({"test_unit": ""}, "哪个单位确认"),
    ],
)
def test_what_is_wrong_with_a_plan(town, more, says):
    case = taken(town)
    if "steps" in more:
        steps = [
            NewStep(what, town.units.get(unit), None if offset is None else day(offset))
            for what, unit, offset in more["steps"]
        ]
        more = {"steps": steps}
    if "test_unit" in more:
        more = {"test_unit": town.units.get(more["test_unit"])}
    with refused(says), NothingWritten():
        planned(town, case, **more)


def test_a_plan_is_approved_by_another_person_and_never_edited(town):
    case = taken(town)
    mine = planned(town, case)
    Plan.objects.filter(pk=mine.pk).update(written_by=town.seats["secretary"])
    with refused("不能自己审定", NotAllowed), NothingWritten():
        plan = queries.plan_for(town.seats["secretary"], mine.pk)
        actions.approve_plan(plan, words="", seat=town.seats["secretary"], at=NOON)
    first = approved(town, case, over=1, change="写细了")
    with refused("改了什么"), NothingWritten():
        planned(town, again(case), over=2)
    approved(town, again(case), over=2, change="村里要求先签协议", how="先签协议再测绘")
    assert [one.state for one in case.plans.order_by("version")] == ["replaced", "replaced", "approved"]
    assert Plan.objects.get(pk=first.pk).how == "测绘、调解、签协议。"
    assert told(case.matter, "hard_planned")["change"] == "村里要求先签协议"
    assert not Clock.objects.filter(
        owner__in=[f"taskforce.step:{one.pk}" for one in first.steps.all()], stopped_at=None
    )
    assert Clock.objects.filter(owner__startswith="taskforce.step", stopped_at=None).count() == 2
    assert list(verify(town.town)) == []


def test_who_wrote_over_an_older_version_is_told(town):
    case = taken(town)
    planned(town, case)
    with refused("新的一版", StaleMove), NothingWritten():
        planned(town, again(case))
    with refused("新的一版", StaleMove), NothingWritten():
        planned(town, again(case), over=0)


def test_a_returned_plan_is_written_again(town):
    case, secretary = taken(town), town.seats["secretary"]
    plan = planned(town, case)
    with refused("哪里要改"), NothingWritten():
        actions.return_plan(plan, words="", seat=secretary, at=NOON)
    actions.return_plan(plan, words="缺依据", seat=secretary, at=NOON)
    with refused("刚刚被审过", StaleMove), NothingWritten():
        actions.approve_plan(queries.plan_for(secretary, plan.pk), words="", seat=secretary, at=NOON)
    planned(town, again(case), over=1, change="补了依据")
    assert Plan.objects.get(state="draft").version == 2


def test_the_units_of_a_plan_are_whistled_for_once(town):
    case = taken(town)
    approved(town, case)
    approved(town, again(case), over=1, change="改了期限")
    whistles = Case.objects.filter(kind="whistle").order_by("unit__code")
    assert [one.unit.code for one in whistles] == ["v-dayang", "water"]
    assert {one.asked_by for one in whistles} == {town.seats["secretary"]}


def test_a_step_is_reported_once_by_its_own_unit(town):
    case = taken(town)
    approved(town, case)
    step = queries.step_for(town.seats["water"], Step.objects.order_by("number")[0].pk)
    with refused("不能代报", NotAllowed), NothingWritten():
        actions.report_step(step, result="做完了", seat=town.seats["village"], at=NOON)
    actions.report_step(step, result="做完了", seat=town.seats["water"], at=NOON)
    with refused("已经报过", StaleMove), NothingWritten():
        actions.report_step(
            queries.step_for(town.seats["water"], step.pk), result="再报", seat=town.seats["water"], at=NOON
        )
    stopped = Clock.objects.get(owner=f"taskforce.step:{step.pk}")
    assert stopped.stopped_at == NOON


@pytest.mark.parametrize("typed", ["一千二", "１２.３４５", "-3", "1e99", "NaN", "99999999999"])
def test_money_that_is_no_number_is_told_with_its_row(town, typed):
    case, client = taken(town), town.client("reviewer")
    plan = a_plan(town)
    form = {name: getattr(plan, name) for name in ("facts", "should", "can", "how", "law", "say", "test", "test_days")}
    form |= {"say_on": day(2).isoformat(), "test_unit": plan.test_unit.pk, "over": 0, "step_what": "测绘"}
    form |= {"step_unit": town.units["water"].pk, "step_on": day(3).isoformat(), "step_money": typed}
    answer = client.post(f"/taskforce/{case.matter.number}/plan", form, headers={"accept": "application/json"})
    assert answer.status_code in (400, 409, 422) and "第 1 步" in answer.json()["says"]
    assert not Plan.objects.exists()


def test_money_is_kept_to_the_cent(town):
    approved(town, taken(town), steps=[NewStep("测绘", town.units["water"], day(3), Decimal("1200.50"))])
    assert Step.objects.get().money == Decimal("1200.50")
    assert "1200.5 元" in Event.objects.with_texts().get(name="hard_planned").told["steps"]
