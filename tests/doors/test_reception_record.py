"""What is written down: withdrawal of a concerned leader, promises, matters, answers on the spot, the history of a
visitor.
"""

from __future__ import annotations

from datetime import date

import pytest
from cast import later, make_town
from doors.reception_helper import LAST_WEEK, MONDAY, MORNING, asking, make_reception

from xiangyue.doors.reception import actions, queries
from xiangyue.doors.reception.actions import Pledge
from xiangyue.doors.reception.models import Promise
from xiangyue.doors.reception.sheet import sheet
from xiangyue.house import moment
from xiangyue.house.timers import work_once
from xiangyue.kernel import measures
from xiangyue.kernel.errors import NotAllowed, NotOnVillageList, Refused, StaleMove
from xiangyue.kernel.measures import Span
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.queries import timeline
from xiangyue.kernel.verification import verify
from xiangyue.lib.periods import month_of


@pytest.fixture
def reception(cast):
    made = make_reception(cast)
    made.publish()
    return made


@pytest.fixture
def talk(reception):
    """Somebody at the table; a function that gives the record of the talk."""
    reception.opened()

    def made(number=1, at=MORNING, promises=(), **more):
        clerk = reception.seat("clerk")
        entered = actions.walk_in(reception.monday(), asking(number), seat=clerk, at=at)
        booking = actions.call_next(reception.monday(), seat=clerk, at=at)
        assert booking == entered.booking
        return actions.receive_visitor(
            booking, words="每到雨天路面积水半尺。", promises=promises, seat=clerk, at=at, **more
        )

    return made


def pledge(cast, words="清掏雨水井", unit="roads", due=date(2024, 11, 11)):
    return Pledge(words, cast.units[unit], due)


def test_a_leader_who_is_concerned_withdraws_and_the_substitute_listens(reception, talk, cast):
    visit = talk(withdraws_because="来访人反映的是书记的弟弟")
    assert (visit.received_by, visit.withdrew) == (cast.seats["deputy"], cast.seats["secretary"])
    matter = actions.convert(visit, seat=reception.seat("clerk"), at=MORNING)
    told = Event.objects.get(matter=matter, name="visit_recorded").told
    assert (told["leader"], told["withdrew"]) == ("分管领导 孙镇长", "钱书记")


def test_without_a_substitute_a_concerned_leader_writes_nothing(reception, talk):
    reception.monday().plan.sessions.filter(day=MONDAY).update(substitute=None)
    with pytest.raises(Refused, match="没有候补"):
        talk(withdraws_because="是亲戚")


def test_a_talk_without_a_promise_stays_a_record_until_it_is_made_a_matter_once(reception, talk):
    visit = talk()
    assert not Matter.objects.exists()
    first = actions.convert(visit, request_type="complaint", seat=reception.seat("clerk"), at=MORNING)
    again = actions.convert(type(visit).objects.get(pk=visit.pk), seat=reception.seat("clerk"), at=MORNING)
    assert first == again
    assert (first.request_type, first.words, first.title) == (
        "complaint",
        "每到雨天路面积水半尺。",
        "村东头的路一下雨就积水",
    )


def test_a_stale_page_makes_no_second_matter(reception, talk):
    visit = talk()
    stale = type(visit).objects.get(pk=visit.pk)
    actions.convert(visit, seat=reception.seat("clerk"), at=MORNING)
    with pytest.raises(StaleMove):
        actions.convert(stale, seat=reception.seat("clerk"), at=MORNING)
    assert Matter.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"words": " "}, "办什么"), ({"due": date(2024, 11, 3)}, "今天之后"), ({"due": date(2026, 1, 1)}, "一年之内")],
)
def test_a_promise_without_words_or_day_is_refused_whole(talk, cast, wrong, says):
    with pytest.raises(Refused, match=says):
        talk(promises=[pledge(cast), pledge(cast, **wrong)])
    assert not Matter.objects.exists() and not Promise.objects.exists()


def test_a_unit_of_another_town_promises_nothing(talk, cast):
    other = make_town("110112118000", "漷县镇")
    with pytest.raises(Refused, match="本镇"):
        talk(promises=[Pledge("修路", other.units["roads"], date(2024, 11, 11))])


def test_two_promises_of_one_unit_come_back_each_on_its_own_day(talk, cast, monkeypatch):
    visit = talk(
        promises=[pledge(cast, "补坑", due=date(2024, 11, 18)), pledge(cast, "清井"), pledge(cast, "查水压", "water")]
    )
    matter = visit.matter
    assert matter.clocks.filter(kind="promise", stopped_at=None).count() == 3
    for days, came_back in ((6, 0), (7, 2), (14, 3)):
        at = later(MORNING, days=days)
        while work_once(at):
            pass
        for made in Promise.objects.filter(came_back_at__isnull=False):
            assert not actions.come_back(made.pk, at=at)  # a reaction may come twice
        assert Promise.objects.filter(came_back_at__isnull=False).count() == came_back
    rang = Event.objects.filter(matter=matter, name="clock_rang", particulars__clock="promise")
    assert sorted(one.told["due_at"][:10] for one in rang) == ["2024-11-11", "2024-11-11", "2024-11-18"]
    assert verify(cast.town) is not None


def test_a_promise_is_kept_by_its_unit_or_the_clerk_once_and_with_a_word_of_how(talk, cast, reception):
    made = talk(promises=[pledge(cast)]).promises.get()
    with pytest.raises(NotAllowed, match="城乡建设办公室"):
        actions.keep_promise(made, how="办好了", seat=cast.seats["water"], at=MORNING)
    with pytest.raises(Refused, match="怎样兑现"):
        actions.keep_promise(made, how="", seat=cast.seats["roads"], at=MORNING)
    actions.keep_promise(made, how="井已清掏", seat=cast.seats["roads"], at=MORNING)
    with pytest.raises(StaleMove):
        actions.keep_promise(Promise.objects.get(), how="又办了", seat=reception.seat("clerk"), at=MORNING)
    assert not made.matter.clocks.filter(kind="promise", stopped_at=None).exists()
    assert not queries.open_promises(cast.seats["roads"]).exists()


def test_answered_on_the_spot_it_waits_for_the_call_back_and_its_promise_goes_on(talk, cast, reception):
    visit = talk(promises=[pledge(cast)])
    matter = actions.settle_on_the_spot(
        visit, text="低保名单已核，今天补发。", unit=cast.units["roads"], seat=reception.seat("clerk"), at=MORNING
    )
    assert (matter.state, matter.lead_unit, matter.answered_at) == ("answered", cast.units["roads"], MORNING)
    assert set(matter.clocks.filter(stopped_at=None).values_list("kind", flat=True)) == {"promise"}
    assert "钱书记接待时当场答复" in str([line.sentence for line in timeline(matter, public=True)])
    with pytest.raises(Refused, match="已经在办"):
        actions.settle_on_the_spot(
            visit, text="再答一次看看", unit=cast.units["roads"], seat=reception.seat("clerk"), at=MORNING
        )


def test_a_village_does_not_answer_for_what_is_not_on_its_list(talk, cast, reception):
    visit = talk()
    with pytest.raises(NotOnVillageList):
        actions.settle_on_the_spot(
            visit, text="村里已经办了。", unit=cast.units["v-xiaowu"], seat=reception.seat("clerk"), at=MORNING
        )
    assert not Matter.objects.exists()


def test_who_came_before_is_known_by_the_telephone_and_shown_masked(talk, cast, reception):
    cast.say("我家 13800138000 停水", phone="19900000007")
    cast.say("举报村干部", phone="19900000007", request_type="report")
    cast.say("给书记的信", phone="19900000007", kind="letter")
    first = talk(7)
    told = queries.earlier(first.booking)
    assert [title for _, title, _, _ in told.matters] == ["我家 138****8000 停水"]
    assert told.visits == []
    next_week = later(MORNING, days=7)
    session = reception.plan.sessions.get(day=date(2024, 11, 11))
    again = actions.walk_in(
        session, asking(9, phone="+86 199-0000-0007"), seat=reception.seat("clerk"), at=next_week
    ).booking
    assert queries.earlier(again).visits == [first.booking]
    nobody = actions.walk_in(session, asking(10, phone=""), seat=reception.seat("clerk"), at=next_week).booking
    assert queries.earlier(nobody) == queries.Earlier([], [])


def test_looking_at_a_telephone_needs_a_reason_and_the_visitor_sees_who(reception, cast):
    told = actions.book(reception.monday(), asking(1234), at=LAST_WEEK)
    with pytest.raises(Refused, match="理由"):
        actions.look_at_phone(told.booking, reason=" ", seat=reception.seat("clerk"), at=LAST_WEEK)
    with pytest.raises(NotAllowed):
        actions.look_at_phone(told.booking, reason="好奇", seat=cast.seats["water"], at=LAST_WEEK)
    assert (
        actions.look_at_phone(told.booking, reason="告知改期", seat=reception.seat("clerk"), at=LAST_WEEK)
        == "19900001234"
    )
    assert told.booking.looks.get().reason == "告知改期"


def test_collected_and_closed_are_counted_by_the_day_of_the_session_and_by_village(talk, cast, reception):
    clerk = reception.seat("clerk")
    done = actions.convert(talk(1), seat=clerk, at=MORNING)
    actions.convert(talk(2), seat=clerk, at=MORNING)
    talk(3)
    Matter.objects.filter(pk=done.pk).update(state="closed", closed_at=MORNING)

    def told(days, **narrowed):
        counted = (measures.get(f"reception.{one}") for one in ("collected", "collected_closed"))
        return tuple(measure.count(cast.town, Span.of(days), **narrowed) for measure in counted)

    for narrowed in ({}, {"village": "小务村"}):
        assert told("2024-07-01..2024-12-31", **narrowed) == (2, 1)
    assert told("2024-07-01..2024-12-31", village="大羊村") == (0, 0)
    assert told("2024-11-05..2024-12-31") == (0, 0)


def test_the_months_sheet_and_a_session_are_constant_in_queries(
    talk, cast, reception, django_assert_max_num_queries, monkeypatch
):
    for number in range(1, 4):
        talk(number, promises=[pledge(cast)])
    with django_assert_max_num_queries(6):
        lines = sheet(reception.hall, month_of("2024-11", MONDAY), later(MORNING, days=30))
    assert [(one.received, one.people, one.matters, one.open) for one in lines] == [
        (3, 3, 3, 3),
        (0, 0, 0, 0),
        (0, 0, 0, 0),
        (0, 0, 0, 0),
    ]
    monkeypatch.setattr(moment, "now", lambda: MORNING)
    clerk_page, session = cast.client("clerk"), reception.monday()
    address = f"/reception/desk/sessions/{session.pk}?b={session.bookings.get(queue_number=2).pk}"
    clerk_page.get(address)
    with django_assert_max_num_queries(24):
        assert "清掏雨水井" in clerk_page.get(address).content.decode()
