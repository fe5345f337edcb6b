"""What a unit asks for and another seat decides: the refusals, the decision, and what becomes of matter and clocks."""

from __future__ import annotations

import contextlib

import pytest
from cast import NOON, later
from django.urls import reverse
from hands import (
    ASKS,
    WHY,
    answered,
    asked,
    clock,
    contacted,
    decide,
    extend,
    fresh,
    hold,
    in_hand,
    local,
    names,
    nothing_written,
    object_to,
    review,
    running,
    signed,
    told,
)

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling import queries
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Seat

# Asking


@pytest.mark.parametrize("kind", ASKS)
@pytest.mark.parametrize("reason", ["", " \n"])
def test_nothing_is_asked_for_without_a_reason(cast, sent, kind, reason):
    brought, ask = ASKS[kind]
    matter = brought(cast, sent())
    with nothing_written(), pytest.raises(Refused, match="理由"):
        ask(cast, matter, reason=reason)


@pytest.mark.parametrize("kind", [kind for kind in ASKS if kind not in ("objection", "escalation")])
def test_the_same_is_not_asked_twice_while_it_waits_and_again_after_the_decision(cast, sent, kind):
    matter, case = asked(cast, sent, kind)
    with nothing_written(), pytest.raises(StaleMove, match=f"已经有一个{case.get_kind_display()}申请在等审核"):
        ASKS[kind][1](cast, matter)
    decide(cast, case, granted=False, decision="不同意")
    ASKS[kind][1](cast, fresh(matter))
    assert list(matter.cases.order_by("pk").values_list("state", flat=True)) == ["refused", "asked"]


def test_two_levels_may_be_asked_to_help_at_once(cast, sent):
    matter = in_hand(cast, sent())
    for unit in ("lead", "heat"):
        review(cast, matter, "escalation", unit=cast.units[unit])
    assert matter.cases.filter(state="asked").count() == 2


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"basis": ""}, "依据、理由、建议"),
        ({"reason": ""}, "依据、理由、建议"),
        ({"unit": None}, "依据、理由、建议"),
        ({"unit": "roads"}, "建议单位不能是本单位"),
    ],
)
def test_an_objection_says_on_what_it_rests_and_whose_it_would_be(cast, sent, more, says):
    matter = sent()
    more = more | ({"unit": cast.units["roads"]} if more.get("unit") == "roads" else {})
    with nothing_written(), pytest.raises(Refused, match=says):
        object_to(cast, matter, **more)


@pytest.mark.parametrize(
    ("until", "at", "more", "says"),
    [
        ("11-12 18:00", "11-05 12:00", {}, "要晚于现在的时限"),
        ("11-10 18:00", "11-05 12:00", {}, "要晚于现在的时限"),
        ("11-15 18:00", "11-12 18:00", {}, "延期必须在到期之前申请"),
        ("11-15 18:00", "11-05 12:00", {"told_requester": False}, "延期之前先告诉诉求人原因"),
    ],
)
def test_an_extension_that_is_not_one_is_not_asked_for(cast, sent, until, at, more, says):
    matter = in_hand(cast, sent())
    with nothing_written(), pytest.raises(Refused, match=says):
        extend(cast, matter, until, at=local(at), **more)


def test_the_last_minute_is_early_enough_to_ask_for_an_extension(cast, sent):
    case = extend(cast, in_hand(cast, sent()), "11-12 18:01", at=local("11-12 17:59"))
    assert case.state == "asked"


def test_what_is_answered_needs_no_extension(cast, sent):
    matter = answered(cast, sent())
    with nothing_written(), pytest.raises(Refused, match="没有在走的办理时限"):
        extend(cast, matter)


@pytest.mark.parametrize(
    ("brought", "more", "says"),
    [
        (contacted, {"kind": "pause"}, "只能申请中止或挂账"),
        (contacted, {"until": "11-05 12:00"}, "恢复办理的日期要在今天之后"),
        (contacted, {"until": "11-04 12:00"}, "恢复办理的日期要在今天之后"),
        (contacted, {"basis": "  "}, "请写明依据"),
        (signed, {}, "联系过诉求人、正在办理的事项才能中止或挂账"),
        (answered, {}, "联系过诉求人、正在办理的事项才能中止或挂账"),
    ],
)
def test_a_hold_that_makes_no_sense_is_not_asked_for(cast, sent, brought, more, says):
    matter = brought(cast, sent())
    with nothing_written(), pytest.raises(Refused, match=says):
        hold(cast, matter, **more)


@pytest.mark.parametrize("urgency", ["urgent", "utility"])
@pytest.mark.parametrize("kind", ["suspension", "ledger"])
def test_water_power_gas_heat_and_what_is_urgent_is_never_held(cast, sent, urgency, kind):
    matter = in_hand(cast, sent(urgency=urgency))
    with nothing_written(), pytest.raises(Refused, match="不能中止或挂账"):
        hold(cast, matter, kind)


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        ("objection", {}, "只能申请提级、不合理诉求认定或考核申诉"),
        ("", {}, "只能申请提级"),
        ("escalation", {}, "提级要写明请哪个上级单位协调"),
    ],
)
def test_a_review_is_of_three_kinds_and_an_escalation_names_whom_it_asks(cast, sent, kind, more, says):
    matter = in_hand(cast, sent())
    with nothing_written(), pytest.raises(Refused, match=says):
        review(cast, matter, kind, **more)


def test_what_asking_tells_and_leaves_out(cast, sent):
    matter, case = asked(cast, sent, "objection")
    common = {"case": case.pk, "kind": "objection", "kind_name": "退单"}
    assert told(matter, "case_asked") == common | WHY | {"unit_name": "水务所"}
    matter, case = asked(cast, sent, "extension")
    assert told(matter, "case_asked") == {
        "case": case.pk,
        "kind": "extension",
        "kind_name": "延期",
        "reason": "等材料",
        "until_at": local("11-15 18:00").isoformat(),
    }


@pytest.mark.parametrize("kind", ASKS)
def test_only_an_objection_stops_the_work_while_it_waits(cast, sent, kind):
    brought, ask = ASKS[kind]
    matter = brought(cast, sent())
    state, clocks = matter.state, running(matter)
    ask(cast, matter)
    assert fresh(matter).state == ("objected" if kind == "objection" else state)
    assert running(matter) == clocks


# Deciding


@pytest.mark.parametrize("who", ["roads", "water", "dispatcher", "caller", "statistician"])
@pytest.mark.parametrize("kind", ["objection", "extension", "ledger"])
def test_who_does_not_review_decides_nothing(cast, sent, who, kind):
    _, case = asked(cast, sent, kind)
    with nothing_written(), pytest.raises(NotAllowed, match="审核退单、延期、中止和挂账"):
        decide(cast, case, who=who)


@pytest.mark.parametrize("same", ["unit", "user"])
def test_nobody_decides_on_what_their_own_unit_or_they_themselves_asked(cast, sent, same):
    _, case = asked(cast, sent, "extension")
    asker = cast.seats["roads"]
    unit = asker.unit if same == "unit" else cast.units["lead"]
    user = asker.user if same == "user" else cast.seats["auditor"].user
    cast.seats["second"] = Seat.objects.create(
        town=cast.town, unit=unit, user=user, role="reviewer", holder="兼任", since=asker.since
    )
    with nothing_written(), pytest.raises(NotAllowed, match="自己单位提的申请不能自己审核"):
        decide(cast, case, who="second")


@pytest.mark.parametrize("granted", [True, False])
def test_a_decision_has_words_and_is_made_once(cast, sent, granted):
    matter, case = asked(cast, sent, "ledger")
    with nothing_written(), pytest.raises(Refused, match="请写明审核意见"):
        decide(cast, case, granted=granted, decision=" ")
    decide(cast, case, granted=granted, decision=" 按程序 ", at=local("11-05 15:00"))
    case.refresh_from_db()
    assert (case.decision, case.decided_by, case.decided_at) == ("按程序", cast.seats["reviewer"], local("11-05 15:00"))
    assert told(matter, "case_granted" if granted else "case_refused") == {
        "case": case.pk,
        "kind": "ledger",
        "kind_name": "挂账",
        "decision": "按程序",
    }
    for again in (True, False):
        with nothing_written(), pytest.raises(StaleMove, match="已经审核过了"):
            decide(cast, case, granted=again)


@pytest.mark.parametrize(
    ("kind", "granted", "case_state", "state"),
    [
        ("objection", True, "upheld", "sorted"),
        ("objection", False, "refused", "signed"),
        ("extension", True, "granted", "signed"),
        ("extension", False, "refused", "signed"),
        ("suspension", True, "granted", "suspended"),
        ("suspension", False, "refused", "contacted"),
        ("ledger", True, "granted", "on_ledger"),
        ("ledger", False, "refused", "contacted"),
        ("escalation", True, "answered", "handling"),
        ("unreasonable", False, "refused", "handling"),
        ("score_appeal", True, "upheld", "handling"),
        ("score_appeal", False, "refused", "handling"),
    ],
)
def test_where_each_decision_leaves_case_and_matter(cast, sent, kind, granted, case_state, state):
    matter, case = asked(cast, sent, kind)
    decide(cast, case, granted=granted)
    case.refresh_from_db()
    assert (case.state, fresh(matter).state) == (case_state, state)
    assert list(queries.to_decide(cast.seats["reviewer"])) == []


def test_an_upheld_objection_takes_matter_and_clocks_from_the_unit(cast, sent):
    matter, case = asked(cast, sent, "objection")
    decide(cast, case, at=local("11-05 14:00"))
    assert (fresh(matter).lead_unit, running(matter)) == (None, {})
    assert clock(matter, "answer").stopped_at == local("11-05 14:00")
    dispatch.send(
        fresh(matter),
        category=cast.categories["R01"],
        unit=cast.units["water"],
        place=cast.places["dayang"],
        urgency="general",
        seat=cast.seats["dispatcher"],
        at=local("11-06 09:00"),
    )
    assert running(matter)["answer"] == fresh(matter).due_at == local("11-13 18:00")


def test_a_refused_objection_leaves_every_clock_but_the_signing_and_the_unit_asks_no_more(cast, sent):
    matter = sent()
    case = object_to(cast, matter)
    decide(cast, case, granted=False, at=local("11-05 14:00"))
    assert running(matter) == {"contact": local("11-06 14:00"), "answer": local("11-12 18:00")}
    with nothing_written(), pytest.raises(Refused, match="没有成立，不能再退"):
        object_to(cast, fresh(matter))


def test_a_refused_objection_of_one_unit_does_not_bind_the_next(cast, sent):
    """Water objects in vain and the matter is sent on to roads by reopening the dispatch: roads may still object."""
    matter = sent("W01", "water", "general")
    case = handling.object_to(matter, **WHY, unit=cast.units["roads"], seat=cast.seats["water"], at=NOON)
    decide(cast, case, granted=False)
    type(matter).objects.filter(pk=matter.pk).update(lead_unit=cast.units["roads"])
    assert object_to(cast, fresh(matter), unit=cast.units["heat"]).state == "open"


def test_a_granted_extension_sets_the_answer_clock_and_the_matter_to_the_new_minute(cast, sent):
    matter, case = asked(cast, sent, "extension")
    decide(cast, case, at=local("11-05 14:00"))
    answer = clock(matter, "answer")
    assert (answer.due_at, answer.promised_at, fresh(matter).due_at) == (
        local("11-15 18:00"),
        local("11-12 18:00"),
        local("11-15 18:00"),
    )
    extended = told(matter, "clock_extended")
    assert extended["old_due_at"] == later(local("11-12 18:00"), hours=0).astimezone(NOON.tzinfo).isoformat()
    assert extended["reason"] == "等材料"


def test_a_refused_extension_changes_no_clock(cast, sent):
    matter, case = asked(cast, sent, "extension")
    before = running(matter)
    decide(cast, case, granted=False)
    assert running(matter) == before and "clock_extended" not in names(matter)


@pytest.mark.parametrize("meanwhile", ["answered", "withdrawn", "merged", "sent_on"])
def test_an_extension_of_a_clock_that_stopped_meanwhile_is_refused_in_words(cast, sent, meanwhile):
    """The unit need not wait for the reviewer; whoever decides afterwards is told, and nothing breaks."""
    matter, case = asked(cast, sent, "extension")
    if meanwhile == "answered":
        answered(cast, matter)
    elif meanwhile == "withdrawn":
        kernel.withdraw(matter, reason="好了", at=NOON)
    elif meanwhile == "merged":
        dispatch.merge(matter, parent=cast.say(), reason="", seat=cast.seats["dispatcher"], at=NOON)
    else:
        decide(cast, object_to(cast, matter))
    with nothing_written(), pytest.raises(Refused):
        decide(cast, case)
    client = cast.client("reviewer")
    page = client.post(reverse("handling:decide", args=[case.pk]), {"granted": "yes", "decision": "同意"}, follow=True)
    assert page.status_code == 200


def test_what_one_unit_asked_for_gives_the_next_unit_no_more_time(cast, sent):
    """Roads asks for time and objects; the objection is upheld and water is sent the matter with a clock of its own."""
    matter, case = asked(cast, sent, "extension")
    decide(cast, object_to(cast, matter), at=local("11-05 14:00"))
    dispatch.send(
        fresh(matter),
        category=cast.categories["R01"],
        unit=cast.units["water"],
        place=cast.places["dayang"],
        urgency="general",
        seat=cast.seats["dispatcher"],
        at=local("11-05 15:00"),
    )
    before = running(matter)
    with contextlib.suppress(Refused):
        decide(cast, case, at=local("11-05 16:00"))
    assert running(matter) == before and fresh(matter).due_at == local("11-12 18:00")
