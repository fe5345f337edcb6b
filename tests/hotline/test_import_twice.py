"""The same file twice changes nothing; a later one brings results home beside ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cast import NOON, later
from hotline_files import closed, order

from xiangyue.desks.callback.models import Callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.doors.hotline.models import ImportedRow
from xiangyue.house.timers import work_once
from xiangyue.kernel.models import Event, Matter
from xiangyue.kernel.queries import verify

pytestmark = pytest.mark.django_db


def test_the_same_file_twice_changes_nothing(bring):
    rows = [order("A1"), closed("A2")]
    first = bring(rows)
    events = Event.objects.count()
    second = bring(rows, at=later(NOON, hours=1))

    assert (first.created, first.unchanged) == (2, 0)
    assert (second.created, second.brought_home, second.unchanged) == (0, 0, 2)
    assert (Matter.objects.count(), Event.objects.count()) == (2, events)


def test_a_closed_order_comes_in_closed_under_the_unit_that_did_it(bring, cast):
    bring([closed()])

    matter = Matter.objects.get()
    assert (matter.state, matter.lead_unit) == ("closed", cast.units["water"])
    assert matter.closed_at == datetime(2024, 11, 5, 3, tzinfo=UTC)
    told = Event.objects.get(name="upper_status").told
    assert told == {"status": "已办结", "result": "已修好", "reply": "阀门已更换。"}


def test_its_call_back_counts_after_the_worker_has_passed(bring):
    bring([closed(satisfied="基本满意", contacted="√", solved="1")])
    while work_once(later(NOON, minutes=1)):
        pass

    callback = Callback.objects.get()
    assert (callback.source, callback.reached, callback.counts) == ("imported", True, True)
    assert (callback.contacted, callback.solved, callback.satisfied) == (True, True, "mostly")
    assert callback.at == datetime(2024, 11, 5, 3, tzinfo=UTC)


def test_a_closing_time_with_a_result_is_closed_too_but_not_while_it_is_in_hand_again(bring):
    bring([closed("A1", status=""), closed("A2", status="重办中"), closed("A3", status="", closed_at="")])

    assert [matter.state for matter in Matter.objects.order_by("number")] == ["closed", "received", "received"]


def test_closed_without_a_closing_time_stays_in_the_period_in_which_it_came(bring):
    bring([closed(closed_at="")])

    matter = Matter.objects.get()
    assert matter.closed_at == matter.received_at


def test_a_later_export_brings_the_result_home_and_touches_nothing_of_ours(bring, cast):
    bring([order()])
    matter = Matter.objects.select_related("town").get()
    dispatch.send(
        matter,
        category=cast.categories["W01"],
        unit=cast.units["water"],
        place=cast.places["dayang"],
        urgency="utility",
        seat=cast.seats["dispatcher"],
        at=later(NOON, hours=1),
    )
    handling.sign(matter, seat=cast.seats["water"], at=later(NOON, hours=2))
    run = bring(
        [closed(words="别的话", title="别的标题", solved="否", satisfied="不满意", due_at="2024-11-09 09:30:00")],
        at=later(NOON, days=2),
    )
    while work_once(later(NOON, days=2, minutes=1)):
        pass

    matter.refresh_from_db()
    assert (run.created, run.brought_home) == (0, 1)
    assert (matter.state, matter.words, matter.closed_at) == ("signed", "大羊村东头停水两天了。", None)
    assert matter.imported_due_at == datetime(2024, 11, 6, 1, 30, tzinfo=UTC)
    assert [e.name for e in Event.objects.filter(name__in=("upper_status", "result_imported")).order_by("seq")] == [
        "upper_status",
        "result_imported",
    ]
    imported = Callback.objects.get(source="imported")
    assert (imported.solved, imported.satisfied) == (False, "no")
    assert ImportedRow.objects.get().cells["是否满意"] == "不满意"
    assert list(verify(cast.town)) == []


def test_a_changed_result_is_told_again_and_an_older_file_takes_nothing_back(bring):
    bring([closed(satisfied="不满意")])
    bring([closed(satisfied="满意")], at=later(NOON, days=1))
    run = bring([closed(contacted="", solved="", satisfied="", result="", reply="")], at=later(NOON, days=2))

    assert run.unchanged == 1
    assert [e.told["satisfied"] for e in Event.objects.filter(name="result_imported").order_by("seq")] == ["no", "yes"]


def test_a_new_status_alone_is_told_without_a_result(bring):
    bring([order()])
    bring([order(status="待回访")], at=later(NOON, days=1))

    assert Event.objects.get(name="upper_status").told == {"status": "待回访"}
    assert not Event.objects.filter(name="result_imported").exists()


def test_a_number_of_another_door_goes_back(bring, cast):
    matter = cast.say(number="A2")
    Matter.objects.filter(pk=matter.pk).update(door="mailbox")
    run = bring([order("A1"), order("A2")])

    assert (run.created, run.bad) == (1, 1)
    assert Matter.objects.get(number="A2").words == matter.words


def test_two_towns_may_use_one_number(bring, cast, beijing):
    from cast import make_town

    other = make_town("110112119000", "于家务乡")
    beijing.pk, beijing.town = None, other.town
    beijing.save()
    bring([order()])
    run = bring([order()], town=other.town, mapping=beijing, seat=other.seats["dispatcher"])

    assert run.created == 1
    assert Matter.objects.filter(number="BJ2411050001").count() == 2
