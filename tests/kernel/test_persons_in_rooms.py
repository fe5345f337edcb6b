"""What rooms keep about a person is theirs: sealed under their key, gone when they are forgotten, moved when two rows
of them become one.
"""

from __future__ import annotations

from importlib import import_module

import pytest
from cast import NOON, later, make_town
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from doors.enterprise_people import asked, with_stewards
from doors.reception_helper import LAST_WEEK, MORNING, asking, make_reception
from patrol_town import make_patrol

from xiangyue.doors.enterprise import actions as enterprise
from xiangyue.doors.enterprise.own import words as words_of_firm
from xiangyue.doors.open311.models import ApiKey, Report
from xiangyue.doors.patrol import actions as patrol
from xiangyue.doors.patrol.models import Household
from xiangyue.doors.reception import actions as reception
from xiangyue.doors.reception.models import Booking
from xiangyue.doors.reception.queries import guest_of
from xiangyue.house.persons.actions import hand_over
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries
from xiangyue.kernel.actions.callers import phone_fingerprint
from xiangyue.kernel.actions.reseal import sealed_columns
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.fields import OWN, keyring
from xiangyue.kernel.models import Matter, Party, PersonKey
from xiangyue.kernel.persons import belongings
from xiangyue.kernel.sealing import contact, opened_for, seal_for

SAID = "大额发票不够用，联系我 19900001234"


@pytest.fixture
def booked(cast) -> Booking:
    made = make_reception(cast)
    made.publish()
    return reception.book(made.monday(), asking(1), at=LAST_WEEK).booking


def forget(cast, party: Party) -> int:
    return kernel.forget(party, reason="本人来信", seat=cast.seats["privacy"], at=later(NOON, days=30))


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_a_booking_is_found_by_its_phone_and_forgotten(cast, booked):
    assert (guest_of(booked).name, contact(booked.person, "phone")) == ("林某", "19900000001")
    reception.cancel(booked, at=LAST_WEEK)
    party = Party.objects.get(town=cast.town, phone_hash=phone_fingerprint("199 0000 0001"))
    assert party == booked.person
    assert forget(cast, party) == 0
    guest = guest_of(again(booked))
    assert (guest.name, guest.phone, again(booked).phone_hash) == ("", "", "")


def test_nobody_is_forgotten_while_they_are_expected(cast, booked):
    with pytest.raises(Refused, match="还有没结束的预约"):
        forget(cast, booked.person)
    assert guest_of(again(booked)).phone == "199****0001"


def test_somebody_who_books_again_is_the_same_person_and_so_is_their_matter(cast, booked):
    session = booked.session.plan.sessions.order_by("day").last()
    second = reception.book(session, asking(1, request_id="ask-again"), at=LAST_WEEK).booking
    assert second.person == booked.person
    assert cast.say(name="林小草", phone="19900000001").requester == booked.person


def test_a_talk_becomes_the_matter_of_whoever_booked(cast, booked):
    made = booked.session
    reception.sign_in(made, seat=cast.seats["secretary"], at=MORNING)
    called = reception.call_next(made, seat=cast.seats["clerk"], at=MORNING)
    talk = reception.receive_visitor(called, words="路积水半尺", seat=cast.seats["clerk"], at=MORNING)
    matter = reception.convert(talk, seat=cast.seats["clerk"], at=MORNING)
    assert matter.requester == booked.person


@pytest.fixture
def household(cast) -> Household:
    town = make_patrol(cast)
    patrol.consent(town.houses[0], name="林小草", phone="19900001234", seat=town.member, at=NOON)
    return again(town.houses[0])


def test_a_household_that_is_forgotten_keeps_its_number_alone(cast, household):
    assert contact(household.person, "name") == "林小草"
    forget(cast, household.person)
    kept = again(household)
    assert (kept.person, kept.consent_at, kept.door_number) == (None, None, household.door_number)


def test_consent_withdrawn_leaves_nothing_of_who_raised_nothing(cast, household):
    party = household.person
    patrol.withdraw_consent(household, seat=cast.seats["dispatcher"], at=NOON)
    gone = Party.objects.get(pk=party.pk)
    assert (gone.key, gone.phone_hash, contact(gone, "name")) == (None, "", "")


def test_consent_withdrawn_leaves_whoever_raised_something(cast, household):
    matter = cast.say(name="林小草", phone="19900001234")
    assert matter.requester == household.person
    patrol.withdraw_consent(household, seat=cast.seats["dispatcher"], at=NOON)
    assert contact(again(matter.requester), "phone") == "19900001234"


def test_what_a_firm_told_in_confidence_is_forgotten_with_its_contact(cast):
    request = asked(with_stewards(cast), words=SAID, is_sensitive=True)
    assert request.words_sealed.startswith(OWN) and words_of_firm(request.matter) == SAID
    enterprise.withdraw(request, reason="办好了", at=NOON)
    forget(cast, request.matter.requester)
    assert words_of_firm(Matter.objects.get(pk=request.matter.pk)) == ""


def reported(cast, matter, account) -> Report:
    key = ApiKey.objects.create(town=cast.town, digest="0" * 64, title="app", made_at=NOON, per_minute=9)
    told = {"town": cast.town, "matter": matter, "key": key, "requested_at": NOON, "described": 4}
    return Report.objects.create(**told, account_sealed=account)


def test_two_rows_of_one_person_take_what_rooms_keep_along(cast, household):
    first = household.person
    second = cast.say(phone="19900009999")
    other = second.requester
    report = reported(cast, second, seal_for(other.key, "account-7"))
    token = seal_for(other.key, "19900001234")
    Party.objects.filter(pk=other.pk).update(phone_hash="0" * 64, phone_sealed=token)
    Household.objects.filter(pk=household.pk).update(person=other)
    assert kernel.unite_found(cast.town, at=NOON) == 1
    assert again(household).person == first
    matter = Matter.objects.get(pk=second.pk)
    assert opened_for(matter, again(report).account_sealed) == "account-7"
    assert PersonKey.objects.filter(pk=other.key_id).exists() is False
    kernel.withdraw(matter, reason="办好了", at=NOON)
    forget(cast, again(first))
    assert opened_for(Matter.objects.get(pk=second.pk), again(report).account_sealed) == ""
    assert list(queries.verify(cast.town)) == []


def test_every_sealed_column_of_a_room_is_a_persons_or_nobodys():
    """A new sealed column is about somebody, and then it is registered, or it is of the house."""
    of_the_house = {"WebHook.secret_sealed", "Channel.address_sealed", "SecondFactor.secret_sealed"}
    of_the_house |= {"Duty.phone_sealed"}  # of staff while they are on duty
    # ten digits that say nothing of anybody
    codes = {"Booking.code_sealed", "Receipt.code_sealed", "VoteSlip.code_sealed"}
    registered = {f"{one.model.__name__}.{column}" for one in belongings() for column in one.sealed}
    sealed = {f"{model.__name__}.{column}" for model, columns in sealed_columns() for column in columns}
    kernels = {one for one in sealed if one.split(".")[0] in ("Party", "PersonKey", "SealedPart")}
    assert sealed - kernels == of_the_house | codes | registered


# --- what stood under the house's key


BEFORE = [("reception", "0003_what_was_said_is_a_talk"), ("patrol", "0001_grids_zones_shifts_findings")]


@pytest.fixture
def as_before(transactional_db):
    """A function that takes the tables back to names under the house's key, gives them to `then`, and migrates."""

    def go(then):
        latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
        MigrationExecutor(connection).migrate(BEFORE)
        old = MigrationExecutor(connection).loader.project_state(BEFORE).apps
        then(old.get_model("reception", "Booking").objects, old.get_model("patrol", "Household").objects)
        MigrationExecutor(connection).migrate(latest)

    return go


def test_old_bookings_and_households_become_somebodys(as_before):
    cast = make_town()
    known = cast.say(name="林小草", phone="19900000001").requester
    made = make_reception(cast)
    made.publish()
    session = made.monday()
    for number, name in ((1, "林小草"), (2, "何大树")):
        reception.book(session, asking(number, name=name), at=LAST_WEEK)
    clerk = cast.seats["clerk"]
    reception.walk_in(session, asking(3, name="无电话", phone=""), seat=clerk, at=LAST_WEEK)
    houses = make_patrol(cast).houses
    ring = keyring()

    def sealed(name, phone):
        return {"name_sealed": ring.seal(name), "phone_sealed": ring.seal(phone) if phone else ""}

    def put_back(bookings, households):
        bookings.filter(queue_number=1).update(**sealed("林小草", "19900000001"))
        bookings.filter(queue_number=2).update(**sealed("何大树", "19900000002"))
        bookings.filter(queue_number=3).update(**sealed("无电话", ""))
        households.filter(pk=houses[0].pk).update(**sealed("何大树", "19900000002"), consent_at=NOON)

    PersonKey.objects.exclude(party=known).delete()
    Party.objects.filter(kind="person").exclude(pk=known.pk).update(phone_hash="", name_hash="", is_active=False)
    as_before(put_back)
    first, second, third = Booking.objects.select_related("person__key").order_by("queue_number")
    told = [(contact(one.person, "name"), contact(one.person, "phone")) for one in (first, second, third)]
    assert told == [("林小草", "19900000001"), ("何大树", "19900000002"), ("无电话", "")]
    assert first.person == known
    assert again(houses[0]).person == second.person
    assert [again(house).person for house in houses[1:]] == [None, None]
    for one in (first, second, third):
        reception.cancel(one, at=LAST_WEEK)
    forget(cast, second.person)
    assert (guest_of(again(second)).name, again(houses[0]).consent_at) == ("", None)


def test_the_copy_that_a_person_asks_for_holds_what_rooms_keep(cast, booked):
    told = hand_over(booked.person, reason="本人到场", seat=cast.seats["privacy"], at=NOON)
    assert told["kept_beside"] == {
        "reception.Booking": [
            {"booked_at": LAST_WEEK.isoformat(), "topic": booked.topic, "people": "1", "state": "booked"}
        ]
    }
    request = asked(with_stewards(cast), words=SAID, is_sensitive=True)
    told = hand_over(request.matter.requester, reason="本人来信", seat=cast.seats["privacy"], at=NOON)
    assert told["kept_beside"]["enterprise.Request"] == [{"words_sealed": SAID}]


def test_old_words_of_firms_and_accounts_are_moved_under_the_persons_key(cast):
    request = asked(with_stewards(cast), words=SAID, is_sensitive=True)
    report = reported(cast, cast.say(), keyring().seal("account-7"))
    nobodys = reported_by_nobody(cast)
    type(request).objects.update(words_sealed=keyring().seal(SAID))
    import_module("xiangyue.doors.enterprise.migrations.0005_words_under_their_own_keys").reseal(apps, None)
    import_module("xiangyue.doors.open311.migrations.0002_accounts_under_their_own_keys").reseal(apps, None)
    assert again(request).words_sealed.startswith(OWN) and words_of_firm(again(request).matter) == SAID
    assert opened_for(report.matter, again(report).account_sealed) == "account-7"
    assert again(report).account_sealed.startswith(OWN)
    assert opened_for(again(nobodys).matter, again(nobodys).account_sealed) == "account-8"


def reported_by_nobody(cast) -> Report:
    matter = cast.say()
    Matter.objects.filter(pk=matter.pk).update(requester=None)
    key = ApiKey.objects.get()
    told = {"town": cast.town, "matter": matter, "key": key, "requested_at": NOON, "described": 4}
    return Report.objects.create(**told, account_sealed=keyring().seal("account-8"))
