"""A unit at work, deed by deed: which clocks stop and when, what the event tells, and what a refusal leaves behind."""

from __future__ import annotations

import pytest
from cast import NOON, later
from hands import (
    answered,
    clock,
    contacted,
    fresh,
    in_hand,
    local,
    names,
    nothing_written,
    react,
    running,
    signed,
    told,
)

from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling import queries
from xiangyue.desks.handling.models import Answer, AnswerTemplate, Case
from xiangyue.kernel.errors import IllegalMove, NotAllowed, Refused, StaleMove

WORDS = {"text": "坑槽已填补压实。", "outcome": "solved"}
BOTH = {"requester_how": "phone", "door_how": "export"}
ASK = {"reason": "不归我们", "basis": "职责清单第3项"}

# every deed that is the lead unit's alone, as (matter, unit suggested or called, seat)
DEEDS = {
    "sign": lambda m, u, s: handling.sign(m, seat=s, at=NOON),
    "contact": lambda m, u, s: handling.log_contact(m, how="phone", reached=True, summary="接通", seat=s, at=NOON),
    "begin": lambda m, u, s: handling.begin(m, note="匿名", seat=s, at=NOON),
    "write": lambda m, u, s: handling.write_answer(m, **WORDS, seat=s, at=NOON),
    "at_once": lambda m, u, s: handling.answer_at_once(m, **WORDS, **BOTH, seat=s, at=NOON),
    "object": lambda m, u, s: handling.object_to(m, **ASK, unit=u, seat=s, at=NOON),
    "extend": lambda m, u, s: handling.ask_extension(
        m, until=local("12-01 18:00"), reason="等材料", told_requester=True, seat=s, at=NOON
    ),
    "hold": lambda m, u, s: handling.ask_hold(m, kind="ledger", until=local("12-01 18:00"), **ASK, seat=s, at=NOON),
    "review": lambda m, u, s: handling.ask_review(m, kind="escalation", **ASK, unit=u, seat=s, at=NOON),
    "whistle": lambda m, u, s: handling.whistle(
        m, unit=u, reason="请协助", due_at=local("11-07 18:00"), seat=s, at=NOON
    ),
}
WORK = "您现在的岗位不能签收、联系、办理和答复"
ASKING = "您现在的岗位不能申请退单、延期、中止、挂账和吹哨"


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["water", "village"])
def test_a_unit_that_does_not_lead_is_told_who_does_and_nothing_is_written(cast, sent, deed, who):
    matter = sent()
    with nothing_written(), pytest.raises(NotAllowed, match=f"事项 {matter.number} 由城乡建设办公室主办"):
        DEEDS[deed](matter, cast.units["heat"], cast.seats[who])


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["dispatcher", "reviewer", "caller", "secretary", "auditor", "admin"])
def test_a_seat_without_the_deed_is_told_whose_it_is(cast, sent, deed, who):
    matter = sent()
    says = WORK if deed in ("sign", "contact", "begin", "write", "at_once") else ASKING
    with nothing_written(), pytest.raises(NotAllowed, match=says):
        DEEDS[deed](matter, cast.units["heat"], cast.seats[who])


@pytest.mark.parametrize("deed", DEEDS)
def test_before_it_is_dispatched_it_is_the_dispatchers(cast, deed):
    matter = cast.say()
    with nothing_written(), pytest.raises(NotAllowed, match="由调度台主办，城乡建设办公室不能代为办理"):
        DEEDS[deed](matter, cast.units["heat"], cast.seats["roads"])


@pytest.mark.parametrize(
    ("reached_state", "deed", "says"),
    [
        ("signed", "sign", "现在是“已签收”，不能直接变为“已签收”"),
        ("handling", "sign", "现在是“办理中”，不能直接变为“已签收”"),
        ("dispatched", "begin", "现在是“待签收”，不能直接变为“办理中”"),
        ("dispatched", "write", "现在是“待签收”，不能直接变为“待反馈”"),
        ("contacted", "object", "现在是“已联系”，不能直接变为“退单审核中”"),
        ("handling", "object", "现在是“办理中”，不能直接变为“退单审核中”"),
    ],
)
def test_a_deed_out_of_turn_says_where_the_matter_stands(cast, sent, reached_state, deed, says):
    matter, steps = sent(), {"dispatched": None, "signed": signed, "contacted": contacted, "handling": in_hand}
    if steps[reached_state]:
        steps[reached_state](cast, matter)
    with nothing_written(), pytest.raises(IllegalMove, match=says):
        DEEDS[deed](matter, cast.units["water"], cast.seats["roads"])


# Signing and contacting


def test_each_deed_stops_its_own_clock_to_the_minute(cast, sent):
    matter, roads = sent(), cast.seats["roads"]
    assert running(matter) == {
        "sign": local("11-05 17:30"),  # 240 minutes of office time from noon: lunch does not count
        "contact": local("11-06 14:00"),  # 480 of them
        "answer": local("11-12 18:00"),  # the fifth working day
    }
    handling.sign(matter, seat=roads, at=local("11-05 14:02"))
    assert (clock(matter, "sign").stopped_at, set(running(matter))) == (local("11-05 14:02"), {"contact", "answer"})
    handling.log_contact(matter, how="visit", reached=True, summary=" 见到了 ", seat=roads, at=local("11-05 15:31"))
    assert (clock(matter, "contact").stopped_at, set(running(matter))) == (local("11-05 15:31"), {"answer"})
    handling.begin(matter, seat=roads, at=local("11-05 16:00"))
    handling.answer_at_once(matter, **WORDS, **BOTH, seat=roads, at=local("11-06 09:17"))
    assert (clock(matter, "answer").stopped_at, running(matter)) == (local("11-06 09:17"), {})
    assert (matter.state, matter.answered_at) == ("answered", local("11-06 09:17"))


def test_answering_on_the_spot_stops_all_three(cast, sent):
    matter = sent()
    handling.answer_at_once(matter, **WORDS, **BOTH, seat=cast.seats["roads"], at=local("11-05 13:40"))
    assert {one.stopped_at for one in matter.clocks.all()} == {local("11-05 13:40")}
    assert names(matter)[-1] == "answered" and "signed" not in names(matter)


@pytest.mark.parametrize(
    ("how", "summary", "says"),
    [
        ("", "接通", "联系方式请选电话、上门、短信微信、当面或书面"),
        ("pigeon", "接通", "联系方式请选"),
        ("phone", "", "请写一句联系情况"),
        ("phone", " \n ", "请写一句联系情况"),
    ],
)
def test_a_contact_needs_its_way_and_a_word(cast, sent, how, summary, says):
    matter = signed(cast, sent())
    with nothing_written(), pytest.raises(Refused, match=says):
        handling.log_contact(matter, how=how, reached=True, summary=summary, seat=cast.seats["roads"], at=NOON)


@pytest.mark.parametrize("reached", [True, False])
def test_a_later_contact_is_kept_and_moves_nothing(cast, sent, reached):
    matter = in_hand(cast, sent())
    handling.log_contact(
        matter, how="message", reached=reached, summary=" 告知进展 ", seat=cast.seats["roads"], at=later(NOON, hours=3)
    )
    assert matter.state == "handling"
    assert names(matter)[-1] == "contact_logged"
    assert told(matter, "contact_logged") == {
        "how": "message",
        "how_name": "短信微信",
        "reached": reached,
        "summary": "告知进展",
    }


def test_what_signing_contacting_and_beginning_tell(cast, sent):
    matter = signed(cast, sent())
    assert told(matter, "signed") == {"unit_name": "城乡建设办公室"}
    handling.begin(matter, note="  电话是空号 ", seat=cast.seats["roads"], at=NOON)
    assert told(matter, "handling_begun") == {"note": "电话是空号"}
    other = in_hand(cast, sent())
    assert told(other, "handling_begun") == {}
    assert told(other, "contacted")["how_name"] == "电话"


def test_many_are_signed_each_on_its_own_and_the_refused_say_why(cast, sent):
    mine, twice, theirs = sent(), signed(cast, sent()), sent("W01", "water", "utility")
    refused = handling.sign_many([mine, twice, theirs], seat=cast.seats["roads"], at=later(NOON, minutes=1))
    assert [matter for matter, _ in refused] == [twice, theirs]
    assert "现在是“已签收”" in refused[0][1] and "由水务所主办" in refused[1][1]
    assert (fresh(mine).state, fresh(theirs).state) == ("signed", "dispatched")


# The answer


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (WORDS | {"outcome": ""}, "请选择办理结果"),
        (WORDS | {"outcome": "done"}, "请选择办理结果"),
        (WORDS | {"text": "好了  "}, "答复太短了"),
        (WORDS | {"text": "    　"}, "答复太短了"),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_an_answer_says_what_was_done_and_how_it_ended(cast, sent, words, says, at_once):
    matter, roads = in_hand(cast, sent()), cast.seats["roads"]
    deed, ways = (handling.answer_at_once, BOTH) if at_once else (handling.write_answer, {})
    with nothing_written(), pytest.raises(Refused, match=says):
        deed(matter, **words, **ways, seat=roads, at=NOON)


@pytest.mark.parametrize(
    "ways", [{"requester_how": ""}, {"door_how": ""}, {"requester_how": "export"}, {"door_how": "visit"}]
)
def test_answered_at_once_names_both_ways(cast, sent, ways):
    matter = in_hand(cast, sent())
    with nothing_written(), pytest.raises(Refused, match="答复要送达两处"):
        handling.answer_at_once(matter, **WORDS, **(BOTH | ways), seat=cast.seats["roads"], at=NOON)


@pytest.mark.parametrize("order", [("requester", "door"), ("door", "requester")])
def test_it_is_answered_with_the_second_delivery_and_not_before(cast, sent, order):
    matter, roads, how = in_hand(cast, sent()), cast.seats["roads"], {"requester": "visit", "door": "paper"}
    answer = handling.write_answer(matter, **WORDS, seat=roads, at=local("11-06 10:00"))
    assert told(matter, "answer_written") == {
        "answer": answer.pk,
        "outcome": "solved",
        "outcome_name": "已解决",
        "text": "坑槽已填补压实。",
    }
    handling.deliver(answer, to=order[0], how=how[order[0]], seat=roads, at=local("11-06 10:05"))
    assert (fresh(matter).state, fresh(matter).answered_at, set(running(matter))) == ("answer_ready", None, {"answer"})
    handling.deliver(answer, to=order[1], how=how[order[1]], seat=roads, at=local("11-06 11:45"))
    assert (fresh(matter).state, fresh(matter).answered_at) == ("answered", local("11-06 11:45"))
    assert clock(matter, "answer").stopped_at == local("11-06 11:45")
    assert told(matter, "answered")["requester_how"] == "上门" and told(matter, "answered")["door_how"] == "书面回告"
    answer.refresh_from_db()
    assert {answer.to_requester_at, answer.to_door_at} == {local("11-06 10:05"), local("11-06 11:45")}


@pytest.mark.parametrize(
    ("to", "how"), [("neighbour", "phone"), ("", ""), ("requester", "export"), ("door", "meeting"), ("door", "")]
)
def test_a_delivery_goes_to_one_of_two_places_by_a_way_of_that_place(cast, sent, to, how):
    matter, roads = in_hand(cast, sent()), cast.seats["roads"]
    answer = handling.write_answer(matter, **WORDS, seat=roads, at=NOON)
    with nothing_written(), pytest.raises(Refused, match="请选择送达给诉求人还是来件渠道"):
        handling.deliver(answer, to=to, how=how, seat=roads, at=NOON)


def test_a_withdrawn_answer_is_delivered_no_more_and_the_next_one_starts_anew(cast, sent):
    matter, roads = in_hand(cast, sent()), cast.seats["roads"]
    first = handling.write_answer(matter, **WORDS, seat=roads, at=NOON)
    handling.deliver(first, to="door", how="export", seat=roads, at=NOON)
    with nothing_written(), pytest.raises(Refused, match="撤回答复请写明原因"):
        handling.withdraw_answer(first, reason="  ", seat=roads, at=NOON)
    with nothing_written(), pytest.raises(NotAllowed):
        handling.withdraw_answer(first, reason="代撤", seat=cast.seats["water"], at=NOON)
    handling.withdraw_answer(first, reason=" 还要补一处 ", seat=roads, at=later(NOON, minutes=5))
    assert told(matter, "answer_withdrawn") == {"reason": "还要补一处"}
    with nothing_written(), pytest.raises(StaleMove, match="或者答复已经撤回"):
        handling.deliver(first, to="requester", how="phone", seat=roads, at=later(NOON, minutes=6))
    again = handling.write_answer(fresh(matter), text="又补了一处坑。", outcome="partly", seat=roads, at=NOON)
    assert (again.to_door_at, again.to_requester_at) == (None, None)
    assert list(Answer.objects.filter(withdrawn_at=None)) == [again]
    assert "answer" in running(matter)


def test_what_is_answered_is_withdrawn_no_more(cast, sent):
    matter, roads = in_hand(cast, sent()), cast.seats["roads"]
    answer = handling.answer_at_once(matter, **WORDS, **BOTH, seat=roads, at=NOON)
    with nothing_written(), pytest.raises(IllegalMove, match="现在是“已反馈”"):
        handling.withdraw_answer(answer, reason="再看看", seat=roads, at=NOON)


@pytest.mark.parametrize(("minute", "late"), [("11-12 17:59", False), ("11-12 18:00", False), ("11-12 18:01", True)])
def test_an_answer_is_late_after_its_last_minute(cast, sent, minute, late):
    matter, roads = in_hand(cast, sent()), cast.seats["roads"]
    if late:
        with nothing_written(), pytest.raises(Refused, match="已经超过时限，请写明逾期原因"):
            handling.write_answer(matter, **WORDS, overdue_reason=" ", seat=roads, at=local(minute))
    answer = handling.write_answer(matter, **WORDS, overdue_reason=" 连日降雨 ", seat=roads, at=local(minute))
    assert answer.text == ("坑槽已填补压实。\n（逾期说明：连日降雨）" if late else "坑槽已填补压实。")


def test_a_ready_made_text_is_filled_with_place_unit_and_day(cast, sent):
    matter = sent()
    for code, title in (("", "通用"), ("R01", "路面"), ("W01", "供水")):
        AnswerTemplate.objects.create(town=cast.town, category_code=code, title=title, text="{place}的路面")
    assert [one.title for one in queries.templates_for(matter)] == ["路面", "通用"]
    filled = queries.fill_template("{unit}于{date}修好{place}路面{other}", matter, NOON)
    assert filled == "城乡建设办公室于11月5日修好大羊村路面{other}"


def test_a_ready_made_text_carries_the_day_of_the_town_and_not_of_greenwich(cast, sent):
    midnight_passed = local("11-06 00:30").astimezone(NOON.tzinfo)
    assert queries.fill_template("{date}", sent(), midnight_passed) == "11月6日"


# The whistle


def test_a_whistle_starts_a_clock_of_the_called_unit_and_leaves_the_matter_where_it_is(cast, sent):
    matter = in_hand(cast, sent())
    case = handling.whistle(
        matter,
        unit=cast.units["water"],
        reason=" 请先关水 ",
        due_at=local("11-06 18:00"),
        seat=cast.seats["roads"],
        at=NOON,
    )
    assert told(matter, "whistled") == {
        "case": case.pk,
        "unit_name": "水务所",
        "reason": "请先关水",
        "due_at": local("11-06 18:00").isoformat(),
    }
    assist = clock(matter, "assist")
    assert (assist.unit, assist.due_at, assist.office) == (cast.units["water"], local("11-06 18:00"), "town")
    assert (matter.state, fresh(matter).due_at) == ("handling", local("11-12 18:00"))


@pytest.mark.parametrize(
    ("unit", "reason", "due", "error", "says"),
    [
        ("roads", "请协助", "11-07 18:00", Refused, "不用给自己单位吹哨"),
        ("water", " ", "11-07 18:00", Refused, "请写明请对方做什么，并给一个以后的时间"),
        ("water", "请协助", "11-05 12:00", Refused, "给一个以后的时间"),
        ("heat", "请协助", "11-07 18:00", StaleMove, "已经请过供热公司，还在办理"),
    ],
)
def test_a_whistle_that_makes_no_sense_is_not_blown(cast, sent, unit, reason, due, error, says):
    matter, roads = in_hand(cast, sent()), cast.seats["roads"]
    handling.whistle(matter, unit=cast.units["heat"], reason="请停暖", due_at=local("11-07 12:00"), seat=roads, at=NOON)
    with nothing_written(), pytest.raises(error, match=says):
        handling.whistle(matter, unit=cast.units[unit], reason=reason, due_at=local(due), seat=roads, at=NOON)


def test_two_called_units_each_have_their_own_clock_and_only_the_finished_one_stops(cast, sent):
    matter, roads = in_hand(cast, sent()), cast.seats["roads"]
    first, second = (
        handling.whistle(
            matter, unit=cast.units[unit], reason="请协助", due_at=local("11-07 18:00"), seat=roads, at=NOON
        )
        for unit in ("water", "heat")
    )
    handling.finish_whistle(first, response=" 已关阀 ", seat=cast.seats["water"], at=local("11-06 09:30"))
    stops = {one.unit: one.stopped_at for one in matter.clocks.filter(kind="assist")}
    assert stops == {cast.units["water"]: local("11-06 09:30"), cast.units["heat"]: None}
    assert told(matter, "whistle_done") == {"case": first.pk, "unit_name": "水务所", "response": "已关阀"}
    assert (fresh(matter).state, Case.objects.get(pk=second.pk).state) == ("handling", "blown")
    again = handling.whistle(
        matter,
        unit=cast.units["water"],
        reason="再来一次",
        due_at=local("11-08 18:00"),
        seat=roads,
        at=local("11-06 10:00"),
    )
    assert queries.whistles_for(cast.seats["water"]) == [again]


@pytest.mark.parametrize("first", ["respond", "finish_whistle"])
def test_a_whistle_is_reported_on_once(cast, sent, first):
    matter = in_hand(cast, sent())
    case = handling.whistle(
        matter, unit=cast.units["water"], reason="请来", due_at=local("11-07 18:00"), seat=cast.seats["roads"], at=NOON
    )
    with nothing_written(), pytest.raises(Refused, match="请写明到场或办理的情况"):
        getattr(handling, first)(case, response=" ", seat=cast.seats["water"], at=NOON)
    getattr(handling, first)(case, response="到场", seat=cast.seats["water"], at=NOON)
    with nothing_written(), pytest.raises(StaleMove, match="这个哨已经有结果了"):
        getattr(handling, first)(case, response="又到场", seat=cast.seats["water"], at=NOON)
    with nothing_written(), pytest.raises(NotAllowed, match="不是吹给本单位的"):
        handling.finish_whistle(case, response="代报", seat=cast.seats["heat"], at=NOON)


def test_a_whistle_may_outlive_the_matter_and_is_still_owed(cast, sent):
    """Whoever was called in reports, though the lead unit has answered meanwhile."""
    matter = in_hand(cast, sent())
    case = handling.whistle(
        matter, unit=cast.units["water"], reason="请来", due_at=local("11-07 18:00"), seat=cast.seats["roads"], at=NOON
    )
    answered(cast, matter)
    assert queries.whistles_for(cast.seats["water"]) == [case]
    assert "assist" in running(matter)
    handling.finish_whistle(case, response="已办", seat=cast.seats["water"], at=local("11-06 09:00"))
    assert set(running(matter)) == {"callback"}
    react(local("11-06 10:00"))
    assert fresh(matter).state == "awaiting_callback"
