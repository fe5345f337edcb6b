"""Calling back: what a call that reached nobody leaves, what a word changes to the minute, and what may never count."""

from __future__ import annotations

from datetime import datetime

import pytest
from cast import NOON, later, rows_of
from hands import answered, clock, fresh, in_hand, local, names, nothing_written, react, running, told

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.callback.actions import Said
from xiangyue.desks.callback.lists import DESK
from xiangyue.desks.callback.models import Callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import IllegalMove, MissingRule, NotAllowed, Refused
from xiangyue.kernel.models import Rule, Seat

YES, NO = Said(True, True, "yes", "好了"), Said(True, False, "no", "坑还在")


@pytest.fixture
def waiting(cast, sent):
    return answered(cast, sent(), at=local("11-05 14:00"))


def call(cast, matter, said=YES, at=NOON, who="caller", **more):
    return callback.call_back(matter, said=said, seat=cast.seats[who], at=at, **more)


def test_it_waits_for_as_many_days_as_the_town_says(cast, sent):
    Rule.objects.filter(town=cast.town, kind="callback").update(value={"within_days": 7, "attempts": 2})
    matter = answered(cast, sent(), at=local("11-05 14:00"))
    assert running(matter) == {"callback": local("11-12 14:00")}
    assert datetime.fromisoformat(told(matter, "callback_awaited")["due_at"]) == local("11-12 14:00")


def test_without_a_rule_it_waits_three_days_and_three_tries_are_needed(cast, sent):
    Rule.objects.filter(town=cast.town, kind="callback").delete()
    matter = answered(cast, sent(), at=local("11-05 14:00"))
    assert running(matter) == {"callback": local("11-08 14:00")}
    for tries in range(3):
        with (
            nothing_written(),
            pytest.raises(Refused, match=f"至少要回访 3 次都没接通才能这样办结，现在试了 {tries} 次"),
        ):
            callback.give_up(matter, seat=cast.seats["caller"], at=NOON)
        call(cast, matter, None)
    callback.give_up(matter, seat=cast.seats["caller"], at=NOON)
    assert (matter.state, told(matter, "closed")) == ("closed", {"why": "3 次回访均未接通"})


@pytest.mark.parametrize("who", ["dispatcher", "reviewer", "roads", "secretary", "statistician"])
def test_only_the_caller_calls(cast, waiting, who):
    for deed in (
        lambda: call(cast, waiting, who=who),
        lambda: callback.give_up(waiting, seat=cast.seats[who], at=NOON),
    ):
        with nothing_written(), pytest.raises(NotAllowed, match="不能回访诉求人"):
            deed()


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (Said(None, True, "yes"), "三个问题要分开问"),
        (Said(True, None, "yes"), "三个问题要分开问"),
        (Said(True, True, ""), "请选择满意、基本满意、一般或不满意"),
        (Said(True, True, "very"), "请选择满意、基本满意、一般或不满意"),
    ],
)
def test_a_clerk_asks_all_three_or_nothing_is_kept(cast, waiting, said, says):
    with nothing_written(), pytest.raises(Refused, match=says):
        call(cast, waiting, said)


@pytest.mark.parametrize("state", ["dispatched", "handling", "called", "closed"])
@pytest.mark.parametrize("said", [YES, None])
def test_nobody_is_called_who_does_not_wait_for_it(cast, sent, state, said):
    matter = sent()
    if state == "handling":
        in_hand(cast, matter)
    elif state in ("called", "closed"):
        answered(cast, matter)
        call(cast, matter, NO if state == "called" else YES)
        matter = fresh(matter)
    with nothing_written(), pytest.raises(Refused, match="现在不在待回访状态"):
        call(cast, matter, said)


def test_reaching_nobody_is_kept_and_moves_and_counts_nothing(cast, waiting):
    attempt = call(cast, waiting, None, at=local("11-06 10:00"), words="无人接听")
    assert told(waiting, "callback_failed") == {"attempt": 1, "words": "无人接听"}
    assert (attempt.reached, attempt.counts, attempt.contacted, attempt.solved, attempt.satisfied) == (
        False,
        False,
        None,
        None,
        "",
    )
    assert fresh(waiting).state == "awaiting_callback" and running(waiting) == {"callback": local("11-08 14:00")}


@pytest.mark.parametrize("satisfied", ["yes", "mostly", "fair", "no"])
def test_solved_closes_it_whatever_they_feel(cast, waiting, satisfied):
    row = call(cast, waiting, Said(False, True, satisfied, ""), at=local("11-06 10:00"))
    assert (waiting.state, waiting.closed_at, running(waiting)) == ("closed", local("11-06 10:00"), {})
    assert clock(waiting, "callback").stopped_at == local("11-06 10:00")
    assert told(waiting, "called_back") == {
        "attempt": 1,
        "contacted": False,
        "solved": True,
        "satisfied": satisfied,
        "satisfied_name": dict(Callback.SATISFIED)[satisfied],
    }
    assert (row.counts, row.unit, row.place, row.category) == (
        True,
        cast.units["roads"],
        cast.places["dayang"],
        cast.categories["R01"],
    )


@pytest.mark.parametrize(("words", "reason"), [("坑还在", "坑还在"), ("", "诉求人表示没有解决")])
def test_not_solved_goes_back_to_the_same_unit_on_a_fresh_clock_from_that_minute(cast, waiting, words, reason):
    call(cast, waiting, Said(True, False, "no", words), at=local("11-06 10:00"))
    kept = fresh(waiting)
    assert (kept.state, kept.lead_unit, kept.reopened_count, kept.answered_at, kept.closed_at) == (
        "reopened",
        cast.units["roads"],
        1,
        None,
        None,
    )
    assert running(waiting) == {"answer": local("11-13 18:00")} and kept.due_at == local("11-13 18:00")
    assert told(waiting, "reopened") == {"reason": reason, "by": "callback"}
    assert clock(waiting, "answer").started_at == local("11-06 10:00")


def test_a_utilitys_second_try_runs_in_natural_hours(cast, sent):
    matter = answered(cast, sent("W01", "water", "utility"), "water")
    call(cast, matter, NO, at=local("11-09 22:30"))
    assert running(matter) == {"answer": local("11-10 22:30")}


def test_a_town_without_a_deadline_reopens_nothing_and_keeps_the_word_unwritten(cast, waiting):
    Rule.objects.filter(town=cast.town, kind="deadline").delete()
    with nothing_written(), pytest.raises(MissingRule, match="deadline/general"):
        call(cast, waiting, NO)


def test_of_several_words_the_last_counts_and_only_one(cast, waiting):
    at = local("11-06 10:00")
    for said in (NO, Said(True, False, "fair"), Said(True, True, "mostly")):
        call(cast, waiting, None, at=at)
        call(cast, waiting, said, at=at)
        if not said.solved:
            waiting.refresh_from_db()
            handling.begin(waiting, seat=cast.seats["roads"], at=later(at, minutes=30))
            answered(cast, waiting, at=later(at, hours=1))
            at = later(at, days=1)
    rows = Callback.objects.filter(matter=waiting, source="own").order_by("attempt")
    assert [(row.attempt, row.reached, row.counts) for row in rows] == [
        (1, False, False),
        (2, True, False),
        (3, False, False),
        (4, True, False),
        (5, False, False),
        (6, True, True),
    ]


def test_giving_up_takes_it_from_the_list_and_leaves_it_out_of_every_rate(cast, waiting):
    for minutes in (0, 5):
        call(cast, waiting, None, at=later(local("11-06 10:00"), minutes=minutes))
    callback.give_up(waiting, seat=cast.seats["caller"], at=local("11-06 11:00"))
    assert (waiting.closed_at, running(waiting)) == (local("11-06 11:00"), {})
    assert names(waiting)[-2:] == ["callback_failed", "closed"] and told(waiting, "closed")["why"] == "2 次回访均未接通"
    assert not Callback.objects.filter(counts=True).exists()
    with nothing_written(), pytest.raises(IllegalMove):
        callback.give_up(waiting, seat=cast.seats["caller"], at=local("11-06 11:00"))


# Who said it themselves


@pytest.mark.parametrize("first", ["own word", "call"])
def test_whichever_word_comes_first_is_the_one(cast, waiting, first):
    if first == "own word":
        kernel.say_how_it_went(waiting, solved=True, satisfied="mostly", words="还行", at=local("11-06 09:00"))
        react(local("11-06 09:01"))
        with nothing_written(), pytest.raises(Refused, match="现在不在待回访状态"):
            call(cast, fresh(waiting), NO)
    else:
        call(cast, waiting, YES)
        with nothing_written():
            assert callback.hear(fresh(waiting), solved=False, satisfied="no", words="", at=NOON) is None
    [row] = Callback.objects.filter(matter=waiting)
    assert (row.solved, row.satisfied, row.counts) == (True, "mostly" if first == "own word" else "yes", True)


@pytest.mark.parametrize("satisfied", ["", "no", "yes"])
def test_their_own_no_reopens_it_on_the_same_clock_as_a_call(cast, waiting, satisfied):
    callback.hear(waiting, solved=False, satisfied=satisfied, words="", at=local("11-06 10:00"))
    assert (waiting.state, running(waiting)) == ("reopened", {"answer": local("11-13 18:00")})
    row = Callback.objects.get(matter=waiting)
    assert (row.contacted, row.solved, row.satisfied, row.seat) == (None, False, satisfied, None)


def test_a_call_in_vain_and_then_their_own_word_are_two_attempts(cast, waiting):
    call(cast, waiting, None)
    callback.hear(waiting, solved=True, satisfied="yes", words="", at=later(NOON, hours=1))
    assert told(waiting, "heard") == {"attempt": 2}
    assert names(waiting)[-1] == "closed"


def test_asked_again_within_the_window_it_runs_on_the_deadline_of_that_day(cast, waiting):
    call(cast, waiting, YES, at=local("11-06 10:00"))
    Rule.objects.filter(town=cast.town, kind="deadline", key="general").update(valid_to=local("11-08 00:00").date())
    Rule.objects.create(
        town=cast.town,
        kind="deadline",
        key="general",
        valid_from=local("11-08 00:00").date(),
        value={"amount": 2, "unit": "working_days", "sign_minutes": 60, "contact_minutes": 120},
        source="测试用",
    )
    kernel.ask_again(fresh(waiting), reason="又塌了", at=local("11-08 15:00"))
    react(local("11-08 15:00"))
    assert told(waiting, "reopened") == {"reason": "又塌了", "by": "requester"}
    assert (fresh(waiting).state, running(waiting)) == ("reopened", {"answer": local("11-12 18:00")})
    assert fresh(waiting).closed_at is None


# Whom to call next


def test_the_list_is_fewest_tries_first_then_the_oldest_answer(cast, sent):
    first, second, tried = (
        answered(cast, sent(), at=local(at)) for at in ("11-05 14:00", "11-05 15:00", "11-05 13:40")
    )
    call(cast, tried, None)
    assert rows_of(DESK, cast.seats["caller"]) == [first, second, tried]
    call(cast, first, YES)
    assert rows_of(DESK, cast.seats["caller"]) == [second, tried]


def test_an_imported_result_is_no_try_of_ours(cast, sent):
    first, second = (answered(cast, sent(), at=local(at)) for at in ("11-05 13:40", "11-05 15:00"))
    callback.bring_home(first, said=None, closed_at=local("11-05 16:00"))
    assert rows_of(DESK, cast.seats["caller"]) == [first, second]


@pytest.mark.parametrize("did", ["signed", "contacted", "answered"])
def test_who_had_a_hand_in_it_is_neither_offered_it_nor_let_call(cast, sent, did):
    matter, roads, user = sent(), cast.seats["roads"], cast.seats["auditor"].user
    held = {"town": cast.town, "user": user, "since": roads.since}
    colleague = Seat.objects.create(unit=roads.unit, role="handler", holder="同事", **held)
    who = {name: colleague if name == did else roads for name in ("signed", "contacted", "answered")}
    handling.sign(matter, seat=who["signed"], at=NOON)
    handling.log_contact(matter, how="phone", reached=True, summary="通了", seat=who["contacted"], at=NOON)
    words = {"text": "坑槽已填补压实。", "outcome": "solved", "requester_how": "phone", "door_how": "export"}
    handling.answer_at_once(matter, **words, seat=who["answered"], at=NOON)
    react(NOON)
    cast.seats["both"] = Seat.objects.create(unit=cast.units["centre"], role="callback", holder="兼任", **held)
    assert rows_of(DESK, cast.seats["both"]) == []
    with nothing_written(), pytest.raises(NotAllowed, match="办过这件事的人不能回访它"):
        call(cast, fresh(matter), who="both")


# The upper system's results, beside ours


def test_imported_results_are_kept_beside_ours_and_only_a_new_one_is_a_row(cast, waiting):
    call(cast, waiting, YES)
    moments = [local(f"11-0{day} 09:00") for day in (7, 8, 9)]
    assert callback.bring_home(waiting, said=NO, closed_at=moments[0])
    assert not callback.bring_home(waiting, said=Said(True, False, "no", "别的话"), closed_at=moments[0])
    assert callback.bring_home(waiting, said=None, closed_at=moments[1])
    assert callback.bring_home(waiting, said=Said(None, True, ""), closed_at=moments[2])
    rows = waiting.callbacks.order_by("source", "attempt").values_list("source", "attempt", "reached", "counts")
    assert list(rows) == [
        ("imported", 1, True, False),
        ("imported", 2, False, False),
        ("imported", 3, True, True),
        ("own", 1, True, True),
    ]


# An order in parts


@pytest.mark.parametrize(
    ("water", "roads", "solved", "satisfied", "contacted"),
    [
        (Said(True, True, "yes"), Said(True, True, "mostly"), True, "mostly", True),
        (Said(True, True, "fair"), Said(False, True, "yes"), True, "fair", False),
        (Said(True, True, "no"), None, True, "no", True),
    ],
)
def test_an_order_is_as_good_as_its_least_part(cast, water, roads, solved, satisfied, contacted):
    order = cast.say("停水路塌", "村口停水，路面也塌了")
    told_parts = [
        kernel.Ask("村口停水请修", cast.categories["W01"], cast.units["water"]),
        kernel.Ask("路面塌了请修", cast.categories["R01"], cast.units["roads"]),
    ]
    parts = dispatch.split(order, asks=told_parts, seat=cast.seats["dispatcher"], at=NOON)
    for part, who, said in zip(parts, ("water", "roads"), (water, roads), strict=True):
        answered(cast, fresh(part), who)
        if said is None:
            for _ in range(2):
                call(cast, fresh(part), None)
            callback.give_up(fresh(part), seat=cast.seats["caller"], at=NOON)
        else:
            call(cast, fresh(part), said)
    react(NOON)
    row = Callback.objects.get(matter=order)
    assert (row.solved, row.satisfied, row.contacted, row.counts) == (solved, satisfied, contacted, True)
    assert fresh(order).state == "closed" and told(order, "closed") == {"why": "拆出的各件都已办结"}
    assert not Callback.objects.filter(matter__in=parts, counts=True).exists()
