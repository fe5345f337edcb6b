"""A matter at a door → the village's table → its caller told, also of what became of it."""

from __future__ import annotations

import pytest
from cast import later
from council_people import EVENING, NEW_YEAR, SCAN, again, called, decided, held, raised, react, settled, with_law
from hands import names, told

from xiangyue.counter.own.queries import own_matter
from xiangyue.desks.council import actions as council
from xiangyue.desks.council.models import CouncilNotice, Decision, Meeting, Task
from xiangyue.desks.council.queries import shown_notices
from xiangyue.house import reactions
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import kinds
from xiangyue.kernel.actions import WORKER
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.queries import verify


@pytest.fixture(autouse=True)
def law(cast, own_media):
    with_law(cast)


def said_to(matter):
    """What whoever raised it reads on their own page."""
    matter = Matter.objects.select_related("town", "requester").get(pk=matter.pk)
    return " ".join(line.sentence for line in own_matter(matter, at=EVENING, language="zh").lines)


def of(matter):
    return Matter.objects.select_related("town").get(pk=matter.pk)


def test_a_matter_is_talked_over_decided_carried_out_and_its_caller_told_each_time(cast, sent):
    matter, seat = sent(at=NEW_YEAR), cast.seats["village"]
    topic = raised(cast, matter)
    assert kinds.stage_of(topic.matter).key == "raised" and topic.matter.lead_unit == cast.units["v-dayang"]
    assert "提交大羊村村民议事会商议" in said_to(matter)
    meeting = called(cast, topic)
    react(NEW_YEAR)
    assert "将于 2026年1月23日19:00 商议" in said_to(matter) and kinds.stage_of(of(topic.matter)).key == "on_agenda"
    meeting = held(cast, meeting)
    council.write_minutes(meeting, text="王：路基要垫。", base=0, seat=seat, at=EVENING)
    decided(cast, meeting, topic)
    council.sign_minutes(
        Meeting.objects.get(pk=meeting.pk), scan=SCAN, version=1, seat=seat, at=later(EVENING, hours=1)
    )
    react(EVENING)
    assert "垫高路基八十厘米" in said_to(matter)
    due = later(EVENING, days=30).date()
    task = council.give_task(
        again(topic), what="垫高路基", unit=cast.units["roads"], due_on=due, seat=seat, at=later(EVENING, hours=2)
    )
    react(later(EVENING, days=31))
    assert Task.objects.get().came_back_at is not None
    assert told(topic.matter, "topic_task_due") == {"task": task.pk, "what": "垫高路基"}
    with pytest.raises(Refused, match="还有 1 项任务没有落实"):
        council.carry_out(again(topic), words="路修好了。", seat=seat, at=later(EVENING, days=40))
    task = Task.objects.select_related("topic__matter__town", "topic__village").get()
    council.finish_task(task, how="已垫高压实", seat=cast.seats["roads"], at=later(EVENING, days=40))
    council.carry_out(again(topic), words="路基垫高八十厘米，雨后不存水。", seat=seat, at=later(EVENING, days=41))
    react(later(EVENING, days=41))
    assert "雨后不存水" in said_to(matter) and kinds.stage_of(of(topic.matter)).key == "carried_out"
    notice = council.publish_topic(
        again(topic),
        subject="result",
        title="村南路基落实情况",
        text="路基垫高八十厘米。",
        seat=seat,
        at=later(EVENING, days=41),
    )
    assert shown_notices(cast.town) == [notice] and str(notice.stays_until) == "2026-03-20"
    assert list(verify(cast.town)) == []


def test_many_who_said_the_same_are_each_told_once(cast, sent):
    first, second = sent(at=NEW_YEAR), cast.say(at=NEW_YEAR, name="周小树", phone="19900005678")
    twin = cast.say(at=NEW_YEAR, name="高小山", phone="19900009999")
    kernel.merge(twin, parent=of(first), reason="同一件事", actor=WORKER, at=NEW_YEAR)
    settled(cast, of(first), of(second))
    react(EVENING)
    for matter in (first, second, twin):
        assert names(matter).count("council_decided") == 1 and "垫高路基" in said_to(matter)


def test_a_worker_killed_before_it_marked_the_event_tells_nobody_twice(cast, sent):
    matter = sent(at=NEW_YEAR)
    topic, _, _ = settled(cast, matter)
    event = Event.objects.select_related("matter__town").get(matter=topic.matter, name="topic_decided")
    reactions.tell_its_callers(event, EVENING)
    reactions.tell_its_callers(event, EVENING)
    react(EVENING)
    assert names(matter).count("council_decided") == 1


def test_a_second_matter_taken_up_after_the_decision_is_told_of_what_comes_then(cast, sent):
    topic, _, _ = settled(cast, sent(at=NEW_YEAR))
    late = cast.say(at=EVENING)
    council.add_matters(topic, matters=[of(late)], seat=cast.seats["village"], at=EVENING)
    react(EVENING)
    council.carry_out(again(topic), words="修好了。", seat=cast.seats["village"], at=later(EVENING, days=2))
    react(later(EVENING, days=2))
    assert "修好了" in said_to(late)


def test_a_matter_lies_on_one_table_at_a_time_and_may_come_back_when_that_ended(cast, sent):
    matter = sent(at=NEW_YEAR)
    topic = raised(cast, matter)
    with pytest.raises(Refused, match="不能同时上两张桌子"):
        raised(cast, of(matter), title="再提一次")
    assert Matter.objects.filter(kind="topic").count() == 1
    council.drop(topic, reason="镇里已经在修。", seat=cast.seats["village"], at=NEW_YEAR)
    react(NEW_YEAR)
    assert "没有列为议题：镇里已经在修" in said_to(matter)
    assert raised(cast, of(matter)).matter.state == "dispatched"


def test_a_decision_withdrawn_after_it_was_published_is_told_and_the_topic_is_open_again(cast, sent):
    matter, seat = sent(at=NEW_YEAR), cast.seats["village"]
    topic, meeting, decision = settled(cast, matter)
    council.carry_out(topic, words="修好了。", seat=seat, at=EVENING)
    council.publish_topic(again(topic), subject="decision", title="议定", text="垫高路基。", seat=seat, at=EVENING)
    react(EVENING)
    decision = Decision.objects.select_related("item__meeting__village", "topic__matter__town").get(pk=decision.pk)
    council.undo(decision, reason="标高量错了，要重新议。", seat=seat, at=later(EVENING, days=1))
    react(later(EVENING, days=1))
    assert "撤回了先前的决定：标高量错了" in said_to(matter)
    assert (of(topic.matter).state, kinds.stage_of(of(topic.matter)).key) == ("reopened", "raised")
    with pytest.raises(StaleMove, match="已经撤回"):
        council.undo(decision, reason="再撤", seat=seat, at=later(EVENING, days=1))
    second = held(cast, called(cast, topic, at=EVENING, begins_at=later(EVENING, days=3)), at=later(EVENING, days=3))
    decided(cast, second, topic, at=later(EVENING, days=3), points="按新标高垫高。")
    react(later(EVENING, days=3))
    assert "按新标高垫高" in said_to(matter) and of(topic.matter).state == "handling"
    assert CouncilNotice.objects.get().withdrawn_at is None  # what hangs is replaced by a corrected one, not hidden
    assert list(verify(cast.town)) == []


def test_the_town_sends_back_a_decision_against_somebodys_rights_with_its_article(cast, sent):
    matter = sent(at=NEW_YEAR)
    topic, _, decision = settled(cast, matter)
    with pytest.raises(NotAllowed):
        council.send_back(decision, reason="侵害", article="第31条", seat=cast.seats["village"], at=EVENING)
    with pytest.raises(Refused, match="依据哪一条"):
        council.send_back(decision, reason="侵害", article=" ", seat=cast.seats["secretary"], at=EVENING)
    law = "《村民委员会组织法》第31条"
    council.send_back(decision, reason="外嫁女的份额被取消。", article=law, seat=cast.seats["secretary"], at=EVENING)
    assert told(topic.matter, "topic_undecided")["article"] == law
    react(EVENING)
    assert "外嫁女的份额" in said_to(matter)


@pytest.mark.parametrize("who", ["roads", "caller", "auditor", "heat"])
def test_who_does_not_keep_the_table_raises_nothing(cast, who):
    with pytest.raises(NotAllowed):
        raised(cast, who=who)


def test_a_village_keeps_its_own_table_alone(cast):
    with pytest.raises(NotAllowed, match="只能办本村的"):
        council.raise_topic(
            cast.places["xiaowu"], title="题", words="内容", source="town", seat=cast.seats["village"], at=NEW_YEAR
        )
