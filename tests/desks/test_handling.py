"""The unit's desk: objection, extension, holds, whistle, answer with both deliveries, and the reasons when it is
late.
"""

from __future__ import annotations

import pytest
from cast import NOON, later, rows_of

from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling import queries
from xiangyue.desks.handling.lists import MINE
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import IllegalMove, NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Attachment


def in_hand(cast, sent, **more):
    matter = sent(**more)
    handling.sign(matter, seat=cast.seats["roads"], at=NOON)
    handling.log_contact(matter, how="phone", reached=True, summary="约好上门", seat=cast.seats["roads"], at=NOON)
    handling.begin(matter, seat=cast.seats["roads"], at=NOON)
    return matter


def test_another_unit_may_not_work_on_it(cast, sent):
    with pytest.raises(NotAllowed, match="由城乡建设办公室主办"):
        handling.sign(sent(), seat=cast.seats["water"], at=NOON)


def test_every_try_to_contact_is_kept_and_only_reaching_them_moves_it(cast, sent):
    matter = sent()
    handling.sign(matter, seat=cast.seats["roads"], at=NOON)
    handling.log_contact(matter, how="phone", reached=False, summary="无人接听", seat=cast.seats["roads"], at=NOON)
    assert (matter.state, matter.clocks.get(kind="contact").stopped_at) == ("signed", None)
    handling.log_contact(matter, how="phone", reached=True, summary="接通", seat=cast.seats["roads"], at=NOON)
    assert (matter.state, matter.clocks.get(kind="contact").stopped_at) == ("contacted", NOON)


def test_an_objection_needs_three_things_and_another_seat_decides(cast, sent):
    matter, roads = sent(), cast.seats["roads"]
    with pytest.raises(Refused, match="依据、理由、建议"):
        handling.object_to(matter, reason="不归我们", basis="", unit=cast.units["water"], seat=roads, at=NOON)
    case = handling.object_to(
        matter, reason="是供水管线", basis="职责清单第3项", unit=cast.units["water"], seat=roads, at=NOON
    )
    assert matter.state == "objected"
    with pytest.raises(NotAllowed):
        handling.decide(case, granted=True, decision="同意", seat=roads, at=NOON)
    handling.decide(case, granted=True, decision="属供水管线", seat=cast.seats["reviewer"], at=NOON)
    case.matter.refresh_from_db()
    assert (case.state, case.matter.state, case.matter.lead_unit) == ("upheld", "sorted", None)
    with pytest.raises(StaleMove):
        handling.decide(case, granted=False, decision="再看", seat=cast.seats["reviewer"], at=NOON)


def test_a_refused_objection_sends_it_back_and_may_not_be_repeated(cast, sent):
    matter, roads = sent(), cast.seats["roads"]
    case = handling.object_to(matter, reason="不归我们", basis="清单", unit=cast.units["water"], seat=roads, at=NOON)
    handling.decide(case, granted=False, decision="首接负责", seat=cast.seats["reviewer"], at=NOON)
    matter.refresh_from_db()
    assert matter.state == "signed"
    with pytest.raises(Refused, match="不能再退"):
        handling.object_to(matter, reason="还是不归", basis="清单", unit=cast.units["water"], seat=roads, at=NOON)


def test_an_extension_is_asked_in_time_and_after_telling_the_requester(cast, sent):
    matter, roads = in_hand(cast, sent), cast.seats["roads"]
    ask = {"until": later(matter.due_at, days=3), "reason": "等材料", "seat": roads}
    with pytest.raises(Refused, match="已告知诉求人"):
        handling.ask_extension(matter, told_requester=False, at=NOON, **ask)
    with pytest.raises(Refused, match="时限已经到了"):
        handling.ask_extension(matter, told_requester=True, at=later(matter.due_at, hours=1), **ask)
    handling.ask_extension(matter, told_requester=True, at=NOON, **ask)
    with pytest.raises(StaleMove, match="已经有一个延期申请"):
        handling.ask_extension(matter, told_requester=True, at=NOON, **ask)


def test_utilities_are_never_held(cast, sent):
    matter = sent("H01", "heat", "utility")
    with pytest.raises(Refused, match="不能中止或挂账"):
        handling.ask_hold(
            matter, kind="ledger", until=later(NOON, days=9), reason="难", basis="无", seat=cast.seats["heat"], at=NOON
        )


def test_a_whistle_has_its_own_clock_and_the_village_may_assist(cast, sent):
    matter = in_hand(cast, sent)
    case = handling.whistle(
        matter,
        unit=cast.units["v-dayang"],
        reason="请协助疏导村民",
        due_at=later(NOON, days=2),
        seat=cast.seats["roads"],
        at=NOON,
    )
    assert [one.pk for one in queries.whistles_for(cast.seats["village"])] == [case.pk]
    assert matter.clocks.get(kind="assist").unit == cast.units["v-dayang"]
    with pytest.raises(NotAllowed):
        handling.respond(case, response="到", seat=cast.seats["water"], at=NOON)
    handling.respond(case, response="书记已到现场", seat=cast.seats["village"], at=later(NOON, hours=2))
    handling.finish_whistle(case, response="已疏导", seat=cast.seats["village"], at=later(NOON, hours=5))
    assert matter.clocks.get(kind="assist").stopped_at == later(NOON, hours=5)


def test_an_answer_counts_only_with_both_deliveries(cast, sent):
    matter, roads = in_hand(cast, sent), cast.seats["roads"]
    answer = handling.write_answer(matter, text="坑槽已填补。", outcome="solved", seat=roads, at=NOON)
    handling.deliver(answer, to="requester", how="phone", seat=roads, at=NOON)
    matter.refresh_from_db()
    assert matter.state == "answer_ready"
    with pytest.raises(StaleMove):
        handling.deliver(answer, to="requester", how="visit", seat=roads, at=NOON)
    handling.withdraw_answer(answer, reason="还要补一处", seat=roads, at=NOON)
    matter.refresh_from_db()
    assert matter.state == "handling"


def test_a_late_answer_must_say_why(cast, sent):
    matter, roads = in_hand(cast, sent), cast.seats["roads"]
    late = later(matter.due_at, hours=3)
    words = {
        "text": "坑槽已填补。",
        "outcome": "solved",
        "requester_how": "phone",
        "door_how": "export",
        "seat": roads,
        "at": late,
    }
    with pytest.raises(Refused, match="逾期原因"):
        handling.answer_at_once(matter, **words)
    answer = handling.answer_at_once(matter, overdue_reason="连日降雨无法施工", **words)
    assert "逾期说明：连日降雨无法施工" in answer.text


def test_work_before_contact_says_why(cast, sent):
    matter = sent()
    handling.sign(matter, seat=cast.seats["roads"], at=NOON)
    with pytest.raises(Refused, match="写明原因"):
        handling.begin(matter, seat=cast.seats["roads"], at=NOON)
    handling.begin(matter, seat=cast.seats["roads"], at=NOON, note="匿名来电")
    with pytest.raises(IllegalMove):
        handling.sign(matter, seat=cast.seats["roads"], at=NOON)


def test_a_photo_that_is_not_a_photo_is_refused_in_words(cast, sent, own_media):
    with pytest.raises(Refused, match="没有收下"):
        handling.add_file(sent(), kernel.sniff("现场.jpg", b"<svg onload=alert(1)>"), seat=cast.seats["roads"], at=NOON)
    assert not Attachment.objects.exists()


def test_a_photo_is_kept_without_its_exif_and_once(cast, sent, own_media):
    from io import BytesIO

    from PIL import Image

    taken = Image.new("RGB", (40, 30), "green")
    exif = taken.getexif()
    exif[0x010E] = "secret place"
    raw = BytesIO()
    taken.save(raw, "JPEG", exif=exif)
    matter = sent()
    first = handling.add_file(matter, kernel.sniff("现场.jpg", raw.getvalue()), seat=cast.seats["roads"], at=NOON)
    again = handling.add_file(matter, kernel.sniff("现场.jpg", raw.getvalue()), seat=cast.seats["roads"], at=NOON)
    assert (first, Attachment.objects.count()) == (again, 1)
    assert b"secret place" not in first.file.read()


def test_the_list_is_ordered_by_the_clock(cast, sent):
    slow, fast = sent(), sent(urgency="urgent")
    assert rows_of(MINE, cast.seats["roads"]) == [fast, slow]


def test_what_a_seat_may_not_do_is_greyed_with_the_reason(cast, sent):
    matter = sent()
    steps = {step.name: step for step in queries.steps(cast.seats["roads"], matter, is_held=False)}
    assert steps["sign"].possible
    assert steps["whistle"].blocked == "现在是“待签收”"
    assert {step.blocked for step in queries.steps(cast.seats["water"], matter, is_held=False)} == {
        "由城乡建设办公室主办"
    }
