"""Households of a zone: listed by house number; a name and a phone only with consent (PIPL art. 13, 15)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.doors.patrol.models import Household, Zone
from xiangyue.doors.patrol.queries import watches_of
from xiangyue.doors.patrol.terms import number
from xiangyue.kernel import access, persons
from xiangyue.kernel.actions.callers import Requester, person_of
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.phones import tidy_phone


@transaction.atomic
def list_households(zone: Zone, door_numbers: list[str], *, seat: Seat, at: datetime) -> tuple[int, list[str]]:
    """(how many are new, what was left out and why). More than one member can look after are refused; twice is once."""
    access.require(seat, "patrol.plan", of=zone)
    Zone.objects.select_for_update().get(pk=zone.pk)
    wanted = list(dict.fromkeys(one.strip()[:60] for one in door_numbers if one.strip()))
    held = dict(Household.objects.filter(grid=zone.grid_id, door_number__in=wanted).values_list("door_number", "zone"))
    elsewhere = [f"{one}已经在本网格的另一个责任区里。" for one, of in held.items() if of != zone.pk]
    new = [one for one in wanted if one not in held]
    most = number(zone.town, "zone", "ratio", "at_most", local_day(at))
    if zone.households.count() + len(new) > most:
        raise Refused("一名党员最多联系 {most} 户，{zone}放不下这些，请再设一个责任区。", most=most, zone=zone.title)
    Household.objects.bulk_create(
        Household(town_id=zone.town_id, zone=zone, grid_id=zone.grid_id, door_number=one, listed_at=at) for one in new
    )
    return len(new), elsewhere


@transaction.atomic
def consent(household: Household, *, name: str, phone: str, seat: Seat, at: datetime) -> None:
    """They agreed to leave a name and a phone; said again, the new ones stand."""
    _require_own(household, seat, at)
    if not name.strip():
        raise Refused("对方同意后，请写下怎么称呼；没有同意就不要登记。")
    try:
        tidy = tidy_phone(phone)
    except ValueError as error:
        raise Refused(str(error)) from error
    before = household.person
    person = person_of(household.town, Requester(name=name.strip()[:40], phone=tidy, address=household.door_number))
    Household.objects.filter(pk=household.pk).update(person=person, consent_at=at, withdrawn_at=None)
    if before is not None and before != person:
        persons.let_go(before)


@transaction.atomic
def withdraw_consent(household: Household, *, seat: Seat, at: datetime) -> None:
    """Name and phone are gone at once, unless the person raised something; the house number stays for the visits."""
    _require_own(household, seat, at)
    person = household.person
    Household.objects.filter(pk=household.pk, consent_at__isnull=False).update(
        person=None, consent_at=None, withdrawn_at=at
    )
    if person is not None:
        persons.let_go(person)


def _require_own(household: Household, seat: Seat, at: datetime) -> None:
    if seat.town_id == household.town_id and access.may(seat, "patrol.plan"):
        return
    access.require(seat, "patrol.walk", of=household)
    if not watches_of(seat, at).filter(zone=household.zone_id).exists():
        raise NotAllowed("这一户不在您的责任区里，请找这个责任区的党员或调度员。")
