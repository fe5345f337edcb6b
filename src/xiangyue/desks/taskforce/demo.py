"""专班 in 2024 (S19, S20): thirteen old cases settled, each by its plan; others studied, carried out, rested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from xiangyue.desks.taskforce import actions
from xiangyue.desks.taskforce.actions import NewPlan, NewStep, NewTalk, OldCase
from xiangyue.desks.taskforce.demo_texts import OLD, TOPICS, Old
from xiangyue.desks.taskforce.models import HardCase, Plan, Step
from xiangyue.kernel.models import Category, Party, Seat
from xiangyue.kernel.storytelling import Part, Scene, at_hour
from xiangyue.kernel.timekeeping import local_day

LEADERS = ("zhenzhang", "fenguan1", "fenguan2")
_CLERK, _CHIEF = "shenhe", "shuji"


@dataclass(frozen=True)
class Told:
    """One case with its people, and how far the present lets it go."""

    scene: Scene
    old: Old
    case: HardCase
    village: Party
    leader: Seat

    @property
    def clerk(self) -> Seat:
        return self.scene.seats[_CLERK]

    def at(self, days: int, hour: int = 10) -> datetime:
        return at_hour(self.old.day + timedelta(days=days), hour)

    def fresh(self) -> HardCase:
        rows = HardCase.objects.select_related("matter__town", "matter__lead_unit", "matter__requester", "leader")
        return rows.get(pk=self.case.pk)


def play(scene: Scene) -> None:
    catalogue = {row.code: row for row in Category.objects.filter(town=scene.town, valid_to=None)}
    told = OLD if scene.scale >= 1 else (*OLD[:2], *OLD[-3:])  # one of each end, in a small town
    for number, old in enumerate(told):
        _follow(_begin(scene, old, number, catalogue[old.category]))


def _begin(scene: Scene, old: Old, number: int, category: Category) -> Told:
    village, leader = scene.units[old.village], scene.seats[LEADERS[number % len(LEADERS)]]
    assert category.lead_unit is not None  # the catalogue names one for each of these
    new = OldCase(
        old.words,
        category,
        category.lead_unit,
        place=village.place,
        name=old.name,
        phone=scene.phone(),
        request_id=f"demo-hard-case-{number:04d}",
    )
    at = at_hour(old.day, 9, number)
    made = actions.write_down_old(
        scene.town, new, topic=old.topic, why=old.why, leader=leader, seat=scene.seats[_CLERK], at=at
    )
    scene.react(at)
    return Told(scene, old, made, village, leader)


def _follow(told: Told) -> None:
    old = told.old
    if old.ends == "open":  # it is a petition too, whose first term runs
        actions.open_petition(told.fresh(), received_on=local_day(told.at(0)), seat=told.clerk, at=told.at(0, 16))
        return
    scene, matter = told.scene, told.case.matter
    scene.answer(matter, text="这件事由专班一案一策办理，分步骤落实。", outcome="planned", at=told.at(1))
    _plan(told)
    _meet(told)
    if old.ends == "acting":
        _report(told, steps=1)
        return
    if old.ends == "resting":
        _rest(told)
        return
    _report(told, steps=2)
    for days in (30, 30 + old.test_days):
        actions.check(told.fresh(), holds=True, words=old.test, seat=_of(scene, told.village), at=told.at(days))
    end = 31 + old.test_days
    _talk(told, end, "事情办成了，协议和单据都交给您一份。", "没有意见了，谢谢。", solved=True)
    actions.close(told.fresh(), words=old.settled, seat=told.leader, at=told.at(end, 15))
    scene.say_yes(matter, at=told.at(end, 17), words="拖了这么多年，总算办好了。")


def _plan(told: Told) -> Plan:
    old, law = told.old, TOPICS[told.old.topic]
    day = local_day(told.at(0))
    new = NewPlan(
        facts=f"{old.words}经查阅账本、走访双方和村委会，情况属实。",
        should=law.should,
        can=law.can,
        how=old.how,
        law=law.law,
        say=f"先说清政策，再说步骤：{old.how}",
        say_on=day + timedelta(days=3),
        test=old.test,
        test_days=old.test_days,
        test_unit=told.village,
        steps=_steps(told, day),
    )
    plan = actions.write_plan(told.fresh(), new, over=0, seat=told.clerk, at=told.at(2))
    approved = actions.approve_plan(
        plan, words="照此办，到期要见结果。", seat=told.scene.seats[_CHIEF], at=told.at(2, 17)
    )
    told.scene.react(told.at(2, 17))
    return approved


def _steps(told: Told, day: date) -> list[NewStep]:
    office = told.scene.units[told.old.office]
    money = Decimal(told.old.money) if told.old.money else None
    return [
        NewStep(told.old.first, office, day + timedelta(days=20), money),
        NewStep("村委会主持，双方到场签字确认", told.village, day + timedelta(days=28)),
    ]


def _meet(told: Told) -> None:
    actions.meet(
        told.fresh(),
        on=local_day(told.at(5)),
        present=f"{told.leader.holder}、承办单位、村委会",
        minutes=f"逐条核对证据，商定：{told.old.how}",
        decided=told.old.how,
        seat=told.clerk,
        at=told.at(5),
    )


def _report(told: Told, *, steps: int) -> None:
    rows = Step.objects.filter(plan__case=told.case).select_related("unit", "plan__case__matter__town")
    for step in rows.order_by("number")[:steps]:
        seat = _of(told.scene, step.unit)
        actions.report_step(step, result="已按方案完成，材料入卷。", seat=seat, at=told.at(15 + 10 * step.number))
    told.scene.react(told.at(26))


def _of(scene: Scene, unit: Party) -> Seat:
    return next(
        seat for seat in scene.seats.values() if seat.unit_id == unit.pk and seat.role in ("handler", "village")
    )


def _talk(told: Told, days: int, words: str, said: str, *, solved: bool | None) -> None:
    new = NewTalk(local_day(told.at(days)), "person", "visit", words, said, solved)
    actions.talk(told.fresh(), new, seat=told.clerk, at=told.at(days, 14))


def _rest(told: Told) -> None:
    _talk(told, 8, "批复没有下来以前，这块地确权不了，政策原文给您看了。", "道理听明白了，等批复。", solved=False)
    until = told.scene.now.date() + timedelta(days=60)
    words = "等国土空间规划批复，批复前不能确权，已当面解释并留存书面说明。"
    actions.rest(told.fresh(), until=until, words=words, seat=told.leader, at=told.at(9))


PART = Part(plays=play)
