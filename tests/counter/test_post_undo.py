"""A deed that can still be taken back offers the address that does it, and that address really does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from cast import NOON, Cast
from counter_help import JSON, said, undo_at
from mailbox_people import brought_to

from tests.rooms.crawl import routes
from xiangyue.desks.handling import actions as handling
from xiangyue.house import moment
from xiangyue.kernel.models import Clock, Matter

pytest_plugins = ["mailbox_fixtures"]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@dataclass(frozen=True)
class Done:
    """A deed of the dispatcher's: address and form, where the matter stands then, what is said when it is undone."""

    path: str
    form: Callable[[Cast], dict[str, Any]]
    state: str
    undone: str
    says: str
    left: dict[str, Any] = field(default_factory=dict)


def _sent(cast: Cast) -> dict[str, Any]:
    return {"category": cast.categories["R01"].pk, "unit": cast.units["roads"].pk, "urgency": "general"}


def _split(cast: Cast) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for number, (code, unit) in enumerate((("W01", "water"), ("R01", "roads")), start=1):
        told |= {f"words{number}": f"第{number}件事", f"category{number}": cast.categories[code].pk}
        told |= {f"unit{number}": cast.units[unit].pk}
    return told


DEEDS = {
    "send": Done("dispatch", _sent, "dispatched", "dispatch/taken-back", "已撤回，回到待派单", {"lead_unit": None}),
    "dispose": Done(
        "disposal",
        lambda cast: {"code": "OUT_OF_SCOPE", "told": "已当面说明"},
        "disposed",
        "disposal/undone",
        "回到待派单",
        {"disposition": "", "closed_at": None},
    ),
    "merge": Done(
        "parent",
        lambda cast: {"parent": cast.say("村口停水三天了").number, "reason": "同一处水管"},
        "merged",
        "parent/undone",
        "已拆分，回到待派单",
        {"parent": None},
    ),
    "split": Done("parts", _split, "in_parts", "parts/undone", "已撤回拆分", {"lead_unit": None}),
}


def do(cast: Cast, which: str) -> tuple[Matter, Any, Any]:
    matter, client = cast.say(), cast.client("dispatcher")
    answer = client.post(f"/dispatch/{matter.number}/{DEEDS[which].path}", DEEDS[which].form(cast))
    matter.refresh_from_db()
    return matter, client, answer


@pytest.mark.parametrize("which", DEEDS)
def test_the_message_offers_to_take_it_back_and_that_does_it(cast, which):
    deed = DEEDS[which]
    matter, client, answer = do(cast, which)
    assert matter.state == deed.state, said(answer)
    address = undo_at(answer)
    assert address == f"/dispatch/{matter.number}/{deed.undone}"
    assert f'action="{address}"' in client.get("/dispatch/").content.decode()
    back = client.post(address)
    assert deed.says in said(back)[-1]
    matter.refresh_from_db()
    assert matter.state in ("received", "sorted")
    assert {name: getattr(matter, name) for name in deed.left} == deed.left
    assert not Clock.objects.filter(matter=matter, kind="answer", stopped_at=None).exists()


@pytest.mark.parametrize("which", DEEDS)
def test_taken_back_it_can_be_done_again(cast, which):
    matter, client, answer = do(cast, which)
    client.post(undo_at(answer))
    again = client.post(f"/dispatch/{matter.number}/{DEEDS[which].path}", DEEDS[which].form(cast), headers=JSON)
    assert again.status_code == 200, again.json()
    matter.refresh_from_db()
    assert matter.state == DEEDS[which].state


@pytest.mark.parametrize("which", DEEDS)
def test_what_is_taken_back_stays_in_the_story_with_a_reason(cast, which):
    matter, client, answer = do(cast, which)
    names = set(matter.events.values_list("name", flat=True))
    client.post(undo_at(answer))
    assert names < set(matter.events.values_list("name", flat=True))
    assert matter.events.order_by("-seq").first().told["reason"] == "刚点错了，马上撤回"


@pytest.mark.parametrize("which", DEEDS)
def test_taking_back_offers_nothing_to_take_back(cast, which):
    _matter, client, answer = do(cast, which)
    assert undo_at(client.post(undo_at(answer))) == ""


@pytest.mark.parametrize("which", DEEDS)
def test_nobody_else_takes_it_back(cast, which):
    matter, _client, answer = do(cast, which)
    for who in ("water", "caller", "secretary"):
        assert cast.client(who).post(undo_at(answer), headers=JSON).status_code == 403
    assert Matter.objects.get(pk=matter.pk).state == DEEDS[which].state


def test_a_refused_deed_offers_nothing(cast):
    matter = cast.say()
    answer = cast.client("dispatcher").post(f"/dispatch/{matter.number}/disposal", {"code": "²", "told": ""})
    assert undo_at(answer) == "" and said(answer)


def test_a_split_whose_part_is_signed_for_stays(cast):
    matter, client, answer = do(cast, "split")
    part = Matter.objects.get(number=f"{matter.number}-1")
    handling.sign(part, seat=cast.seats["water"], at=NOON)
    refused = client.post(undo_at(answer), headers=JSON)
    assert refused.status_code in (409, 422) and refused.json()["says"]
    assert Matter.objects.get(pk=matter.pk).state == "in_parts"


def test_taking_one_back_leaves_the_one_that_was_done_after_it(cast):
    """Two messages stand on two pages: each takes back its own."""
    first, client, one = do(cast, "send")
    second, _client, _two = do(cast, "send")
    client.post(undo_at(one))
    states = [Matter.objects.get(pk=matter.pk).state for matter in (first, second)]
    assert states == ["sorted", "dispatched"]


def test_an_assigned_letter_is_taken_back_from_its_message(mailbox_town):
    letter = brought_to(mailbox_town, "instructed")
    client = mailbox_town.client("clerk")
    number = letter.matter.number
    given = client.post(f"/mailbox/letters/{number}/assignment", {"unit": mailbox_town.units["roads"].pk, "note": ""})
    assert Matter.objects.get(number=number).lead_unit == mailbox_town.units["roads"], said(given)
    back = client.post(undo_at(given))
    assert said(back)[-1] == "已收回，可以另行交办。"
    assert Matter.objects.get(number=number).lead_unit is None


def test_every_row_that_offers_to_be_taken_back_names_a_post_of_its_own_page():
    """A name that is none would fail only when somebody has done the deed."""
    views = dict(routes())
    offering = [(route, view.post) for route, view in views.items() if getattr(view, "post", None) and view.post.undo]
    assert len(offering) >= 5
    for route, post in offering:
        page = route.rpartition("/")[0].split("/<str:number>")[0]
        beside = [view.post.name for other, view in views.items() if other.startswith(page) and hasattr(view, "post")]
        assert post.undo in beside, route
