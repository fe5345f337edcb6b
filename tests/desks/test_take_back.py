"""A slip of the hand taken back from the toast: within the minute, by the same seat, while nothing followed."""

from __future__ import annotations

import pytest
from cast import NOON, later
from django.contrib.auth.models import User
from hands import clock, fresh, names, nothing_written, react, running, signed

from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.queries import assigned_to
from xiangyue.desks.leader import actions as leader
from xiangyue.desks.leader.queries import day_of, latest_window_day
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import queries
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat

SOON = later(NOON, seconds=40)


@pytest.fixture
def colleague(cast):
    seat, user = cast.seats["roads"], User.objects.create(username="roads2")
    return Seat.objects.create(
        town=cast.town, unit=seat.unit, user=user, role="handler", holder="刘建设", since=seat.since
    )


def test_a_signature_is_taken_back_and_its_clock_runs_on(cast, sent):
    matter = sent()
    before = running(matter)
    signed(cast, matter)
    handling.take_back_signature(fresh(matter), seat=cast.seats["roads"], at=SOON)
    assert fresh(matter).state == "dispatched" and running(matter) == before
    assert names(matter)[-2:] == ["signed", "signature_taken_back"]
    react(later(clock(matter, "sign").due_at, minutes=1))
    assert "clock_rang" in names(matter)
    handling.sign(fresh(matter), seat=cast.seats["roads"], at=later(NOON, hours=9))
    assert not list(queries.verify(cast.town))


def test_an_assignment_goes_back_to_whoever_had_it(cast, sent, colleague):
    matter, seat = signed(cast, sent()), cast.seats["roads"]
    handling.assign(fresh(matter), to=seat, seat=seat, at=NOON)
    handling.assign(fresh(matter), to=colleague, seat=seat, at=NOON)
    handling.take_back_assignment(fresh(matter), seat=seat, at=SOON)
    assert assigned_to(fresh(matter)) == seat
    other = signed(cast, sent())
    handling.assign(fresh(other), to=colleague, seat=seat, at=NOON)
    handling.take_back_assignment(fresh(other), seat=seat, at=SOON)
    assert assigned_to(fresh(other)) is None and names(other)[-1] == "assignment_taken_back"


@pytest.mark.parametrize("deed", ["signature", "assignment"])
@pytest.mark.parametrize("why", ["late", "another", "followed"])
def test_only_the_same_seat_within_the_minute_while_nothing_followed(cast, sent, colleague, deed, why):
    matter, seat = signed(cast, sent()), cast.seats["roads"]
    take_back = handling.take_back_signature
    if deed == "assignment":
        handling.assign(fresh(matter), to=colleague, seat=seat, at=NOON)
        take_back = handling.take_back_assignment
    if why == "followed":
        handling.add_note(fresh(matter), text="已联系村里", seat=seat, at=NOON)
    at = later(NOON, seconds=61) if why == "late" else SOON
    with nothing_written(), pytest.raises(Refused, match="在一分钟内"):
        take_back(fresh(matter), seat=colleague if why == "another" else seat, at=at)


def test_the_toast_offers_it(cast, sent, colleague, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    matter, client = sent(), cast.client("roads")
    for path, form in (("signature", {}), ("assign", {"to": colleague.pk})):
        page = client.post(f"/matters/{matter.number}/{path}", form, follow=True).content.decode()
        undo = f"/matters/{matter.number}/{path}/taken-back"
        assert f'action="{undo}"' in page
        client.post(undo)
        if path == "signature":
            assert fresh(matter).state == "dispatched"
            signed(cast, matter)
    assert assigned_to(fresh(matter)) is None


def test_an_instruction_is_taken_back_stays_in_the_story_and_counts_no_more(cast, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    matter, seat = cast.say(), cast.seats["secretary"]
    day = latest_window_day(NOON)
    leader.instruct(matter, text="请今天办好。", follower=None, seat=seat, at=NOON)
    assert day_of(seat, day).instructed == 1
    leader.take_back_instruction(fresh(matter), seat=seat, at=SOON)
    assert day_of(seat, day).instructed == 0 and names(matter)[-2:] == ["instructed", "instruction_taken_back"]
    with nothing_written(), pytest.raises(Refused, match="在一分钟内"):
        leader.take_back_instruction(fresh(matter), seat=seat, at=SOON)
    client = cast.client("secretary")
    page = client.post(f"/leader/{matter.number}/instructions", {"text": "请办好。"}, follow=True).content.decode()
    assert f'action="/leader/{matter.number}/instructions/taken-back"' in page
    client.post(f"/leader/{matter.number}/instructions/taken-back")
    assert (
        "请办好。" not in cast.client("dispatcher").get(f"/matters/{matter.number}").content.decode().split("经过")[0]
    )


def test_what_a_letter_goes_on_with_is_not_taken_back(cast):
    intake = kernel.Intake(number="L1", title="修路", words="请修路。", received_at=NOON, kind="letter")
    letter = kernel.receive(cast.town, intake, door="mailbox", actor=kernel.REQUESTER, at=NOON)
    leader.instruct(letter, text="请办好。", follower=None, seat=cast.seats["secretary"], at=NOON)
    with pytest.raises(Refused, match="不能撤回"):
        leader.take_back_instruction(fresh(letter), seat=cast.seats["secretary"], at=SOON)
