"""The published calendar: Mondays, days off, make-up days, plans that end, leaders who swap."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from cast import BEIJING, later, make_town
from django.test import Client
from doors.reception_helper import LAST_WEEK, MONDAY, MORNING, add_seat, asking, make_reception

from xiangyue.doors.reception import actions
from xiangyue.doors.reception.models import Booking, Session
from xiangyue.doors.reception.rules import weekdays, why_off
from xiangyue.house import moment
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Rule

TOWN = "110112117000"


@pytest.fixture
def reception(cast):
    return make_reception(cast)


def at(*parts):
    return datetime(*parts, tzinfo=BEIJING)


def day_rule(cast, day, *, off):
    Rule.objects.create(
        town=cast.town, kind="day", key=day, valid_from=date(2023, 1, 1), value={"is_off": off}, source="测试用"
    )


def test_every_monday_until_the_day_asked_for_and_again_nothing_more(reception):
    assert (reception.publish().made, reception.publish().made) == (4, 0)
    assert [one.day.isoformat() for one in Session.objects.order_by("day")] == [
        "2024-11-04",
        "2024-11-11",
        "2024-11-18",
        "2024-11-25",
    ]
    assert {one.starts_at.astimezone(BEIJING).strftime("%H:%M") for one in Session.objects.all()} == {"09:00"}


def test_a_monday_that_is_a_holiday_says_so_and_the_make_up_weekend_is_none(reception):
    done = reception.publish(date(2024, 10, 14), at(2024, 9, 12, 9))
    rows = {one.day.isoformat(): one for one in Session.objects.all()}
    # 16 Sept is 中秋, 7 Oct 国庆; 14 Sept and 29 Sept, a Saturday and a Sunday, were worked in exchange
    assert (rows["2024-09-16"].off, rows["2024-10-07"].off) == ("holiday", "holiday")
    assert "中秋" in rows["2024-09-16"].off_why
    assert "国庆节" in rows["2024-10-07"].off_why
    assert not {"2024-09-14", "2024-09-29"} & rows.keys()
    assert (done.made, done.off) == (3, 2)


def test_a_day_off_that_the_town_sets_later_calls_the_session_off_with_its_bookings_and_back(reception, cast):
    reception.publish()
    booking = actions.book(reception.monday(), asking(), at=LAST_WEEK).booking
    day_rule(cast, "2024-11-04", off=True)
    reception.publish()
    booking.refresh_from_db()
    assert (reception.monday().off, booking.state, booking.cancelled_why) == (
        "holiday",
        "cancelled",
        "按镇里安排放假，当天不接待",
    )
    Rule.objects.filter(kind="day").delete()
    assert reception.publish().back == 1
    assert reception.monday().off == ""


def test_a_year_nobody_has_published_is_said_and_not_guessed(reception):
    done = actions.publish(reception.cast.town, date(2031, 3, 1), seat=reception.seat("clerk"), at=at(2031, 1, 2, 9))
    assert done.made == 0
    assert "2031" in done.problems[0]


def test_who_has_left_office_does_not_receive(reception):
    seat = reception.seat("secretary")
    seat.until = at(2024, 11, 10, 0)
    seat.save(update_fields=["until"])
    reception.publish()
    told = {one.day.isoformat(): one.leader.holder for one in Session.objects.select_related("leader")}
    assert (told["2024-11-04"], told["2024-11-11"]) == ("钱书记", "孙镇长")


def test_a_plan_that_ends_calls_off_what_was_published_beyond_and_leaves_it_on_the_calendar(reception, monkeypatch):
    reception.publish()
    assert (
        actions.end_plan(reception.plan, last_day=date(2024, 11, 11), seat=reception.seat("clerk"), at=LAST_WEEK) == 2
    )
    assert reception.publish().made == 0
    monkeypatch.setattr(moment, "now", lambda: LAST_WEEK)
    assert "接待安排已调整" in Client().get(f"/reception/{TOWN}/").content.decode()
    newer = actions.add_plan(
        reception.hall,
        weekday=0,
        begins=time(9),
        ends=time(11),
        capacity=2,
        leader=reception.seat("deputy"),
        substitute=reception.seat("secretary"),
        valid_from=date(2024, 11, 12),
        seat=reception.seat("clerk"),
        at=LAST_WEEK,
    )
    assert reception.publish().made == newer.sessions.count() == 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"weekday": 5}, "周一到周五"),
        ({"ends": time(9)}, "晚于"),
        ({"capacity": 0}, "名额"),
        ({"substitute": "secretary"}, "换一位"),
        ({"leader": "water"}, "不能安排"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_words(reception, wrong, says):
    told = {
        "weekday": 1,
        "begins": time(9),
        "ends": time(11),
        "capacity": 3,
        "leader": "secretary",
        "substitute": "deputy",
    } | wrong
    told |= {name: reception.seat(told[name]) for name in ("leader", "substitute")}
    with pytest.raises(Refused, match=says):
        actions.add_plan(reception.hall, valid_from=MONDAY, seat=reception.seat("clerk"), at=LAST_WEEK, **told)


def test_signing_in_is_for_the_two_leaders_on_the_morning_itself(reception):
    reception.publish()
    session = reception.monday()
    with pytest.raises(NotAllowed):
        actions.sign_in(session, seat=reception.seat("clerk"), at=MORNING)
    other = add_seat(reception.cast, "third", "leader", "lead", "蒋镇长")
    with pytest.raises(NotAllowed, match="候补"):
        actions.sign_in(session, seat=other, at=MORNING)
    for early_or_late in (later(MORNING, days=-1), later(MORNING, hours=3)):
        with pytest.raises(Refused, match="不能补签"):
            actions.sign_in(session, seat=reception.seat("secretary"), at=early_or_late)
    actions.sign_in(session, seat=reception.seat("deputy"), at=MORNING)
    with pytest.raises(StaleMove):
        actions.sign_in(reception.monday(), seat=reception.seat("secretary"), at=MORNING)


def test_a_leader_of_another_town_signs_in_nowhere(reception):
    reception.publish()
    other = make_town("110112118000", "漷县镇")
    with pytest.raises(NotAllowed):
        actions.sign_in(reception.monday(), seat=other.seats["secretary"], at=MORNING)
    page = other.client("secretary").post(f"/reception/desk/sessions/{reception.monday().pk}/signature")
    assert page.status_code == 403
    assert reception.monday().leader_signed_in_at is None


def test_swapping_is_done_beforehand_with_a_reason_and_is_told(reception, monkeypatch):
    reception.publish()
    secretary, deputy = reception.seat("secretary"), reception.seat("deputy")
    with pytest.raises(Refused, match="原因"):
        actions.swap_leader(reception.monday(), to=deputy, reason=" ", seat=secretary, at=LAST_WEEK)
    with pytest.raises(Refused, match="之前"):
        actions.swap_leader(reception.monday(), to=deputy, reason="去区里开会", seat=secretary, at=MORNING)
    with pytest.raises(NotAllowed):
        actions.swap_leader(reception.monday(), to=secretary, reason="想去", seat=deputy, at=LAST_WEEK)
    with pytest.raises(Refused, match="另一位"):
        actions.swap_leader(reception.monday(), to=reception.seat("water"), reason="替我", seat=secretary, at=LAST_WEEK)
    actions.swap_leader(reception.monday(), to=deputy, reason="去区里开会", seat=secretary, at=LAST_WEEK)
    session = reception.monday()
    assert (session.leader, session.substitute) == (deputy, None)
    monkeypatch.setattr(moment, "now", lambda: MORNING)
    sheet = reception.cast.client("clerk").get("/reception/desk/month?month=2024-11").content.decode()
    assert "去区里开会" in sheet


def test_calling_off_tells_why_and_frees_the_queue(reception):
    reception.publish()
    booking = actions.book(reception.monday(), asking(), at=LAST_WEEK).booking
    with pytest.raises(Refused, match="写明原因"):
        actions.call_off(reception.monday(), reason="", seat=reception.seat("clerk"), at=LAST_WEEK)
    actions.call_off(reception.monday(), reason="防汛值守", seat=reception.seat("clerk"), at=LAST_WEEK)
    assert Booking.objects.get(pk=booking.pk).cancelled_why == "防汛值守"
    assert reception.publish().made == 0  # what a person called off, publishing does not bring back


def test_the_calendar_file_can_be_read_by_a_calendar(reception, monkeypatch):
    reception.publish()
    monkeypatch.setattr(moment, "now", lambda: LAST_WEEK)
    answer = Client().get(f"/reception/{TOWN}/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    lines = answer.content.decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR"
    assert "DTSTART:20241104T010000Z" in lines
    assert all(len(line.encode()) <= 75 for line in lines)


def test_the_plain_rules():
    assert list(weekdays(0, date(2024, 11, 4), date(2024, 11, 11))) == [date(2024, 11, 4), date(2024, 11, 11)]
    assert list(weekdays(0, date(2024, 11, 5), date(2024, 11, 10))) == []
    assert "国庆节" in why_off(date(2024, 10, 1))


def test_a_session_stands_on_the_desk_once(reception, monkeypatch):
    reception.publish()
    monkeypatch.setattr(moment, "now", lambda: MORNING)
    for who in ("secretary", "clerk"):
        page = reception.cast.client(who).get("/reception/desk/").content.decode()
        assert page.count(f'class="work-title" href="/reception/desk/sessions/{reception.monday().pk}"') == 1, who
