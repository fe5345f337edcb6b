"""交接: who may start it, what stands on the sheet, what passes to the next holder and what is only told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cast import NOON, later, rows_of
from django.contrib.auth.models import User
from hands import fresh, in_hand, object_to, signed

from xiangyue.counter.holdings import all_holdings
from xiangyue.counter.lists.declared import waiting_for
from xiangyue.counter.models import SavedView
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.queries import assigned_to
from xiangyue.desks.handover import actions, queries
from xiangyue.desks.handover.lists import DESK
from xiangyue.desks.handover.models import Handover
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries as kernel_queries
from xiangyue.kernel.actions import Actor
from xiangyue.kernel.actions.house import house_of
from xiangyue.kernel.actions.recuse import declare
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Seat


@pytest.fixture
def next_one(cast):
    user = User.objects.create(username="roads2")
    seat = cast.seats["roads"]
    cast.seats["roads2"] = Seat.objects.create(
        town=cast.town, unit=seat.unit, user=user, role="handler", holder="刘建设", since=seat.since
    )
    return cast.seats["roads2"]


def start(cast, who="roads", by="roads", to="roads2", at=NOON, words=""):
    successor = cast.seats[to] if to else None
    return actions.start(cast.seats[who], successor=successor, words=words, seat=cast.seats[by], at=at)


def accept(cast, handover, who="roads2", remarks="", at=NOON):
    handover = Handover.objects.select_related("leaver__unit", "successor").get(pk=handover.pk)
    return actions.accept(handover, remarks=remarks, seat=cast.seats[who], at=at)


def given(cast, sent, who="roads"):
    matter = in_hand(cast, sent())
    handling.assign(fresh(matter), to=cast.seats[who], seat=cast.seats["roads"], at=NOON)
    return matter


def test_what_was_in_hand_passes_by_its_own_deed_and_what_was_asked_for_is_told(cast, sent, next_one):
    mine, theirs = given(cast, sent), given(cast, sent, "roads2")
    asked = signed(cast, sent())
    object_to(cast, asked)
    handover = start(cast)
    said = [(item.holding, item.matter_id) for item in handover.items.order_by("holding", "pk")]
    assert said == [("handling.asked", asked.pk), ("handling.in_hand", mine.pk)]
    accept(cast, handover, remarks="图纸缺一张")
    assert {item.holding: item.result for item in handover.items.all()} == {
        "handling.asked": "told",
        "handling.in_hand": "passed",
    }
    assert assigned_to(fresh(mine)) == next_one and assigned_to(fresh(theirs)) == next_one
    assert mine.events.filter(name="assigned").latest("seq").seat == next_one
    told = list(house_of(cast.town, at=NOON).events.order_by("seq").values_list("name", flat=True))
    assert told[-2:] == ["handover_started", "handover_accepted"]
    assert not list(kernel_queries.verify(cast.town))


def test_the_last_one_of_a_unit_leaves_all_of_it(cast, sent):
    matter = in_hand(cast, sent())
    items = {holding.name: holding.items(cast.seats["roads"], NOON) for holding in all_holdings()}
    assert [one.key for one in items["handling.in_hand"]] == [matter.pk]


def test_what_is_done_by_the_time_it_is_accepted_is_told_so(cast, sent, next_one):
    matter = given(cast, sent)
    handover = start(cast)
    words = {"text": "坑槽已填补压实。", "outcome": "solved", "requester_how": "phone", "door_how": "export"}
    handling.answer_at_once(fresh(matter), **words, seat=cast.seats["roads"], at=NOON)
    kernel.move(
        fresh(matter), to="awaiting_callback", event="callback_awaited", actor=Actor("worker"), at=NOON, due_at=""
    )
    handling.assign(fresh(matter), to=next_one, seat=cast.seats["roads"], at=NOON)
    accept(cast, handover)
    assert handover.items.get().result == "gone"


def test_a_matter_that_the_next_one_steps_back_from_stays_and_is_not_shown(cast, sent, next_one):
    matter = given(cast, sent)
    declare(fresh(matter), why="是我亲戚", seat=next_one, at=NOON)
    handover = start(cast)
    lines = [line for _, rows in queries.sheet(handover, next_one) for line in rows]
    assert [(line.says, line.number) for line in lines] == [("", "")]
    accept(cast, handover)
    assert handover.items.get().result == "told" and assigned_to(fresh(matter)) == cast.seats["roads"]


def test_shared_views_go_on_and_own_ones_do_not(cast, next_one):
    seat = cast.seats["roads"]
    kept = {"town": cast.town, "user": seat.user, "listing": "handling:mine", "query": "tab=todo", "made_at": NOON}
    SavedView.objects.create(**kept, unit=seat.unit, title="本周到期")
    SavedView.objects.create(**kept, title="我自己的")
    accept(cast, start(cast))
    assert {view.title: view.user_id for view in SavedView.objects.all()} == {
        "本周到期": next_one.user_id,
        "我自己的": seat.user_id,
    }


def test_who_may_start_accept_and_withdraw(cast, sent, next_one):
    given(cast, sent)
    with pytest.raises(NotAllowed, match="发起交接"):
        start(cast, by="water")
    with pytest.raises(Refused, match="选择由谁接手"):
        start(cast, to="")
    for wrong in ("water", "roads"):
        with pytest.raises(Refused, match="本单位在任的另一个人"):
            start(cast, to=wrong)
    handover = start(cast, by="admin")
    with pytest.raises(StaleMove, match="没接手的交接"):
        start(cast)
    with pytest.raises(NotAllowed, match="由刘建设接手"):
        accept(cast, handover, "water")
    handover = Handover.objects.select_related("leaver__unit", "started_by", "successor").get(pk=handover.pk)
    with pytest.raises(NotAllowed, match="发起的人或离岗的人"):
        actions.withdraw(handover, reason="选错人", seat=next_one, at=NOON)
    actions.withdraw(handover, reason="选错人", seat=cast.seats["roads"], at=NOON)
    with pytest.raises(StaleMove, match="已经接手或撤回"):
        accept(cast, handover)


def test_until_it_is_accepted_it_stands_before_the_unit_and_whoever_watches(cast, next_one):
    handover = start(cast)
    for who, seen in (("roads", 1), ("roads2", 1), ("secretary", 1), ("admin", 1), ("water", 0)):
        assert len(rows_of(DESK, cast.seats[who])) == seen, who
        assert waiting_for(cast.seats[who], "handover:desk") == seen, who
    accept(cast, handover)
    assert waiting_for(cast.seats["secretary"], "handover:desk") == 0


def test_a_seat_that_has_ended_is_handed_over_by_the_administrator(cast, sent, next_one):
    matter = given(cast, sent)
    Seat.objects.filter(pk=cast.seats["roads"].pk).update(until=datetime(2024, 11, 5, 5, 0, tzinfo=UTC))
    cast.seats["roads"].refresh_from_db()
    accept(cast, start(cast, by="admin", at=later(NOON, days=1)), at=later(NOON, days=1))
    assert assigned_to(fresh(matter)) == next_one


def test_over_the_pages_with_a_printed_sheet(cast, sent, next_one, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON + timedelta(minutes=5))
    matter, leaver = given(cast, sent), cast.client("roads")
    page = leaver.get("/handover/start").content.decode()
    assert matter.title in page and "刘建设" in page
    leaver.post("/handover/start", {"leaver": cast.seats["roads"].pk, "successor": next_one.pk, "words": "钥匙在抽屉"})
    handover = Handover.objects.get()
    comes = cast.client("roads2")
    assert "接手全部" in comes.get(f"/handover/{handover.pk}").content.decode()
    comes.post(f"/handover/{handover.pk}/accept", {"remarks": "对过了"})
    paper = comes.get(f"/handover/{handover.pk}/paper").content.decode()
    assert "移交人签字" in paper and "已转到接手人" in paper and matter.number in paper
    assert cast.client("water").get(f"/handover/{handover.pk}").status_code == 404
    assert "岗位交接" in cast.client("admin").get(f"/house/people/{cast.seats['roads'].pk}").content.decode()
