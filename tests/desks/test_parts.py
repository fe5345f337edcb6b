"""拆分: an order that asks for two things goes two ways, and is one order for whoever asked and for every count."""

from __future__ import annotations

import pytest
from cast import NOON, later

from xiangyue.desks.callback import actions as callback
from xiangyue.desks.callback.models import Callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.house.reactions import REACTIONS
from xiangyue.insight.twins.queries import likely_twins
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import kinds, outbox, queries
from xiangyue.kernel.errors import NotOnVillageList, Refused
from xiangyue.kernel.models import Link, Matter


@pytest.fixture(autouse=True)
def reactions():
    outbox.install(REACTIONS)


def said(cast) -> Matter:
    return cast.say("村口停水，路面还塌了一块")


def asks(cast) -> list[kernel.Ask]:
    return [
        kernel.Ask("村口停水两天，请尽快恢复", cast.categories["W01"], cast.units["water"]),
        kernel.Ask("路面塌了一块，请修好", cast.categories["R01"], cast.units["roads"]),
    ]


def halves(cast, order: Matter) -> list[Matter]:
    return dispatch.split(order, asks=asks(cast), seat=cast.seats["dispatcher"], at=NOON)


def answer(cast, part: Matter, who: str, text: str, at=NOON) -> None:
    part.refresh_from_db()
    seat = cast.seats[who]
    if part.state == "dispatched":
        handling.sign(part, seat=seat, at=at)
    handling.log_contact(part, how="phone", reached=True, summary="说好了", seat=seat, at=at)
    handling.begin(part, seat=seat, at=at)
    handling.answer_at_once(
        part, text=text, outcome="solved", requester_how="phone", door_how="system", seat=seat, at=at
    )
    react(at)


def react(at) -> None:
    while outbox.react_to_batch(at):
        pass


def call(cast, part: Matter, *, solved: bool, satisfied: str, at=NOON) -> None:
    part.refresh_from_db()
    told = callback.Said(True, solved, satisfied)
    callback.call_back(part, said=told, seat=cast.seats["caller"], at=at)
    react(at)


def test_each_part_has_its_unit_and_clock_and_the_order_is_counted_once(cast):
    order = said(cast)
    water, roads = halves(cast, order)
    assert (order.state, order.lead_unit, order.due_at) == ("in_parts", None, max(water.due_at, roads.due_at))
    assert [part.number for part in (water, roads)] == [f"{order.number}-1", f"{order.number}-2"]
    assert [part.lead_unit for part in (water, roads)] == [cast.units["water"], cast.units["roads"]]
    assert all(part.clocks.filter(kind="answer", stopped_at=None).count() == 1 for part in (water, roads))
    assert {water.requester_id, roads.requester_id} == {order.requester_id}
    for what in kinds.COUNTS:
        assert list(Matter.objects.filter(kinds.counted(what))) == [order]


def test_the_order_is_answered_with_the_last_part_and_closed_when_each_is_solved(cast):
    order = said(cast)
    water, roads = halves(cast, order)
    answer(cast, water, "water", "水管已修好，今早来水")
    order.refresh_from_db()
    assert order.state == "in_parts"
    answer(cast, roads, "roads", "路面已填平压实")
    order.refresh_from_db()
    text = order.answers.get().text
    assert order.state == "answered" and "水管已修好" in text and "路面已填平" in text
    call(cast, water, solved=True, satisfied="yes")
    order.refresh_from_db()
    assert order.state == "answered"
    call(cast, roads, solved=True, satisfied="fair")
    order.refresh_from_db()
    counting = Callback.objects.filter(counts=True)
    assert [(one.matter, one.solved, one.satisfied) for one in counting] == [(order, True, "fair")]
    assert order.state == "closed"


def test_a_part_that_is_not_solved_comes_back_alone(cast):
    order = said(cast)
    water, roads = halves(cast, order)
    answer(cast, water, "water", "水管已修好，今早来水")
    answer(cast, roads, "roads", "路面已填平压实")
    call(cast, water, solved=True, satisfied="yes")
    call(cast, roads, solved=False, satisfied="no")
    states = [Matter.objects.get(pk=one.pk).state for one in (order, water, roads)]
    assert states == ["answered", "closed", "reopened"]
    answer(cast, roads, "roads", "重新铺了一层沥青", later(NOON, hours=2))
    call(cast, roads, solved=True, satisfied="yes", at=later(NOON, hours=3))
    assert Matter.objects.get(pk=order.pk).state == "closed"


def test_their_word_on_the_orders_page_is_taken_for_each_part(cast):
    order = said(cast)
    for part, who in zip(halves(cast, order), ("water", "roads"), strict=True):
        answer(cast, part, who, "都办好了，请您看看")
    order.refresh_from_db()
    kernel.say_how_it_went(order, solved=True, satisfied="yes", words="", at=NOON)
    react(NOON)
    assert set(Matter.objects.values_list("state", flat=True)) == {"closed"}


def test_split_is_taken_back_until_a_unit_has_signed(cast):
    order = said(cast)
    water, roads = halves(cast, order)
    dispatch.reunite(order, reason="", seat=cast.seats["dispatcher"], at=NOON)
    assert order.state == "sorted" and not Link.objects.filter(until=None).exists()
    assert {Matter.objects.get(pk=one.pk).state for one in (water, roads)} == {"closed"}
    again = halves(cast, order)
    assert [part.number for part in again] == [f"{order.number}-3", f"{order.number}-4"]
    handling.sign(again[0], seat=cast.seats["water"], at=NOON)
    with pytest.raises(Refused, match="已经有单位签收"):
        dispatch.reunite(order, reason="", seat=cast.seats["dispatcher"], at=NOON)


def test_split_is_refused_whole(cast):
    order = said(cast)
    village = kernel.Ask("路面塌了，请村里修", cast.categories["R01"], cast.units["v-dayang"])
    with pytest.raises(NotOnVillageList):
        dispatch.split(order, asks=[*asks(cast), village], seat=cast.seats["dispatcher"], at=NOON)
    with pytest.raises(Refused, match="至少写两件"):
        dispatch.split(order, asks=asks(cast)[:1], seat=cast.seats["dispatcher"], at=NOON)
    order.refresh_from_db()
    assert order.state == "received" and Matter.objects.count() == 1


def test_withdrawing_the_order_ends_what_nobody_has_answered(cast):
    order = said(cast)
    water, roads = halves(cast, order)
    answer(cast, water, "water", "水管已修好，今早来水")
    order.refresh_from_db()
    kernel.withdraw(order, reason="好了", at=NOON)
    react(NOON)
    assert [Matter.objects.get(pk=one.pk).state for one in (order, water, roads)] == [
        "closed",
        "awaiting_callback",
        "closed",
    ]


def test_on_the_desk_and_on_the_matters_page(cast):
    order = said(cast)
    client = cast.client("dispatcher")
    fields = {"words1": "村口停水，请恢复", "words2": "路面塌了，请修好"}
    for number, (code, unit) in enumerate((("W01", "water"), ("R01", "roads")), 1):
        fields |= {f"category{number}": cast.categories[code].pk, f"unit{number}": cast.units[unit].pk}
    address = f"/dispatch/{order.number}/parts"
    half = client.post(address, fields | {"unit2": ""}, follow=True).content.decode()
    assert "第 2 件还没有选类别或主办单位" in half
    done = client.post(address, fields, follow=True).content.decode()
    assert "已拆开" in done and "撤回" in done
    page = client.get(f"/matters/{order.number}").content.decode()
    assert f"{order.number}-1" in page and "拆出" in page
    part = cast.client("water").get(f"/matters/{order.number}-1").content.decode()
    assert "拆自" in part and f'href="/matters/{order.number}"' not in part


def test_each_side_tells_of_it_in_its_own_words_and_no_part_is_its_orders_twin(cast):
    order = cast.say("村口停水，路面还塌了一块", "村口停水两天，路面塌了一块")
    first, second = halves(cast, order)
    told = [line.sentence for line in queries.timeline(order)]
    assert f"拆出：拆出的件 {first.number}" in told and f"拆出：拆出的件 {second.number}" in told
    assert f"拆自：诉求 {order.number}" in [line.sentence for line in queries.timeline(first)]
    assert likely_twins(order, among=Matter.objects.all()) == []
