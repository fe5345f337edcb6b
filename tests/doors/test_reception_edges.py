"""The reception day at its edges: the last minute to book and to sign in, who may swap, the queue, and closing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from cast import BEIJING, later, make_town
from doors.reception_helper import LAST_WEEK, MONDAY, MORNING, add_seat, asking, make_reception

from xiangyue.doors.reception import actions
from xiangyue.doors.reception.actions import Pledge
from xiangyue.doors.reception.models import Booking, Hall, Plan, Promise, Swap, Talk
from xiangyue.doors.reception.rules import weekdays
from xiangyue.kernel.errors import NotAllowed, OtherContent, Refused, StaleMove
from xiangyue.kernel.models import Matter, Seat


def on_monday(clock: str) -> datetime:
    return datetime.combine(MONDAY, time.fromisoformat(clock), BEIJING)


@pytest.fixture
def reception(cast):
    made = make_reception(cast)
    made.publish()
    return made


def booked(reception, number=1, at=LAST_WEEK, **more):
    return actions.book(reception.monday(), asking(number, **more), at=at).booking


# Booking, from nine to half past eleven on Monday


@pytest.mark.parametrize(("clock", "taken"), [("08:59:59", True), ("09:00:00", False), ("11:29:00", False)])
def test_one_books_until_it_begins(reception, clock, taken):
    if taken:
        assert booked(reception, at=on_monday(clock)).state == "booked"
    else:
        with pytest.raises(Refused, match="已经开始、结束或取消，不能再约"):
            booked(reception, at=on_monday(clock))
        assert not Booking.objects.exists()


def test_who_only_comes_after_the_beginning_is_registered_until_the_session_is_closed(reception):
    session, clerk = reception.opened(), reception.seat("clerk")
    late = actions.walk_in(session, asking(1, phone=""), seat=clerk, at=on_monday("11:29"))
    assert (late.booking.kind, late.booking.queue_number, bool(late.tail)) == ("walk_in", 1, True)
    actions.call_next(session, seat=clerk, at=on_monday("11:29"))
    actions.mark_absent(Booking.objects.get(), seat=clerk, at=on_monday("11:35"))
    actions.close_session(session, seat=clerk, at=on_monday("11:40"))
    with pytest.raises(Refused, match="已经散场或取消，不能再登记"):
        actions.walk_in(session, asking(2), seat=clerk, at=on_monday("11:41"))


def test_a_place_that_was_given_back_is_taken_by_the_next_and_one_passed_over_is_not_free(reception):
    first, *_ = [booked(reception, number) for number in (1, 2, 3)]
    actions.cancel(first, at=LAST_WEEK)
    assert booked(reception, 4).queue_number == 4
    with pytest.raises(Refused, match="名额满了"):
        booked(reception, 5)
    cancelled = actions.cancel(first, at=later(LAST_WEEK, hours=1))
    assert (cancelled.state, cancelled.ended_at) == ("cancelled", LAST_WEEK)


def test_a_telephone_that_cancelled_may_book_the_same_session_again(reception):
    actions.cancel(booked(reception, 1), at=LAST_WEEK)
    assert booked(reception, 1, request_id="again-00001").queue_number == 2


@pytest.mark.parametrize("change", [{"topic": "换一件事来说"}, {"people": 2}, {"phone": "199 0000 9999"}])
def test_one_request_id_with_other_words_is_refused_and_not_answered_with_the_first(reception, change):
    first = booked(reception)
    assert booked(reception) == first
    with pytest.raises(OtherContent):
        booked(reception, **change)
    assert Booking.objects.count() == 1


def test_one_request_id_for_another_monday_is_not_answered_with_the_first_monday(reception):
    """Who asks for the 11th must not be told that they hold a place, when that is one of the 4th."""
    booked(reception)
    next_monday = reception.plan.sessions.get(day=date(2024, 11, 11))
    with pytest.raises(OtherContent):
        actions.book(next_monday, asking(1), at=LAST_WEEK)


def test_places_held_ahead_are_counted_by_what_is_still_to_come(reception):
    """Three are held; one of them has passed: a fourth may be booked."""
    reception.publish(until=date(2024, 11, 29))
    mondays = list(reception.plan.sessions.filter(off="").order_by("day"))
    for number, session in enumerate(mondays[-4:-1], 1):
        actions.book(session, asking(1, request_id=f"held-{number:05d}"), at=LAST_WEEK)
    with pytest.raises(Refused, match="您已经约了 3 场"):
        actions.book(mondays[-1], asking(1, request_id="fourth-0001"), at=LAST_WEEK)
    passed = mondays[-4].starts_at
    assert actions.book(mondays[-1], asking(1, request_id="fourth-0001"), at=passed).is_new


# Signing in and swapping


@pytest.mark.parametrize(
    ("clock", "may"),
    [("07:59:59", False), ("08:00:00", True), ("09:00:00", True), ("11:29:59", True), ("11:30:00", False)],
)
@pytest.mark.parametrize("who", ["secretary", "deputy"])
def test_a_leader_signs_in_from_an_hour_before_until_the_end(reception, clock, may, who):
    session = reception.monday()
    if may:
        actions.sign_in(session, seat=reception.seat(who), at=on_monday(clock))
        assert reception.monday().signed_in_by == reception.seat(who)
    else:
        with pytest.raises(Refused, match="签到要在接待当天"):
            actions.sign_in(session, seat=reception.seat(who), at=on_monday(clock))
        assert reception.monday().leader_signed_in_at is None


def test_the_first_signature_stands(reception):
    session = reception.opened()
    with pytest.raises(StaleMove, match="已经有领导签到"):
        actions.sign_in(session, seat=reception.seat("deputy"), at=MORNING)
    assert reception.monday().signed_in_by == reception.seat("secretary")


def swap(reception, to="deputy", who="secretary", reason="去区里开会", at=LAST_WEEK):
    return actions.swap_leader(
        reception.monday(), to=reception.seat(to), reason=reason, seat=reception.seat(who), at=at
    )


@pytest.mark.parametrize(
    ("more", "error", "says"),
    [
        ({"reason": "  "}, Refused, "调换请写明原因"),
        ({"to": "secretary"}, Refused, "请选本镇另一位"),
        ({"to": "dispatcher"}, Refused, "请选本镇另一位"),
        ({"who": "deputy"}, NotAllowed, "只能调换自己的接待"),
        ({"who": "clerk"}, NotAllowed, "您现在的岗位不能"),
        ({"at": on_monday("09:00")}, Refused, "要在接待开始之前办理"),
        ({"to": "gone"}, Refused, "那天不在任"),
        ({"to": "neighbour"}, Refused, "请选本镇另一位"),
    ],
)
def test_a_swap_that_is_none_leaves_the_leader(reception, more, error, says):
    gone = add_seat(reception.cast, "gone", "leader", "lead", "已调离")
    Seat.objects.filter(pk=gone.pk).update(until=LAST_WEEK)
    reception.cast.seats["neighbour"] = make_town("110112118000", "漷县镇").seats["secretary"]
    with pytest.raises(error, match=says):
        swap(reception, **more)
    assert reception.monday().leader == reception.seat("secretary") and not Swap.objects.exists()


def test_the_substitute_who_takes_over_is_not_their_own_substitute(reception):
    made = swap(reception, at=on_monday("08:59"), reason=" 去区里开会 ")
    session = reception.monday()
    assert (session.leader, session.substitute, made.reason) == (reception.seat("deputy"), None, "去区里开会")
    with pytest.raises(NotAllowed, match="只有这一场的接待领导或候补领导能签到"):
        actions.sign_in(session, seat=reception.seat("secretary"), at=MORNING)
    third = add_seat(reception.cast, "third", "leader", "lead", "周副镇长")
    actions.swap_leader(session, to=third, reason="值班", seat=reception.seat("secretary"), at=LAST_WEEK)
    assert list(Swap.objects.order_by("pk").values_list("after", flat=True)) == [made.after_id, third.pk]


# The queue


def test_numbers_are_called_in_turn_and_one_at_a_time(reception):
    for number in (1, 2, 3):
        booked(reception, number)
    session, clerk = reception.monday(), reception.seat("clerk")
    with pytest.raises(Refused, match="还没有签到"):
        actions.call_next(session, seat=clerk, at=MORNING)
    session = reception.opened()
    assert actions.call_next(session, seat=clerk, at=MORNING).queue_number == 1
    with pytest.raises(Refused, match="前一位还在接待"):
        actions.call_next(session, seat=clerk, at=MORNING)
    actions.mark_absent(Booking.objects.get(queue_number=1), seat=clerk, at=MORNING)
    assert actions.call_next(session, seat=clerk, at=MORNING).queue_number == 2
    with pytest.raises(Refused, match="还有一位正在接待"):
        actions.close_session(session, seat=clerk, at=MORNING)
    talk = actions.receive_visitor(
        Booking.objects.get(queue_number=2), words="路面积水多年", seat=clerk, at=later(MORNING, minutes=20)
    )
    assert (talk.received_by, talk.place, talk.matter) == (reception.seat("secretary"), reception.hall.place, None)
    back = actions.call(Booking.objects.get(queue_number=1), seat=clerk, at=later(MORNING, minutes=21))
    assert (back.state, back.ended_at) == ("called", None)
    actions.mark_absent(back, seat=clerk, at=later(MORNING, minutes=25))
    actions.close_session(session, seat=clerk, at=on_monday("11:30"))
    assert dict(Booking.objects.values_list("queue_number", "state")) == {1: "absent", 2: "received", 3: "absent"}
    with pytest.raises(StaleMove, match="已经散场或取消"):
        actions.close_session(session, seat=clerk, at=on_monday("11:31"))
    with pytest.raises(Refused, match="这一场已经散场"):
        actions.call(Booking.objects.get(queue_number=3), seat=clerk, at=on_monday("11:32"))
    with pytest.raises(Refused, match="队里没有人了"):
        actions.call_next(session, seat=clerk, at=on_monday("11:33"))


def test_a_session_is_not_closed_before_it_has_begun(reception):
    with pytest.raises(Refused, match="还没有到接待的时间"):
        actions.close_session(reception.monday(), seat=reception.seat("clerk"), at=on_monday("08:59"))


@pytest.mark.parametrize(
    ("words", "says"), [("积水", "请写下来访人说了什么事"), ("水" * 5001, "记录太长了（5001 字）")]
)
def test_a_talk_is_written_down_in_words_that_fit(reception, words, says):
    booking, clerk = booked(reception), reception.seat("clerk")
    actions.call_next(reception.opened(), seat=clerk, at=MORNING)
    booking.refresh_from_db()
    with pytest.raises(Refused, match=says):
        actions.receive_visitor(booking, words=words, seat=clerk, at=MORNING)
    assert not Talk.objects.exists() and Booking.objects.get().state == "called"


# Promises


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (1, True), (366, True), (367, False)])
def test_a_promise_is_for_a_day_within_a_year(reception, days, taken):
    booking, clerk = booked(reception), reception.seat("clerk")
    actions.call_next(reception.opened(), seat=clerk, at=MORNING)
    booking.refresh_from_db()
    pledge = Pledge("修好排水沟", reception.cast.units["roads"], MONDAY + timedelta(days=days))
    told = {"words": "路面积水多年", "promises": [pledge], "seat": clerk, "at": MORNING}
    if taken:
        talk = actions.receive_visitor(booking, **told)
        assert Promise.objects.get().matter == talk.matter
    else:
        with pytest.raises(Refused, match="承诺的日子要在今天之后、一年之内"):
            actions.receive_visitor(booking, **told)
        assert not Talk.objects.exists() and not Matter.objects.filter(kind="talk").exists()


# Halls and plans


def plan(reception, **more):
    told = {"weekday": 1, "begins": time(9), "ends": time(11), "capacity": 3, "valid_from": MONDAY}
    told |= {"leader": reception.seat("secretary"), "substitute": reception.seat("deputy")} | more
    return actions.add_plan(reception.hall, **told, seat=reception.seat("clerk"), at=LAST_WEEK)


@pytest.mark.parametrize("weekday", [-1, 5, 6, 7])
def test_a_weekend_is_no_reception_day(reception, weekday):
    with pytest.raises(Refused, match="周一到周五"):
        plan(reception, weekday=weekday)


def test_two_plans_do_not_begin_at_one_time_in_one_hall(reception):
    plan(reception)
    with pytest.raises(Refused, match="这个时段已经有安排"):
        plan(reception)
    assert Plan.objects.count() == 2


def test_halls_stand_in_the_town_or_its_villages_and_have_a_name_each(reception):
    clerk, other = reception.seat("clerk"), make_town("110112118000", "漷县镇")
    hall = actions.add_hall(reception.cast.town, title=" ", address="", seat=clerk)
    assert hall.title == "永乐店镇接待室"
    with pytest.raises(Refused, match="已经有叫“永乐店镇接待室”的接待室"):
        actions.add_hall(reception.cast.town, title="永乐店镇接待室", address="", seat=clerk)
    with pytest.raises(NotAllowed, match="只能设在本镇或本镇的村"):
        actions.add_hall(other.places["dayang"], title="", address="", seat=clerk)
    before = hall.screen_token
    actions.renew_screen(hall, seat=clerk, at=LAST_WEEK)
    assert Hall.objects.get(pk=hall.pk).screen_token not in ("", before)


def test_weekdays_hold_both_ends():
    assert list(weekdays(0, date(2024, 11, 4), date(2024, 11, 18))) == [date(2024, 11, day) for day in (4, 11, 18)]
    assert list(weekdays(4, date(2024, 11, 4), date(2024, 11, 7))) == []
