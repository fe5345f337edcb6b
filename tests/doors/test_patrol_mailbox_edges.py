"""Patrol and mailbox at their edges: who is on watch, what a call at a door becomes, old trouble, meetings, scores."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cast import NOON, later, make_town
from hypothesis import given
from hypothesis import strategies as st
from mailbox_people import a_letter, brought_to, letter_again, with_mailbox
from patrol_town import FAR, IN_WEST, make_patrol, photo, sit

from xiangyue.doors.mailbox import actions as mailbox
from xiangyue.doors.mailbox.models import Evaluation, Meeting
from xiangyue.doors.patrol import actions, terms
from xiangyue.doors.patrol.actions import Call, Step
from xiangyue.doors.patrol.models import Coverage, Finding, HouseVisit, Watch
from xiangyue.doors.patrol.rules import OLDEST, believed, due_on, is_code, next_code
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, OtherContent, Refused
from xiangyue.kernel.models import Category, Matter, Rule, Seat
from xiangyue.lib.coords import distance_m


@pytest.fixture
def town(cast):
    return make_patrol(cast)


# Watches


@pytest.mark.parametrize("who", ["member", "gone", "to come", "neighbour"])
def test_a_grid_is_handed_to_a_grid_worker_of_this_town_who_is_here_now(town, who):
    seats = {"member": town.member, "gone": sit(town.cast, "gone", "grid", "已离任")}
    seats["to come"] = sit(town.cast, "to-come", "grid", "未到任")
    seats["neighbour"] = make_town("110112118000", "漷县镇").seats["village"]
    Seat.objects.filter(pk=seats["gone"].pk).update(until=NOON)
    Seat.objects.filter(pk=seats["to come"].pk).update(since=later(NOON, minutes=1))
    to = Seat.objects.get(pk=seats[who].pk)
    with pytest.raises(Refused, match="请选一位本镇现任的网格员"):
        actions.hand_over(town.west, to, seat=town.dispatcher, at=NOON)
    assert Watch.objects.get(place=town.west, zone=None, until=None).seat == town.worker


def test_one_watch_ends_where_the_next_begins_and_not_before_it_began(town):
    second = town.cast.seats["grid2"]
    made = actions.hand_over(town.west, second, seat=town.dispatcher, at=NOON)
    assert actions.hand_over(town.west, second, seat=town.dispatcher, at=later(NOON, days=1)) == made
    with pytest.raises(Refused, match="交接时间要晚于现任负责人开始的时间"):
        actions.hand_over(town.west, town.worker, seat=town.dispatcher, at=NOON)
    spans = Watch.objects.filter(place=town.west, zone=None).order_by("since").values_list("seat", "until")
    assert list(spans) == [(town.worker.pk, NOON), (second.pk, None)]


@pytest.mark.parametrize(
    ("place", "title", "says"),
    [
        ("village", "第二责任区", "要设在本镇的一个网格里"),
        ("west", "  ", "请写责任区的名称"),
        ("west", "第一责任区", "已经有叫"),
    ],
)
def test_a_zone_lies_in_a_grid_and_has_a_name_of_its_own(town, place, title, says):
    with pytest.raises(Refused, match=says):
        actions.open_zone(getattr(town, place), title=title, seat=town.dispatcher)


def test_a_zone_of_another_grid_is_not_handed_over_with_this_one(town):
    with pytest.raises(Refused, match="只能安排到网格，或网格里的责任区"):
        actions.hand_over(town.east, town.member, seat=town.dispatcher, at=NOON, zone=town.zone)


# Calls


def call(town, number=1, who="member", at=NOON, **more):
    told = {"household": town.houses[0], "said_at": at} | more
    return actions.call_at(Call(**told), seat=town.cast.seats[who], at=at, request_id=f"call-{number}")


@pytest.mark.parametrize(
    ("task", "code"), [("停水", "W01"), ("垃圾", "V01"), ("供暖", "H01"), ("其他", None), ("坑洼", None)]
)
def test_the_task_that_was_chosen_is_the_class_where_only_one_class_is_called_so(town, task, code):
    Rule.objects.create(
        town=town.cast.town, kind="grid", key="tasks", valid_from=date(2020, 1, 1), value={"tasks": [task]}
    )
    told = actions.Find(task, "看到了有问题", 3, NOON, point=IN_WEST)
    row = actions.find(told, seat=town.worker, at=NOON, request_id="chosen")
    assert row.matter.category == (town.cast.categories[code] if code else None)


def test_two_classes_of_one_word_are_nobodys_choice(town):
    Category.objects.filter(pk=town.cast.categories["R01"].pk).update(words=["停水"])
    Rule.objects.create(
        town=town.cast.town, kind="grid", key="tasks", valid_from=date(2020, 1, 1), value={"tasks": ["停水"]}
    )
    told = actions.Find("停水", "看到了有问题", 3, NOON, point=IN_WEST)
    assert actions.find(told, seat=town.worker, at=NOON, request_id="two").matter.category is None


@pytest.mark.parametrize("more", [{"need": "药"}, {"need": "想请人修水管", "met": False}])
def test_a_need_is_heard_from_somebody_and_in_words(town, more):
    with pytest.raises(Refused, match="请写清楚是什么需要"):
        call(town, **more)
    assert not HouseVisit.objects.exists() and not Matter.objects.exists()


@pytest.mark.parametrize("agreed", [True, False])
def test_a_need_becomes_a_matter_of_theirs_only_where_they_agreed(town, agreed):
    if agreed:
        actions.consent(town.houses[0], name="孟大娘", phone="199 0000 5555", seat=town.member, at=NOON)
        town.houses[0].refresh_from_db()
    row = call(town, need="家里水管漏了三天")
    assert (row.matter.requester is not None) is agreed
    assert row.matter.place == town.village and "孟大娘" not in row.matter.words
    assert call(town, need="家里水管漏了三天") == row and Matter.objects.count() == 1
    with pytest.raises(OtherContent):
        call(town, need="家里电表坏了")
    with pytest.raises(NotAllowed, match="另一位网格员的"):
        call(town, who="grid", need="家里水管漏了三天")


@pytest.mark.parametrize(("point", "kept"), [(IN_WEST, True), (FAR, False), (None, False)])
def test_a_call_proves_that_somebody_was_in_the_grid_and_keeps_no_far_position(town, point, kept):
    row = call(town, point=point)
    assert (row.lon is not None) is kept
    assert Coverage.objects.get(grid=town.west).last_at == NOON


# Tracks


def walk(town, number, points, **more):
    step = Step("patrol-1", NOON, [(lon, lat, later(NOON, seconds=at)) for lon, lat, at in points], **more)
    return actions.walk(step, seat=town.worker, at=later(NOON, hours=1), request_id=f"piece-{number}")


TRACK = [(IN_WEST[0] + step * 0.0001, IN_WEST[1], 10 * step) for step in range(30)]


def test_a_piece_sent_twice_counts_once_and_with_other_positions_is_refused(town):
    first = walk(town, 1, TRACK[:10])
    assert walk(town, 1, TRACK[:10]).points == first.points == 10
    with pytest.raises(OtherContent):
        walk(town, 1, TRACK[:9])


def test_a_track_is_as_long_in_pieces_as_it_is_whole(town):
    """From the last position of a piece to the first of the next one walks too."""
    whole = round(distance_m(*TRACK[0][:2], *TRACK[-1][:2]))
    for number in range(10):
        patrol = walk(town, number, TRACK[3 * number : 3 * number + 3])
    assert patrol.points == 30
    assert abs(patrol.metres - whole) <= 10


def test_pieces_that_come_late_never_set_the_last_visit_back(town):
    walk(town, 2, TRACK[20:])
    last = Coverage.objects.get(grid=town.west).last_at
    walk(town, 1, TRACK[:10])
    assert Coverage.objects.get(grid=town.west).last_at == last == later(NOON, seconds=290)
    assert not Coverage.objects.filter(grid=town.east).exists()


@given(st.timedeltas(timedelta(days=-30), timedelta(days=30)))
def test_a_phones_moment_is_believed_within_a_week_and_never_ahead(span):
    told = believed(NOON + span, NOON)
    assert NOON - OLDEST <= told <= NOON
    assert told == (NOON + span if -OLDEST <= span <= timedelta() else NOON)


@given(st.sets(st.integers(1, 40), max_size=40))
def test_the_next_code_is_the_lowest_free_one_and_a_code_of_its_village(taken):
    told = next_code("110112117", {f"110112117{number:03d}" for number in taken})
    assert is_code("110112117", told) and int(told[-3:]) == min(set(range(1, 42)) - taken)
    assert not is_code("110112118", told) and not is_code("110112117", told + "0")


def test_a_village_has_at_most_999_grids():
    with pytest.raises(ValueError, match="999"):
        next_code("v", {f"v{number:03d}" for number in range(1, 1000)})


@pytest.mark.parametrize(("met", "due"), [(None, date(2024, 11, 1)), (date(2024, 11, 3), date(2024, 12, 3))])
def test_who_was_never_met_is_due_since_they_were_listed(met, due):
    assert due_on(date(2024, 11, 1), met, 30) == due


def test_a_finding_on_the_spot_of_no_villages_list_keeps_its_photograph_and_is_no_matter(town):
    task = terms.tasks(town.cast.town, NOON.date())[0].name
    told = actions.Find(
        task, "井盖歪了", 1, NOON, note="已经扶正", point=IN_WEST, photo=kernel.sniff("井.jpg", photo())
    )
    row = actions.find(told, seat=town.worker, at=NOON, request_id="find-1")
    assert Finding.objects.get() == row and (row.matter is None) == (not Matter.objects.exists())


# The mailbox


@pytest.fixture
def letters(cast):
    return with_mailbox(cast)


@pytest.mark.parametrize(
    ("year", "why", "says"),
    [
        (1948, "老房", "1949 到 2023 年之间"),
        (2024, "老房", "今年才发生的不算"),
        (2030, "老房", "今年才发生的"),
        (2001, " ", "请写一句为什么"),
    ],
)
def test_old_trouble_began_in_a_year_before_this_one(letters, year, why, says):
    letter = a_letter(letters)
    with pytest.raises(Refused, match=says):
        mailbox.mark_left_by_history(letter, since_year=year, why=why, seat=letters.seats["clerk"], at=NOON)
    assert not letter_again(letter.matter).left_by_history


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"kind": "tea"}, "请选约访还是下访"),
        ({"held_on": date(2024, 11, 6)}, "不能在今天之后"),
        ({"place": " "}, "请写在哪里接待的"),
        ({"people": 0}, "1 到 500"),
        ({"people": 501}, "1 到 500"),
        ({"held_on": date(2022, 12, 31)}, "没有在任的书记岗位"),
    ],
)
def test_a_meeting_was_held_somewhere_with_somebody_by_a_secretary_in_office(letters, more, says):
    told = {"kind": Meeting.KINDS[0][0], "held_on": date(2024, 11, 5), "place": "信访接待室", "people": 3} | more
    with pytest.raises(Refused, match=says):
        mailbox.record_meeting(letters.town, **told, seat=letters.seats["clerk"], at=NOON)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("stage", ["screened", "assigned", "reviewed"])
def test_a_letter_without_its_answer_is_not_scored(letters, stage):
    letter = brought_to(letters, stage)
    with pytest.raises(Refused, match="还没有回复写信人"):
        mailbox.evaluate(letter, key="village", score=4, seat=letters.seats["clerk"], at=NOON)


def test_each_scores_once_and_none_scores_for_the_writer(letters):
    letter, clerk, at = brought_to(letters, "answered"), letters.seats["clerk"], later(NOON, hours=9)
    for key, score, says in (("people", 5, "不一致"), ("village", 6, "1 到 5 分"), ("village", 0, "1 到 5 分")):
        with pytest.raises(Refused, match=says):
            mailbox.evaluate(letter, key=key, score=score, seat=clerk, at=at)
    mailbox.evaluate(letter, key="village", score=4, comment=" 清得干净 ", seat=clerk, at=at)
    with pytest.raises(Refused, match="“村评”这一次已经评过了"):
        mailbox.evaluate(letter, key="village", score=5, seat=clerk, at=at)
    [row] = Evaluation.objects.all()
    assert (row.score, row.comment, row.round) == (4, "清得干净", 0)


def test_a_letter_waits_for_a_word_until_the_town_has_called_often_enough(letters):
    letter, clerk, at = brought_to(letters, "answered"), letters.seats["clerk"], later(NOON, hours=9)
    for number in range(2):
        with pytest.raises(Refused, match=f"至少要打 2 次电话.*现在打了 {number} 次"):
            mailbox.close_unrated(letter_again(letter.matter), seat=clerk, at=at)
        mailbox.not_reached(letter_again(letter.matter), words="无人接听", seat=clerk, at=at)
    mailbox.close_unrated(letter_again(letter.matter), seat=clerk, at=at)
    assert letter_again(letter.matter).matter.state == "closed"
    with pytest.raises(Refused, match="现在不在等评价"):
        mailbox.not_reached(letter_again(letter.matter), seat=clerk, at=at)


def test_a_letter_is_screened_before_it_is_joined_with_another(letters):
    order, letter = letters.say(), a_letter(letters)
    with pytest.raises(Refused, match="请先筛阅这封信"):
        mailbox.link_to(letter, number=order.number, seat=letters.seats["clerk"], at=NOON)
    with pytest.raises(NotAllowed, match="没有编号为 NOPE 的事项"):
        mailbox.link_to(letter, number="NOPE", seat=letters.seats["clerk"], at=NOON)
