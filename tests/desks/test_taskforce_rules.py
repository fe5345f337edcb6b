"""When a matter is proposed, when an exit test holds, how long a petition's terms are. Plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hard_cases import CRITERIA

from xiangyue.desks.taskforce.rules import (
    TERMS,
    Look,
    Standing,
    due_after,
    exit_holds,
    held_for,
    held_since,
    reasons_for,
    term_after,
    wrong_criterion,
    wrong_term,
)

TODAY = date(2024, 11, 5)
FRESH = Standing(TODAY, same_person=1, reopened=0, on_ledger=False, words="路灯不亮")


@pytest.mark.parametrize(
    ("standing", "reasons"),
    [
        (FRESH, []),
        (replace(FRESH, received_on=TODAY - timedelta(days=59)), []),
        (replace(FRESH, received_on=TODAY - timedelta(days=60)), ["age"]),
        (replace(FRESH, same_person=2), []),
        (replace(FRESH, same_person=3), ["repeats"]),
        (replace(FRESH, reopened=1), []),
        (replace(FRESH, reopened=2), ["reopened"]),
        (replace(FRESH, on_ledger=True, words="历史遗留的坑"), ["ledger", "history"]),
    ],
)
def test_a_matter_is_proposed_by_what_the_town_has_rows_for(standing, reasons):
    assert reasons_for(standing, CRITERIA, TODAY) == reasons
    assert reasons_for(standing, {}, TODAY) == []


def looks(*told: tuple[int, bool]) -> list[Look]:
    return [Look(TODAY + timedelta(days=offset), holds) for offset, holds in told]


@pytest.mark.parametrize(
    ("told", "held", "enough"),
    [
        ([], 0, False),
        ([(0, True)], 0, False),
        ([(0, True), (29, True)], 29, False),
        ([(0, True), (30, True)], 30, True),
        ([(30, True), (0, True)], 30, True),
        ([(0, True), (10, False), (30, True)], 0, False),
        ([(0, True), (10, False), (11, True), (41, True)], 30, True),
        ([(0, True), (40, True), (41, False)], 0, False),
    ],
)
def test_an_exit_test_holds_over_an_unbroken_run_of_looks(told, held, enough):
    assert held_for(looks(*told)) == held
    assert exit_holds(looks(*told), 30) is enough


def test_a_test_of_no_days_asks_for_one_look():
    assert not exit_holds([], 0)
    assert exit_holds(looks((0, True)), 0) and not exit_holds(looks((0, False)), 0)
    assert held_since(looks((0, False))) is None


def test_a_petition_goes_through_its_terms_once():
    assert [term_after(one) for one in TERMS] == [*list(TERMS)[1:], ""]
    assert due_after(date(2024, 2, 1), 30) == date(2024, 3, 2)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("age", {"days": 60}, ""),
        ("age", {"days": 0}, "days"),
        ("age", {"days": True}, "days"),
        ("repeats", {}, "times"),
        ("ledger", {}, ""),
        ("history", {"words": []}, "words"),
        ("history", {"words": ["", "旧账"]}, "words"),
        ("chosen", {}, "收案标准"),
        ("weather", {}, "收案标准"),
    ],
)
def test_a_criterion_is_checked(key, value, says):
    found = wrong_criterion(key, value)
    assert says in found if says else found == ""


@pytest.mark.parametrize(
    ("key", "value", "says"), [("accept", {"days": 15}, ""), ("extend", {"days": "30"}, "days"), ("x", {}, "没有")]
)
def test_a_term_is_checked(key, value, says):
    found = wrong_term(key, value)
    assert says in found if says else found == ""
