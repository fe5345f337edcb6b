"""What concerns a unit or a person rings on their pages; who has a matter in hand; who else has it open."""

from __future__ import annotations

import pytest
from cast import NOON, later, rows_of
from django.test import Client
from hands import react

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.lists import MINE
from xiangyue.desks.notices import bell
from xiangyue.desks.notices.lists import BELL
from xiangyue.desks.notices.models import Ring
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Seat
from xiangyue.kernel.queries import contact_of


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def second(cast):
    """A colleague of the roads' handler."""
    roads = cast.seats["roads"]
    user = type(roads.user).objects.create(username="roads2")
    cast.seats["roads2"] = Seat.objects.create(
        town=cast.town, unit=roads.unit, user=user, role="handler", holder="沈建设", since=roads.since
    )
    return cast.seats["roads2"]


def pulse(cast, who, number=""):
    return cast.client(who).get("/house/pulse", {"m": number} if number else {}).json()


def test_a_matter_sent_to_a_unit_rings_there_and_nowhere_else_until_it_was_looked_at(cast, sent):
    sent()
    react(NOON)
    assert (pulse(cast, "roads")["bell"], pulse(cast, "water")["bell"], pulse(cast, "dispatcher")["bell"]) == (1, 0, 0)
    page = cast.client("roads").get("/notices/bell").content.decode()
    assert "新事项 T000001" in page and "新到 1 条" in page
    assert pulse(cast, "roads")["bell"] == 0
    assert "新到" not in cast.client("roads").get("/notices/bell").content.decode()


def test_reacting_twice_rings_once(cast, sent):
    event = sent().events.get(name="dispatched")
    assert (bell.ring(event, NOON), bell.ring(event, NOON), Ring.objects.count()) == (1, 1, 1)


def test_what_a_unit_did_itself_does_not_ring_there(cast, sent):
    matter = sent()
    own = kernel.record(matter, "requester_added", actor=kernel.Actor.of(cast.seats["roads"]), at=NOON, text="补充")
    assert bell.ring(own, NOON) == 0


def test_a_matter_that_one_may_not_see_does_not_ring(cast, sent):
    matter = sent()
    react(NOON)
    kernel.name_reported(matter, units=[], people=[cast.seats["roads"].user], seat=cast.seats["dispatcher"], at=NOON)
    assert bell.unheard(cast.seats["roads"]) == 0 and rows_of(BELL, cast.seats["roads"]) == []


def test_who_is_called_by_name_in_a_note_hears_it_alone(cast, sent, second):
    matter = sent()
    react(NOON)
    for who in ("roads", "roads2"):
        bell.hear(cast.seats[who], NOON)
    handling.add_note(matter, text="@沈建设 明天跟我去看看", seat=cast.seats["roads"], at=NOON)
    react(NOON)
    assert (bell.unheard(second), bell.unheard(cast.seats["roads"])) == (1, 0)
    assert "备注：@沈建设" in cast.client("roads2").get("/notices/bell").content.decode()
    handling.add_note(matter, text="@王水务 看不到这件", seat=cast.seats["roads"], at=NOON)
    react(NOON)
    assert bell.unheard(cast.seats["water"]) == 0


def test_a_matter_is_given_to_a_colleague_who_finds_it_under_mine(cast, sent, second):
    matter, other = sent(), sent()
    cast.client("roads").post(f"/matters/{matter.number}/assign", {"to": str(second.pk)})
    react(NOON)
    assert rows_of(MINE, second, person="me") == [matter]
    assert rows_of(MINE, cast.seats["roads"], person="me") == []
    assert rows_of(MINE, cast.seats["roads"], person="none") == [other]
    assert rows_of(MINE, cast.seats["roads"], person=str(second.pk)) == [matter]
    assert "沈建设" in cast.client("roads").get("/matters/mine").content.decode()
    assert bell.rings_of(second).filter(event__name="assigned").count() == 1
    matter.refresh_from_db()
    assert matter.events.get(name="assigned").particulars == {"to": "沈建设"}


def test_only_the_lead_gives_it_and_only_to_its_own_people(cast, sent, second):
    matter = sent()
    with pytest.raises(Refused, match="王水务不在本单位"):
        handling.assign(matter, to=cast.seats["water"], seat=cast.seats["roads"], at=NOON)
    with pytest.raises((Refused, NotAllowed)):
        handling.assign(matter, to=second, seat=cast.seats["water"], at=NOON)
    Seat.objects.filter(pk=second.pk).update(until=later(NOON, hours=-1))
    with pytest.raises(Refused, match="沈建设不在本单位"):
        handling.assign(matter, to=second, seat=cast.seats["roads"], at=NOON)


def test_a_unit_that_leads_it_no_more_leaves_nobody_in_hand(cast, sent, second):
    matter = sent()
    handling.assign(matter, to=second, seat=cast.seats["roads"], at=NOON)
    dispatch.take_back(matter, reason="派错了", seat=cast.seats["dispatcher"], at=NOON)
    page = cast.client("dispatcher").get(f"/matters/{matter.number}").content.decode()
    assert "<dt>经办人</dt><dd>—</dd>" in page
    dispatch.send(
        matter,
        category=matter.category,
        place=matter.place,
        urgency=matter.urgency,
        unit=cast.units["water"],
        seat=cast.seats["dispatcher"],
        at=NOON,
    )
    assert rows_of(MINE, cast.seats["water"], person="none") == [matter]
    assert "沈建设" not in cast.client("water").get("/matters/mine").content.decode()


def test_who_else_has_it_open_is_told_while_they_do(cast, sent, second, monkeypatch):
    matter = sent()
    cast.client("roads2").get(f"/matters/{matter.number}")
    assert pulse(cast, "roads", matter.number)["others"] == ["沈建设"]
    assert pulse(cast, "roads2", matter.number)["others"] == []
    assert pulse(cast, "water", matter.number)["others"] == []
    monkeypatch.setattr(moment, "now", lambda: later(NOON, minutes=3))
    assert pulse(cast, "roads", matter.number)["others"] == []


def test_what_waits_is_counted_for_the_navigation(cast, sent):
    sent()
    cast.say()
    assert pulse(cast, "roads")["waits"] == {"/matters/mine": 1, "/matters/releases": 0, "/handover/": 0}
    assert pulse(cast, "dispatcher")["waits"]["/dispatch/"] == 1


def test_the_others_of_a_requester_are_counted_without_this_one(cast):
    first = cast.say()
    assert contact_of(first.requester).other_matters == 0
    assert contact_of(cast.say().requester).other_matters == 1
    assert contact_of(cast.say(phone="").requester).other_matters == 0


def test_the_requesters_other_matters_open(cast, sent):
    matter = sent()
    other = cast.say(phone="19900001234")
    cast.say(phone="19900009999")
    page = cast.client("dispatcher").get(f"/house/search?same={matter.number}").content.decode()
    assert matter.number in page and other.number in page and "T000003" not in page
    assert (
        f"/house/search?same={matter.number}"
        in cast.client("dispatcher").get(f"/matters/{matter.number}").content.decode()
    )


def test_a_pulse_costs_few_queries_however_much_rang(cast, sent, django_assert_max_num_queries):
    client = cast.client("roads")
    for _time in range(12):
        sent()
    react(NOON)
    client.get("/house/pulse")
    with django_assert_max_num_queries(10):
        client.get("/house/pulse")


def test_the_page_of_the_bell_costs_the_same_however_much_rang(cast, sent, second, django_assert_max_num_queries):
    client, matter = cast.client("roads2"), sent()

    def call(times):
        for time in range(times):
            handling.add_note(matter, text=f"@沈建设 第 {time} 句", seat=cast.seats["roads"], at=NOON)
        react(NOON)

    call(1)
    client.get("/notices/bell")
    with django_assert_max_num_queries(40) as few:
        client.get("/notices/bell")
    call(12)
    with django_assert_max_num_queries(len(few)):
        assert client.get("/notices/bell").content.decode().count("备注：") == 13


def test_a_page_left_open_is_told_that_its_session_has_ended_and_where_to_come_in():
    """No fault in its console; a deed of the same page is refused as ever."""
    asked = {"Accept": "application/json", "X-Polls": "1", "Referer": "http://testserver/dispatch/?tab=waiting"}
    answer = Client(headers=asked).get("/house/pulse")
    assert answer.status_code == 200 and answer.json()["error"] == "logged_out"
    assert answer.json()["to"] == "/login?next=/dispatch/%3Ftab%3Dwaiting"
    assert Client(headers={"Accept": "application/json"}).get("/house/pulse").status_code == 401
