"""三员分立: system, security and audit administrator are three persons, each with pages of their own."""

from __future__ import annotations

from itertools import permutations

import pytest
from cast import NOON

from xiangyue.house.people import actions as people
from xiangyue.kernel import access
from xiangyue.kernel.errors import NotAllowed
from xiangyue.kernel.models import ROLES, Seat

PAGES = {
    "admin": ["/house/people/", "/api-docs/tokens"],
    "security": ["/house/people/factors", "/house/people/addresses", "/house/rights"],
    "auditor": ["/house/reveals", "/house/people/changes", "/house/access-log/"],
}


@pytest.mark.parametrize(("holds", "wanted"), list(permutations(sorted(people.APART), 2)))
def test_nobody_is_two_of_them(cast, holds, wanted):
    user = cast.seats["water"].user
    Seat.objects.filter(user=user).update(role=holds)
    told = {"username": "water", "holder": "王水务", "unit": cast.units["centre"], "since": None, "until": None}
    with pytest.raises(NotAllowed, match="三个人"):
        people.give_seat(role=wanted, **told, seat=cast.seats["admin"], at=NOON)
    assert Seat.objects.filter(user=user).count() == 1


def test_after_the_one_ended_the_other_may_begin(cast):
    Seat.objects.filter(user=cast.seats["water"].user).update(role="auditor", until=NOON)
    told = {"username": "water", "holder": "王水务", "unit": cast.units["centre"], "since": None, "until": None}
    assert people.give_seat(role="security", **told, seat=cast.seats["admin"], at=NOON).seat.role == "security"


@pytest.mark.parametrize("who", sorted(PAGES))
def test_each_opens_their_own_pages_and_none_of_the_others(cast, who):
    client = cast.client(who)
    for whose, pages in PAGES.items():
        for page in pages:
            assert client.get(page).status_code == (200 if whose == who else 403), page


def test_each_deed_is_of_one_of_them_and_the_clauses_are_read_by_all():
    shared = {
        deed.name: deed.roles & people.APART
        for deed in access.deeds().values()
        if len(deed.roles & people.APART) > 1 and deed.roles != frozenset(ROLES)
    }
    assert shared == {"clauses.see": people.APART}


@pytest.mark.parametrize("who", sorted(people.APART))
def test_all_three_read_the_clauses_and_nobody_else(cast, who):
    page = cast.client(who).get("/house/clauses").content.decode()
    assert "GB/T 22239" in page and "审计进程不得中断" in page
    assert cast.client("dispatcher").get("/house/clauses").status_code == 403


def test_the_security_administrator_reads_what_each_role_may_do(cast):
    page = cast.client("security").get("/house/rights").content.decode()
    assert "承办人" in page and "查看和导出访问日志" in page


def test_none_of_them_sees_a_matter(cast):
    cast.say()
    for who in people.APART:
        assert not access.visible_to(cast.seats[who]).filter(kind="appeal").exists()
