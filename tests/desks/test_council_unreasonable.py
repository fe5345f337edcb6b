"""不合理诉求: evidence → the village hears of it, nobody named → somebody decides → told how to object."""

from __future__ import annotations

import pytest
from cast import later
from council_people import EVENING, NEW_YEAR, again, called, decided, held, react, with_law
from hands import fresh, in_hand, names, told
from test_council_walk import said_to

from xiangyue.desks.council.models import Topic
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.models import Case
from xiangyue.desks.handling.rules import wrong_objecting
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Rule
from xiangyue.kernel.queries import verify

BASIS = "三次上门记录，邻居签字的说明"


@pytest.fixture
def asked(cast, sent):
    with_law(cast)
    matter = in_hand(cast, sent(at=NEW_YEAR), at=NEW_YEAR)
    case = ask(cast, matter)
    react(NEW_YEAR)
    return matter, case


def ask(cast, matter, basis=BASIS):
    told = {"kind": "unreasonable", "reason": "要求拆邻居的合法院墙", "basis": basis, "unit": None}
    return handling.ask_review(fresh(matter), **told, seat=cast.seats["roads"], at=NEW_YEAR)


def find(cast, case, granted=True):
    case = Case.objects.select_related("matter__town", "asked_by").get(pk=case.pk)
    decision = "查明院墙合法，诉求没有依据"
    return handling.decide(case, granted=granted, decision=decision, seat=cast.seats["reviewer"], at=EVENING)


def test_the_village_hears_of_it_by_itself_and_nobody_is_named(cast, asked):
    matter, _ = asked
    topic = Topic.objects.select_related("matter").get()
    assert topic.source == "unreasonable" and topic.is_moral and matter.number in topic.matter.words
    assert "林小草" not in topic.matter.words + topic.matter.title
    react(NEW_YEAR)
    assert Topic.objects.count() == 1


def test_nobody_finds_it_unreasonable_before_the_village_has_heard_it(cast, asked):
    matter, case = asked
    with pytest.raises(Refused, match="先由村民议事会听取"):
        find(cast, case)
    topic = again(Topic.objects.get())
    decided(cast, held(cast, called(cast, topic)), topic, points="院墙是老墙，双方都说了情况。", route="explain")
    react(EVENING)
    find(cast, case)
    Rule.objects.create(
        town=cast.town, kind="unreasonable", key="town", valid_from="2023-01-01", value={"days": 15, "to": "镇里"}
    )
    found = told(matter, "unreasonable_found")
    assert "会有另外的人复核" in found["way"] and fresh(matter).state == "handling"
    assert "诉求没有依据" in said_to(matter) and "院墙是老墙" in said_to(matter)
    assert list(verify(cast.town)) == []


def test_the_way_to_object_is_the_towns_dated_row(cast, asked):
    matter, case = asked
    value = {"days": 15, "to": "镇市民诉求处置中心"}
    Rule.objects.create(town=cast.town, kind="unreasonable", key="town", valid_from="2023-01-01", value=value)
    topic = again(Topic.objects.get())
    decided(cast, held(cast, called(cast, topic)), topic, points="双方都说了情况。", route="explain")
    react(EVENING)
    find(cast, case)
    assert "15 天以内向镇市民诉求处置中心提出" in said_to(matter)


def test_it_may_be_refused_at_any_time_and_what_was_heard_before_it_was_asked_does_not_count(cast, asked):
    matter, case = asked
    find(cast, case, granted=False)
    topic = again(Topic.objects.get())
    decided(cast, held(cast, called(cast, topic)), topic, points="双方都说了情况。", route="explain")
    react(EVENING)
    second = ask(cast, matter)
    react(later(EVENING, hours=1))
    with pytest.raises(Refused, match="还没有议过"):
        find(cast, second)
    assert "unreasonable_found" not in names(matter)


def test_without_evidence_it_is_not_asked(cast, sent):
    with_law(cast)
    with pytest.raises(Refused, match="请写明凭据"):
        ask(cast, in_hand(cast, sent(at=NEW_YEAR), at=NEW_YEAR), basis=" ")


@pytest.mark.parametrize("value", [{}, {"days": 0, "to": "镇里"}, {"days": 15, "to": ""}, {"days": True, "to": "镇里"}])
def test_a_row_that_says_nothing(value):
    assert wrong_objecting("town", value) and not wrong_objecting("town", {"days": 15, "to": "镇里"})
