"""An old neighbour is asked by text message whether it is solved, answers 1 or 2, and that is their own word."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import hands
import pytest
from aliyun_server import service
from cast import NOON, later, rows_of
from django.test import Client
from hands import dispatched, fresh, local, names, react, signed

from xiangyue.desks.callback.models import Callback
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.notices import actions, replies
from xiangyue.desks.notices.lists import REPLIES
from xiangyue.desks.notices.models import Channel, Notice, Reply
from xiangyue.desks.notices.rules import answer_in
from xiangyue.desks.notices.ways import aliyun
from xiangyue.house import moment
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter

PHONE = "19900001234"


@pytest.fixture
def sms():
    with service() as one:
        yield one


@pytest.fixture
def clock(monkeypatch):
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


@pytest.fixture
def channel(cast, sms, clock):
    return actions.open_channel(
        cast.town, kind="sms", title="短信", address=sms.address(), unit=None, seat=cast.seats["admin"], at=NOON
    )


@pytest.fixture
def hears(cast, channel):
    """The address that answers are pushed to, as the administrator is shown it."""
    page = cast.client("admin").post(f"/notices/channels/{channel.pk}/listen").content.decode()
    return re.search(r"data-address>http://testserver([^<]+)<", page)[1]


def answered(cast, at=NOON, **more):
    """A matter whose unit has answered and whose requester is asked."""
    matter = dispatched(cast, "W01", "water", at=at, **more)
    told = {"text": "水管已换好，水来了。", "door_how": "system"}
    hands.answered(cast, signed(cast, fresh(matter), "water", at), "water", at, **told)
    react(later(at, minutes=1))
    return fresh(matter)


def push(address, *messages, sequence=1, phone=PHONE, sign="永乐店镇"):
    rows = [
        {
            "send_time": "2024-11-05 12:10:00",
            "phone_number": phone,
            "content": words,
            "sequence_id": sequence + number,
            "sign_name": sign,
            "dest_code": "1069000001",
        }
        for number, words in enumerate(messages)
    ]
    return Client().post(address, json.dumps(rows), content_type="application/json")


def questions(sms):
    return [one for one in sms.sent if one["TemplateCode"] == "SMS_2"]


def test_the_signature_is_the_one_that_is_published():
    """The fixed example of "V3 request body and signature" in Alibaba Cloud's documentation."""
    account = aliyun.Account(
        "YourAccessKeyId", "YourAccessKeySecret", "ecs.cn-shanghai.aliyuncs.com", False, "", "", "", "", ()
    )
    query = aliyun.canonical(
        {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    )
    headers = aliyun.headers_of(
        account,
        query,
        nonce="3156853299f313e23d1673dc12e1703d",
        at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        action="RunInstances",
        version="2014-05-26",
    )
    assert headers["Authorization"].endswith(
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_asked_by_text_and_one_is_their_own_yes(cast, sms, hears):
    matter = answered(cast)
    assert sms.refused == 0
    [question] = questions(sms)
    assert (question["PhoneNumbers"], question["SmsUpExtendCode"]) == (PHONE, "01")
    told = json.loads(question["TemplateParam"])
    assert told["number"] == matter.number and "回复 1" in told["text"]
    assert push(hears, "１ 解决了").json() == {"code": 0, "msg": "成功"}
    assert "requester_said" in names(matter)
    react(later(NOON, minutes=20))
    assert fresh(matter).state == "closed"
    callback = Callback.objects.get(matter=matter)
    assert (callback.solved, callback.satisfied, callback.seat) == (True, "", None)


def test_two_is_their_own_no_and_it_is_taken_up_again(cast, sms, hears):
    matter = answered(cast)
    push(hears, "2")
    react(later(NOON, minutes=20))
    assert (fresh(matter).state, fresh(matter).reopened_count) == ("reopened", 1)


def test_pushed_again_or_answered_twice_nothing_changes(cast, sms, hears):
    matter = answered(cast)
    push(hears, "1")
    push(hears, "1")
    assert Reply.objects.count() == 1
    push(hears, "2", sequence=5)
    assert names(matter).count("requester_said") == 1
    assert Reply.objects.get(key="5").why == "nothing_asked"


def test_with_two_waiting_it_is_asked_back_once_and_the_tail_says_which(cast, sms, hears):
    one = answered(cast, number="T0001111")
    other = answered(cast, title="村口路面有坑", words="村口路面有个大坑。", number="T0002222")
    push(hears, "1")
    react(later(NOON, minutes=5))
    assert "requester_said" not in names(one) + names(other)
    assert len(questions(sms)) == 3  # asked about each, and which it is
    push(hears, "1", sequence=2)
    react(later(NOON, minutes=6))
    assert len(questions(sms)) == 3  # whoever is not understood twice is called
    assert Reply.objects.get(key="2").state == "left"
    push(hears, "22221", sequence=3)
    assert "requester_said" in names(other) and "requester_said" not in names(one)
    push(hears, "2", sequence=4)  # now there is one question alone
    assert one.events.get(name="requester_said").told["solved"] is False


def test_what_cannot_be_read_is_asked_back_once_and_then_left(cast, sms, hears):
    matter = answered(cast)
    push(hears, "哦，知道了")
    react(later(NOON, minutes=5))
    assert names(matter).count("sms_unclear") == 1 and len(questions(sms)) == 2
    push(hears, "我在地里呢", sequence=2)
    react(later(NOON, minutes=6))
    assert len(questions(sms)) == 2
    left = rows_of(REPLIES, cast.seats["caller"])
    assert [one.words for one in left] == ["我在地里呢"]


def test_an_unknown_phone_is_counted_and_left_for_the_clerk(cast, sms, hears):
    matter = answered(cast)
    push(hears, "1", phone="18800009999")
    assert "requester_said" not in names(matter)
    page = cast.client("caller").get("/notices/replies/").content.decode()
    assert "没有登记过这个电话" in page and "188****9999" in page and "18800009999" not in page
    [left] = rows_of(REPLIES, cast.seats["caller"])
    replies.see(left, seat=cast.seats["caller"], at=NOON)
    assert rows_of(REPLIES, cast.seats["caller"]) == []
    assert cast.client("water").get("/notices/replies/").status_code == 403


def test_the_clerk_reads_the_answer_and_no_number_that_is_kept_from_them(cast, sms, hears):
    matter = answered(cast)
    push(hears, "哦，知道了")
    push(hears, "我在地里呢", sequence=2)
    clerk = cast.client("caller")
    assert matter.number in clerk.get("/notices/replies/").content.decode()
    Matter.objects.filter(pk=matter.pk).update(kind="firm_request")  # of those read by deed alone
    page = clerk.get("/notices/replies/").content.decode()
    assert "我在地里呢" in page and matter.number not in page


def test_who_wants_no_more_is_not_asked_back(cast, sms, hears):
    matter = answered(cast)
    push(hears, "TD")
    assert "sms_unclear" not in names(matter)
    assert Reply.objects.get().why == "no_more"


def test_nobody_else_pushes_answers(cast, sms, hears, channel):
    matter = answered(cast)
    assert push(hears[:-3] + "xyz", "1").status_code == 404
    assert push(hears, "1", sign="别的镇").status_code == 400
    assert Client().post(hears, "{", content_type="application/json").status_code == 400
    assert Client().post(hears, "[1]", content_type="application/json").status_code == 400
    assert Client().get(hears).status_code == 405
    replies.listen(channel, seat=cast.seats["admin"], at=NOON)  # a new address: the old one opens nothing more
    assert push(hears, "1").status_code == 404
    assert "requester_said" not in names(matter)


def test_answers_come_from_the_named_networks_alone(cast, sms, clock):
    address = sms.address(**{"from": "203.0.113.0/24"})
    channel = actions.open_channel(
        cast.town, kind="sms", title="短信", address=address, unit=None, seat=cast.seats["admin"], at=NOON
    )
    token = replies.listen(channel, seat=cast.seats["admin"], at=NOON)
    assert push(f"/notices/up/{token}", "1").status_code == 404
    told = json.dumps([{"sequence_id": 1, "phone_number": PHONE, "content": "1"}])
    inside = Client(REMOTE_ADDR="203.0.113.9").post(f"/notices/up/{token}", told, content_type="application/json")
    assert inside.status_code == 200


def test_nothing_is_asked_at_night_nor_of_a_report_nor_where_nobody_hears(cast, sms, hears, channel):
    night = local("11-05 22:00")
    answered(cast, at=night)
    assert questions(sms) == []
    react(local("11-06 08:01"))
    assert len(questions(sms)) == 1
    answered(cast, at=local("11-06 10:00"), request_type="report", title="举报倾倒渣土", words="有人夜里倒渣土。")
    assert len(questions(sms)) == 1
    Channel.objects.filter(pk=channel.pk).update(hears_hash=None)
    answered(cast, at=local("11-06 11:00"), title="别的事", words="路灯不亮了两天。")
    assert len(questions(sms)) == 1


def test_the_gateways_own_refusal_stands_in_the_row(cast, sms, channel):
    sms.code = "isv.MOBILE_NUMBER_ILLEGAL"
    matter = cast.say()
    dispatch.send(
        matter,
        category=cast.categories["W01"],
        unit=cast.units["water"],
        place=None,
        urgency="general",
        seat=cast.seats["dispatcher"],
        at=NOON,
    )
    react(later(NOON, minutes=1))
    notice = Notice.objects.get()
    assert notice.state == "failed" and "号码" in notice.error
    assert PHONE not in notice.error


@pytest.mark.parametrize(
    "address",
    [
        "aliyun://dysmsapi.aliyuncs.com/?sign=a&template=b",
        "aliyun://k:s@dysmsapi.aliyuncs.com/?sign=a",
        "aliyun://k:s@dysmsapi.aliyuncs.com/?sign=a&template=b&from=nowhere",
    ],
)
def test_a_half_written_address_is_told(cast, address):
    with pytest.raises(Refused):
        actions.open_channel(
            cast.town, kind="sms", title="短信", address=address, unit=None, seat=cast.seats["admin"], at=NOON
        )


@pytest.mark.parametrize(
    ("words", "tail", "solved"),
    [
        *(("1", "", True), ("２", "", False), (" 1 解决 ", "", True), ("没解决。", "", False), ("解决了", "", True)),
        *(("1234 1", "1234", True), ("1234-2", "1234", False), ("12342没解决", "1234", False)),
    ],
)
def test_an_answer_is_read(words, tail, solved):
    told = answer_in(words)
    assert told is not None and (told.tail, told.solved) == (tail, solved)


@pytest.mark.parametrize("words", ["", "3", "12", "1没解决", "1234", "好", "11", "12345", "解决不了"])
def test_no_answer_is_guessed(words):
    assert answer_in(words) is None


def test_messages_of_no_matter_are_not_kept_for_ever(cast, sms, hears):
    push(hears, "1", phone="18800009999")
    assert replies.purge_replies(NOON + timedelta(days=200)) == 1
    assert Reply.objects.get().words == ""
