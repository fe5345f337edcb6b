"""What each deed writes: its event with its particulars, columns and clocks; and what it says when it refuses."""

from __future__ import annotations

import pytest
from cast import NOON, later, make_town
from django.db import IntegrityError

from xiangyue.desks.handling import actions as handling
from xiangyue.house.reactions import REACTIONS
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import outbox, queries
from xiangyue.kernel.actions import UPPER, WORKER, Intake, Requester
from xiangyue.kernel.errors import NotOnVillageList, OtherContent, Refused
from xiangyue.kernel.models import Clock, Event, Link, Matter, Party
from xiangyue.kernel.sealing import contact

BY = {"actor": WORKER, "at": later(NOON, hours=1)}


def sort(cast, matter: Matter, code: str = "R01", **more) -> Event:
    told = {"place": cast.places["dayang"], "urgency": "general", "suggested": True} | more
    return kernel.sort(matter, category=cast.categories[code], **told, **BY)


def everything() -> list[list[tuple]]:
    return [list(model.objects.order_by("pk").values_list()) for model in (Matter, Event, Clock, Link, Party)]


@pytest.fixture
def nothing_written(db):
    """A refusal inside `with` writes nothing."""

    class Check:
        def __enter__(self):
            self.before = everything()

        def __exit__(self, *error):
            assert everything() == self.before

    return Check


# --- sorting and disposing


@pytest.mark.parametrize(("place", "told"), [("dayang", {"place": "大羊村"}), (None, {})])
def test_sorting_tells_class_place_and_urgency_and_keeps_them(cast, place, told):
    matter, where = cast.say(), cast.places.get(place)
    event = sort(cast, matter, place=where, urgency="complex")
    names = {"category": "R01", "category_name": "路面破损", "urgency": "complex", "suggested": True}
    assert (event.name, event.told, event.at) == ("sorted", names | told, BY["at"])
    matter.refresh_from_db()
    assert (matter.state, matter.category.code, matter.place, matter.urgency) == ("sorted", "R01", where, "complex")


@pytest.mark.parametrize("code", [code for code, _ in Matter.DISPOSITIONS])
def test_each_of_the_six_routes_ends_the_matter_and_is_taken_back_clean(cast, code):
    matter = cast.say()
    event = kernel.dispose(matter, code=code, told=" 已电话告知 ", **BY)
    assert event.told == {"code": code, "code_name": dict(Matter.DISPOSITIONS)[code], "told": "已电话告知"}
    assert (matter.state, matter.disposition, matter.closed_at) == ("disposed", code, BY["at"])
    event = kernel.undo_disposal(matter, reason="属于本镇", **BY)
    matter.refresh_from_db()
    assert (event.name, event.told) == ("disposal_undone", {"reason": "属于本镇"})
    assert (matter.state, matter.disposition, matter.closed_at) == ("sorted", "", None)


@pytest.mark.parametrize(
    ("code", "told", "says"),
    [("FORGET_IT", "已告知", "没有“FORGET_IT”这种分流处置"), ("UNLAWFUL", " \n", "必须写明怎样告知诉求人")],
)
def test_an_unknown_route_and_a_silent_one_are_refused(cast, nothing_written, code, told, says):
    matter = cast.say()
    with pytest.raises(Refused, match=says), nothing_written():
        kernel.dispose(matter, code=code, told=told, **BY)


# --- naming the lead


@pytest.mark.parametrize(
    ("urgency", "unit", "sign", "contact", "answer", "office"),
    [
        ("general", "roads", 4.5, 25, 7 * 24 + 5, "town"),  # it is said at 13:00, over lunch
        ("utility", "roads", 1, 2, 24, "always"),
        ("urgent", "heat", 0.25, 0.5, 2, "always"),
    ],
)
def test_the_lead_has_three_clocks_by_the_deadline_of_the_urgency(cast, urgency, unit, sign, contact, answer, office):
    matter = cast.say()
    sort(cast, matter, urgency=urgency)
    kernel.assign_lead(matter, unit=cast.units[unit], **BY)
    clocks = {clock.kind: clock for clock in matter.clocks.all()}
    assert {clock.office for clock in clocks.values()} == {office}
    assert {clock.unit for clock in clocks.values()} == {cast.units[unit]}
    at = BY["at"]
    due = {kind: (clock.due_at - at).total_seconds() / 3600 for kind, clock in clocks.items()}
    assert due == {"sign": sign, "contact": contact, "answer": answer}


def test_dispatching_tells_unit_deadline_and_where_the_deadline_is_from(cast):
    ours, theirs = cast.say(), cast.say(imported_due_at=later(NOON, days=2))
    for matter in (ours, theirs):
        kernel.assign_lead(matter, unit=cast.units["roads"], note="请先看现场", **BY)
    told = [matter.events.get(name="dispatched").told for matter in (ours, theirs)]
    assert [one["due_source"] for one in told] == ["测试用", "imported"]
    assert [one["due_at"] for one in told] == [ours.due_at.isoformat(), later(NOON, days=2).isoformat()]
    assert {(one["unit"], one["unit_name"], one["note"]) for one in told} == {("roads", "城乡建设办公室", "请先看现场")}


def test_taking_back_leaves_no_unit_no_clock_and_the_deadline_that_came(cast):
    matter = cast.say(imported_due_at=later(NOON, days=2))
    kernel.assign_lead(matter, unit=cast.units["roads"], **BY)
    event = kernel.undo_assignment(matter, reason="派错了", **BY)
    matter.refresh_from_db()
    assert (event.name, event.told) == ("dispatch_undone", {"reason": "派错了"})
    assert (matter.state, matter.lead_unit, matter.computed_due_at) == ("sorted", None, None)
    assert matter.due_at == matter.imported_due_at == later(NOON, days=2)
    assert not matter.clocks.filter(stopped_at=None).exists()


def closed_unit(cast) -> Party:
    cast.units["water"].is_active = False
    return cast.units["water"]


UNFIT = {
    "closed": (closed_unit, Refused, "水务所现在不能接单"),
    "of another town": (lambda _: make_town("110112118000", "漷县镇").units["roads"], Refused, "不能接单"),
    "a person": (lambda cast: cast.say(name="林小草").requester, Refused, "不能接单"),
    "a village, unsorted": (lambda cast: cast.units["v-dayang"], NotOnVillageList, "还没有归类"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_unit_that_may_not_lead_is_refused(cast, nothing_written, case):
    make, refusal, says = UNFIT[case]
    matter, unit = cast.say(), make(cast)
    with pytest.raises(refusal, match=says), nothing_written():
        kernel.assign_lead(matter, unit=unit, **BY)


@pytest.mark.parametrize(("code", "leads"), [("R01", False), ("V01", True)])
def test_a_village_leads_only_what_is_on_its_own_list(cast, code, leads):
    matter = cast.say()
    sort(cast, matter, code)
    if leads:
        kernel.assign_lead(matter, unit=cast.units["v-dayang"], **BY)
    else:
        with pytest.raises(NotOnVillageList, match="“路面破损”不在村级职责清单上.*第17条"):
            kernel.assign_lead(matter, unit=cast.units["v-dayang"], **BY)
    assert (matter.state == "dispatched") is leads


def test_settled_on_the_spot_is_dispatched_and_answered_in_one_deed(cast, nothing_written):
    matter = cast.say()
    with pytest.raises(Refused, match="至少几个字"), nothing_written():
        kernel.settle(matter, unit=cast.units["roads"], text=" 好了 ", **BY)
    event = kernel.settle(matter, unit=cast.units["roads"], text=" 当场补好了 ", **BY)
    assert event.told == {"unit_name": "城乡建设办公室", "text": "当场补好了"}
    assert list(matter.events.order_by("seq").values_list("name", flat=True))[1:] == ["dispatched", event.name]
    assert (matter.state, matter.answered_at, matter.lead_unit) == ("answered", BY["at"], cast.units["roads"])
    assert not matter.clocks.filter(stopped_at=None).exists()


# --- merging


def test_merging_stops_the_childs_clocks_and_taking_it_out_leaves_it_alone(cast):
    parent, child = cast.say(), cast.say()
    kernel.assign_lead(child, unit=cast.units["roads"], **BY)
    event = kernel.merge(child, parent=parent, reason="同一处停水", **BY)
    assert (event.name, event.told) == ("merged", {"parent": parent.number, "reason": "同一处停水"})
    assert (child.state, child.parent) == ("merged", parent)
    assert not child.clocks.filter(stopped_at=None).exists()
    event = kernel.unmerge(child, reason="两处", **BY)
    child.refresh_from_db()
    assert (event.name, event.told) == ("unmerged", {"parent": parent.number, "reason": "两处"})
    assert (child.state, child.parent, child.lead_unit) == ("sorted", None, None)
    assert parent.events.count() == 1


def merged(cast) -> Matter:
    matter = cast.say()
    kernel.merge(matter, parent=cast.say(), reason="同一件", **BY)
    return matter


def parent_of_one(cast) -> Matter:
    return merged(cast).parent


def closed(cast) -> Matter:
    matter = cast.say()
    kernel.withdraw(matter, reason="", at=NOON)
    return matter


@pytest.mark.parametrize(
    ("child", "parent", "says"),
    [
        (None, None, "不能把事项并到它自己"),
        (None, lambda _: make_town("110112118000", "漷县镇").say(), "不能跨镇街并案"),
        (None, merged, "自己已经并入别的主件"),
        (None, closed, "已经结束，不能再并入"),
        (parent_of_one, lambda cast: cast.say(), "下面已有并案的事项"),
    ],
)
def test_the_tree_of_the_merged_is_one_step_deep_in_one_town(cast, nothing_written, child, parent, says):
    below = child(cast) if child else cast.say()
    above = parent(cast) if parent else below
    with pytest.raises(Refused, match=says), nothing_written():
        kernel.merge(below, parent=above, reason="同一件", **BY)


def test_a_parent_that_somebody_has_merged_meanwhile_takes_no_more_children(cast):
    """Two dispatchers: one read the parent before the other merged it."""
    parent, child = cast.say(), cast.say()
    theirs = Matter.objects.select_related("town").get(pk=parent.pk)
    kernel.merge(parent, parent=cast.say(), reason="同一件", **BY)
    with pytest.raises(Refused):
        kernel.merge(child, parent=theirs, reason="同一件", **BY)


def test_what_is_not_merged_is_not_taken_out(cast, nothing_written):
    matter = cast.say()
    with pytest.raises(Refused, match="没有并案，不需要拆分"), nothing_written():
        kernel.unmerge(matter, reason="?", **BY)


# --- parts


def asks(cast, *units: str) -> list[kernel.Ask]:
    return [kernel.Ask(f"第{n}件事请办理", cast.categories["R01"], cast.units[unit]) for n, unit in enumerate(units, 1)]


def test_a_part_is_what_its_order_is_but_for_its_words_class_and_unit(cast):
    order = cast.say(request_type="complaint", lon=116.8, lat=39.7, imported_due_at=later(NOON, days=3))
    parts = kernel.split(order, asks(cast, "roads", "water"), **BY)
    for column in ("requester", "request_type", "lon", "lat", "imported_due_at", "received_at", "urgency", "place"):
        assert {getattr(part, column) for part in parts} == {getattr(order, column)}, column
    assert {(part.door, part.kind, part.state) for part in parts} == {("parts", "part", "dispatched")}
    told = order.events.get(name="split").told
    assert told == {"count": 2, "parts": f"{order.number}-1 城乡建设办公室、{order.number}-2 水务所"}
    assert order.due_at == order.imported_due_at
    assert kernel.parts_of(order) == parts and [kernel.order_of(part) for part in parts] == [order, order]
    assert (kernel.order_of(order), kernel.parts_of(parts[0])) == (None, [])
    assert list(queries.verify(cast.town)) == []


def part(cast) -> Matter:
    return kernel.split(cast.say(), asks(cast, "roads", "water"), **BY)[0]


@pytest.mark.parametrize(
    ("make", "units", "says"),
    [
        (lambda cast: cast.say(), ["roads"], "至少写两件"),
        (lambda cast: cast.say(), ["roads"] * 10, "最多 9 件"),
        (part, ["roads", "water"], "拆出来的件不能再拆"),
        (lambda cast: cast.say(kind="letter"), ["roads", "water"], "来信有自己的办理流程"),
        (closed, ["roads", "water"], "不能直接变为“已拆分”"),
        (merged, ["roads", "water"], "不能直接变为“已拆分”"),
    ],
)
def test_what_is_not_split_is_refused_whole(cast, nothing_written, make, units, says):
    order = make(cast)
    with pytest.raises(Refused, match=says), nothing_written():
        kernel.split(order, asks(cast, *units), **BY)


def test_an_order_does_not_wait_for_its_part_while_that_waits_for_it(cast):
    """A part merged under its own order could never be answered, nor could the order."""
    order = cast.say()
    first, _ = kernel.split(order, asks(cast, "roads", "water"), **BY)
    with pytest.raises(Refused):
        kernel.merge(first, parent=order, reason="同一件", **BY)


ENDS = {
    "withdrawn": lambda one: kernel.withdraw(one, reason="好了", at=NOON),
    "disposed": lambda one: (
        kernel.undo_assignment(one, reason="派错了", **BY),
        kernel.dispose(one, code="OUT_OF_SCOPE", told="已告知", **BY),
    ),
}


def react() -> None:
    while outbox.react_to_batch(later(NOON, days=1)):
        pass


@pytest.mark.parametrize("end", ENDS)
def test_an_order_is_answered_when_the_last_of_its_parts_ends_without_an_answer(cast, end):
    outbox.install(REACTIONS)
    order = cast.say()
    first, last = kernel.split(order, asks(cast, "roads", "water"), **BY)
    told = {"text": "路面已经补好", "outcome": "solved", "requester_how": "phone", "door_how": "system"}
    handling.sign(first, seat=cast.seats["roads"], at=BY["at"])
    handling.answer_at_once(first, **told, seat=cast.seats["roads"], at=BY["at"])
    react()
    ENDS[end](last)
    react()
    order.refresh_from_db()
    assert order.state == "answered"


# --- coming in


def test_one_person_is_one_party_by_number_and_name_and_learns_new_ways(cast):
    first = cast.say(name="林小草", phone="199-0000-1234").requester
    again = Requester(name="林小草", phone="19900001234", mail="lin@example.cn", language="en")
    intake = Intake("N1", "停水", "停水两天", NOON, requester=again)
    assert kernel.receive(cast.town, intake, door="portal", actor=UPPER, at=NOON).requester == first
    first.refresh_from_db()
    assert (contact(first, "mail"), first.language) == ("lin@example.cn", "en")
    assert cast.say(name="林小草", phone="19900009999").requester != first
    nobody = [cast.say(name="林小草", phone="").requester for _ in range(2)]
    assert nobody[0] != nobody[1]


def test_many_come_in_together_or_not_at_all(cast, nothing_written):
    taken = cast.say().number
    fresh = [Intake(number, "停水", "停水两天", NOON) for number in ("M1", "M2", taken)]
    with pytest.raises(IntegrityError), nothing_written():
        kernel.receive_many(cast.town, fresh, door="hotline", actor=UPPER, at=NOON)
    assert len(kernel.receive_many(cast.town, fresh[:2], door="hotline", actor=UPPER, at=NOON)) == 2


@pytest.mark.parametrize("change", [{"words": "别的话"}, {"title": "别的题"}, {"request_type": "report"}])
def test_a_request_id_stands_for_one_content(cast, nothing_written, change):
    told = {"number": "O1", "title": "停水", "words": "停水两天", "received_at": NOON, "request_id": "r1"}
    by = {"door": "portal", "actor": kernel.REQUESTER, "at": NOON}
    first, _, is_new = kernel.receive_once(cast.town, Intake(**told), **by)
    same, _, twice_new = kernel.receive_once(cast.town, Intake(**told | {"number": "O2"}), **by)
    assert (same, is_new, twice_new) == (first, True, False)
    with pytest.raises(OtherContent, match="内容和上次的不一样"), nothing_written():
        kernel.receive_once(cast.town, Intake(**told | {"number": "O3"} | change), **by)


def test_closed_history_comes_in_closed_and_a_report_comes_in_confidential(cast):
    unit = cast.units["water"]
    old = cast.say(closed_at=later(NOON, days=1), lead_unit=unit)
    assert (old.state, old.closed_at, old.lead_unit) == ("closed", later(NOON, days=1), unit)
    assert old.events.get().told["closed_at"] == later(NOON, days=1).isoformat()
    still = cast.say(lead_unit=unit, request_type="report")
    assert (still.state, still.lead_unit, still.is_confidential) == ("received", None, True)


def test_who_led_it_at_a_moment_is_nobody_once_the_objection_was_upheld(cast):
    matter, reviewer = cast.say(), cast.seats["reviewer"]
    kernel.assign_lead(matter, unit=cast.units["roads"], **BY)
    told = {"reason": "不归我们管", "basis": "职责清单", "unit": cast.units["water"]}
    case = handling.object_to(matter, **told, seat=cast.seats["roads"], at=later(NOON, hours=2))
    handling.decide(case, granted=True, decision="成立", seat=reviewer, at=later(NOON, hours=3))
    assert queries.responsible_on(matter, later(NOON, minutes=150))[0] == "城乡建设办公室"
    assert queries.responsible_on(matter, later(NOON, hours=4)) == ("", [])


def test_a_part_that_was_disposed_stays_so_once_its_order_is_answered_without_it(cast, nothing_written):
    order = cast.say()
    first, _ = kernel.split(order, asks(cast, "roads", "water"), **BY)
    ENDS["disposed"](first)
    kernel.undo_disposal(first, reason="刚点错了", **BY)  # while the order still waits for its parts
    kernel.dispose(first, code="OUT_OF_SCOPE", told="已告知", **BY)
    kernel.move(order, to="answered", event="settled_on_the_spot", unit_name="水务所", text="修好了", **BY)
    with pytest.raises(Refused, match="已经答复或办结"), nothing_written():
        kernel.undo_disposal(first, reason="刚点错了", **BY)
