"""田长巡田: walked on patrol, counted in the ledger; what is missing stays missing."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later
from patrol_town import FAR, IN_WEST, make_patrol

from xiangyue.doors.patrol import actions as patrol
from xiangyue.house import moment
from xiangyue.kernel.measures import Span
from xiangyue.kernel.models import Event, Matter, Rule
from xiangyue.kernel.outbox import react_to_batch
from xiangyue.kernel.verification import verify
from xiangyue.ledgers.farmland import duty
from xiangyue.ledgers.farmland.figures import MISUSE, ROUNDS
from xiangyue.ledgers.farmland.models import Round
from xiangyue.ledgers.farmland.rounds import kept

TASK = "田长巡田"


@pytest.fixture
def town(cast, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    value = {"task": TASK, "every": "week", "rounds": 1}
    rule(cast, "field_round", "village", value)
    return make_patrol(cast)


def rule(cast, kind, key, value):
    Rule.objects.create(town=cast.town, kind=kind, key=key, valid_from=date(2023, 1, 1), value=value, source="测试用")


def walk(town, *, days=0, task=TASK, points=(IN_WEST,)):
    begun = later(NOON, days=-days)
    ended = later(begun, minutes=30)
    step = patrol.Step(f"walk-{days}-{task}", begun, [(*point, begun) for point in points], ended, task)
    for piece in ("1", "2"):
        patrol.walk(step, seat=town.worker, at=ended, request_id=f"{step.key}-{piece}")
    while react_to_batch(later(NOON, hours=1)):
        pass


def test_a_round_of_the_fields_is_counted_once_in_its_village_and_week(town):
    walk(town)
    walk(town, days=8)
    days, rows = kept(town.cast.seats["secretary"], NOON)
    (row,) = [row for row in rows if row.village == town.village]
    assert (days[-1], row.done, row.missing) == (date(2024, 11, 4), [0, 0, 0, 0, 0, 0, 1, 1], 6)
    assert ROUNDS.count(town.cast.town, Span.of("2024-11")) == 1
    assert Round.objects.count() == Event.objects.filter(name="patrol_done").count() == 2
    assert list(verify(town.cast.town)) == []


def test_a_common_patrol_is_no_round_and_what_the_town_does_not_list_is_common(town):
    walk(town, task="")
    walk(town, days=1, task="查户口")
    assert not Event.objects.filter(name="patrol_done").exists() and not Round.objects.exists()


@pytest.mark.parametrize("points", [(), (FAR,)])
def test_without_a_track_it_counts_where_one_answers(town, points):
    walk(town, points=points)
    assert Round.objects.get().village == town.village


def test_the_page_shows_what_is_missing_and_a_village_sees_its_own(town):
    walk(town, days=8)
    page = town.cast.client("secretary").get("/farmland/rounds").content.decode()
    assert "大羊村" in page and "小务村" in page and "缺" in page
    own = town.cast.client("village").get("/farmland/rounds").content.decode()
    assert "大羊村" in own and "小务村" not in own


def test_a_round_that_was_changed_is_found(town):
    walk(town)
    Round.objects.update(day=date(2024, 10, 1))
    assert any("巡田" in fault.says for fault in verify(town.cast.town))


def test_misuse_found_on_patrol_is_counted_as_the_town_calls_it(town):
    cast = town.cast
    rule(cast, "grid", "tasks", {"tasks": ["占用耕地", "路灯"]})
    rule(cast, "field_finding", "占用耕地", {"kind": "非农化"})
    for number, task in enumerate(("占用耕地", "路灯")):
        found = patrol.Find(task, "有人在地里打地基", 3, NOON, point=IN_WEST)
        patrol.find(found, seat=town.worker, at=NOON, request_id=f"find-{number}")
    november = Span.of("2024-11")
    assert MISUSE.count(cast.town, november) == 1 == MISUSE.count(cast.town, november, kind="非农化")
    assert MISUSE.count(cast.town, november, kind="撂荒") == 0
    assert isinstance(MISUSE.records(cast.town, november).get(), Matter)


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("province", {"task": TASK, "every": "week", "rounds": 1}, "这一级田长"),
        ("village", {"every": "week", "rounds": 1}, "task"),
        ("village", {"task": TASK, "every": "day", "rounds": 1}, "every"),
        ("village", {"task": TASK, "every": "week", "rounds": True}, "rounds"),
        ("village", {"task": TASK, "every": "month", "rounds": 2}, ""),
    ],
)
def test_a_wrong_duty_is_told_when_the_town_is_checked(key, value, says):
    assert says in duty.wrong_round(key, value) and bool(says) == bool(duty.wrong_round(key, value))


def test_periods_begin_on_mondays_or_firsts():
    assert duty.lately("week", date(2024, 11, 5), 3) == [date(2024, 10, 21), date(2024, 10, 28), date(2024, 11, 4)]
    assert duty.lately("month", date(2024, 3, 31), 3) == [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]
