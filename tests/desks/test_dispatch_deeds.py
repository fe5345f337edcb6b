"""The dispatcher's deeds one by one: who may, what is refused, what was told, and that nobody is left behind."""

from __future__ import annotations

import pytest
from cast import NOON, later, make_town
from hands import answered, clock, fresh, in_hand, local, names, nothing_written, react, running, signed, told

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.dispatch import posts
from xiangyue.desks.handling import actions as handling
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import IllegalMove, NotAllowed, NotOnVillageList, Refused, StaleMove
from xiangyue.kernel.models import Link, Matter, Party


def send(cast, matter, code="R01", unit="roads", at=NOON, who="dispatcher", place="dayang", **more):
    told = {"urgency": "general"} | more
    return dispatch.send(
        matter,
        category=cast.categories[code],
        unit=cast.units[unit],
        place=cast.places[place] if place else None,
        seat=cast.seats[who],
        at=at,
        **told,
    )


def asks(cast, *units):
    words = {"water": ("村口停水请修", "W01"), "roads": ("路面塌了请修", "R01"), "heat": ("暖气不热请看", "H01")}
    return [kernel.Ask(words[unit][0], cast.categories[words[unit][1]], cast.units[unit]) for unit in units]


# each deed on (a fresh matter, another one), as this seat
DEEDS = {
    "send": lambda cast, m, o, s: send(cast, m, who=s),
    "take_back": lambda cast, m, o, s: dispatch.take_back(m, reason="派错", seat=cast.seats[s], at=NOON),
    "dispose": lambda cast, m, o, s: dispatch.dispose(
        m, code="EMERGENCY_TRANSFER", told="已告知", seat=cast.seats[s], at=NOON
    ),
    "undo_disposal": lambda cast, m, o, s: dispatch.undo_disposal(m, reason="", seat=cast.seats[s], at=NOON),
    "merge": lambda cast, m, o, s: dispatch.merge(m, parent=o, reason="", seat=cast.seats[s], at=NOON),
    "unmerge": lambda cast, m, o, s: dispatch.unmerge(m, reason="", seat=cast.seats[s], at=NOON),
    "split": lambda cast, m, o, s: dispatch.split(m, asks=asks(cast, "water", "roads"), seat=cast.seats[s], at=NOON),
    "reunite": lambda cast, m, o, s: dispatch.reunite(m, reason="", seat=cast.seats[s], at=NOON),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["reviewer", "roads", "village", "secretary", "caller", "admin"])
def test_only_the_dispatcher_dispatches(cast, deed, who):
    matter, other = cast.say(), cast.say()
    with nothing_written(), pytest.raises(NotAllowed, match="不能归类、派单、分流处置和并案；可以由调度员来做"):
        DEEDS[deed](cast, matter, other, who)


def test_sorting_and_sending_is_one_deed_with_two_events_and_three_clocks(cast):
    matter = cast.say()
    send(cast, matter, note="请先看现场", suggested=True, at=local("11-05 15:00"))
    assert names(matter)[-2:] == ["sorted", "dispatched"]
    sent = told(matter, "dispatched")
    assert (sent["unit"], sent["unit_name"], sent["note"], sent["due_source"]) == (
        "roads",
        "城乡建设办公室",
        "请先看现场",
        "测试用",
    )
    assert sent["due_at"] == fresh(matter).due_at.isoformat()
    assert running(matter) == {
        "sign": local("11-06 10:00"),  # three hours are left of the day, one is of the next
        "contact": local("11-06 15:30"),
        "answer": local("11-12 18:00"),
    }


@pytest.mark.parametrize(
    ("urgency", "sign", "contact", "answer"),
    [
        ("urgent", "11-09 22:15", "11-09 22:30", "11-10 00:00"),  # natural time, on a Saturday night
        ("utility", "11-09 23:00", "11-10 00:00", "11-10 22:00"),
        ("general", "11-11 14:30", "11-12 09:30", "11-15 18:00"),  # nothing runs before Monday
    ],
)
def test_what_is_urgent_does_not_wait_for_the_office(cast, urgency, sign, contact, answer):
    matter = cast.say(at=local("11-09 22:00"))
    send(cast, matter, urgency=urgency, at=local("11-09 22:00"))
    assert running(matter) == {"sign": local(sign), "contact": local(contact), "answer": local(answer)}


def test_the_deadline_that_came_with_the_order_binds_and_ours_stands_beside_it(cast):
    imported = local("11-07 09:00")
    matter = cast.say(imported_due_at=imported)
    send(cast, matter)
    kept = fresh(matter)
    assert (kept.due_at, kept.computed_due_at) == (imported, local("11-12 18:00"))
    assert running(matter)["answer"] == imported and told(matter, "dispatched")["due_source"] == "imported"
    dispatch.take_back(kept, reason="派错", seat=cast.seats["dispatcher"], at=NOON)
    assert (fresh(matter).due_at, fresh(matter).computed_due_at) == (imported, None)


@pytest.mark.parametrize("change", [{"code": "W01"}, {"place": "xiaowu"}, {"place": None}])
def test_what_a_colleague_has_sorted_otherwise_is_looked_at_again_before_it_goes_out(cast, change):
    matter = cast.say()
    kernel.sort(
        matter,
        category=cast.categories["R01"],
        place=cast.places["dayang"],
        urgency="general",
        suggested=False,
        actor=kernel.Actor.of(cast.seats["dispatcher"]),
        at=NOON,
    )
    with nothing_written(), pytest.raises(StaleMove, match="已经归类过了，请先看一遍再派单"):
        send(cast, matter, **change)
    send(cast, matter)
    assert matter.state == "dispatched"


@pytest.mark.parametrize("why", ["closed", "no_unit", "elsewhere"])
def test_whoever_cannot_take_it_is_not_sent_it(cast, why):
    matter = cast.say()
    if why == "elsewhere":
        cast.units["roads"] = make_town("110112118000", "漷县镇").units["roads"]
    else:
        Party.objects.filter(pk=cast.units["roads"].pk).update(
            **{"closed": {"is_active": False}, "no_unit": {"kind": "person"}}[why]
        )
        cast.units["roads"].refresh_from_db()
    with nothing_written(), pytest.raises(Refused, match="现在不能接单，请另选一个单位"):
        send(cast, matter)


@pytest.mark.parametrize("reason", ["", "  "])
def test_taking_back_says_why_and_leaves_no_clock(cast, sent, reason):
    matter = sent()
    with nothing_written(), pytest.raises(Refused, match="撤回派单请写一句理由"):
        dispatch.take_back(matter, reason=reason, seat=cast.seats["dispatcher"], at=NOON)
    dispatch.take_back(matter, reason=" 派错了 ", seat=cast.seats["dispatcher"], at=local("11-05 13:40"))
    assert told(matter, "dispatch_undone") == {"reason": "派错了"}
    assert {one.stopped_at for one in matter.clocks.all()} == {local("11-05 13:40")}
    with nothing_written(), pytest.raises(IllegalMove, match="现在是“待派单”"):
        dispatch.take_back(matter, reason="再来", seat=cast.seats["dispatcher"], at=NOON)
    send(cast, matter, unit="water")
    assert (matter.lead_unit, set(running(matter))) == (cast.units["water"], {"sign", "contact", "answer"})


# Many at once


def test_of_many_those_that_cannot_go_out_say_why_and_the_others_go(cast, sent):
    good, unsorted, gone, village = cast.say(), cast.say(), sent(), cast.say()
    Matter.objects.filter(pk__in=[good.pk, gone.pk]).update(category=cast.categories["V01"])
    Matter.objects.filter(pk=village.pk).update(category=cast.categories["R01"])
    rows = list(Matter.objects.select_related("town", "category", "place").order_by("pk"))
    outcomes = dispatch.send_many(rows, unit=cast.units["v-dayang"], seat=cast.seats["dispatcher"], at=NOON)
    said = {one.matter: one.says for one in outcomes}
    assert [one.matter for one in outcomes] == rows
    assert said[good] == ""
    assert said[unsorted] == "还没有归类，系统也拿不准：请打开这一件，选好类别再派。"
    assert "现在是“待签收”" in said[gone]
    assert "第17条" in said[village]
    states = {one: fresh(one).state for one in rows}
    assert states == {good: "dispatched", unsorted: "received", gone: "dispatched", village: "received"}
    assert fresh(good).lead_unit == cast.units["v-dayang"] and fresh(gone).lead_unit == cast.units["roads"]


def test_a_class_that_is_given_holds_for_those_that_have_none(cast):
    matters = [cast.say(), cast.say()]
    outcomes = dispatch.send_many(
        matters, unit=cast.units["roads"], seat=cast.seats["dispatcher"], at=NOON, category=cast.categories["R01"]
    )
    assert [one.says for one in outcomes] == ["", ""]
    assert {fresh(matter).category for matter in matters} == {cast.categories["R01"]}


def test_nothing_ticked_is_told_and_a_seat_without_the_deed_sends_none(cast):
    with nothing_written(), pytest.raises(Refused, match="请先勾选事项"):
        posts.send_many(cast.town, matters=[], unit=cast.units["roads"], seat=cast.seats["dispatcher"], at=NOON)
    matter = cast.say()
    with nothing_written():
        [outcome] = dispatch.send_many(
            [matter], unit=cast.units["roads"], seat=cast.seats["water"], at=NOON, category=cast.categories["R01"]
        )
    assert "不能归类、派单" in outcome.says


# Merged, and nobody left behind


@pytest.mark.parametrize("brought", ["received", "dispatched", "signed", "handling"])
def test_merging_stops_the_childs_clocks_and_tells_under_which_it_stands(cast, sent, brought):
    parent, child = sent(), cast.say()
    if brought != "received":
        child = {"dispatched": lambda c, m: m, "signed": signed, "handling": in_hand}[brought](cast, sent())
    dispatch.merge(child, parent=parent, reason="", seat=cast.seats["dispatcher"], at=local("11-05 14:00"))
    assert (child.state, running(child)) == ("merged", {})
    assert told(child, "merged") == {"parent": parent.number, "reason": "同一事"}
    assert set(running(parent)) == {"sign", "contact", "answer"}
    dispatch.unmerge(child, reason="", seat=cast.seats["dispatcher"], at=local("11-05 15:00"))
    assert told(child, "unmerged") == {"parent": parent.number, "reason": "不是同一事"}
    assert (fresh(child).state, fresh(child).parent, fresh(child).lead_unit) == ("sorted", None, None)


def test_a_matter_that_is_with_nobody_again_owes_no_day(cast, sent):
    """As with a dispatch that was taken back: without a unit there is no deadline but the imported one."""
    child = sent()
    dispatch.merge(child, parent=sent(), reason="", seat=cast.seats["dispatcher"], at=NOON)
    dispatch.unmerge(child, reason="", seat=cast.seats["dispatcher"], at=NOON)
    assert (fresh(child).due_at, fresh(child).computed_due_at) == (None, None)


@pytest.mark.parametrize(
    ("target", "says"),
    [("itself", "不能把事项并到它自己"), ("a child", "自己已经并入别的主件"), ("closed", "已经结束，不能再并入")],
)
def test_where_a_matter_cannot_be_merged_to(cast, sent, target, says):
    matter, seat = cast.say(), cast.seats["dispatcher"]
    parent = matter
    if target == "a child":
        parent = cast.say()
        dispatch.merge(parent, parent=cast.say(), reason="", seat=seat, at=NOON)
    elif target == "closed":
        parent = cast.say()
        dispatch.dispose(parent, code="EMERGENCY_TRANSFER", told="已告知", seat=seat, at=NOON)
    with nothing_written(), pytest.raises(Refused, match=says):
        dispatch.merge(matter, parent=parent, reason="", seat=seat, at=NOON)


def test_what_is_not_merged_is_not_unmerged(cast):
    matter = cast.say()
    with nothing_written(), pytest.raises(Refused, match="没有并案，不需要拆分"):
        dispatch.unmerge(matter, reason="", seat=cast.seats["dispatcher"], at=NOON)


def test_two_who_follow_are_answered_called_and_closed_each_on_their_own(cast, sent):
    parent, first, second = sent(), cast.say(phone="19900000001"), cast.say(phone="19900000002")
    for child in (first, second):
        dispatch.merge(child, parent=parent, reason="", seat=cast.seats["dispatcher"], at=NOON)
    answered(cast, parent, at=local("11-06 10:00"))
    for child in (first, second):
        assert fresh(child).state == "awaiting_callback"
        assert child.answers.get().text == parent.answers.get().text
        assert told(child, "answered_with_parent")["outcome_name"] == "已解决"
        assert clock(child, "callback").due_at == local("11-09 10:00")


@pytest.mark.parametrize("state", ["answered", "awaiting_callback"])
def test_who_is_merged_under_what_is_already_answered_gets_that_answer_or_is_told_no(cast, sent, state):
    """They said the same thing after the answer: either they get it too, or the dispatcher is refused."""
    parent, child = sent(), cast.say()
    words = {"text": "坑槽已填补压实。", "outcome": "solved", "requester_how": "phone", "door_how": "export"}
    handling.answer_at_once(parent, **words, seat=cast.seats["roads"], at=NOON)
    if state == "awaiting_callback":
        react(NOON)
    try:
        dispatch.merge(child, parent=fresh(parent), reason="", seat=cast.seats["dispatcher"], at=later(NOON, hours=1))
    except Refused:
        return
    react(later(NOON, hours=2))
    assert fresh(child).state == "awaiting_callback"


def test_who_follows_a_matter_that_is_disposed_of_is_not_forgotten(cast):
    """The parent goes elsewhere: its children go with it, or it does not go before they are looked at."""
    parent, child = cast.say(), cast.say()
    dispatch.merge(child, parent=parent, reason="", seat=cast.seats["dispatcher"], at=NOON)
    try:
        dispatch.dispose(parent, code="EMERGENCY_TRANSFER", told="已转119", seat=cast.seats["dispatcher"], at=NOON)
    except Refused:
        return
    react(later(NOON, hours=1))
    assert fresh(child).state != "merged"


# In parts


@pytest.mark.parametrize("units", [(), ("water",), ("water",) * 10])
def test_an_order_is_split_in_two_to_nine(cast, units):
    order = cast.say()
    with nothing_written(), pytest.raises(Refused, match="拆分至少写两件、最多 9 件"):
        dispatch.split(order, asks=asks(cast, *units), seat=cast.seats["dispatcher"], at=NOON)


def test_a_part_is_not_split_again_and_a_short_one_is_not_made(cast):
    order, seat = cast.say(), cast.seats["dispatcher"]
    short = [*asks(cast, "water"), kernel.Ask(" 修路 ", cast.categories["R01"], cast.units["roads"])]
    with nothing_written(), pytest.raises(Refused, match="第 2 件写得太短了"):
        dispatch.split(order, asks=short, seat=seat, at=NOON)
    [part, _] = dispatch.split(order, asks=asks(cast, "water", "roads"), seat=seat, at=NOON)
    with nothing_written(), pytest.raises(Refused, match="拆出来的件不能再拆"):
        dispatch.split(fresh(part), asks=asks(cast, "water", "roads"), seat=seat, at=NOON)


def test_what_is_with_a_unit_is_not_split(cast, sent):
    order = sent()
    with nothing_written(), pytest.raises(IllegalMove, match="现在是“待签收”，不能直接变为“已拆分”"):
        dispatch.split(order, asks=asks(cast, "water", "roads"), seat=cast.seats["dispatcher"], at=NOON)


def test_a_split_tells_its_parts_and_reuniting_leaves_order_parts_and_clocks_as_if_never_split(cast):
    order, seat = cast.say(), cast.seats["dispatcher"]
    parts = dispatch.split(order, asks=asks(cast, "water", "roads", "heat"), seat=seat, at=NOON)
    assert told(order, "split") == {
        "count": 3,
        "parts": f"{order.number}-1 水务所、{order.number}-2 城乡建设办公室、{order.number}-3 供热公司",
    }
    dispatch.reunite(order, reason=" ", seat=seat, at=later(NOON, minutes=5))
    assert (fresh(order).state, fresh(order).due_at) == ("sorted", None)
    for part in parts:
        assert (fresh(part).state, running(part)) == ("closed", {})
    assert not Link.objects.filter(until=None).exists()


def test_a_village_is_not_given_a_part_that_is_not_on_its_list_and_nothing_of_the_order_is_split(cast):
    order = cast.say()
    told_village = [*asks(cast, "water"), kernel.Ask("路面塌了请修", cast.categories["R01"], cast.units["v-dayang"])]
    with nothing_written(), pytest.raises(NotOnVillageList):
        dispatch.split(order, asks=told_village, seat=cast.seats["dispatcher"], at=NOON)
