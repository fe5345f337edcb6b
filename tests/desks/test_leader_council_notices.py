"""The leader's day, the council's board, and the ways of telling: borders of a day, what is refused, what is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cast import NOON, later, make_town, rows_of
from hands import in_hand, local, names, nothing_written, react, told
from notice_servers import gateway

from xiangyue.counter.models import SavedView
from xiangyue.desks.council import actions as council
from xiangyue.desks.council.models import CouncilNotice
from xiangyue.desks.council.queries import shown_notices
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.leader import actions as leader
from xiangyue.desks.leader import queries
from xiangyue.desks.leader.lists import DAY
from xiangyue.desks.leader.models import Instruction, Reading
from xiangyue.desks.notices import actions as notices
from xiangyue.desks.notices.models import Channel, Notice, Wording
from xiangyue.desks.notices.ways.library import address_of
from xiangyue.house import moment
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Matter, Party

# The leader's day


@pytest.mark.parametrize(
    ("came", "day"),
    [
        ("11-05 11:59", date(2024, 11, 5)),
        ("11-05 12:00", date(2024, 11, 6)),
        ("11-05 23:59", date(2024, 11, 6)),
        ("11-06 00:00", date(2024, 11, 6)),
        ("11-06 11:59", date(2024, 11, 6)),
        ("11-06 12:00", date(2024, 11, 7)),
    ],
)
def test_a_matter_is_of_the_day_whose_noon_comes_next(cast, came, day):
    matter = cast.say(at=local(came))
    shown = {
        d: rows_of(DAY, cast.seats["secretary"], day=d.isoformat())
        for d in (day - timedelta(1), day, day + timedelta(1))
    }
    assert shown == {day - timedelta(1): [], day: [matter], day + timedelta(1): []}
    assert queries.latest_window_day(local(came)) == day


@pytest.mark.parametrize(
    ("came", "written", "on_its_day"),
    [
        ("11-05 11:59", "11-06 11:59", True),
        ("11-05 11:59", "11-06 12:00", False),
        ("11-05 12:00", "11-07 11:59", True),
        ("11-05 12:00", "11-07 12:00", False),
        ("11-06 11:59", "11-07 11:59", True),
    ],
)
def test_on_its_day_runs_to_the_noon_after_its_window(cast, came, written, on_its_day):
    matter = cast.say(at=local(came))
    row = leader.instruct(matter, text="请核实。", follower=None, seat=cast.seats["secretary"], at=local(written))
    assert row.is_same_day is on_its_day
    window = (local(came), later(local(came), minutes=1))
    assert queries.instructed_on_day(cast.town, *window) == (int(on_its_day), 1)


def test_an_instruction_is_told_with_whom_it_follows_and_reads_the_matter_once(cast):
    matter, secretary = cast.say(), cast.seats["secretary"]
    leader.read(matter, seat=secretary, at=NOON)
    leader.instruct(matter, text=" 请核实。 ", follower=cast.units["roads"], seat=secretary, at=later(NOON, hours=1))
    assert told(matter, "instructed") == {"text": "请核实。", "follower_name": "城乡建设办公室"}
    leader.instruct(matter, text="再报。", follower=None, seat=secretary, at=later(NOON, hours=2))
    assert told(matter, "instructed") == {"text": "再报。"}
    assert Reading.objects.get(matter=matter).at == NOON and Instruction.objects.count() == 2
    day = queries.day_of(secretary, date(2024, 11, 6))
    assert (day.received, day.read, day.instructed) == (1, 1, 1)


@pytest.mark.parametrize("who", ["dispatcher", "roads", "caller", "auditor"])
def test_who_does_not_lead_neither_reads_nor_instructs(cast, who):
    matter = cast.say()
    with nothing_written(), pytest.raises(NotAllowed, match="阅读和批示当日全部事项"):
        leader.read(matter, seat=cast.seats[who], at=NOON)
    with nothing_written(), pytest.raises(NotAllowed, match="阅读和批示当日全部事项"):
        leader.instruct(matter, text="请核实。", follower=None, seat=cast.seats[who], at=NOON)
    assert not Reading.objects.exists() and not Instruction.objects.exists()


def test_one_leaders_reading_is_not_anothers(cast):
    matter = cast.say()
    leader.read(matter, seat=cast.seats["secretary"], at=NOON)
    second = cast.seats["dispatcher"]
    second.role = "leader"
    second.save()
    assert queries.day_of(second, date(2024, 11, 6)).read == 0


def test_the_day_stays_in_every_address_and_in_no_view_that_is_kept(cast, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    first, second = cast.say(), cast.say()
    client = cast.client("secretary")
    leader.instruct(first, text="请核实。", follower=None, seat=cast.seats["secretary"], at=NOON)
    page = client.get("/leader/?tab=left").content.decode()
    assert second.number in page and first.number not in page
    assert f"day=2024-11-06&amp;m={second.number}" in page
    monkeypatch.setattr(moment, "now", lambda: later(NOON, hours=25))
    client = cast.client("secretary")  # over night the page that was left open has been logged out
    assert second.number not in client.get("/leader/?tab=left").content.decode()
    assert second.number in client.get("/leader/?tab=left&day=2024-11-06").content.decode()
    client.post(
        "/house/lists/views/keep", {"listing": "leader:day", "title": "没批的", "query": "day=2024-11-06&tab=left"}
    )
    assert SavedView.objects.get().query == "tab=left"


# The council's board


PUBLISHED = {"title": "路灯议定", "text": "议事会议定：村口加装路灯三盏。"}


def publish(cast, who="secretary", at=NOON, **more):
    return council.publish(cast.town, **(PUBLISHED | more), seat=cast.seats[who], at=at)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"title": ""}, "请写公告的标题"),
        ({"title": " \n\x00"}, "请写公告的标题"),
        ({"title": "长" * 121}, "120 字以内"),
        ({"text": "好的吧"}, "请写公告的内容"),
        ({"text": "长" * 10_001}, "10000 字以内"),
        ({"text": "有事打 19900001234 找老王。"}, "像是有电话"),
        ({"title": "找 199-0000-1234"}, "像是有电话"),
        ({"text": "车主 京A12345 请挪车。"}, "车牌"),
    ],
)
def test_what_may_not_stand_on_the_board(cast, more, says):
    with pytest.raises(Refused, match=says):
        publish(cast, **more)
    assert not CouncilNotice.objects.exists()


@pytest.mark.parametrize("who", ["dispatcher", "village", "admin"])
def test_who_does_not_publish(cast, who):
    with pytest.raises(NotAllowed, match="发布村务议事公告"):
        publish(cast, who)
    notice = publish(cast)
    with pytest.raises(NotAllowed, match="发布村务议事公告"):
        council.take_down(notice, why="写错了", seat=cast.seats[who], at=NOON)
    assert shown_notices(cast.town) == [notice]


def test_a_village_of_another_town_is_none_of_ours(cast):
    other = make_town("110112118000", "漷县镇")
    with pytest.raises(Refused, match="本镇没有这个村"):
        publish(cast, village=other.places["dayang"])
    assert publish(cast, village=cast.places["dayang"]).village == cast.places["dayang"]
    assert shown_notices(other.town) == []


def test_taken_down_it_is_gone_for_everybody_and_stays_on_record_with_its_reason(cast):
    first, second = publish(cast), publish(cast, at=later(NOON, hours=1))
    assert shown_notices(cast.town) == [second, first]
    with pytest.raises(Refused, match="撤下公告请写明原因"):
        council.take_down(first, why=" ", seat=cast.seats["secretary"], at=NOON)
    council.take_down(first, why=" 写错了 ", seat=cast.seats["secretary"], at=later(NOON, hours=2))
    assert shown_notices(cast.town) == [second]
    first.refresh_from_db()
    assert (first.withdrawn_why, first.withdrawn_at, first.text) == ("写错了", later(NOON, hours=2), PUBLISHED["text"])
    with pytest.raises(StaleMove, match="已经撤下了"):
        council.take_down(first, why="再撤", seat=cast.seats["secretary"], at=later(NOON, hours=3))
    first.refresh_from_db()
    assert first.withdrawn_why == "写错了"


# The ways of telling


def open_channel(cast, kind="sms", address="json://127.0.0.1:9/send?:phone={phone}", unit=None, who="admin", title=""):
    told_unit = cast.units[unit] if unit else None
    return notices.open_channel(
        cast.town, kind=kind, title=title, address=address, unit=told_unit, seat=cast.seats[who], at=NOON
    )


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"kind": "pigeon"}, "请选择渠道的种类"),
        ({"kind": "sms", "unit": "water"}, "发给诉求人的，不选单位"),
        ({"kind": "wechat", "address": "T1", "unit": "water"}, "发给诉求人的，不选单位"),
        ({"kind": "wecom", "address": "wecombot://abc"}, "机器人要选它所在的单位"),
        ({"kind": "sms", "address": "json://x/send"}, "{phone} 的位置"),
        ({"kind": "mail", "address": "mailtos://x?to={phone}"}, "{mail} 的位置"),
        ({"kind": "wechat", "address": "  "}, "渠道地址不对"),
    ],
)
def test_a_way_that_could_tell_nobody_is_not_opened(cast, more, says):
    with pytest.raises(Refused, match=says):
        open_channel(cast, **more)
    assert not Channel.objects.exists()


def test_a_channel_without_a_title_is_called_by_its_kind_and_its_key_is_sealed(cast):
    channel = open_channel(cast, title="  ")
    assert channel.title == "短信" and "127.0.0.1" not in channel.address_sealed
    assert open_channel(cast, title="长" * 80).title == "长" * 60


@pytest.mark.parametrize(
    ("event", "audience", "language"),
    [("dispatched", "requester", "fr"), ("dispatched", "centre", "zh"), ("noted", "unit", "zh"), ("", "", "")],
)
def test_words_for_what_is_never_told_are_refused(cast, event, audience, language):
    with pytest.raises(Refused, match="没有这样的通知"):
        notices.reword(
            cast.town, event=event, audience=audience, language=language, text="您好", seat=cast.seats["admin"], at=NOON
        )
    assert not Wording.objects.exists()


def test_the_towns_words_are_changed_and_an_empty_text_brings_the_usual_ones_back(cast):
    def reword(text):
        notices.reword(
            cast.town,
            event="dispatched",
            audience="requester",
            language="zh",
            text=text,
            seat=cast.seats["admin"],
            at=NOON,
        )

    reword(" 乡亲，{number} 有人管了。 ")
    reword("乡亲，{number} 归{unit}管，{due}前回话。")
    assert Wording.objects.get().text == "乡亲，{number} 归{unit}管，{due}前回话。"
    reword("  ")
    reword("")
    assert not Wording.objects.exists()


@pytest.fixture
def kept(cast, sent):
    """Three notices of one channel, none of them sent yet."""
    open_channel(cast)
    for row in range(3):
        matter = sent(phone=f"1990000000{row}")
        notices.tell(matter.events.get(name="dispatched"), NOON)
    return list(Notice.objects.order_by("pk"))


@pytest.mark.parametrize(
    ("state", "again", "drop"),
    [("failed", True, True), ("waiting", False, True), ("sent", False, False), ("dropped", False, False)],
)
def test_what_may_be_sent_again_and_what_given_up(cast, kept, state, again, drop):
    dispatcher, at = cast.seats["dispatcher"], later(NOON, hours=3)
    for deed, may, becomes in ((notices.send_again, again, "waiting"), (notices.drop, drop, "dropped")):
        Notice.objects.filter(pk=kept[0].pk).update(state=state, tries=8, error="连不上")
        if may:
            deed(kept[0], seat=dispatcher, at=at)
        else:
            with pytest.raises(Refused, match="已经在发送或已经送出|已经送出，不能取消"):
                deed(kept[0], seat=dispatcher, at=at)
        row = Notice.objects.get(pk=kept[0].pk)
        assert row.state == (becomes if may else state)
        if may and becomes == "waiting":
            assert (row.tries, row.next_try_at) == (0, at)


def test_ending_a_channel_drops_what_waits_and_keeps_what_went_out(cast, kept):
    Notice.objects.filter(pk=kept[0].pk).update(state="sent")
    Notice.objects.filter(pk=kept[1].pk).update(state="failed")
    with pytest.raises(NotAllowed, match="设置通知渠道"):
        notices.end_channel(kept[0].channel, seat=cast.seats["dispatcher"], at=NOON)
    notices.end_channel(kept[0].channel, seat=cast.seats["admin"], at=NOON)
    assert list(Notice.objects.order_by("pk").values_list("state", flat=True)) == ["sent", "failed", "dropped"]
    notices.end_channel(kept[0].channel, seat=cast.seats["admin"], at=later(NOON, days=1))
    assert Channel.objects.get().ended_at == NOON


def test_an_ended_channel_stays_silent_when_a_failed_notice_is_sent_again(cast, kept):
    """ "No new notices by this way": the desk's button must not wake an address that was switched off."""
    with gateway() as live:
        Notice.objects.update(state="failed")
        channel = kept[0].channel
        Channel.objects.filter(pk=channel.pk).update(
            address_sealed=open_channel(cast, address=f"json://{live.url}/send?:phone={{phone}}").address_sealed
        )
        notices.end_channel(channel, seat=cast.seats["admin"], at=NOON)
        try:
            notices.send_again(kept[0], seat=cast.seats["dispatcher"], at=NOON)
        except Refused:
            return
        while notices.send_next(NOON):
            pass
        assert live.got == []


def test_an_address_holds_what_the_person_has_and_nothing_where_they_have_none(cast, kept):
    notice = kept[0]
    assert address_of(notice) == "json://127.0.0.1:9/send?:phone=19900000000"
    Party.objects.filter(pk=notice.party.pk).update(phone_sealed="")
    notice.party.refresh_from_db()
    assert address_of(notice) == "json://127.0.0.1:9/send?:phone="


def test_an_address_that_is_none_fails_for_good_at_the_first_try(cast, sent):
    open_channel(cast, address="nonsense {phone}")
    matter = sent()
    react(later(NOON, minutes=1))
    row = Notice.objects.get(matter=matter)
    assert (row.state, row.tries) == ("failed", 1) and "请管理员检查" in row.error


def test_a_whistle_is_told_to_the_called_unit_alone_with_its_own_day(cast, sent):
    for unit in ("water", "roads"):
        open_channel(cast, kind="wecom", address="wecombot://abcdefghabcd1234", unit=unit)
    matter = in_hand(cast, sent())
    Notice.objects.all().delete()
    handling.whistle(
        matter,
        unit=cast.units["water"],
        reason="请关水",
        due_at=local("11-06 16:30"),
        seat=cast.seats["roads"],
        at=NOON,
    )
    event = matter.events.get(name="whistled")
    assert notices.tell(event, NOON) == 1
    row = Notice.objects.get()
    assert (row.party, row.audience) == (cast.units["water"], "whistled")
    assert "11-06 16:30" in row.text and matter.number in row.text


def test_told_again_it_says_that_nothing_is_new(cast, sent):
    open_channel(cast)
    event = sent().events.get(name="dispatched")
    assert [notices.tell(event, NOON), notices.tell(event, NOON), Notice.objects.count()] == [1, 0, 1]


def test_a_title_goes_out_short_masked_and_without_tags(cast, sent):
    open_channel(cast, kind="wecom", address="wecombot://abcdefghabcd1234", unit="roads")
    matter = sent(title="<b>打 19900001234 找我</b>" + "坑" * 100)
    notices.tell(matter.events.get(name="dispatched"), NOON)
    text = Notice.objects.get().text
    assert "<b>" not in text and "19900001234" not in text and "坑" * 61 not in text
    assert names(Matter.objects.get(pk=matter.pk))[-1] == "dispatched"
