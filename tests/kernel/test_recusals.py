"""What is reported about a unit or a cadre never reaches them; whoever has an interest steps back; the next one up
decides.
"""

from __future__ import annotations

import pytest
from cast import NOON, later, rows_of
from django.urls import reverse

from xiangyue.desks.notices.lists import DESK as NOTICES
from xiangyue.desks.notices.models import Channel, Notice
from xiangyue.house.lists import REVEALS
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter, Recusal, Seat
from xiangyue.kernel.recusals import to_decide


def dispatched(cast, matter, unit="water"):
    by = kernel.Actor.of(cast.seats["dispatcher"])
    category, place = cast.categories["W01"], cast.places["xiaowu"]
    kernel.sort(matter, category=category, place=place, urgency="utility", suggested=False, actor=by, at=NOON)
    kernel.assign_lead(matter, unit=cast.units[unit], actor=by, at=NOON)
    return matter


def sees(cast, who, matter):
    return visible_to(cast.seats[who]).filter(pk=matter.pk).exists()


def name(cast, matter, *, units=(), people=(), by="dispatcher", at=NOON):
    found = [cast.seats[who].user for who in people]
    return kernel.name_reported(
        matter, units=[cast.units[unit] for unit in units], people=found, seat=cast.seats[by], at=at
    )


def test_a_report_that_names_a_unit_or_a_person_is_kept_from_them_before_anybody_reads_it(cast):
    report = cast.say(words="举报水务所乱收费，还有孙供热收了红包", request_type="report")
    assert not sees(cast, "heat", report) and sees(cast, "dispatcher", report)
    with pytest.raises(Refused, match="反映的就是水务所"):
        dispatched(cast, report)
    told = report.events.get(name="recusal_named")
    assert (told.actor, told.particulars) == ("worker", {"units": "水务所", "people": 1})


def test_a_name_of_one_character_stands_in_every_text_and_names_nobody(cast):
    Seat.objects.filter(pk=cast.seats["roads"].pk).update(holder="路")
    assert not Recusal.objects.filter(matter=cast.say("大羊村的路没修好", request_type="report")).exists()
    Seat.objects.filter(pk=cast.seats["roads"].pk).update(holder="路平")
    assert Recusal.objects.filter(matter=cast.say("路平没修好路", request_type="report")).exists()


def test_what_is_no_report_keeps_nobody_away(cast):
    assert dispatched(cast, cast.say(words="水务所的人来看过，还是没水")).lead_unit == cast.units["water"]


def test_the_dispatcher_that_a_report_is_about_does_not_see_it_and_the_secretary_does(cast):
    report = cast.say(words="举报周调度压着我的事不办", request_type="report")
    assert not sees(cast, "dispatcher", report) and sees(cast, "secretary", report)
    assert queries.find(cast.seats["dispatcher"], report.number) == []


def test_a_lead_that_it_turns_out_to_be_about_loses_it_and_sees_it_no_more(cast):
    matter = dispatched(cast, cast.say())
    assert sees(cast, "water", matter)
    name(cast, matter, units=["water"])
    matter = Matter.objects.get(pk=matter.pk)
    assert (matter.state, matter.lead_unit, matter.due_at) == ("sorted", None, None)
    assert not matter.clocks.filter(stopped_at=None).exists()
    assert not sees(cast, "water", matter)
    assert list(queries.verify(cast.town)) == []


def test_nobody_gets_round_it_by_another_seat(cast):
    matter = cast.say()
    name(cast, matter, units=["water"])
    second = Seat.objects.create(
        town=cast.town,
        unit=cast.units["centre"],
        user=cast.seats["water"].user,
        role="dispatcher",
        holder="王水务",
        since=cast.seats["water"].since,
    )
    assert not visible_to(second).filter(pk=matter.pk).exists()


def test_who_declares_an_interest_steps_back_at_once_and_the_unit_without_others_loses_it(cast):
    matter = dispatched(cast, cast.say())
    kernel.declare(matter, why="当事人是我弟弟", seat=cast.seats["water"], at=NOON)
    assert not sees(cast, "water", matter)
    assert Matter.objects.get(pk=matter.pk).state == "sorted"
    assert "当事人是我弟弟" not in str(matter.events.get(name="recusal_declared").particulars)


def test_the_next_one_up_decides_and_nobody_about_himself(cast):
    matter = cast.say()
    [of_water] = name(cast, matter, units=["water"])
    [of_secretary] = name(cast, matter, people=["secretary"])
    assert list(to_decide(cast.seats["secretary"])) == [of_water]
    with pytest.raises(NotAllowed, match="上一级"):
        kernel.decide_recusal(of_secretary, stays=False, why="不涉及我", seat=cast.seats["secretary"], at=NOON)
    with pytest.raises(NotAllowed):
        kernel.decide_recusal(of_water, stays=False, why="x", seat=cast.seats["dispatcher"], at=NOON)
    event = kernel.decide_recusal(
        of_water, stays=False, why="只是路过，与水务所无关", seat=cast.seats["secretary"], at=later(NOON, hours=1)
    )
    assert event.told["whom"] == "水务所" and event.told["stays"] is False
    assert dispatched(cast, matter).lead_unit == cast.units["water"]
    assert not list(to_decide(cast.seats["secretary"]))


def test_named_twice_it_is_told_once(cast):
    matter = cast.say()
    name(cast, matter, units=["water"])
    assert name(cast, matter, units=["water"]) == []
    assert matter.events.filter(name="recusal_named").count() == 1 == Recusal.objects.count()


def test_without_anybody_or_a_reason_it_is_refused(cast):
    matter = cast.say()
    with pytest.raises(Refused, match="哪个单位"):
        name(cast, matter)
    with pytest.raises(Refused, match="利害关系"):
        kernel.declare(matter, why=" ", seat=cast.seats["dispatcher"], at=NOON)


# --- on the pages


def test_the_dispatcher_names_them_and_the_secretary_decides(cast):
    report = cast.say(words="举报大羊村村委会账目不清", request_type="report")
    page = cast.client("dispatcher").get(reverse("handling:matter", args=[report.number]))
    assert "大羊村村委会" in page.content.decode() and "举报里提到它" in page.content.decode()
    secretary = cast.client("secretary")
    listed = secretary.get("/leader/recusals/").content.decode()
    assert "大羊村村委会" in listed
    recusal = Recusal.objects.get()
    answer = secretary.post(f"/leader/recusals/{recusal.pk}", {"stays": "yes", "why": "由镇纪委办理"})
    assert answer.status_code == 302
    recusal.refresh_from_db()
    assert recusal.decided_at is not None and recusal.ended_at is None
    assert "没有等您决定的回避" in secretary.get("/leader/recusals/").content.decode()


def test_a_handler_steps_back_on_the_page_and_is_led_away_from_it(cast):
    matter = dispatched(cast, cast.say())
    water = cast.client("water")
    answer = water.post(reverse("handling:declare", args=[matter.number]), {"why": "当事人是近亲属"})
    assert answer.status_code == 302 and matter.number not in answer["Location"]
    assert water.get(reverse("handling:matter", args=[matter.number])).status_code in (403, 404)


def test_papers_of_a_matter_that_is_kept_from_somebody_are_kept_from_them_too(cast):
    """Notices hold its title, looks at a contact its number: neither is reached through the matter."""
    matter = dispatched(cast, cast.say())
    kernel.reveal(matter, field="phone", reason="约时间", seat=cast.seats["secretary"], at=NOON)
    channel = Channel.objects.create(
        town=cast.town, kind="wecom", title="水务群", unit=cast.units["water"], made_at=NOON
    )
    event = matter.events.get(name="dispatched")
    Notice.objects.create(
        town=cast.town,
        event=event,
        matter=matter,
        channel=channel,
        audience="unit",
        party=cast.units["water"],
        text=f"新事项 {matter.number}",
        state="failed",
        made_at=NOON,
        next_try_at=NOON,
    )
    pages = (("dispatcher", NOTICES), ("privacy", REVEALS))
    assert [len(rows_of(listing, cast.seats[who])) for who, listing in pages] == [1, 1]
    name(cast, matter, people=["dispatcher", "privacy"], by="secretary")
    assert [rows_of(listing, cast.seats[who]) for who, listing in pages] == [[], []]
    again = reverse("notices:again", args=[Notice.objects.get().pk])
    assert cast.client("dispatcher").post(again).status_code == 404
    assert len(rows_of(NOTICES, cast.seats["admin"])) == 1
