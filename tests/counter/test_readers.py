"""What stands in a field becomes a value, or a sentence that a clerk can act on. Never anything else."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from cast import BEIJING, NOON, make_town
from counter_help import NEXT_TOWN, asked
from django import forms

from xiangyue.counter import readers
from xiangyue.counter.readers import (
    CATEGORY,
    CLOCK,
    COUNT,
    DAY,
    DAY_OR_NONE,
    MATTERS,
    OFFICE_END,
    SEAT,
    TEXT,
    UNIT,
    VILLAGE,
    WHY_BACK,
    WORDS_MAX,
    YES,
    YES_OR_NO,
    Form,
    named,
    needed,
    one_of,
    read,
)
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Category, Place

WAYS = one_of(("phone", "visit"), "请选择怎样联系的。")
BACK_ON = readers.day("请写哪一天答复。")
WHOLE = "不是能用的整数"
NO_DAY = "不是能用的日期"
NO_CLOCK = "请填时间"

VALUES = [
    (TEXT, " 停水两天 \n", "停水两天"),
    (TEXT, "", ""),
    (TEXT, "　全角空白　", "全角空白"),
    (TEXT, "水" * WORDS_MAX, "水" * WORDS_MAX),
    (WHY_BACK, "", "刚点错了，马上撤回"),
    (WHY_BACK, "派错单位", "派错单位"),
    (YES, "yes", True),
    (YES, "no", False),
    (YES, "YES", False),
    (YES, "", False),
    (YES_OR_NO, "yes", True),
    (YES_OR_NO, "no", False),
    (YES_OR_NO, "", None),
    (YES_OR_NO, "maybe", None),
    (WAYS, "visit", "visit"),
    (needed(YES_OR_NO, "请先选。"), "no", False),  # a no is an answer
    (needed(COUNT, "请填人数。"), "0", 0),
    (COUNT, "", 0),
    (COUNT, " 12 ", 12),
    (COUNT, "007", 7),
    (COUNT, "1000000000", 10**9),
    (DAY, "2024-11-05", date(2024, 11, 5)),
    (DAY, "1900-01-01", date(1900, 1, 1)),
    (DAY, "2999-12-31", date(2999, 12, 31)),
    (DAY, "2024-02-29", date(2024, 2, 29)),
    (DAY_OR_NONE, "  ", None),
    (BACK_ON, "2024-11-05", date(2024, 11, 5)),
    (OFFICE_END, "2024-11-05", datetime(2024, 11, 5, 18, tzinfo=BEIJING)),
    (CLOCK, "09:00", time(9)),
    (CLOCK, " 23:59 ", time(23, 59)),
]

JUNK = [
    (TEXT, "水" * (WORDS_MAX + 1), "写得太长了（20001 字）"),
    (TEXT, "a\x00b", "存不下的字符"),
    (YES, "a\x00b", "存不下的字符"),
    (WAYS, "", "请选择怎样联系的"),
    (WAYS, "pho", "请选择怎样联系的"),
    (needed(YES_OR_NO, "请先选。"), "", "请先选"),
    (needed(YES_OR_NO, "请先选。"), "也许", "请先选"),
    (needed(TEXT, "请写理由。"), " \n ", "请写理由"),
    *((COUNT, junk, WHOLE) for junk in ("abc", "²", "-1", "1.5", "１２", "٣", "1 000", str(10**9 + 1), str(2**63))),
    (COUNT, "9" * 5000, WHOLE),
    *((DAY, junk, NO_DAY) for junk in ("abc", "²", "2024-13-01", "2023-02-29", "2024年11月5日", "2024-11-05T09:00")),
    *((DAY, junk, NO_DAY) for junk in ("0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31", str(2**63))),
    (DAY, "", "请选择日期"),
    (DAY_OR_NONE, "0001-01-01", NO_DAY),
    (BACK_ON, "", "请写哪一天答复"),
    (BACK_ON, "9999-12-31", "请写哪一天答复"),
    (OFFICE_END, "", "请选择日期"),
    (OFFICE_END, "0001-01-01", NO_DAY),
    *((CLOCK, junk, NO_CLOCK) for junk in ("", "abc", "²", "24:01", "25:00", "9点", "12:60")),
]


@pytest.mark.parametrize(("reader", "typed", "value"), VALUES)
def test_what_can_be_read_is_the_value_that_the_deed_takes(reader, typed, value):
    found = reader(asked(None, {"it": typed}), "it")
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(("reader", "typed", "says"), JUNK)
def test_junk_is_refused_with_a_sentence(reader, typed, says):
    with pytest.raises(Refused, match=says) as refusal:
        reader(asked(None, {"it": typed}), "it")
    assert len(str(refusal.value)) < 80  # what was typed is not read out whole


@pytest.mark.parametrize("typed", ["09:00Z", "09:00+08:00", "09:00:00.5-23:59"])
def test_a_clock_is_of_the_wall_and_of_no_zone(typed):
    """No database column of ours takes a time with an offset."""
    try:
        found = CLOCK(asked(None, {"it": typed}), "it")
    except Refused:
        return
    assert found.tzinfo is None


def test_a_field_that_was_not_sent_is_an_empty_one():
    assert [reader(asked(None), "it") for reader in (TEXT, YES, YES_OR_NO, COUNT, DAY_OR_NONE)] == [
        "",
        False,
        None,
        0,
        None,
    ]


def test_a_field_may_be_called_otherwise_than_its_argument():
    told = read({"text": named("words", TEXT), "on": DAY}, asked(None, {"words": "还停着", "on": "2024-11-05"}))
    assert told == {"text": "还停着", "on": date(2024, 11, 5)}


@pytest.fixture
def lists(cast):
    """What may be picked here, and what may not: of the town next door, retired, of another sort."""
    next_door = make_town(NEXT_TOWN, "漷县镇")
    Category.objects.filter(pk=cast.categories["V01"].pk).update(valid_to=NOON.date())
    Category.objects.filter(pk=cast.categories["H01"].pk).update(valid_from=NOON.date() + timedelta(days=1))
    Place.objects.filter(pk=next_door.places["dayang"].pk).update(code="of-next-door")
    grid = Place.objects.create(town=cast.town, parent=cast.places["dayang"], level="grid", code="grid-1", name="一格")
    matter = cast.say()
    return {
        UNIT: (cast.units["water"], next_door.units["water"].pk, matter.requester_id),
        SEAT: (cast.seats["water"], next_door.seats["water"].pk, 10**17),
        CATEGORY: (cast.categories["W01"], next_door.categories["W01"].pk, cast.categories["V01"].pk),
        VILLAGE: (cast.places["dayang"], "of-next-door", grid.code),
    }


@pytest.mark.parametrize("reader", [UNIT, SEAT, CATEGORY, VILLAGE], ids=["unit", "seat", "category", "village"])
def test_only_a_row_of_the_list_can_be_picked(cast, lists, reader):
    own, *foreign = lists[reader]
    key = own.code if reader is VILLAGE else own.pk
    assert reader(asked(cast, {"it": f" {key} "}), "it") == own
    assert reader(asked(cast, {"it": ""}), "it") is None
    for junk in (*foreign, "abc", "²", "-1", "0", 2**63, f"{key}.0", f"{key},{key}", "💥" * 300):
        with pytest.raises(Refused, match="请.*重新选"):
            reader(asked(cast, {"it": str(junk)}), "it")


def test_a_category_that_is_not_valid_yet_cannot_be_picked(cast, lists):
    key = str(cast.categories["H01"].pk)
    with pytest.raises(Refused, match="没有这个类别"):
        CATEGORY(asked(cast, {"it": key}), "it")
    assert CATEGORY(asked(cast, {"it": key}, at=NOON + timedelta(days=1)), "it") == cast.categories["H01"]


def test_ticked_matters_are_those_that_the_seat_may_see(cast):
    mine, others = cast.say(), cast.say()
    type(mine).objects.filter(pk=mine.pk).update(lead_unit=cast.units["water"])
    theirs = make_town(NEXT_TOWN, "漷县镇").say(number="N000001")
    ticked = [str(key) for key in (mine.pk, others.pk, theirs.pk, "abc", "²", 2**63, "")]
    assert set(MATTERS(asked(cast, {"it": ticked}), "it")) == {mine, others}
    assert MATTERS(asked(cast, {"it": ticked}, who="water"), "it") == [mine]
    assert MATTERS(asked(cast), "it") == []


class Told(forms.Form):
    people = forms.IntegerField(label="人数", max_value=99)
    words = forms.CharField(required=False)

    def __init__(self, *given, town=None, day, **more):
        super().__init__(*given, **more)
        self.town, self.day = town, day

    def clean(self):
        if self.cleaned_data.get("words") == "不办":
            raise forms.ValidationError("不办的不用登记。")
        return self.cleaned_data | {"of": (self.town, self.day)}


def test_a_form_is_given_the_town_and_the_day_and_is_spread_over_the_arguments(cast):
    late = NOON.replace(hour=17)  # one in the morning of the next day in Beijing
    told = read({"": Form(Told), "more": TEXT}, asked(cast, {"people": "3", "more": "好"}, at=late))
    assert told == {"people": 3, "words": "", "of": (cast.town, date(2024, 11, 6)), "more": "好"}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"people": "abc"}, "人数：.+"),
        ({"people": "100"}, "人数：.*99"),
        ({"people": ""}, "人数：.+"),
        ({"people": "1", "words": "不办"}, "^不办的不用登记。$"),
        ({"people": "x", "words": "不办"}, "人数：.+；不办的不用登记"),
    ],
)
def test_the_errors_of_a_form_are_one_sentence_with_the_names_of_the_fields(cast, fields, says):
    with pytest.raises(Refused, match=says):
        Form(Told)(asked(cast, fields), "")


def test_a_form_is_read_under_its_prefix_and_only_where_it_is_asked(cast):
    posted = asked(cast, {"a-people": "3", "b-people": "4", "which": "a"})
    assert Form(Told, prefix="b")(posted, "")["people"] == 4
    assert Form(Told, prefix="c", when=lambda asked: asked.typed("which") == "c")(posted, "") == {}
