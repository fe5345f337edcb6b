"""One message per event and person, through real gateways, by day only, tried again and seen when it failed."""

from __future__ import annotations

from datetime import datetime

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot
from cast import BEIJING, NOON, later, make_town, rows_of
from hands import dispatched, react
from notice_servers import gateway

from xiangyue.desks.handling import actions as handling
from xiangyue.desks.notices import actions
from xiangyue.desks.notices.lists import DESK
from xiangyue.desks.notices.models import Notice
from xiangyue.desks.notices.rules import not_before
from xiangyue.desks.notices.ways import library
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Event, Rule


@pytest.fixture
def sms():
    with gateway() as one:
        yield one


@pytest.fixture
def channels(cast, sms):
    admin = cast.seats["admin"]

    def sms_channel():
        return actions.open_channel(
            cast.town,
            kind="sms",
            title="短信",
            address=f"json://{sms.url}/send?:phone={{phone}}",
            unit=None,
            seat=admin,
            at=NOON,
        )

    return sms_channel


def sent_off(cast, **more):
    return dispatched(cast, "W01", "water", **more)


def test_the_requester_is_told_by_sms_with_their_own_number_and_no_name(cast, channels, sms):
    channels()
    matter = sent_off(cast)
    react(later(NOON, minutes=1))
    [(path, told)] = sms.got
    assert told["phone"] == "19900001234"
    assert matter.number in told["message"]
    assert "水务所" in told["message"]
    notice = Notice.objects.get()
    assert (notice.state, notice.audience) == ("sent", "requester")
    assert "1990000" not in notice.text
    assert "林小草" not in notice.text


def test_one_message_per_event_and_person_however_often_it_is_told(cast, channels, sms):
    channels()
    sent_off(cast)
    react(later(NOON, minutes=1))
    event = Event.objects.get(name="dispatched")
    assert [actions.tell(event, NOON) for _ in range(3)] and Notice.objects.count() == 1
    react(later(NOON, minutes=2))
    assert len(sms.got) == 1


def in_this_process(monkeypatch):
    """The robots' hosts are fixed inside Apprise; only in this process can they be pointed at a server of ours."""
    monkeypatch.setattr(library, "within_deadline", lambda function, *given: function(*given))


def test_the_unit_hears_through_its_own_robot(cast, sms, monkeypatch):
    in_this_process(monkeypatch)
    monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://{sms.url}/cgi-bin/webhook/send?key={{key}}")
    actions.open_channel(
        cast.town,
        kind="wecom",
        title="水务所群",
        address="wecombot://abcdefghabcd1234",
        unit=cast.units["water"],
        seat=cast.seats["admin"],
        at=NOON,
    )
    matter = sent_off(cast)
    react(later(NOON, minutes=1))
    [(path, told)] = sms.got
    assert path == "/cgi-bin/webhook/send?key=abcdefghabcd1234"
    assert matter.number in str(told)


def test_dingtalk_speaks_too(cast, sms, monkeypatch):
    in_this_process(monkeypatch)
    monkeypatch.setattr(NotifyDingTalk, "notify_url", f"http://{sms.url}/robot/send?access_token={{token}}")
    actions.open_channel(
        cast.town,
        kind="dingtalk",
        title="水务所群",
        address="dingtalk://0123456789abcdef",
        unit=cast.units["water"],
        seat=cast.seats["admin"],
        at=NOON,
    )
    sent_off(cast)
    react(later(NOON, minutes=1))
    assert [path for path, _ in sms.got] == ["/robot/send?access_token=0123456789abcdef"]


def test_a_gateway_that_refuses_is_tried_again_and_then_stands_on_the_desk(cast, channels, sms):
    channels()
    sms.status = 500
    sent_off(cast)
    at = NOON
    for hours in range(1, 12):
        at = later(NOON, hours=hours)
        react(at)
    notice = Notice.objects.get()
    assert notice.state == "failed"
    assert "没有收下" in notice.error
    page = cast.client("dispatcher").get("/notices/").content.decode()
    assert "没有收下" in page
    sms.status = 200
    actions.send_again(notice, seat=cast.seats["dispatcher"], at=at)
    react(at)
    notice.refresh_from_db()
    assert (notice.state, notice.error) == ("sent", "")


def test_a_gateway_that_hangs_up_holds_no_deed_back(cast, channels, sms):
    channels()
    sms.status = 500
    matter = sent_off(cast)
    handling.sign(matter, seat=cast.seats["water"], at=later(NOON, minutes=5))
    react(later(NOON, minutes=6))
    matter.refresh_from_db()
    assert matter.state == "signed"


def moment(text):
    return datetime.fromisoformat(f"2024-11-05T{text}").replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("said", "quiet", "urgent", "sent"),
    [
        ("12:00", None, False, "12:00"),
        ("23:00", None, False, "+08:00"),
        ("03:30", None, False, "08:00"),
        ("08:00", None, False, "08:00"),
        ("20:59", None, False, "20:59"),
        ("21:00", None, False, "+08:00"),
        ("23:00", None, True, "23:00"),
        ("13:00", ("12:30", "14:00"), False, "14:00"),
        ("23:00", ("00:00", "00:00"), False, "23:00"),
    ],
)
def test_quiet_hours(said, quiet, urgent, sent):
    expected = moment(sent.removeprefix("+"))
    if sent.startswith("+"):
        expected = expected.replace(day=6)
    assert not_before(moment(said), quiet, is_urgent=urgent) == expected


def test_at_night_it_waits_for_the_morning_by_the_towns_own_rule(cast, channels, sms):
    Rule.objects.create(
        town=cast.town,
        kind="quiet",
        key="town",
        valid_from=datetime(2024, 1, 1).date(),
        value={"from": "20:00", "to": "07:30"},
        source="测试",
    )
    channels()
    night = moment("20:10")
    sent_off(cast, at=night)
    react(later(night, minutes=1))
    assert sms.got == []
    react(later(night, hours=11, minutes=21))
    assert len(sms.got) == 1


def test_the_towns_own_words_are_used_and_a_wrong_brace_is_refused(cast, channels, sms):
    channels()
    with pytest.raises(Refused, match="phone"):
        actions.reword(
            cast.town,
            event="dispatched",
            audience="requester",
            language="zh",
            text="电话 {phone}",
            seat=cast.seats["admin"],
            at=NOON,
        )
    with pytest.raises(Refused, match="花括号"):
        actions.reword(
            cast.town,
            event="dispatched",
            audience="requester",
            language="zh",
            text="{number",
            seat=cast.seats["admin"],
            at=NOON,
        )
    actions.reword(
        cast.town,
        event="dispatched",
        audience="requester",
        language="zh",
        text="乡亲，{number} 有人管了。",
        seat=cast.seats["admin"],
        at=NOON,
    )
    sent_off(cast)
    react(later(NOON, minutes=1))
    assert sms.got[0][1]["message"].startswith("乡亲")


def test_only_the_administrator_opens_channels_and_nobody_sees_the_key_again(cast, channels):
    with pytest.raises(NotAllowed):
        actions.open_channel(
            cast.town,
            kind="sms",
            title="",
            address="json://x/?:phone={phone}",
            unit=None,
            seat=cast.seats["water"],
            at=NOON,
        )
    channel = channels()
    page = cast.client("admin").get("/notices/channels").content.decode()
    assert "短信" in page
    assert "json://127" not in page
    actions.end_channel(channel, seat=cast.seats["admin"], at=later(NOON, hours=1))
    sent_off(cast, at=later(NOON, hours=2))
    react(later(NOON, hours=3))
    assert not Notice.objects.exists()


def test_the_desk_costs_the_same_for_three_and_for_thirty(cast, channels, django_assert_max_num_queries):
    channels()
    for row in range(30):
        sent_off(cast, phone=f"1990000{row:04d}")
    react(later(NOON, minutes=1))
    client = cast.client("dispatcher")
    with django_assert_max_num_queries(14):
        client.get("/notices/?tab=sent")
    assert len(rows_of(DESK, cast.seats["dispatcher"], tab="sent")) == 30


def test_the_desk_is_narrowed_by_words_whom_it_tells_and_the_way(cast, channels):
    channels()
    matter = sent_off(cast)
    react(later(NOON, minutes=1))
    sent = rows_of(DESK, cast.seats["dispatcher"], tab="sent")
    assert [one.matter for one in sent] == [matter]
    for asked, n in (
        ({"q": matter.number}, 1),
        ({"q": "没有这样的字"}, 0),
        ({"to": "requester"}, 1),
        ({"to": "unit"}, 0),
        ({"channel": "sms"}, 1),
        ({"channel": "mail"}, 0),
        ({"until": "2024-11-04"}, 0),
    ):
        assert len(rows_of(DESK, cast.seats["dispatcher"], tab="sent", **asked)) == n, asked
    assert rows_of(DESK, cast.seats["dispatcher"]) == []
    assert rows_of(DESK, make_town("110112119000", "永顺镇").seats["dispatcher"], tab="sent") == []


def test_a_notice_sent_again_leads_back_to_the_list_as_it_was(cast, channels):
    channels()
    sent_off(cast)
    react(later(NOON, minutes=1))
    Notice.objects.update(state="failed", error="没有收下")
    client, notice = cast.client("dispatcher"), Notice.objects.get()
    page = client.get("/notices/?to=requester").content.decode()
    assert 'value="/notices/?to=requester"' in page and f"/notices/{notice.pk}/again" in page
    answer = client.post(f"/notices/{notice.pk}/again", {"next": "/notices/?to=requester"})
    assert answer["Location"] == "/notices/?to=requester"
