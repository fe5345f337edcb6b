"""四议两公开: each step is locked until the one before is complete; no other way leads round them."""

from __future__ import annotations

from datetime import date

import pytest
from council_people import EVENING, SCAN, again, called, decided, held, member, raised, with_law

from xiangyue.desks.council import actions as council
from xiangyue.desks.council.models import Step
from xiangyue.kernel import proofs
from xiangyue.kernel.errors import Refused, StaleMove


@pytest.fixture
def law(cast, own_media):
    with_law(cast)
    return cast


STEP = {"words": "同意提交。", "file": SCAN, "members": 9, "present": 9, "yes": 9}


def take(cast, topic, number, day=date(2026, 1, 12), **more):
    told = STEP | {"number": number, "day": day} | more
    return council.take_step(again(topic), **told, seat=cast.seats["village"], at=EVENING)


@pytest.fixture
def procedure(law):
    return raised(law, is_procedure=True, source="secretary")


def test_each_step_is_locked_until_the_one_before_is_complete(law, procedure):
    with pytest.raises(Refused, match="第 2 步还锁着：先把第 1 步（党支部提议）"):
        take(law, procedure, 2)
    with pytest.raises(Refused, match="要附上"):
        take(law, procedure, 1, file=None)
    with pytest.raises(Refused, match="票数对不上"):
        take(law, procedure, 1, yes=8)
    with pytest.raises(Refused, match="日期还没有到"):
        take(law, procedure, 1, day=date(2026, 2, 1))
    take(law, procedure, 1)
    with pytest.raises(StaleMove, match="已经登记过"):
        take(law, procedure, 1)
    with pytest.raises(Refused, match="早于上一步"):
        take(law, procedure, 2, day=date(2026, 1, 11))
    take(law, procedure, 2)
    with pytest.raises(Refused, match="不够法定人数"):
        take(law, procedure, 3, members=30, present=19, yes=19)
    with pytest.raises(Refused, match="没有通过"):
        take(law, procedure, 3, members=30, present=20, yes=10, no=10)
    take(law, procedure, 3, members=30, present=20, yes=16, no=4)
    take(law, procedure, 4, members=30, present=21, yes=20, no=1)
    take(law, procedure, 5, members=0, present=0, yes=0)
    take(law, procedure, 6, members=0, present=0, yes=0)
    assert Step.objects.count() == 6 and list(proofs.faults(law.town)) == []
    Step.objects.filter(number=3).update(yes=20)
    assert "第 3 步与动态不符" in next(iter(proofs.faults(law.town))).says


def test_the_first_two_are_one_only_where_one_person_holds_both_posts(law, procedure):
    with pytest.raises(Refused, match="只限书记、主任由一个人兼任"):
        take(law, procedure, 1, with_next=True)
    member(law, "赵支书", body="branch", post="both")
    assert [one.number for one in take(law, procedure, 1, with_next=True)] == [1, 2]


def test_only_the_first_two_steps_are_ever_one(law):
    topic = raised(law, is_procedure=True, source="secretary")
    member(law, "赵支书", body="branch", post="both")
    take(law, topic, 1, with_next=True)
    with pytest.raises(Refused, match="只有第 1、2 步"):
        take(law, topic, 3, members=30, present=20, yes=20, with_next=True)


def test_a_step_whose_majority_nobody_wrote_down_passes_by_its_counts(law):
    topic = raised(law, is_procedure=True, source="secretary")
    with pytest.raises(Refused, match="没有通过"):
        take(law, topic, 1, yes=0, no=9)
    take(law, topic, 1, yes=5, no=4)


def test_a_consultation_settles_nothing_that_goes_by_the_four_steps(law):
    topic = raised(law, is_procedure=True, source="secretary")
    meeting = held(law, called(law, topic))
    with pytest.raises(Refused, match="要由村民会议或村民代表会议决议"):
        decided(law, meeting, topic)
    assert decided(law, meeting, topic, route="representatives").route == "representatives"


def test_the_representatives_decide_nothing_of_weight_before_the_three_steps(law, procedure):
    meeting = held(law, called(law, procedure, body="representatives"))
    with pytest.raises(Refused, match="前三步还没有登记齐"):
        decided(law, meeting, procedure, yes=21)
