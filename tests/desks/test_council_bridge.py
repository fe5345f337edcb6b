"""From a matter to its village's table; what a village may not read never lies there."""

from __future__ import annotations

import pytest
from cast import NOON
from council_people import with_law
from hands import fresh
from mailbox_people import a_letter

from xiangyue.counter import bridges
from xiangyue.desks.council import actions as council
from xiangyue.desks.council.models import Topic
from xiangyue.kernel.actions import WORKER
from xiangyue.kernel.actions.reported import keep_from
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter


@pytest.fixture(autouse=True)
def law(cast):
    with_law(cast)


def carry(cast, matter, reason=""):
    found = Matter.objects.select_related("town", "place", "requester").get(pk=matter.pk)
    return bridges.carry(found, to="council", reason=reason, seat=cast.seats["dispatcher"], at=NOON)


def in_village(cast, **more):
    matter = cast.say("村东水沟堵了", "下雨就进院子，请村里议一议。", **more)
    Matter.objects.filter(pk=matter.pk).update(place=cast.places["dayang"])
    return fresh(matter)


def test_a_matter_of_a_village_goes_to_its_table(cast):
    carry(cast, in_village(cast))
    topic = Topic.objects.select_related("matter").get()
    assert topic.village == cast.places["dayang"] and "请村里议一议" in topic.matter.words


@pytest.mark.parametrize("kept", ["confidential", "report", "committee"])
def test_what_is_kept_from_the_village_does_not(cast, kept):
    matter = in_village(cast, request_type="report" if kept == "report" else "help")
    if kept == "confidential":
        Matter.objects.filter(pk=matter.pk).update(is_confidential=True)
    elif kept == "committee":
        keep_from(matter, [cast.units["v-dayang"]], [], "declared", WORKER, NOON)
    says = "须回避" if kept == "committee" else "保密的和举报的"
    with pytest.raises(Refused, match=says):
        carry(cast, matter)
    told = {"title": "议一议", "words": "村里议一议这件事", "source": "matters", "matters": [fresh(matter)]}
    with pytest.raises(Refused, match=says):
        council.raise_topic(cast.places["dayang"], **told, seat=cast.seats["dispatcher"], at=NOON)
    assert not Topic.objects.exists()


def test_the_words_of_a_letter_stay_with_the_secretary(cast):
    letter = a_letter(cast).matter
    with pytest.raises(Refused, match="请写明要村里议什么"):
        carry(cast, letter)
    carry(cast, letter, reason="村东排水沟由谁来疏通，请村里商议。")
    topic = Topic.objects.select_related("matter").get()
    assert topic.matter.words == "村东排水沟由谁来疏通，请村里商议。"
    assert not any(word in topic.matter.title + topic.matter.words for word in ("堵了三年", "进院子"))
