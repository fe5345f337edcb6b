"""Held and back again, and the lists that show it: a clock that stood still goes on with what was left of it."""

from __future__ import annotations

import pytest
from cast import NOON, later, make_town, rows_of
from django.urls import reverse
from hands import clock, decide, extend, fresh, hold, in_hand, local, names, nothing_written, react, running, told

from xiangyue.desks.handling import posts, queries
from xiangyue.desks.handling.lists import LEDGER
from xiangyue.desks.handling.models import Case
from xiangyue.kernel.errors import IllegalMove, NotAllowed


@pytest.mark.parametrize("kind", ["suspension", "ledger"])
def test_held_it_stands_still_and_goes_on_with_the_working_time_that_was_left(cast, sent, kind):
    matter = in_hand(cast, sent())
    case = hold(cast, matter, kind, "11-11 10:00")
    decide(cast, case, at=local("11-06 10:00"))
    assert running(matter) == {"return": local("11-11 10:00")}
    assert clock(matter, "answer").paused_at == local("11-06 10:00")
    assert told(matter, "clock_paused")["reason"] == f"{case.get_kind_display()}：等管线迁移"
    react(local("11-11 09:59"))
    assert fresh(matter).state == ("suspended" if kind == "suspension" else "on_ledger")
    react(local("11-11 10:00"))
    # 36½ hours were left on Wednesday at ten: to the close of that day and of the four after it
    assert (fresh(matter).state, fresh(matter).due_at) == ("handling", local("11-15 18:00"))
    assert running(matter) == {"answer": local("11-15 18:00")}
    case.refresh_from_db()
    assert case.state == "ended" and told(matter, "came_back") == {"reason": "到期自动恢复办理"}
    assert clock(matter, "return").stopped_at == local("11-11 10:00")


def test_the_unit_takes_it_up_before_its_day_and_the_day_then_changes_nothing(cast, sent):
    matter = in_hand(cast, sent())
    decide(cast, hold(cast, matter, until="11-20 10:00"), at=local("11-06 10:00"))
    with nothing_written(), pytest.raises(NotAllowed):
        posts.resume(fresh(matter), reason="", seat=cast.seats["water"], at=local("11-07 10:00"))
    posts.resume(fresh(matter), reason="", seat=cast.seats["roads"], at=local("11-07 10:00"))
    assert told(matter, "came_back") == {"reason": "承办单位恢复办理"}
    assert running(matter) == {"answer": local("11-13 18:00")}  # one working day later than it was
    with nothing_written(), pytest.raises(IllegalMove):
        posts.resume(fresh(matter), reason="", seat=cast.seats["roads"], at=local("11-07 10:01"))
    react(local("11-13 09:00"))
    before = names(matter).count("came_back")
    react(local("11-20 10:00"))
    assert (before, names(matter).count("came_back")) == (1, 1)


def test_held_twice_both_stretches_are_taken_off(cast, sent):
    matter = in_hand(cast, sent())
    for since, until in (("11-06 10:00", "11-07 10:00"), ("11-08 10:00", "11-11 10:00")):
        decide(cast, hold(cast, fresh(matter), until=until, at=local(since)), at=local(since))
        react(local(until))
    assert fresh(matter).due_at == local("11-14 18:00")  # one working day and another: the weekend does not count
    assert [pause[:2] for pause in clock(matter, "answer").pauses] == [
        [local(since).astimezone(NOON.tzinfo).isoformat(), local(until).isoformat()]
        for since, until in (("11-06 10:00", "11-07 10:00"), ("11-08 10:00", "11-11 10:00"))
    ]
    assert set(matter.cases.values_list("state", flat=True)) == {"ended"}


def test_what_is_late_when_it_is_held_comes_back_as_late(cast, sent):
    matter = in_hand(cast, sent())
    case = hold(cast, matter, until="11-20 10:00", at=local("11-12 17:00"))
    decide(cast, case, at=local("11-13 10:00"))
    react(local("11-20 10:00"))
    assert fresh(matter).due_at == local("11-12 18:00")


def test_of_two_holds_asked_for_one_is_granted_and_the_other_waits_for_its_turn(cast, sent):
    matter = in_hand(cast, sent())
    suspension, ledger = hold(cast, matter), hold(cast, matter, "ledger", "11-20 10:00")
    decide(cast, suspension, at=local("11-06 10:00"))
    with nothing_written(), pytest.raises(IllegalMove, match="现在是“已中止”"):
        decide(cast, ledger, at=local("11-06 10:00"))
    react(local("11-11 10:00"))
    assert list(queries.to_decide(cast.seats["reviewer"])) == [Case.objects.get(pk=ledger.pk)]
    decide(cast, ledger, at=local("11-11 11:00"))
    assert running(matter) == {"return": local("11-20 10:00")}


def test_the_ledger_shows_what_is_on_it_by_the_day_it_comes_back_and_nothing_else(cast, sent):
    late, soon, gone, suspended = (in_hand(cast, sent()) for _ in range(4))
    cases = [
        hold(cast, late, "ledger", "12-20 10:00"),
        hold(cast, soon, "ledger", "11-20 10:00"),
        hold(cast, gone, "ledger", "11-08 10:00"),
        hold(cast, suspended, "suspension", "11-08 10:00"),
    ]
    for case in cases:
        decide(cast, case)
    react(local("11-09 10:00"))
    for who in ("dispatcher", "reviewer", "secretary", "roads"):
        assert [case.matter for case in rows_of(LEDGER, cast.seats[who])] == [soon, late]
    assert rows_of(LEDGER, cast.seats["water"]) == []


def test_who_need_not_know_a_number_reads_it_masked_in_what_units_write(cast, sent):
    matter = in_hand(cast, sent())
    extend(cast, matter, reason="请打 19900005678 核实")
    page = cast.client("reviewer").get("/matters/reviews").content.decode()
    assert "199****5678" in page and "19900005678" not in page


def test_the_reviewers_list_is_oldest_first_and_of_this_town_alone(cast, sent):

    other = make_town("110112118000", "漷县镇")
    first, second = in_hand(cast, sent()), in_hand(cast, sent())
    later_case, earlier_case = (
        extend(cast, second, at=later(NOON, hours=2)),
        extend(cast, first, at=later(NOON, hours=1)),
    )
    assert list(queries.to_decide(cast.seats["reviewer"])) == [earlier_case, later_case]
    assert list(queries.to_decide(other.seats["reviewer"])) == []
    stranger = other.client("reviewer")
    with nothing_written():
        answer = stranger.post(
            reverse("handling:decide", args=[first.cases.get().pk]), {"granted": "yes", "decision": "同意"}
        )
    assert answer.status_code == 404
