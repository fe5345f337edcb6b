"""Suggestions from the town's own catalogue, and likely twins: weights, when it is sure, what is looked at at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cast import NOON, later, make_town
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.insight.sorter.queries import Sorter
from xiangyue.insight.sorter.rules import Entry, Suggestion, suggest
from xiangyue.insight.twins.queries import WITHIN, compare, likely_twins, said_already
from xiangyue.kernel.models import Category, Matter, Place
from xiangyue.lib.hantext import NameFinder, said_by_both

PLACES = NameFinder({"大羊村": "dayang", "小务村": "xiaowu", "大羊": "dayang"})


def entry(code, *words, risks=(), urgency="general"):
    return Entry(code, f"{code}类", words, risks, urgency, f"{code}所")


WATER, ROAD = entry("W", "停水", "水压", urgency="utility"), entry("R", "路面", "坑", risks=("塌陷",))


@pytest.mark.parametrize(
    ("title", "words", "code", "sure"),
    [
        ("停水", "停水三天", "W", True),  # 2·3 in the title and 2·1 in the words
        ("停水", "", "W", True),  # the six that are asked for, and nothing beside it
        ("有事", "停水停水停水停水", "W", True),  # counted three times at most
        ("有事", "停水停水", "W", False),  # four are too few to be sure
        ("停水和路面", "", "W", False),  # as much for the road
        ("坑", "", "R", False),  # one short word
        ("有事", "请回电", "", False),
        ("", "", "", False),
    ],
)
def test_it_is_sure_only_with_weight_and_a_margin(title, words, code, sure):
    told = suggest(title, words, [WATER, ROAD], PLACES)
    assert (told.category, told.sure) == (code, sure)
    assert told.unit == (f"{code}所" if code else "")


def test_two_that_are_near_are_both_named_and_offered():
    told = suggest("停水和路面", "", [WATER, ROAD], PLACES)
    assert "与“R类”相近，请核对" in told.why
    assert told.near == ("W", "R") and not told.sure
    assert suggest("有事", "停水停水", [WATER, ROAD], PLACES).near == ("W",)
    assert suggest("停水", "停水三天", [WATER, ROAD], PLACES).near == ()


def test_what_both_say_is_told_the_longest_first():
    assert said_by_both("村口路灯不亮，晚上摔人", "路灯不亮！村口太黑") == ("路灯不亮",)
    assert said_by_both("晚上村口路灯不亮", "晚上，路灯不亮了") == ("路灯不亮", "晚上")
    assert said_by_both("停水", "路灯") == () == said_by_both("", "")


@pytest.mark.parametrize(
    ("title", "words", "place", "named"),
    [
        ("大羊村停水", "小务村也停水", "dayang", "大羊村"),  # the title says it first
        ("停水", "小务村和大羊村都停水", "xiaowu", "小务村"),
        ("大羊停水", "", "dayang", "大羊"),
        ("停水", "家里停水", "", ""),
    ],
)
def test_the_place_is_the_first_that_is_named(title, words, place, named):
    told = suggest(title, words, [WATER], PLACES)
    assert told.place == place
    assert (f"文中提到“{named}”" in told.why) is bool(named)


@pytest.mark.parametrize(
    ("title", "words", "urgency"),
    [
        ("路面塌陷", "", "urgent"),
        ("路面破了", "怕要塌陷", "urgent"),
        ("路面破了", "", "general"),
        ("停水", "", "utility"),
    ],
)
def test_a_word_of_danger_makes_it_urgent_and_is_named(title, words, urgency):
    told = suggest(title, words, [WATER, ROAD], PLACES)
    assert told.urgency == urgency
    assert any("含紧急词“塌陷”" in reason for reason in told.why) is (urgency == "urgent")


def test_danger_of_one_class_is_none_of_another():
    assert suggest("停水", "停水，塌陷", [WATER, ROAD], PLACES).urgency == "utility"


@given(st.text("停水路面坑塌陷大羊小务村，。", max_size=30), st.text("停水路面坑塌陷大羊小务村，。", max_size=60))
def test_a_suggestion_is_of_the_catalogue_never_sure_without_a_class_and_always_says_why(title, words):
    told = suggest(title, words, [WATER, ROAD], PLACES)
    assert told.category in ("", "W", "R") and told.place in ("", "dayang", "xiaowu")
    assert told.why and not (told.sure and not told.category)
    assert suggest(title, words, [], PLACES).category == ""
    assert isinstance(told, Suggestion)


def test_the_catalogue_of_the_day_holds_and_a_grid_is_no_place_to_suggest(cast):
    Category.objects.filter(town=cast.town, code="W01").update(valid_to=date(2024, 11, 1))
    Place.objects.create(
        town=cast.town, parent=cast.places["dayang"], level="grid", code="dayang001", name="大羊一网格", residents=1
    )
    matter = cast.say("大羊一网格停水", "家里停水，停水两天。")
    assert Sorter(cast.town, date(2024, 10, 31)).suggest(matter).category == "W01"
    told = Sorter(cast.town, date(2024, 11, 1)).suggest(matter)
    assert (told.category, told.place) == ("", "dayang")  # by the village's short name


# Twins

SECOND = timedelta(seconds=1)
PIT = ("孔兴路大坑", "孔兴路大羊村口有个大坑，车轮都陷进去了。")
SAME = ("孔兴路有坑", "孔兴路大羊村口那个大坑车轮陷进去没人管。")


def pair(cast, at=NOON, **more):
    return cast.say(*PIT, phone="19900000001"), cast.say(*SAME, at=at, phone="19900000002", **more)


@pytest.mark.parametrize(
    ("apart", "found"),
    [
        (timedelta(), True),
        (WITHIN - timedelta(seconds=1), True),
        (WITHIN, False),
        (-WITHIN, True),
        (-WITHIN - timedelta(seconds=1), False),
    ],
)
def test_twins_came_in_within_thirty_days_of_one_another(cast, apart, found):
    first = cast.say(*PIT, at=NOON - apart, phone="19900000001")
    second = cast.say(*SAME, phone="19900000002")
    assert bool(likely_twins(second, among=Matter.objects.all())) is found
    assert first.pk != second.pk


@pytest.mark.parametrize("why", ["closed", "merged", "elsewhere", "unlike"])
def test_what_is_no_twin(cast, why):
    first, second = pair(cast)
    if why == "closed":
        dispatch.dispose(first, code="UNLAWFUL", told="已告知", seat=cast.seats["dispatcher"], at=NOON)
    elif why == "merged":
        dispatch.merge(first, parent=cast.say("别的事", "暖气不热"), reason="", seat=cast.seats["dispatcher"], at=NOON)
    elif why == "elsewhere":
        other = make_town("110112118000", "漷县镇")
        Matter.objects.filter(pk=first.pk).update(town=other.town)
    else:
        Matter.objects.filter(pk=first.pk).update(title="暖气不热", words="家里只有十五度")
    assert likely_twins(second, among=Matter.objects.all()) == []


@pytest.mark.parametrize(
    ("pairs", "any_two", "same_place", "same_caller"),
    [(3, False, False, False), (4, False, False, True), (6, False, True, True), (8, True, True, True)],
)
def test_the_same_place_and_the_same_caller_need_less_and_are_said(pairs, any_two, same_place, same_caller):
    """Of twenty pairs of characters in each text so many are common: 8 %, 11 %, 18 %, 25 %."""
    alphabet = [chr(0x4E00 + number) for number in range(60)]
    common = alphabet[: pairs + 1]
    texts = ["".join(common + alphabet[start : start + 20 - pairs]) for start in (20, 40)]
    for told, found in (
        ({}, any_two),
        ({"place_id": 7}, same_place),
        ({"requester_id": 9}, same_caller),
        ({"place_id": 7, "requester_id": 9}, same_caller),
    ):
        one, other = (Matter(title="", words=text, **told) for text in texts)
        twin = compare(one, other)
        assert (twin is not None) is found, told
        if twin:
            assert ("同一地点" in twin.why, "同一诉求人" in twin.why) == ("place_id" in told, "requester_id" in told)


def test_the_most_alike_stand_first_and_no_more_than_asked_for(cast):
    target = cast.say(*SAME, phone="19900000009")
    for number in range(7):
        cast.say(PIT[0], PIT[1] + "求修" * number, phone=f"1990000010{number}")
    told = likely_twins(target, among=Matter.objects.all(), limit=3)
    assert len(told) == 3 and [one.alike for one in told] == sorted((one.alike for one in told), reverse=True)
    everyone = [one.alike for one in likely_twins(target, among=Matter.objects.all(), limit=99)]
    assert [one.alike for one in told] == everyone[:3]


def test_who_is_about_to_say_the_same_hears_how_many_have_said_it_and_of_no_report(cast):
    parent = cast.say(*PIT, phone="19900000001")
    for number in range(2):
        child = cast.say(*PIT, phone=f"1990000002{number}")
        dispatch.merge(child, parent=parent, reason="", seat=cast.seats["dispatcher"], at=NOON)
    report = cast.say(*PIT, phone="19900000005", request_type="report", is_confidential=True)
    told = said_already(cast.town, words=SAME[1], place=None, at=later(NOON, hours=1))
    assert [(one.matter, one.people) for one in told] == [(parent, 3)]
    assert report not in [one.matter for one in told]
