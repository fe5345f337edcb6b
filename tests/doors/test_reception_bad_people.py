"""The reception day under bad input and bad people: nobody else's booking opens, nothing is taken twice, no name hangs
in the hall.
"""

from __future__ import annotations

import pytest
from cast import NOON, later, make_town
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from doors.reception_helper import LAST_WEEK, MORNING, asking, make_reception

from xiangyue.counter.throttle import BASE_BITS
from xiangyue.doors.reception import actions
from xiangyue.doors.reception.models import Booking
from xiangyue.house import moment
from xiangyue.kernel.codes import TRIES
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Event, Matter
from xiangyue.lib.effort import work

TOWN = "110112117000"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def clock(monkeypatch):
    cache.clear()
    at = {"now": LAST_WEEK}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


@pytest.fixture
def reception(cast, clock):
    made = make_reception(cast)
    made.publish()
    return made


def post(session, client=None, *, request_id="bad-00001", **more):
    form = {
        "request_id": request_id,
        "topic": "积水",
        "people": "1",
        "name": "林小草",
        "phone": "199 0000 1234",
        "nonce": work(TOWN, request_id, BASE_BITS),
    } | more
    return (client or Client()).post(
        f"/reception/{TOWN}/sessions/{session.pk}", form, headers={"accept": "application/json"}
    )


REFUSED = {
    "six speakers": ({"people": "6"}, "推选代表"),
    "nobody": ({"people": "0"}, "1 到 5"),
    "minus one": ({"people": "-1"}, "1 到 5"),
    "a crowd in words": ({"people": "五"}, "1 到 5"),
    "no topic": ({"topic": " "}, "什么事"),
    "a topic of a novel": ({"topic": "水" * 201}, "200"),
    "no name": ({"name": ""}, "称呼"),
    "no telephone": ({"phone": ""}, "电话"),
    "a telephone that is none": ({"phone": "12345"}, "号码"),
    "a request id with a path in it": ({"request_id": "../../etc/passwd"}, "太旧"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_in_is_said_in_words_and_writes_nothing(reception, what):
    more, says = REFUSED[what]
    answer = post(reception.monday(), nonce=work(TOWN, more.get("request_id", "bad-00001"), BASE_BITS), **more)
    assert answer.status_code == 422, answer.content
    assert says in answer.json()["says"]
    assert not Booking.objects.exists()


def test_without_work_nothing_is_booked(reception):
    answer = post(reception.monday(), nonce="x")
    assert (answer.status_code, answer.json()["error"]) == (429, "more_work")
    assert not Booking.objects.exists()


def test_a_replayed_post_books_once(reception):
    urls = {post(reception.monday()).json()["url"] for _ in range(3)}
    assert len(urls) == Booking.objects.count() == 1


def test_one_telephone_stands_once_in_a_queue_and_holds_three_at_most(reception):
    reception.publish(until=NOON.date().replace(month=12, day=9))
    monday = reception.monday()
    assert post(monday).status_code == 201
    assert "已经排在这一场" in post(monday, request_id="bad-00002").json()["says"]
    later_ones = list(monday.plan.sessions.filter(day__gt=monday.day).order_by("day"))
    answers = [post(one, request_id=f"more-{row:05d}") for row, one in enumerate(later_ones[:3])]
    assert [one.status_code for one in answers] == [201, 201, 422]
    assert "3 场" in answers[-1].json()["says"]


def test_a_full_session_takes_nobody_but_those_who_stand_in_the_hall(reception, clock):
    for number in range(1, 4):
        actions.book(reception.monday(), asking(number), at=LAST_WEEK)
    with pytest.raises(Refused, match="满了"):
        actions.book(reception.monday(), asking(4), at=LAST_WEEK)
    actions.cancel(Booking.objects.get(queue_number=1), at=LAST_WEEK)
    actions.book(reception.monday(), asking(4), at=LAST_WEEK)
    entered = actions.walk_in(reception.opened(), asking(5, phone=""), seat=reception.seat("clerk"), at=MORNING)
    assert entered.booking.queue_number == 5  # a number that was given back is never given out again


def test_a_session_that_is_over_called_off_or_of_another_town_takes_nobody(reception):
    with pytest.raises(Refused, match="不能再约"):
        actions.book(reception.monday(), asking(), at=later(MORNING, days=1))
    monday = reception.monday()
    actions.call_off(monday, reason="防汛值守", seat=reception.seat("clerk"), at=LAST_WEEK)
    assert "不能再约" in post(monday).json()["says"]
    other = make_town("110112118000", "漷县镇")
    assert Client().get(f"/reception/{other.town.code}/sessions/{monday.pk}").status_code == 404
    assert other.client("dispatcher").get(f"/reception/desk/sessions/{monday.pk}").status_code == 403


def test_the_database_itself_holds_five_speakers_one_number_and_one_at_the_table(reception):
    first = actions.book(reception.monday(), asking(1), at=LAST_WEEK).booking
    second = actions.book(reception.monday(), asking(2), at=LAST_WEEK).booking
    wrong = [(first, {"people": 6}), (first, {"people": 0}), (second, {"queue_number": 1})]
    for booking, change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.all().update(state="called")


def test_somebody_elses_code_opens_nothing_and_says_nothing(reception):
    told = actions.book(reception.monday(), asking(1234), at=LAST_WEEK)
    stranger = Client()
    wrong = stranger.post(f"/reception/{TOWN}/find", {"code": told.code, "tail": "0000"})
    made_up = stranger.post(f"/reception/{TOWN}/find", {"code": "1000000008", "tail": "0000"})
    assert wrong.status_code == made_up.status_code == 403
    assert "积水" not in wrong.content.decode()
    assert stranger.get(f"/reception/{TOWN}/mine/{told.booking.pk}").status_code == 403
    assert stranger.post(f"/reception/{TOWN}/mine/{told.booking.pk}/cancellation").status_code == 403
    other = make_town("110112118000", "漷县镇").town
    assert stranger.post(f"/reception/{other.code}/find", {"code": told.code, "tail": "1234"}).status_code == 403
    assert Booking.objects.get().state == "booked"


def test_guessing_tails_locks_the_code_and_guessing_codes_the_address(reception):
    told = actions.book(reception.monday(), asking(1234), at=LAST_WEEK)
    for _ in range(TRIES):
        with pytest.raises(NotAllowed):
            actions.open_booking(reception.cast.town, code=told.code, tail="9999", at=LAST_WEEK)
    with pytest.raises(NotAllowed, match="停用一小时"):
        actions.open_booking(reception.cast.town, code=told.code, tail="1234", at=LAST_WEEK)
    assert (
        actions.open_booking(reception.cast.town, code=told.code, tail="1234", at=later(LAST_WEEK, hours=2))
        == told.booking
    )
    guesser = Client(REMOTE_ADDR="198.51.100.8")
    answers = [
        guesser.post(f"/reception/{TOWN}/find", {"code": "1000000008", "tail": "1"}).content.decode() for _ in range(40)
    ]
    assert "太频繁" in answers[-1] and "太频繁" not in answers[0]


def test_scripts_in_every_field_are_words(reception, clock, cast):
    client = Client()
    assert post(reception.monday(), client, topic=SCRIPT, name=SCRIPT[:60]).status_code == 201
    reception.opened()
    clock["now"] = MORNING
    clerk, booking = cast.client("clerk"), Booking.objects.get()
    clerk.post(f"/reception/desk/sessions/{booking.session_id}/next")
    clerk.post(
        f"/reception/desk/bookings/{booking.pk}/record",
        {
            "words": SCRIPT,
            "withdraws": "yes",
            "withdraws_because": SCRIPT,
            "promise-0": SCRIPT,
            "unit-0": cast.units["roads"].pk,
            "due-0": "2024-11-05",
        },
    )
    pages = [
        client.get(f"/reception/{TOWN}/mine/{booking.pk}"),
        clerk.get(f"/reception/desk/sessions/{booking.session_id}?b={booking.pk}"),
        clerk.get("/reception/promises/"),
        clerk.get("/reception/desk/"),
        clerk.get("/reception/desk/month?month=2024-11"),
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in text and "<img src=x" not in text
    assert booking.talk.withdrew == cast.seats["secretary"]


def test_the_screen_shows_numbers_only_and_its_address_can_be_changed(reception, clock):
    actions.book(reception.monday(), asking(1234, name="王大爷", topic="低保停发"), at=LAST_WEEK)
    clock["now"] = MORNING
    actions.call_next(reception.opened(), seat=reception.seat("clerk"), at=MORNING)
    token = reception.hall.screen_token
    for path in (f"/reception/screen/{token}/", f"/reception/screen/{token}/now"):
        page = Client().get(path)
        assert page.status_code == 200
        for secret in ("王", "低保", "199", "1234"):
            assert secret not in page.content.decode()
    assert len(token) >= 32
    actions.renew_screen(reception.hall, seat=reception.seat("clerk"), at=MORNING)
    assert Client().get(f"/reception/screen/{token}/").status_code == 404


def test_no_name_and_no_telephone_in_events_addresses_or_a_village_seats_page(reception, clock, cast):
    actions.book(reception.monday(), asking(1234, name="王大爷", topic="找我打 13800138000"), at=LAST_WEEK)
    session, clerk = reception.opened(), reception.seat("clerk")
    booking = actions.call_next(session, seat=clerk, at=MORNING)
    visit = actions.receive_visitor(booking, words="低保从八月起没有发。", seat=clerk, at=MORNING)
    actions.convert(visit, seat=clerk, at=MORNING)
    told = str(list(Event.objects.values_list("particulars", flat=True)))
    assert "王" not in told and "1990000" not in told
    village = cast.seats["village"]
    village.unit.place = cast.places["xiaowu"]
    village.unit.save(update_fields=["place"])
    clock["now"] = MORNING
    page = cast.client("village").get(f"/reception/desk/sessions/{session.pk}?b={booking.pk}").content.decode()
    assert "1 号" in page
    for secret in ("13800138000", "王某", "低保", "199****"):
        assert secret not in page
    village.unit.place = cast.places["dayang"]
    village.unit.save(update_fields=["place"])
    assert cast.client("village").get(f"/reception/desk/sessions/{session.pk}").status_code == 403


def test_nobody_moves_a_visitor_twice_or_out_of_turn(reception):
    for number in (1, 2):
        actions.book(reception.monday(), asking(number), at=LAST_WEEK)
    clerk = reception.seat("clerk")
    with pytest.raises(Refused, match="签到"):
        actions.call_next(reception.monday(), seat=clerk, at=MORNING)
    session = reception.opened()
    first = actions.call_next(session, seat=clerk, at=MORNING)
    stale = Booking.objects.get(pk=first.pk)
    with pytest.raises(Refused, match="前一位"):
        actions.call_next(session, seat=clerk, at=MORNING)
    with pytest.raises(Refused, match="不能变为"):
        actions.cancel(first, at=MORNING)
    actions.mark_absent(first, seat=clerk, at=MORNING)
    with pytest.raises(StaleMove):
        actions.mark_absent(stale, seat=clerk, at=MORNING)
    assert actions.call(first, seat=clerk, at=MORNING).state == "called"
    with pytest.raises(Refused, match="正在接待"):
        actions.close_session(session, seat=clerk, at=MORNING)
    assert not Matter.objects.exists()
