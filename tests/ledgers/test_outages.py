"""停水停电公告: known before somebody reports it, followed, prolonged beside what was expected, and told when over."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later, rows_of

from xiangyue.counter.own.queries import own_matter
from xiangyue.doors.portal.actions import Saying, say
from xiangyue.house import moment
from xiangyue.kernel import queries as kernel_queries
from xiangyue.kernel.actions.house import house_of
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Matter, Rule
from xiangyue.ledgers.outages import actions, queries
from xiangyue.ledgers.outages.lists import DESK
from xiangyue.ledgers.outages.models import Outage
from xiangyue.ledgers.outages.rules import wrong_outage

WORDS = "大羊村停水一上午了，什么时候来水？"


@pytest.fixture
def off(cast):
    """Water is off in one village until the evening."""
    value = {"words": ["停水", "没水"], "categories": ["W01"]}
    Rule.objects.create(
        town=cast.town, kind="outage", key="water", valid_from=date(2024, 1, 1), value=value, source="测试用"
    )
    return announce(cast)


def announce(cast, who="water", unit="water", places=("dayang",), **more):
    told = {
        "kind": "water",
        "from_at": later(NOON, hours=-2),
        "until_at": later(NOON, hours=4),
        "source": "水务所通知",
        "words": "更换主管阀门。",
    } | more
    where = [cast.places[one] for one in places]
    return actions.announce(cast.town, unit=cast.units[unit], places=where, **told, seat=cast.seats[who], at=NOON)


def follow(cast, off, place="dayang", words=WORDS, at=NOON):
    saying = Saying("r-1", words, phone="19900001234", place=cast.places[place], follows=f"outage:{off.pk}")
    return say(cast.town, saying, at=at).matter


def known(cast, words=WORDS, place="dayang", at=NOON):
    return queries.known(cast.town, words=words, category="", place=cast.places[place] if place else None, at=at)


def test_it_is_known_there_then_and_for_these_words(cast, off):
    assert known(cast) == [off]
    assert known(cast, place="xiaowu") == [] and known(cast, place=None) == []
    assert known(cast, words="路灯不亮了") == []
    assert known(cast, at=later(NOON, hours=-3)) == [] and known(cast, at=later(NOON, hours=4)) == []
    whole = announce(cast, places=())
    assert known(cast, place="xiaowu") == [whole]


def test_who_sends_may_follow_it_and_is_told_of_each_change(cast, off):
    matter = follow(cast, off)
    actions.revise(off, until_at=later(NOON, hours=8), words="阀门锈死", seat=cast.seats["water"], at=NOON)
    actions.end(off, words="", seat=cast.seats["water"], at=later(NOON, hours=7))
    names = list(matter.events.order_by("seq").values_list("name", flat=True))
    assert names[-3:] == ["outage_joined", "outage_prolonged", "outage_ended"]
    told = [line.sentence for line in own_matter(Matter.objects.get(pk=matter.pk), at=NOON, language="zh").lines]
    assert "停水" in told[-3] and "阀门锈死" in told[-2] and "已恢复" in told[-1]
    assert Matter.objects.get(pk=matter.pk).state == "received"  # it goes its own way
    assert not list(kernel_queries.verify(cast.town))


def test_what_the_browser_says_is_not_believed(cast, off):
    assert not hasattr(follow(cast, off, place="xiaowu"), "outage")


def test_prolonged_is_a_revision_and_what_was_expected_stays(cast, off):
    expected = off.until_at
    actions.revise(off, until_at=later(NOON, hours=8), words="阀门锈死", seat=cast.seats["water"], at=NOON)
    revision = off.revisions.get()
    assert (revision.old_until_at, revision.until_at) == (expected, Outage.objects.get().until_at)
    told = list(house_of(cast.town, at=NOON).events.order_by("seq").values_list("name", flat=True))
    assert told[-2:] == ["outage_announced", "outage_revised"]
    for wrong, says in (({"words": " "}, "写明原因"), ({"until_at": NOON}, "要晚于现在")):
        fields = {"until_at": later(NOON, hours=9), "words": "再延"} | wrong
        with pytest.raises(Refused, match=says):
            actions.revise(off, **fields, seat=cast.seats["water"], at=NOON)


def test_a_unit_keeps_its_own_and_the_centre_anybodys(cast, off):
    with pytest.raises(NotAllowed, match="只能登记和改动本单位"):
        announce(cast, who="roads")
    with pytest.raises(NotAllowed, match="只能登记和改动本单位"):
        actions.end(off, words="", seat=cast.seats["roads"], at=NOON)
    with pytest.raises(NotAllowed, match="岗位不能登记"):
        announce(cast, who="village")
    actions.end(off, words="", seat=cast.seats["dispatcher"], at=NOON)
    with pytest.raises(StaleMove, match="已经结束"):
        actions.end(off, words="", seat=cast.seats["dispatcher"], at=NOON)
    assert known(cast) == []
    assert [row.pk for row in rows_of(DESK, cast.seats["roads"], tab="over")] == [off.pk]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": "sun"}, "请选择停水"),
        ({"source": ""}, "写清两样"),
        ({"until_at": later(NOON, hours=-1)}, "要晚于开始"),
    ],
)
def test_what_is_missing_is_said(cast, wrong, says):
    with pytest.raises(Refused, match=says):
        announce(cast, **wrong)


def test_the_portal_says_so_before_it_is_sent_and_dispatch_sees_it(cast, off, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    resident = cast.client("water")  # any browser
    asked = {"words": WORDS, "place": cast.places["dayang"].code}
    offered = resident.post(f"/portal/{cast.town.code}/neighbours", asked).json()["neighbours"]
    assert offered[0]["number"] == f"outage:{off.pk}" and "已知：停水，预计到 11-05 16:00" in offered[0]["says"]
    matter = cast.say(place=cast.places["dayang"], at=NOON)
    assert "来件时已知：停水" in cast.client("dispatcher").get(f"/dispatch/?m={matter.number}").content.decode()
    clerk = cast.client("dispatcher")
    assert "这个地方正在" in clerk.get(f"/outages/matters/{matter.number}").content.decode()
    clerk.post(f"/outages/matters/{matter.number}/join", {"outage": off.pk})
    assert Matter.objects.get(pk=matter.pk).outage.outage == off
    assert matter.number in clerk.get(f"/outages/{off.pk}").content.decode()


def test_another_unit_sees_the_outage_and_not_who_follows_it(cast, off, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    matter = follow(cast, off)
    assert [row.n_joined for row in rows_of(DESK, cast.seats["dispatcher"])] == [1]
    assert [row.n_joined for row in rows_of(DESK, cast.seats["roads"])] == [0]
    page = cast.client("roads").get(f"/outages/{off.pk}").content.decode()
    assert "更换主管阀门" in page and matter.number not in page and "关注的事项" not in page


def test_an_outage_is_entered_on_its_page(cast, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    fields = {
        "kind": "power",
        "unit": cast.units["water"].pk,
        "places": [cast.places["dayang"].pk],
        "words": "检修线路",
    }
    times = {"from_at": "2024-11-05T13:00", "until_at": "2024-11-05T18:00", "source": "供电所"}
    unit = cast.client("water")
    unit.post("/outages/announce", fields | times)
    assert "停电" in unit.get("/outages/").content.decode() and Outage.objects.get().places.count() == 1


def test_a_row_of_the_town_folder_is_checked():
    assert wrong_outage("water", {"words": ["停水"], "categories": []}) == ""
    assert wrong_outage("water", {"words": "停水", "categories": []})
