"""The kernel's small pieces: numbers, sentences, pages, what is kept for seconds, gates, waiting events, places."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import NotRequired

import pytest
from cast import NOON, later, make_town
from kernel.deeds_walk import told_of

from xiangyue.kernel import actions as kernel
from xiangyue.kernel import gates, kinds, outbox, queries, search, shortly, telling, vocabulary
from xiangyue.kernel.actions import WORKER
from xiangyue.kernel.errors import NotAllowed, Refused, UnknownEvent, WrongParticulars
from xiangyue.kernel.geography import is_near, locate
from xiangyue.kernel.keyset import page_of
from xiangyue.kernel.kinds import Gate
from xiangyue.kernel.models import Event, Matter, Place
from xiangyue.kernel.numbers import new_number

BY = {"actor": WORKER, "at": NOON}


# --- numbers


def test_a_number_bears_the_local_day_and_is_not_to_be_guessed():
    before_midnight = datetime(2024, 11, 5, 15, 59, tzinfo=UTC)
    assert re.fullmatch(r"L20241105\d{10}", new_number("L", before_midnight))
    assert re.fullmatch(r"20241106\d{10}", new_number("", before_midnight + timedelta(minutes=1)))
    assert len({new_number("L", NOON) for _ in range(200)}) == 200


# --- the vocabulary


@pytest.fixture
def danced(monkeypatch):
    monkeypatch.setattr(vocabulary, "_KINDS", dict(vocabulary._KINDS))
    told = {"who": list[str], "twice": bool, "until_at": NotRequired[str], "secret": str}
    vocabulary.register(
        "danced", "{who}跳了舞（两次：{twice}），到 {until_at}", "{who} danced", public=("who",), **told
    )


TOLD = {"who": ["甲", "乙"], "twice": False, "secret": "x"}


@pytest.mark.parametrize(
    ("language", "more", "said"),
    [
        ("zh", {"until_at": "2024-11-05T16:00:00+00:00"}, "甲、乙跳了舞（两次：否），到 2024年11月6日00:00"),
        ("zh", {}, "甲、乙跳了舞（两次：否），到"),
        ("en-gb", {}, "甲, 乙 danced"),
    ],
)
def test_an_event_is_told_in_the_towns_time_and_both_languages(danced, language, more, said):
    assert vocabulary.sentence("danced", TOLD | more, language=language) == said


@pytest.mark.parametrize(
    ("particulars", "where"),
    [
        ({"who": ["甲"], "twice": False}, "secret"),
        (TOLD | {"twice": "no"}, "twice"),
        (TOLD | {"who": "甲"}, "who"),
        (TOLD | {"why": "高兴"}, "why"),
    ],
)
def test_particulars_of_another_shape_are_refused_where_they_differ(danced, particulars, where):
    with pytest.raises(WrongParticulars, match=f"动态“danced”的内容不合规定：{where}"):
        vocabulary.check("danced", particulars)


def test_what_was_retired_is_told_by_its_bare_name_and_written_no_more(danced):
    assert vocabulary.sentence("long_gone", {"a": 1}) == "long_gone"
    with pytest.raises(UnknownEvent, match="long_gone"):
        vocabulary.check("long_gone", {})


def test_a_name_is_registered_again_in_the_same_shape_alone(danced):
    vocabulary.register("noted", "记：{text}", "Noted: {text}", text=vocabulary.Text)
    with pytest.raises(ValueError, match="twice"):
        vocabulary.register("noted", "记：{text}{more}", "Noted: {text}")


def test_the_person_sees_the_public_particulars_of_public_events(danced):
    assert vocabulary.for_requester("danced", TOLD) == {"who": ["甲", "乙"]}
    assert vocabulary.for_requester("noted", {"text": "内部"}) == {}
    assert "danced" in vocabulary.public_names() and "noted" not in vocabulary.public_names()


def test_every_event_reads_in_both_languages_without_what_may_be_left_out():
    for name in vocabulary.kinds():
        for language in ("zh", "en"):
            said = vocabulary.sentence(name, told_of(name), language=language)
            assert said and "{" not in said, name


def test_the_persons_page_leaves_out_what_is_not_theirs_and_who_exactly_did_it(cast):
    matter, seat = cast.say(), cast.seats["dispatcher"]
    kernel.record(matter, "noted", actor=kernel.Actor.of(seat), at=NOON, text="内部意见")
    kernel.dispose(matter, code="OUT_OF_SCOPE", told="已告知", actor=kernel.Actor.of(seat), at=NOON)
    own = queries.timeline(matter, public=True)
    assert [(line.name, line.actor) for line in own] == [
        ("received", "12345热线平台"),
        ("disposed", "市民诉求处置中心"),
    ]
    assert own[1].particulars == {"code_name": "超出政府职权", "told": "已告知"}
    assert [line.actor for line in queries.timeline(matter)][1:] == ["市民诉求处置中心 周调度"] * 2


# --- who did what last


def test_the_last_word_passes_over_what_is_aside_and_calls_the_reader_you(cast):
    matter, seat = cast.say(), cast.seats["dispatcher"]
    kernel.dispose(matter, code="OUT_OF_SCOPE", told="已告知", actor=kernel.Actor.of(seat), at=NOON)
    kernel.record(matter, "noted", text="看过", **BY)
    assert queries.last_word(matter).startswith("市民诉求处置中心 周调度 12:00 分流处置：超出政府职权")
    assert queries.last_word(matter, own=seat).startswith("您 12:00 ")
    assert "现在是“已分流处置”" in queries.last_word(matter, own=cast.seats["water"])


# --- finding


def test_a_search_gives_what_the_seat_may_see_and_by_phone_to_those_who_may_ask(cast):
    mine, other = cast.say("大羊村停水", phone="199-0000-1234"), cast.say("小务村停水", phone="19900005678")
    kernel.assign_lead(mine, unit=cast.units["water"], **BY)
    seat, dispatcher = cast.seats["water"], cast.seats["dispatcher"]
    assert queries.find(seat, "停水") == [mine]
    assert queries.find(dispatcher, " 停水 ") == [other, mine]
    assert queries.find(dispatcher, "199 0000 1234") == [mine]
    assert queries.find(seat, "19900005678") == []
    assert queries.find(dispatcher, other.number) == [other]
    assert queries.find(seat, other.number) == []


def test_only_the_first_four_thousand_characters_are_searched(cast):
    cast.say("很长的信", "水" * 3996 + "路灯不亮" + "井盖丢失")
    assert search.find(cast.town.pk, "路灯") and not search.find(cast.town.pk, "井盖")


# --- pages by a mark


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_hold_every_row_once_though_moments_are_alike_and_more_come_in(cast, newest_first):
    made = [cast.say(at=later(NOON, minutes=number // 3)) for number in range(8)]
    rows, seen, mark = Matter.objects.filter(town=cast.town), [], ""
    while True:
        page = page_of(rows, "received_at", mark, 3, newest_first=newest_first)
        seen += page.rows
        mark = page.next_after
        cast.say("后来的", at=later(NOON, hours=1 if newest_first else -1))
        if not mark:
            break
    assert seen == (made[::-1] if newest_first else made)


@pytest.mark.parametrize("mark", ["", "x", "2024-11-05", "|", "2024-11-05T12:00:00|1", "2024-99-05T12:00:00+00:00|1"])
def test_a_mark_that_makes_no_sense_begins_from_the_first_page(cast, mark):
    matter = cast.say()
    assert page_of(Matter.objects.all(), "received_at", mark, 3).rows == [matter]
    assert page_of(Matter.objects.all(), "received_at", f"{NOON.isoformat()}|{'9' * 19}", 3).rows == [matter]


# --- kept for seconds


def test_what_is_kept_is_looked_up_once_and_nothing_is_never_kept():
    looked = []

    def look(value):
        looked.append(value)
        return value

    assert [shortly.shortly("k", lambda: look(1)), shortly.shortly("k", lambda: look(2))] == [1, 1]
    assert [shortly.shortly("none", lambda: look(None)) for _ in range(2)] == [None, None]
    assert looked == [1, None, None]


# --- gates


@pytest.mark.parametrize(
    ("told", "is_open"),
    [
        ([], False),
        (["noted"], True),
        (["noted", "withdrawal_noted"], True),
        (["noted", "reunited"], False),
        (["reunited", "noted"], True),
        (["noted", "reunited", "noted"], True),
    ],
)
def test_a_gate_opens_with_its_event_and_shuts_with_the_other_alike_in_a_story(cast, add_kind, told, is_open):
    gate = Gate(to="dispatched", events=("noted",), says="先要备注。", shut_by=("reunited",))
    add_kind("gated", gates=(gate,))
    matter = cast.say(kind="gated")
    for name in told:
        more = {"text": "看过"} if name == "noted" else {"reason": "?"}
        kernel.record(matter, name, **BY, **more)
    assert gates.is_open(matter, "dispatched") is is_open
    assert gates.is_open(matter, "sorted") and gates.is_open(cast.say(), "dispatched")
    if is_open:
        gates.pass_told(matter, "dispatched", ["received", *told])
    else:
        with pytest.raises(Refused, match=f"{matter.number}：先要备注。"):
            gates.pass_told(matter, "dispatched", ["received", *told])


def test_a_kind_goes_anywhere_or_where_its_path_leads(add_kind):
    assert kinds.get("appeal").walks("merged") and not kinds.get("house").walks("closed")
    short = add_kind("short", path=frozenset({"closed"}))
    assert short.walks("closed") and not short.walks("sorted")


# --- waiting events


@pytest.fixture
def reactions():
    kept = dict(outbox._REACTIONS)
    yield SimpleNamespace(install=outbox.install)
    outbox.install(kept)


def test_an_event_nobody_listens_to_never_waits(cast, reactions):
    reactions.install({"noted": [lambda event, now: None]})
    matter = cast.say()
    kernel.record(matter, "noted", text="等着", **BY)
    assert list(Event.objects.filter(reacted_at=None).values_list("name", flat=True)) == ["noted"]
    assert (outbox.react_to_batch(later(NOON, seconds=-1)), outbox.react_to_batch(NOON)) == (0, 1)
    assert not Event.objects.filter(reacted_at=None).exists()


def test_a_reaction_that_fails_leaves_nothing_is_tried_later_and_stops_nobody(cast, reactions):
    matter, other = cast.say(), cast.say()

    def fails_on_the_first(event, now):
        kernel.record(event.matter, "withdrawal_noted", reason="反应", actor=WORKER, at=now)
        if event.matter_id == matter.pk and now < later(NOON, minutes=3):
            raise Refused("还不行。")

    reactions.install({"noted": [fails_on_the_first]})
    for one in (matter, other):
        kernel.record(one, "noted", text="等着", **BY)
    counts = []
    for minutes in (0, 0.5, 1, 2, 3, 4):
        while outbox.react_to_batch(later(NOON, minutes=minutes)):
            pass
        counts.append([one.events.filter(name="withdrawal_noted").count() for one in (matter, other)])
    assert counts == [[0, 1]] * 4 + [[1, 1]] * 2
    event = matter.events.get(name="noted")
    assert (event.tries, event.error, event.reacted_at) == (2, "", later(NOON, minutes=3))


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 2), (3, 4), (11, 1024), (12, 1440), (500, 1440)])
def test_each_try_waits_twice_as_long_up_to_a_day(tries, minutes):
    assert outbox.backoff(tries) == timedelta(minutes=minutes)


def test_words_for_an_event_are_registered_once_and_for_known_audiences(monkeypatch):
    monkeypatch.setattr(telling, "_WORDS", dict(telling._WORDS))
    with pytest.raises(ValueError, match="twice"):
        telling.register("dispatched", unit={"zh": "又一次"})
    with pytest.raises(ValueError, match="mayor"):
        telling.register("danced", mayor={"zh": "跳舞了"})
    assert "danced" not in telling.events() and telling.words_of("danced") == {}


def test_what_is_told_to_somebody_is_an_event_and_reads_in_both_languages():
    for event in telling.events():
        assert event in vocabulary.kinds()
        assert all(words["zh"] and words["en"] for words in telling.words_of(event).values()), event


# --- places


def square(west: float, south: float, size: float = 0.01) -> dict:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_a_point_is_in_a_grid_and_in_its_village_and_in_no_other_town(cast):
    other = make_town("110112118000", "漷县镇")
    village = cast.places["dayang"]
    Place.objects.filter(pk=village.pk).update(boundary=square(116.80, 39.70))
    grid = Place.objects.create(
        town=cast.town, parent=village, level="grid", code="g1", name="一网格", boundary=square(116.80, 39.70, 0.005)
    )
    assert locate(cast.town, 116.802, 39.702, level="grid") == grid
    assert locate(cast.town, 116.808, 39.708, level="grid") is None
    assert locate(cast.town, 116.802, 39.702) == locate(cast.town, 116.808, 39.708) == village
    assert locate(other.town, 116.802, 39.702) is None


def test_a_boundary_that_is_taken_away_is_seen_and_then_anywhere_is_near(cast):
    Place.objects.filter(pk=cast.places["dayang"].pk).update(boundary=square(116.80, 39.70))
    assert not is_near(cast.town, 117.5, 39.1)
    Place.objects.filter(town=cast.town).update(boundary=None)
    assert locate(cast.town, 116.805, 39.705) is None and is_near(cast.town, 117.5, 39.1)


# --- the town's own


def test_a_number_of_the_house_is_not_opened_by_who_may_not_read_it(cast):
    from xiangyue.kernel import access

    house = kernel.tell_house(cast.town, "purged", what="旧照片", rows=1, **BY).matter
    assert access.matter_for(cast.seats["auditor"], house.number) == house
    with pytest.raises(NotAllowed):
        access.matter_for(cast.seats["dispatcher"], house.number)
