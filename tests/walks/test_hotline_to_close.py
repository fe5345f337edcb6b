"""A matter walks from the hotline to its close: who does what, and what they see."""

from __future__ import annotations

from cast import NOON, later

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.callback.models import Callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.leader import actions as leader
from xiangyue.house.timers import work_once
from xiangyue.kernel import queries
from xiangyue.kernel.actions import seal_day
from xiangyue.kernel.timekeeping import local_day


def test_a_broken_pipe_is_repaired_and_the_caller_says_so(cast):
    matter = cast.say("大羊村停水", "大羊村东头停水两天了，电话19900001234。")

    leader.instruct(
        matter,
        text="请水务所今天到现场。",
        follower=cast.units["water"],
        seat=cast.seats["secretary"],
        at=later(NOON, hours=1),
    )
    dispatch.send(
        matter,
        category=cast.categories["W01"],
        unit=cast.units["water"],
        place=cast.places["dayang"],
        urgency="utility",
        seat=cast.seats["dispatcher"],
        at=later(NOON, hours=2),
    )
    assert matter.due_at == later(NOON, hours=26)
    handling.sign(matter, seat=cast.seats["water"], at=later(NOON, hours=2.5))
    handling.log_contact(
        matter, how="phone", reached=True, summary="约下午上门", seat=cast.seats["water"], at=later(NOON, hours=3)
    )
    handling.begin(matter, seat=cast.seats["water"], at=later(NOON, hours=3))
    answer = handling.write_answer(
        matter,
        text="更换了破损的阀门，已恢复供水。",
        outcome="solved",
        seat=cast.seats["water"],
        at=later(NOON, hours=6),
    )
    handling.deliver(answer, to="requester", how="visit", seat=cast.seats["water"], at=later(NOON, hours=6))
    matter.refresh_from_db()
    assert matter.state == "answer_ready"
    handling.deliver(answer, to="door", how="export", seat=cast.seats["water"], at=later(NOON, hours=6))
    work_once(later(NOON, hours=7))
    matter.refresh_from_db()
    assert matter.state == "awaiting_callback"

    callback.call_back(
        matter, said=callback.Said(True, True, "yes", "来得很快"), seat=cast.seats["caller"], at=later(NOON, days=1)
    )
    matter.refresh_from_db()
    assert (matter.state, matter.closed_at) == ("closed", later(NOON, days=1))
    assert Callback.objects.get(matter=matter).counts
    told = [line.sentence for line in queries.timeline(matter)]
    assert told[0].startswith("从12345热线收到")
    assert "批示：请水务所今天到现场。（水务所跟进" in told[1]
    seal_day(cast.town, local_day(later(NOON, days=1)), at=later(NOON, days=2))
    assert list(queries.verify(cast.town)) == []


def test_not_solved_comes_back_to_the_same_unit_with_a_fresh_clock(cast):
    matter = cast.say()
    dispatch.send(
        matter,
        category=cast.categories["R01"],
        unit=cast.units["roads"],
        place=None,
        urgency="general",
        seat=cast.seats["dispatcher"],
        at=NOON,
    )
    handling.answer_at_once(
        matter,
        text="已经填补路面坑槽。",
        outcome="solved",
        requester_how="phone",
        door_how="export",
        seat=cast.seats["roads"],
        at=later(NOON, days=1),
    )
    work_once(later(NOON, days=1))
    matter.refresh_from_db()
    callback.call_back(
        matter, said=callback.Said(True, False, "no", "坑还在"), seat=cast.seats["caller"], at=later(NOON, days=2)
    )
    matter.refresh_from_db()
    assert (matter.state, matter.reopened_count, matter.lead_unit) == ("reopened", 1, cast.units["roads"])
    running = queries.running_clocks(matter)
    assert [clock.kind for clock in running] == ["answer"]
    handling.begin(matter, seat=cast.seats["roads"], at=later(NOON, days=3))
    assert matter.state == "handling"


def test_twins_are_answered_and_called_back_one_by_one(cast):
    first, second = cast.say("孔兴路有坑"), cast.say("孔兴路上一个大坑", phone="19900005678", name="何大树")
    dispatch.send(
        first,
        category=cast.categories["R01"],
        unit=cast.units["roads"],
        place=None,
        urgency="general",
        seat=cast.seats["dispatcher"],
        at=NOON,
    )
    dispatch.merge(second, parent=first, reason="同一个坑", seat=cast.seats["dispatcher"], at=NOON)
    handling.answer_at_once(
        first,
        text="已经填补路面坑槽。",
        outcome="solved",
        requester_how="phone",
        door_how="export",
        seat=cast.seats["roads"],
        at=later(NOON, hours=4),
    )
    while work_once(later(NOON, hours=5)):
        pass
    second.refresh_from_db()
    assert second.state == "awaiting_callback"
    assert second.answers.get().text == "已经填补路面坑槽。"
    callback.call_back(
        second, said=callback.Said(True, True, "mostly"), seat=cast.seats["caller"], at=later(NOON, days=1)
    )
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.state, first.state) == ("closed", "awaiting_callback")
