"""林小草 says from her phone, without an account, that the water is off; she sees who answers until she says it is
solved.
"""

from __future__ import annotations

import io
import re

import pytest
from cast import NOON, later
from django.test import Client
from PIL import Image

from xiangyue.counter.throttle import BASE_BITS
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.house import moment
from xiangyue.house.timers import work_once
from xiangyue.kernel.actions import reveal
from xiangyue.kernel.models import Matter
from xiangyue.lib.effort import work

TOWN = "110112117000"


@pytest.fixture
def clock(monkeypatch):
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


def said(client, request_id="walk-0001", **more):
    form = {
        "words": "大羊村三区停水两天了，老人做不了饭。",
        "request_type": "help",
        "place": "dayang",
        "phone": "199 0000 1234",
        "name": "林小草",
        "request_id": request_id,
        "nonce": work(TOWN, request_id, BASE_BITS),
        **more,
    }
    return client.post(f"/portal/{TOWN}/say", form, headers={"accept": "application/json"})


def photo():
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "blue").save(out, "JPEG")
    out.seek(0)
    out.name = "水管.jpg"
    return out


def test_from_the_first_word_to_solved(cast, clock, own_media):
    phone = Client()
    assert "说一件事" in phone.get("/portal/", follow=True).content.decode()
    answer = said(phone, photos=[photo()])
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert re.fullmatch(r"\d{10}", told["query_code"])
    page = phone.get(told["url"]).content.decode()
    assert told["query_code"] in page
    assert "收到了，这是您的回执" in page
    matter = Matter.objects.get(number=told["number"])
    assert (matter.door, matter.place.name, matter.title) == ("portal", "大羊村", "大羊村三区停水两天了，老人做不了饭")
    assert matter.attachments.count() == 1

    dispatch.send(
        matter,
        category=cast.categories["W01"],
        unit=cast.units["water"],
        place=None,
        urgency="utility",
        seat=cast.seats["dispatcher"],
        at=NOON,
    )
    handling.sign(matter, seat=cast.seats["water"], at=later(NOON, minutes=10))
    reveal(matter, field="phone", reason="约上门时间", seat=cast.seats["water"], at=later(NOON, minutes=20))

    # another phone: code and tail
    clock["now"] = later(NOON, hours=1)
    other = Client()
    assert other.get(f"/portal/{TOWN}/mine/{matter.number}").status_code == 403
    opened = other.post(f"/portal/{TOWN}/find", {"code": told["query_code"], "tail": "1234"}, follow=True)
    page = opened.content.decode()
    assert "水务所" in page
    assert "最迟什么时候答复" in page
    assert "约上门时间" in page
    assert "王水务" not in page  # a resident sees the unit, not the clerk
    assert "199" not in page

    other.post(f"/portal/{TOWN}/mine/{matter.number}/words", {"words": "门牌是三区十二号"})
    matter.refresh_from_db()
    handling.answer_at_once(
        matter,
        text="更换水管，已恢复供水。",
        outcome="solved",
        requester_how="phone",
        door_how="system",
        seat=cast.seats["water"],
        at=later(NOON, hours=3),
    )
    clock["now"] = later(NOON, hours=4)
    while work_once(clock["now"]):
        pass
    page = other.get(f"/portal/{TOWN}/mine/{matter.number}").content.decode()
    assert "您说了算" in page
    other.post(
        f"/portal/{TOWN}/mine/{matter.number}/rating", {"solved": "no", "satisfied": "mostly", "words": "水还是黄的"}
    )
    while work_once(later(NOON, hours=5)):
        pass
    matter.refresh_from_db()
    assert (matter.state, matter.reopened_count) == ("reopened", 1)


def test_sent_twice_it_is_there_once_with_the_same_receipt(cast, clock):
    first, second = said(Client(), phone=""), said(Client(), phone="")
    assert first.json()["query_code"] == second.json()["query_code"]
    assert first.json()["tail"] == second.json()["tail"] != ""
    assert Matter.objects.count() == 1


def test_three_neighbours_have_said_it_and_the_fourth_follows(cast, clock):
    first = said(Client(), "walk-a001").json()["number"]
    asked = (
        Client()
        .post(f"/portal/{TOWN}/neighbours", {"words": "大羊村三区停水两天，老人做不了饭", "place": "dayang"})
        .json()
    )
    assert asked["neighbours"][0]["number"] == first
    assert "大羊村" in asked["neighbours"][0]["says"]
    says = asked["neighbours"][0]["says"]
    assert "11月5日" in says and "停水" in says  # when, and a word of the town's catalogue
    assert "老人" not in says and "三区" not in says  # never anybody's own
    followed = said(Client(), "walk-a002", phone="19900005678", follows=first).json()["number"]
    assert Matter.objects.get(number=followed).parent.number == first
    stranger = said(Client(), "walk-a003", words="暖气一点都不热，孩子冻感冒了", follows=first).json()["number"]
    assert Matter.objects.get(number=stranger).parent is None  # what was not offered cannot be followed


def test_ones_own_matter_is_no_neighbours(cast, clock):
    phone, other = Client(), Client()
    said(phone, "walk-b001")
    same = {"words": "大羊村三区停水两天，老人做不了饭", "place": "dayang"}
    assert phone.post(f"/portal/{TOWN}/neighbours", same).json()["neighbours"] == []
    assert len(other.post(f"/portal/{TOWN}/neighbours", same).json()["neighbours"]) == 1
    # a telephone typed there tells nothing of whose it is
    assert len(other.post(f"/portal/{TOWN}/neighbours", {**same, "phone": "19900001234"}).json()["neighbours"]) == 1


def test_a_report_is_no_neighbours(cast, clock):
    said(Client(), "walk-c001", request_type="report")
    same = {"words": "大羊村三区停水两天，老人做不了饭", "place": "dayang"}
    assert Client().post(f"/portal/{TOWN}/neighbours", same).json()["neighbours"] == []


def test_without_scripts_a_sum_in_a_picture_opens_the_door(cast, clock):
    client = Client()
    page = client.get(f"/portal/{TOWN}/say").content.decode()
    request_id = re.search(r'name="request_id" value="(\w+)"', page)[1]
    token = re.search(r'name="picture" value="([^"]+)"', page)[1]
    assert client.get(f"/portal/{TOWN}/picture", {"t": token})["Content-Type"] == "image/png"
    form = {"words": "路灯不亮，晚上走路看不见。", "request_type": "help", "request_id": request_id, "picture": token}
    import random

    from xiangyue.doors.portal.challenge import _seed
    from xiangyue.lib.pictures import new_sum

    right = new_sum(random.Random(_seed(request_id)))[1]
    wrong = client.post(f"/portal/{TOWN}/say", form | {"picture_answer": str(right + 1)})
    assert wrong.status_code == 422
    assert "没有算对" in wrong.content.decode()
    assert "路灯不亮" in wrong.content.decode()  # nothing typed is lost
    done = client.post(f"/portal/{TOWN}/say", form | {"picture_answer": str(right)})
    assert done.status_code == 302
    assert "回执" in client.get(done["Location"]).content.decode()
