"""Words are purged in time unless somebody holds them; two callers become one; a person is forgotten."""

from __future__ import annotations

from datetime import date

import pytest
from cast import NOON, later, make_town

from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import EventText, Matter, Party, Rule, SealedPart
from xiangyue.kernel.models.event import PURGED
from xiangyue.kernel.sealing import contact, seal_for

WORDS = "联系人：林小草，手机13812345678，路灯坏了"


@pytest.fixture
def ended(cast):
    matter = cast.say(words=WORDS)
    kernel.record(matter, "noted", actor=kernel.WORKER, at=NOON, text="老人独居")
    kernel.withdraw(matter, reason="已经修好", at=NOON)
    return matter


def keep_for(cast, days):
    Rule.objects.create(
        town=cast.town,
        kind="retention",
        key="appeal",
        value={"days": days},
        valid_from=date(2023, 1, 1),
        source="档案规定",
    )


def test_without_a_rule_nothing_is_purged(cast, ended):
    assert kernel.purge_due(cast.town, at=later(NOON, days=9999)) == 0


def test_words_texts_parts_and_index_go_and_the_chain_stays_whole(cast, ended):
    keep_for(cast, 365)
    kernel.seal_day(cast.town, date(2024, 11, 5), at=later(NOON, days=1))
    assert kernel.purge_due(cast.town, at=later(NOON, days=364)) == 0
    assert kernel.purge_due(cast.town, at=later(NOON, days=366)) == 1
    assert kernel.purge_due(cast.town, at=later(NOON, days=366)) == 0
    kept = Matter.objects.get(pk=ended.pk)
    assert (kept.title, kept.words, kept.state) == (PURGED, "", "closed")
    assert not SealedPart.objects.filter(matter=ended).exists()
    assert not EventText.objects.filter(event__matter=ended).exists()
    assert queries.find(cast.seats["dispatcher"], "路灯") == []
    assert [line.sentence for line in queries.timeline(kept) if "老人" in line.sentence] == []
    assert "保存期满（档案规定）" in queries.timeline(kept)[-1].sentence
    assert list(queries.verify(cast.town)) == []


def test_what_is_before_a_court_is_kept(cast, ended):
    keep_for(cast, 1)
    kernel.hold(ended, why="行政复议 2024-12", seat=cast.seats["privacy"], at=NOON)
    assert kernel.purge_due(cast.town, at=later(NOON, days=9)) == 0
    with pytest.raises(Refused, match="暂停清除"):
        kernel.purge_words(ended, reason="x", actor=kernel.WORKER, at=NOON)
    kernel.lift_hold(ended, why="已经终审", seat=cast.seats["privacy"], at=later(NOON, days=9))
    assert kernel.purge_due(cast.town, at=later(NOON, days=9)) == 1


def test_who_may_hold_and_forget(cast, ended):
    with pytest.raises(NotAllowed):
        kernel.hold(ended, why="复议", seat=cast.seats["dispatcher"], at=NOON)
    with pytest.raises(NotAllowed):
        kernel.forget(ended.requester, reason="本人要求", seat=cast.seats["auditor"], at=NOON)
    other = make_town("110112117001", "别镇")
    with pytest.raises(NotAllowed):
        kernel.forget(ended.requester, reason="本人要求", seat=other.seats["privacy"], at=NOON)


def test_a_forgotten_person_is_nobody_any_more(cast, ended):
    seat = cast.seats["privacy"]
    assert kernel.forget(ended.requester, reason="本人 11 月 5 日来信", seat=seat, at=NOON) == 1
    kept = Matter.objects.select_related("requester__key").get(pk=ended.pk)
    assert [contact(kept.requester, field) for field in ("name", "phone")] == ["", ""]
    assert queries.find(cast.seats["dispatcher"], "19900001234") == []
    assert "13812345678" not in queries.whole_words(kept)[1]
    assert list(queries.verify(cast.town)) == []
    with pytest.raises(Refused, match="已经注销过"):
        kernel.forget(kept.requester, reason="再一次", seat=seat, at=NOON)


def test_nobody_is_forgotten_while_something_of_theirs_is_open(cast):
    matter = cast.say()
    with pytest.raises(Refused, match=matter.number):
        kernel.forget(matter.requester, reason="本人要求", seat=cast.seats["privacy"], at=NOON)


def test_two_callers_of_one_number_become_one_on_every_matter(cast):
    first, second = cast.say(words=WORDS), cast.say(words=WORDS, phone="19900009999")
    two = second.requester
    token = seal_for(two.key, "+86 199 0000 1234")  # kept before numbers were compared in one writing
    Party.objects.filter(pk=two.pk).update(phone_hash="0" * 64, phone_sealed=token)
    assert kernel.unite_found(cast.town, at=NOON) == 1
    moved = Matter.objects.select_related("requester__key").get(pk=second.pk)
    assert moved.requester_id == first.requester_id
    assert queries.whole_words(moved)[1] == WORDS
    assert moved.events.last().name == "callers_united"
    assert list(queries.verify(cast.town)) == []
    assert kernel.unite_found(cast.town, at=NOON) == 0


def test_two_people_with_one_number_stay_two(cast):
    first, other = cast.say(name="林小草").requester, cast.say(name="林大树").requester
    with pytest.raises(Refused, match="号码和姓名"):
        kernel.unite(first, other, actor=kernel.WORKER, at=NOON)
