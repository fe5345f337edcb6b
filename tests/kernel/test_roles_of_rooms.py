"""A room brings its roles and deeds with it: nothing is typed anywhere else, and no migration is needed."""

from __future__ import annotations

import pytest

from xiangyue.kernel import access, roles
from xiangyue.kernel.models import Seat


@pytest.fixture
def beekeeper(monkeypatch):
    monkeypatch.setitem(roles.ROLES, "beekeeper", ("养蜂员", "Beekeeper"))
    monkeypatch.setitem(roles.SCOPES, "beekeeper", "none")
    monkeypatch.setitem(access._ADDED, "matters.note", access._ADDED["matters.note"] | {"beekeeper"})
    monkeypatch.setitem(
        access._DEEDS, "bees.count", access.Deed("bees.count", "数蜂", "count bees", frozenset({"beekeeper"}))
    )
    return Seat(role="beekeeper")


def test_every_role_that_a_deed_names_is_registered_by_somebody():
    assert access.unknown_roles() == []


def test_a_new_role_holds_its_own_deeds_and_what_it_was_given_of_others(beekeeper):
    assert access.may(beekeeper, "bees.count")
    assert access.may(beekeeper, "matters.note")
    assert access.may(beekeeper, "today.see")
    assert not access.may(beekeeper, "matters.see")
    assert "beekeeper" in access.deeds()["house.see"].roles
    assert not access.may(None, "house.see")


def test_a_role_that_nobody_registered_is_told(monkeypatch):
    monkeypatch.setitem(access._DEEDS, "x.do", access.Deed("x.do", "做", "do", frozenset({"nobody"})))
    assert access.unknown_roles() == ["x.do: nobody"]


def test_a_role_is_registered_once_with_its_words():
    with pytest.raises(ValueError, match="twice"):
        roles.register("handler", zh="别的", en="Other")
    assert roles.label("handler", "en") == "Handler"
    assert roles.label("gone") == "gone"


def test_the_column_of_a_seat_lists_no_roles():
    assert Seat._meta.get_field("role").choices is None
