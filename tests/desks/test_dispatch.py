"""The dispatcher's desk: suggestion, art. 17, six dispositions, merging, many at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from cast import NOON, later

from xiangyue.counter.lists import Shown
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.dispatch import posts
from xiangyue.desks.dispatch.lists import DESK
from xiangyue.insight.sorter.queries import Sorter
from xiangyue.insight.twins.queries import likely_twins
from xiangyue.kernel.errors import IllegalMove, NotOnVillageList, Refused
from xiangyue.kernel.models import Matter


def test_a_suggestion_says_why(cast):
    matter = cast.say("小务村路面塌陷", "小务村东头路面塌陷了一个大坑。")
    found = Sorter(cast.town, date(2024, 11, 5)).suggest(matter)
    assert (found.category, found.place, found.unit, found.urgency) == ("R01", "xiaowu", "roads", "urgent")
    assert "文中提到“小务村”" in found.why
    assert any("塌陷" in reason for reason in found.why)


def test_the_sorter_is_silent_when_it_does_not_know(cast):
    found = Sorter(cast.town, date(2024, 11, 5)).suggest(cast.say("想问个事", "请回电。"))
    assert (found.category, found.unit, found.sure) == ("", "", False)
    assert "请人工归类" in found.why[-1]


def test_a_weak_suggestion_is_offered_and_chooses_nothing_by_itself(cast):
    weak, sure = cast.say(title="停水和路面坑"), cast.say(title="停水", words="停水三天，没水做饭")
    client = cast.client("dispatcher")
    page = client.get(f"/dispatch/?m={weak.number}")
    assert page.context["form"].initial["category"] is None and page.context["form"].initial["unit"] is None
    assert page.context["near"] == [cast.categories["R01"], cast.categories["W01"]]
    assert "类别拿不准，请选一个再派" in page.content.decode()
    page = client.get(f"/dispatch/?m={sure.number}")
    assert page.context["form"].initial["category"] == cast.categories["W01"].pk and page.context["near"] == []
    assert "类别拿不准" not in page.content.decode()


def test_many_at_once_leave_out_what_the_sorter_is_not_sure_of(cast):
    weak, sure = cast.say(title="停水和路面坑"), cast.say(title="停水", words="停水三天，没水做饭")
    seat = cast.seats["dispatcher"]
    outcomes = posts.send_many(cast.town, matters=[weak, sure], unit=cast.units["water"], seat=seat, at=NOON)
    assert [bool(one.says) for one in outcomes] == [True, False] and "拿不准" in outcomes[0].says


def test_twins_stand_with_the_words_that_agree(cast):
    one = cast.say(title="路灯不亮", words="村口路灯不亮，<b>晚上</b>摔人")
    cast.say(title="灯坏了", words="我们村口路灯不亮好几天了")
    page = cast.client("dispatcher").get(f"/dispatch/?m={one.number}").content.decode()
    assert "我们<mark>村口路灯不亮</mark>好几天了" in page


def test_a_village_may_not_lead_what_is_not_on_its_list(cast):
    matter = cast.say()
    send = {"place": None, "urgency": "general", "seat": cast.seats["dispatcher"], "at": NOON}
    with pytest.raises(NotOnVillageList, match="第17条"):
        dispatch.send(matter, category=cast.categories["R01"], unit=cast.units["v-dayang"], **send)
    matter = Matter.objects.select_related("town").get(pk=matter.pk)
    assert (matter.state, matter.category) == ("received", None)
    dispatch.send(matter, category=cast.categories["V01"], unit=cast.units["v-dayang"], **send)
    assert matter.lead_unit == cast.units["v-dayang"]


@pytest.mark.parametrize("code", [code for code, _ in Matter.DISPOSITIONS])
def test_each_of_the_six_dispositions_ends_a_matter_and_says_what_was_told(cast, code):
    matter = cast.say()
    with pytest.raises(Refused, match="怎样告知"):
        dispatch.dispose(matter, code=code, told=" ", seat=cast.seats["dispatcher"], at=NOON)
    dispatch.dispose(matter, code=code, told="已电话告知渠道", seat=cast.seats["dispatcher"], at=NOON)
    matter.refresh_from_db()
    assert (matter.state, matter.disposition, matter.closed_at) == ("disposed", code, NOON)
    dispatch.undo_disposal(matter, reason="看错了", seat=cast.seats["dispatcher"], at=later(NOON, hours=1))
    matter.refresh_from_db()
    assert (matter.state, matter.disposition, matter.closed_at) == ("sorted", "", None)


def test_a_dispatch_is_taken_back_only_before_it_is_signed(cast, sent):
    from xiangyue.desks.handling import actions as handling

    matter = sent()
    dispatch.take_back(matter, reason="派错了", seat=cast.seats["dispatcher"], at=later(NOON, minutes=5))
    assert (matter.state, matter.lead_unit) == ("sorted", None)
    assert not matter.clocks.filter(stopped_at=None).exists()
    other = sent()
    handling.sign(other, seat=cast.seats["roads"], at=later(NOON, minutes=5))
    with pytest.raises(IllegalMove):
        dispatch.take_back(other, reason="派错了", seat=cast.seats["dispatcher"], at=later(NOON, minutes=6))


def test_likely_twins_name_the_reason(cast, sent):
    first = sent(title="孔兴路大坑", words="孔兴路大羊村口有个大坑，车轮都陷进去了。")
    second = cast.say("孔兴路有坑", "孔兴路大羊村口那个大坑车轮陷进去没人管。", phone="19900009999")
    cast.say("暖气不热", "家里暖气不热只有十五度。", phone="19900008888")
    twins = likely_twins(second, among=Matter.objects.all())
    assert [twin.matter for twin in twins] == [first]
    assert "文字相近" in twins[0].why


def test_a_merge_keeps_every_caller_and_can_be_undone(cast, sent):
    parent, child = sent(), cast.say(phone="19900007777", name="田七")
    dispatch.merge(child, parent=parent, reason="同一个坑", seat=cast.seats["dispatcher"], at=NOON)
    assert (child.state, child.parent, child.requester.phone_sealed != "") == ("merged", parent, True)
    with pytest.raises(Refused, match="已有并案的事项"):
        dispatch.merge(parent, parent=cast.say(), reason="", seat=cast.seats["dispatcher"], at=NOON)
    dispatch.unmerge(child, reason="不是一个坑", seat=cast.seats["dispatcher"], at=NOON)
    assert (child.state, child.parent) == ("sorted", None)


def test_many_at_once_tells_which_were_refused(cast):
    good, bad = cast.say(), cast.say()
    Matter.objects.filter(pk=good.pk).update(category=cast.categories["R01"])
    matters = list(Matter.objects.select_related("town", "category", "place").order_by("pk"))
    outcomes = dispatch.send_many(matters, unit=cast.units["roads"], seat=cast.seats["dispatcher"], at=NOON)
    assert [(one.matter, bool(one.says)) for one in outcomes] == [(good, False), (bad, True)]


def test_pages_of_the_list_follow_one_another_without_gap(cast):
    of_four = replace(DESK, size=4)
    made = [cast.say(at=later(NOON, minutes=number % 3)) for number in range(10)]
    seen, after = [], ""
    while True:
        page = Shown(of_four, cast.seats["dispatcher"], NOON, {"tab": "waiting", "after": after}, "/").page
        seen += page.rows
        after = page.next_after
        if not after:
            break
    assert sorted(one.pk for one in seen) == sorted(one.pk for one in made)
    assert len(seen) == 10
