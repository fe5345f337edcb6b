"""No row, no far server and no missing database stops the worker or another of its lines."""

from __future__ import annotations

import threading

import pytest
from cast import NOON, later, make_town
from django.db import OperationalError

from xiangyue.desks.notices import actions as notices
from xiangyue.desks.notices.models import Notice
from xiangyue.doors.api import hooks
from xiangyue.doors.api.models import WebHook
from xiangyue.house import chores, lines
from xiangyue.house.models import Chore, Line
from xiangyue.house.timers import work_once
from xiangyue.kernel import outbox
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Event, Seal
from xiangyue.lib.keyring import Keyring

OTHER = Keyring(["a sealing key that is lost since"], "a look-up key of nobody")
pytestmark = pytest.mark.django_db(transaction=True)


def work_through(**steps):
    """The lines of these names until each has been asked three times."""
    stop, asked = threading.Event(), dict.fromkeys(steps, 0)

    def counted(name, step):
        def run(now):
            asked[name] += 1
            if min(asked.values()) >= 3:
                stop.set()
            return step(now)

        return run

    lines.work_until(stop, lines={name: counted(name, step) for name, step in steps.items()}, idle_seconds=0.01)
    return asked


def away(now):
    raise OperationalError("the database is starting up")


def broken(now):
    raise ValueError("一张坏\x00单")


def test_a_line_outlives_what_it_stumbles_over_and_says_so():
    asked = work_through(deeds=broken, chores=away, notices=lambda now: 0)
    assert min(asked.values()) >= 3
    told = {line.name: line for line in Line.objects.all()}
    assert "ValueError: 一张坏" in told["deeds"].error
    assert "starting up" in told["chores"].error
    assert (told["notices"].error, told["notices"].failed_at) == ("", None)


def test_a_line_that_waits_keeps_no_other_waiting():
    go_on = threading.Event()

    def hangs(now):
        return 0 if go_on.wait(60) else pytest.fail("nobody went on")

    asked = {"deeds": 0}
    stop = threading.Event()

    def deeds(now):
        asked["deeds"] += 1
        if asked["deeds"] == 5:
            stop.set()
            go_on.set()
        return 0

    lines.work_until(stop, lines={"webhooks": hangs, "deeds": deeds}, idle_seconds=0.01)
    assert asked["deeds"] >= 5


def test_each_chore_fails_by_itself_and_is_done_later(monkeypatch):
    cast = make_town()
    cast.say()
    real = chores.seal_day

    def stumbles(town, day, *, at):
        raise ValueError("印章盒\x00空了")

    monkeypatch.setattr(chores, "seal_day", stumbles)
    now = later(NOON, days=1)
    assert chores.do_chores(now) > 1
    told = {row.name: row for row in Chore.objects.all()}
    seal = told.pop(f"seal {cast.town.code}")
    assert ("ValueError: 印章盒" in seal.error, seal.done_on) == (True, None)
    assert {row.error for row in told.values()} == {""} and all(row.done_on for row in told.values())
    assert chores.do_chores(now) == 0  # the seal waits for its moment, the others are done
    monkeypatch.setattr(chores, "seal_day", real)
    assert chores.do_chores(later(now, hours=1)) == 1
    assert Seal.objects.filter(town=cast.town).count() == 1
    seal.refresh_from_db()
    assert (seal.error, seal.tries) == ("", 0)


def test_a_reason_that_no_database_keeps_does_not_stop_the_line(monkeypatch):
    cast = make_town()
    matter = cast.say()
    Event.objects.filter(matter=matter).update(reacted_at=None)

    def stumbles(event, now):
        raise ValueError("坏字符 \x00 和 \ud800")

    monkeypatch.setitem(outbox._REACTIONS, "received", (stumbles,))
    while work_once(later(NOON, hours=1)):
        pass
    event = Event.objects.get(matter=matter, name="received")
    assert (event.tries, "坏字符" in event.error) == (1, True)


def test_a_notice_and_a_hook_that_cannot_be_opened_are_told_in_their_rows():
    cast = make_town()
    admin, dispatcher = cast.seats["admin"], cast.seats["dispatcher"]
    notices.open_channel(
        cast.town, kind="sms", title="短信", address="json://127.0.0.1:9/?:p={phone}", unit=None, seat=admin, at=NOON
    )
    matter = cast.say(phone="19900001234")
    channel = notices.Channel.objects.get()
    event = matter.events.get()
    Notice.objects.create(
        town=cast.town,
        event=event,
        matter=matter,
        channel=channel,
        audience="requester",
        party=matter.requester,
        text="您好",
        made_at=NOON,
        next_try_at=NOON,
    )
    notices.Channel.objects.update(address_sealed=OTHER.seal("json://127.0.0.1:9/"))
    hook, _ = hooks.open_hook(url="https://example.org/", names=[], seat=dispatcher, at=NOON)
    WebHook.objects.update(last_event_id=0, secret_sealed=OTHER.seal("secret"))
    while work_once(later(NOON, hours=1)):
        pass
    notice = Notice.objects.get()
    assert (notice.state, notice.tries, bool(notice.error)) == ("waiting", 1, True)
    hook.refresh_from_db()
    assert (hook.tries, bool(hook.error)) == (1, True)


def test_a_channel_that_hangs_lets_the_others_go_first(monkeypatch):
    from xiangyue.desks.notices.ways import ChannelHangs

    cast = make_town()
    channels = [
        notices.Channel.objects.create(
            town=cast.town, kind="wecom", title=title, address_sealed=keyring().seal("x://"), made_at=NOON
        )
        for title in ("坏", "好")
    ]
    for number in range(3):
        matter = cast.say(f"第{number}个坑", phone=f"1990000{number:04d}")
        for channel in channels:
            Notice.objects.create(
                town=cast.town,
                event=matter.events.get(),
                matter=matter,
                channel=channel,
                audience="unit",
                party=cast.units["water"],
                text="您好",
                made_at=NOON,
                next_try_at=NOON,
            )
    tried = []

    def send(notice, at):
        tried.append(notice.channel.title)
        if notice.channel.title == "坏":
            raise ChannelHangs("对方 20 秒没有答完，稍后自动再发。")

    monkeypatch.setattr(notices, "send", send)
    while notices.send_next(NOON):
        pass
    assert sorted(tried) == ["坏", "好", "好", "好"]
    assert Notice.objects.filter(channel=channels[0], state="waiting", next_try_at__gt=NOON).count() == 3
