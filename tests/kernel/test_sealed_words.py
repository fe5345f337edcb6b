"""The original words: personal parts sealed beside them, joined for whoever may know, found by number, provable."""

from __future__ import annotations

import json

import pytest
from cast import NOON, later
from django.db import connection
from django.urls import reverse

from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries
from xiangyue.kernel.models import Event, EventText, Matter, PersonKey, SealedPart
from xiangyue.kernel.sealing import contact
from xiangyue.lib.algorithms import commitment

SAID = "联系人：林小草，手机 １３８ 1234 5678，住小务村3排12号，路灯坏了，车牌京A12345挡着路"
PERSONAL = ("林小草", "１３８ 1234 5678", "3排12号", "京A12345")


@pytest.fixture
def matter(cast):
    return cast.say(words=SAID, name="林小草", phone="19900001234")


def dispatched(cast):
    matter, by = cast.say(), kernel.Actor.of(cast.seats["dispatcher"])
    place, category = cast.places["xiaowu"], cast.categories["W01"]
    kernel.sort(matter, category=category, place=place, urgency="utility", suggested=False, actor=by, at=NOON)
    kernel.assign_lead(matter, unit=cast.units["water"], actor=by, at=NOON)
    return matter


def everything_stored() -> str:
    """Every cell of every table of the kernel, as somebody reads it who has the database and no key."""
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith("kernel_"):
                cursor.execute(f'SELECT * FROM "{table}"')
                cells += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join(cells)


def test_no_personal_part_stands_in_the_database(matter):
    stored = everything_stored()
    assert [part for part in (*PERSONAL, "13812345678", "19900001234") if part in stored] == []
    assert "路灯坏了" in stored


def test_who_may_see_gets_them_joined_and_nobody_else(cast, matter):
    kept = Matter.objects.select_related("requester__key").get(pk=matter.pk)
    assert queries.words_for(cast.seats["dispatcher"], kept)[1] == SAID
    shown = queries.words_for(cast.seats["statistician"], kept)[1]
    assert "路灯坏了" in shown and not any(part in shown for part in PERSONAL)


@pytest.mark.parametrize("asked", ["13812345678", "138-1234-5678", "+86 138 1234 5678", "１３８１２３４５６７８"])
def test_a_number_in_the_words_is_found_in_any_writing(cast, matter, asked):
    assert queries.find(cast.seats["dispatcher"], asked) == [matter]
    assert queries.find(cast.seats["dispatcher"], "13812345679") == []


def test_a_masked_number_cannot_be_tried_out(cast):
    """Ten thousand numbers fit 138****5678; without the salt none of them can be told from the others."""
    told = cast.say(words="请打13812345678", phone="").events.get(seq=1).particulars["parts"][0]
    tried = {commitment("", f"138{middle:04d}5678", "sha256") for middle in range(10_000)}
    assert told["commitment"] not in tried
    part = SealedPart.objects.get()
    assert commitment(part.salt, "13812345678", "sha256") == told["commitment"]


@pytest.mark.parametrize(
    "touch",
    [{"start": 1}, {"end": 99}, {"salt": "0" * 32}, {"kind": "plate"}, {"text_sealed": "gAAAA-of-somebody-else"}],
)
def test_a_part_that_was_touched_is_named(cast, matter, touch):
    assert list(queries.verify(cast.town)) == []
    SealedPart.objects.filter(kind="name").update(**touch)
    assert any(matter.number in fault.says for fault in queries.verify(cast.town))


def test_a_part_that_was_taken_away_is_named(cast, matter):
    SealedPart.objects.filter(kind="name").delete()
    assert "封存的个人信息不见了" in next(queries.verify(cast.town)).says


def test_dropping_the_persons_key_makes_them_unreadable_and_leaves_the_chain_whole(cast, matter):
    PersonKey.objects.get(party=matter.requester).delete()
    kept = Matter.objects.select_related("requester__key").get(pk=matter.pk)
    assert contact(kept.requester, "phone") == ""
    assert "路灯坏了" in queries.whole_words(kept)[1] and "林小草" not in queries.whole_words(kept)[1]
    assert list(queries.verify(cast.town)) == []


# --- what people write with a deed


def test_particulars_hold_no_free_text(cast, matter):
    kernel.record(matter, "noted", actor=kernel.WORKER, at=NOON, text="老人独居，尽快")
    event = Event.objects.get(matter=matter, name="noted")
    assert "老人" not in json.dumps(event.particulars, ensure_ascii=False)
    assert event.told == {"text": "老人独居，尽快"}
    assert "老人独居，尽快" in queries.timeline(matter)[-1].sentence


def test_a_text_that_was_edited_or_taken_away_is_named(cast, matter):
    for text in ("一", "二"):
        kernel.record(matter, "noted", actor=kernel.WORKER, at=NOON, text=text)
    EventText.objects.filter(text="一").update(text="三")
    EventText.objects.filter(text="二").delete()
    told = [fault.says for fault in queries.verify(cast.town)]
    assert ["文字与写入时不一致" in told[0], "文字不见了" in told[1]] == [True, True]


# --- what the row says and what the events say


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ({"state": "closed", "closed_at": NOON}, "状态"),
        ({"lead_unit": None}, "主办单位"),
        ({"category": None}, "归类"),
        ({"place": None}, "地点"),
        ({"urgency": "urgent"}, "紧急程度"),
        ({"is_confidential": True}, "保密标记"),
        ({"requester": None}, "诉求人"),
        ({"due_at": later(NOON, days=9)}, "办理时限"),
        ({"imported_due_at": NOON}, "来件时限"),
        ({"reopened_count": 3}, "重办次数"),
        ({"received_at": later(NOON, days=-9)}, "收件时间"),
    ],
)
def test_a_row_that_no_event_bears_out_is_named(cast, column, says):
    matter = dispatched(cast)
    assert list(queries.verify(cast.town)) == []
    Matter.objects.filter(pk=matter.pk).update(**column)
    assert any(says in fault.says for fault in queries.verify(cast.town))


def test_an_event_that_was_given_to_another_seat_is_named(cast):
    matter = dispatched(cast)
    Event.objects.filter(matter=matter, name="dispatched").update(seat=cast.seats["water"])
    assert "记的岗位" in next(queries.verify(cast.town)).says


# --- by the state's own ciphers


def test_the_same_holds_with_the_national_algorithms(cast, settings):
    before = cast.say("先说的，电话13812345678", name="先来", phone="19900001111")
    settings.XIANGYUE_CIPHERS = "national"
    matter = cast.say(words=SAID, name="林小草", phone="19900001234")
    assert Event.objects.get(matter=matter).algorithm == "sm3"
    assert matter.requester.phone_sealed.startswith("own.sm4.")
    assert queries.words_for(cast.seats["dispatcher"], Matter.objects.get(pk=matter.pk))[1] == SAID
    assert contact(before.requester, "phone") == "19900001111"
    assert list(queries.verify(cast.town)) == []


# --- what others wrote of it


def test_notes_and_answers_are_masked_for_whoever_reads_the_words_masked(cast):
    matter = dispatched(cast)
    kernel.record(matter, "noted", actor=kernel.WORKER, at=NOON, text="儿子电话13812345678，晚上再打")
    address = reverse("handling:matter", args=[matter.number])
    assert "13812345678" in cast.client("dispatcher").get(address).content.decode()
    shown = cast.client("statistician").get(address).content.decode()
    assert "13812345678" not in shown and "138****5678" in shown


def test_of_two_units_the_one_that_leads_reads_the_words_whole(cast):
    matter, by = cast.say(words=SAID), kernel.Actor.of(cast.seats["dispatcher"])
    kernel.assign_lead(matter, unit=cast.units["water"], actor=by, at=NOON)
    assert queries.words_for(cast.seats["water"], matter)[1] == SAID
    assert "13812345678" not in queries.words_for(cast.seats["roads"], matter)[1]
    assert "林小草" not in queries.words_for(cast.seats["roads"], matter)[1]
