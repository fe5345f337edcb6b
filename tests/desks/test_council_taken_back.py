"""What is withdrawn, dropped, called off or asked of what has ended leaves nothing stuck behind it."""

from __future__ import annotations

from datetime import date

import pytest
from cast import later
from council_people import EVENING, NEW_YEAR, again, called, decided, held, item_of, raised, react, settled, with_law
from django.urls import reverse
from hands import fresh, in_hand

from xiangyue.desks.council import actions as council
from xiangyue.desks.council.models import CouncilNotice, Decision, Meeting, Topic
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.models import Case
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import proofs
from xiangyue.kernel.models import Clock, Matter


@pytest.fixture
def law(cast, own_media):
    with_law(cast)
    return cast


def task(cast, topic):
    unit, seat = cast.units["roads"], cast.seats["village"]
    return council.give_task(again(topic), what="垫路", unit=unit, due_on=date(2026, 2, 1), seat=seat, at=EVENING)


def running(topic):
    return Clock.objects.filter(matter=topic.matter, owner__startswith="council.task", stopped_at=None).count()


def test_a_withdrawn_decision_takes_its_tasks_along_and_the_topic_is_decided_again(law, sent):
    topic, meeting, decision = settled(law, sent(at=NEW_YEAR))
    given, seat = task(law, topic), law.seats["village"]
    assert running(topic) == 1
    council.undo(Decision.objects.get(pk=decision.pk), reason="人数登错了", seat=seat, at=EVENING)
    given.refresh_from_db()
    assert (given.dropped_at, running(topic)) == (EVENING, 0)
    council.take_off(item_of(meeting, topic), reason="重新议", seat=seat, at=EVENING)
    council.put_on_agenda(again(topic), meeting=Meeting.objects.get(pk=meeting.pk), seat=seat, at=EVENING)
    decided(law, held(law, meeting, present=22), topic)
    council.carry_out(again(topic), words="修好了。", seat=seat, at=later(EVENING, days=2))
    assert list(proofs.faults(law.town)) == []


def test_callers_hear_that_it_is_not_talked_over_this_time(law, sent):
    matter = sent(at=NEW_YEAR)
    topic = raised(law, matter)
    meeting = called(law, topic)
    react(NEW_YEAR)
    council.take_off(item_of(meeting, topic), reason="户主都在外地", seat=law.seats["village"], at=NEW_YEAR)
    react(NEW_YEAR)
    assert matter.events.filter(name="council_unlisted").count() == 1


def test_of_a_dropped_topic_nobody_votes_and_its_matters_are_free(law, sent):
    matter = sent(at=NEW_YEAR)
    topic = raised(law, matter)
    meeting = called(law, topic)
    council.drop(again(topic), reason="归镇里办", seat=law.seats["village"], at=NEW_YEAR)
    assert not meeting.items.filter(taken_off_at=None).exists()
    assert raised(law, matter, title="再议一次").pk != topic.pk


def test_a_villager_who_takes_a_topic_back_frees_what_it_was_raised_from(law, sent):
    matter = sent(at=NEW_YEAR)
    topic = council.ask(
        law.places["dayang"], words="想请村里议一议路灯", name="何花", phone="19900007777", request_id="r1", at=NEW_YEAR
    )
    council.add_matters(again(topic), matters=[matter], seat=law.seats["village"], at=NEW_YEAR)
    kernel.withdraw(again(topic).matter, reason="不用了", at=NEW_YEAR)
    react(NEW_YEAR)
    assert raised(law, matter, title="另提一个").pk != topic.pk


def test_a_village_puts_its_own_notice_right(law, sent):
    topic, _, _ = settled(law, sent(at=NEW_YEAR))
    by = {"seat": law.seats["village"], "at": EVENING}
    notice = council.publish_topic(topic, subject="decision", title="议定", text="垫高路基。", **by)
    client = law.client("village")
    page = client.get(f"/council/topics/{topic.matter.number}").content.decode()
    assert reverse("council:correct_result", args=[notice.pk]) in page
    told = {"title": "议定（更正）", "text": "垫高路基八十厘米。", "why": "少写了高度"}
    client.post(reverse("council:correct_result", args=[notice.pk]), told)
    assert CouncilNotice.objects.filter(withdrawn_at=None).get().title == "议定（更正）"


def test_what_villages_may_not_hear_is_decided_without_them(law, sent):
    matter = in_hand(law, sent(at=NEW_YEAR), at=NEW_YEAR)
    Matter.objects.filter(pk=matter.pk).update(is_confidential=True)
    told = {"kind": "unreasonable", "reason": "要求拆合法院墙", "basis": "三次上门记录", "unit": None}
    case = handling.ask_review(fresh(matter), **told, seat=law.seats["roads"], at=NEW_YEAR)
    react(NEW_YEAR)
    assert not Topic.objects.exists()
    case = Case.objects.select_related("matter__town", "asked_by").get(pk=case.pk)
    handling.decide(case, granted=True, decision="查明没有依据", seat=law.seats["reviewer"], at=EVENING)
    assert case.state == "confirmed"


def test_who_comments_learns_nothing_of_who_raised_it(law, sent):
    matter = sent(at=NEW_YEAR)
    topic = raised(law, matter)
    council.show(topic, title="路怎么修", text="怎么修。", seat=law.seats["village"], at=NEW_YEAR)
    assert council.comment(again(topic), words="是不是林小草提的", request_id="c1", at=NEW_YEAR).state == "waiting"
