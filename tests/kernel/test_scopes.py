"""Each scope sees exactly its matters, and rights follow from the role of the seat that is held now."""

from __future__ import annotations

import pytest
from cast import NOON, later, make_town

from xiangyue.kernel import access, kinds, roles
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import WORKER
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, TownTime

WHO = {"open": "appeal", "led": "appeal", "assisted": "appeal", "secret": "appeal", "letter": "letter"}


@pytest.fixture
def told(cast):
    """One matter of each sort; water leads one and a letter, and assists in two, one of them confidential."""
    matters = {name: cast.say(name, kind=kind, is_confidential=name == "secret") for name, kind in WHO.items()}
    water, time = cast.units["water"], TownTime(cast.town)
    Matter.objects.filter(pk__in=[matters["led"].pk, matters["letter"].pk]).update(lead_unit=water)
    for name in ("assisted", "secret"):
        due = later(NOON, days=1)
        kernel.start_clock(
            matters[name], kind="assist", unit=water, office=ROUND_THE_CLOCK, at=NOON, time=time, due_at=due
        )
    kernel.tell_house(cast.town, "purged", actor=WORKER, at=NOON, what="旧照片", rows=1)
    neighbour = make_town("110112118000", "漷县镇")
    neighbour.say("neighbour")
    neighbour.say("neighbour's letter", kind="letter")
    far = make_town("110113100000", "外区镇")
    far.town.parent = Place.objects.create(level="district", code="110113", name="顺义区")
    far.town.save()
    far.say("far")
    return cast


def seen(seat: Seat) -> set[str]:
    return {matter.title if matter.kind != "house" else "house" for matter in access.visible_to(seat)}


EVERY_APPEAL = {"open", "led", "assisted", "secret"}


@pytest.mark.parametrize(
    ("role", "unit", "expected"),
    [
        ("dispatcher", "centre", EVERY_APPEAL),  # town, without the letters' deed
        ("secretary", "lead", EVERY_APPEAL | {"letter"}),  # town, and reads the letters
        ("handler", "water", {"led", "assisted", "letter"}),  # unit: what it leads, and what it assists in openly
        ("handler", "roads", set()),
        ("district", "centre", EVERY_APPEAL | {"neighbour"}),  # every town of the district, nothing sealed
        ("auditor", "centre", {"house"}),  # none: only the sealed kinds whose deed it holds
        ("privacy", "centre", set()),
    ],
)
def test_a_scope_gives_these_matters_and_no_others(told, role, unit, expected):
    seat = Seat(town=told.town, unit=told.units[unit], role=role)
    assert seen(seat) == expected


def test_a_scope_of_one_kind_sees_that_kind_of_its_own_town_alone(told, monkeypatch):
    monkeypatch.setitem(roles.ROLES, "postman", ("送信人", "Postman"))
    monkeypatch.setitem(roles.SCOPES, "postman", "kind:letter")
    assert seen(Seat(town=told.town, unit=told.units["centre"], role="postman")) == {"letter"}


def test_every_registered_role_has_a_scope_that_is_understood(told):
    names = {kind.name for kind in kinds.all_kinds()}
    for role, scope in roles.SCOPES.items():
        kind = scope.removeprefix("kind:")
        assert scope in ("town", "unit", "district", "none") or kind in names, role
        assert seen(Seat(town=told.town, unit=told.units["centre"], role=role)) <= EVERY_APPEAL | {
            *("letter", "neighbour", "house")
        }


def test_an_assist_that_is_over_stays_readable_to_the_unit_that_gave_it(told):
    kernel.stop_clocks(Matter.objects.get(title="assisted"), at=later(NOON, hours=1))
    assert "assisted" in seen(told.seats["water"])


def test_a_matter_that_may_not_be_seen_is_refused_in_the_words_for_one_that_is_not_there(told):
    secret = Matter.objects.get(title="secret")
    said = []
    for number in (secret.number, "没有这个编号"):
        with pytest.raises(NotAllowed) as refusal:
            access.matter_for(told.seats["water"], number)
        said.append(str(refusal.value).replace(number, "×"))
    assert said[0] == said[1] == "没有编号为 × 的事项，或者您的岗位看不到它。"


def test_a_matter_comes_with_what_the_caller_is_going_to_read(told, django_assert_num_queries):
    number = Matter.objects.get(title="led").number
    with django_assert_num_queries(1):
        matter = access.matter_for(told.seats["dispatcher"], number)
        assert (matter.lead_unit.code, matter.town.name, matter.requester is None) == ("water", "永乐店镇", False)
    with django_assert_num_queries(2):
        assert access.matter_for(told.seats["dispatcher"], number, joined=()).lead_unit.title == "水务所"


def another_seat(cast, **more) -> Seat:
    told = {"town": cast.town, "unit": cast.units["roads"], "role": "handler", "holder": "王水务", "since": NOON}
    return Seat.objects.create(user=cast.seats["water"].user, **(told | more))


@pytest.mark.parametrize(
    ("since", "until", "is_held"),
    [
        (-60, None, True),
        (0, None, True),  # from its first moment
        (1, None, False),
        (-60, 1, True),
        (-60, 0, False),  # no longer in its last
    ],
)
def test_a_chosen_seat_is_acted_from_only_while_it_is_held(cast, since, until, is_held):
    end = later(NOON, minutes=until) if until is not None else None
    chosen = another_seat(cast, since=later(NOON, minutes=since), until=end)
    found = access.seat_at(chosen.user_id, NOON, chosen.pk)
    assert found == (chosen if is_held else cast.seats["water"])


def test_a_seat_of_somebody_else_is_not_taken_by_choosing_it(cast):
    assert access.seat_at(cast.seats["water"].user_id, NOON, cast.seats["secretary"].pk) == cast.seats["water"]
    assert access.seat_at(cast.seats["water"].user_id, later(NOON, days=-9999), None) is None


@pytest.mark.parametrize(
    ("who", "deed", "may"),
    [
        ("dispatcher", "matters.see", True),
        ("privacy", "matters.see", False),
        ("privacy", "reveals.see", True),
        ("reviewer", "contact.reveal", False),
        ("statistician", "matters.note", False),
        ("admin", "house.see", True),  # everybody's
    ],
)
def test_a_role_holds_the_deed_or_is_told_who_does(cast, who, deed, may):
    if may:
        access.require(cast.seats[who], deed)
        return
    with pytest.raises(NotAllowed) as refusal:
        access.require(cast.seats[who], deed)
    listed = access.deeds()[deed]
    assert str(refusal.value).startswith(f"您现在的岗位不能{listed.zh}；可以由")
    assert all(roles.label(role) in str(refusal.value) for role in listed.roles)
    assert roles.label(cast.seats[who].role) not in str(refusal.value)


def test_a_deed_that_nobody_registered_is_a_programming_error(cast):
    with pytest.raises(KeyError):
        access.may(cast.seats["dispatcher"], "bees.count")
