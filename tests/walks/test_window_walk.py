"""At the window an old neighbour says that the water is off; the village clerk writes it down, reads it back and hands
over a receipt.
"""

from __future__ import annotations

import re

import pytest
import segno
from cast import DAY, NOON, later
from django.test import Client

from xiangyue.counter.own.slip import slip_of
from xiangyue.house import moment
from xiangyue.kernel.actions import dispose
from xiangyue.kernel.actions.record import Actor
from xiangyue.kernel.models import Matter, Rule

JSON = {"accept": "application/json"}
TOWN = "110112117000"


@pytest.fixture
def clock(monkeypatch):
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


def entry(request_id="window-0001", **more):
    return {
        "request_id": request_id,
        "way": "counter",
        "words": "家里停水两天了，我八十三了挑不动水。",
        "phone": "199 0000 1234",
        "name": "林大爷",
        "request_type": "help",
        "read_back": "yes",
        **more,
    }


def write(client, **more):
    return client.post("/window/entries", entry(**more), headers=JSON)


def code_on(slip):
    return re.search(r'slip-code">(\d{10})<', slip)[1]


def test_written_down_read_back_and_followed_by_the_person(cast, clock):
    village = cast.client("village")
    assert "照本人的话写" in village.get("/window/").content.decode()
    answer = write(village, place=str(cast.places["dayang"].pk))
    assert answer.status_code == 200, answer.content
    slip = village.get(answer.json()["to"]).content.decode()
    matter = Matter.objects.get()
    assert (matter.door, matter.place.name, matter.state) == ("window", "大羊村", "received")
    assert matter.number in slip
    code = code_on(slip)
    assert "受理回执" in slip and "11月12日" in slip  # five working days from Tuesday noon, by the town's general class
    assert "data:image/svg+xml" in slip and f"/portal/{TOWN}/find" in slip
    assert "19900001234" not in slip and "林大爷" not in slip  # nothing of the phone on paper

    phone = Client()
    page = phone.post(f"/portal/{TOWN}/find", {"code": code, "tail": "1234"}, follow=True).content.decode()
    assert "到窗口当面代为登记，已读给本人听，本人同意" in page
    assert "大羊村村委会" in page and "赵支书" not in page  # the unit, not the clerk


def test_sent_twice_it_is_one_matter_with_the_same_slip(cast, clock):
    village = cast.client("village")
    first, second = write(village), write(village)
    assert first.json()["to"] == second.json()["to"]
    assert Matter.objects.count() == 1


def test_what_was_not_read_back_says_so_with_its_reason(cast, clock):
    village = cast.client("village")
    refused = write(village, read_back="no", not_read_why="")
    assert refused.status_code == 422 and "请写明原因" in refused.json()["says"]
    unsaid = write(village, read_back="")
    assert unsaid.status_code == 422 and "未复述" in unsaid.json()["says"]
    assert Matter.objects.count() == 0
    write(village, read_back="no", not_read_why="本人赶车先走了")
    told = Matter.objects.get().events.get(name="written_down").told
    assert (told["read_back"], told["not_read_why"]) == (False, "本人赶车先走了")


def test_what_the_same_phone_said_lately_is_shown_before_anything_is_sent(cast, clock):
    village, dispatcher = cast.client("village"), cast.client("dispatcher")
    write(village)
    first = Matter.objects.get().number
    clock["now"] = later(NOON, minutes=20)
    again = write(dispatcher, request_id="window-0002")
    assert again.status_code == 422 and "已经反映过" in again.json()["says"]
    shown = dispatcher.post("/window/earlier", {"phone": "19900001234"}).content.decode()
    assert first in shown and "停水" in shown
    elsewhere = village.post("/window/earlier", {"phone": "19900001234"}).content.decode()
    assert first in elsewhere and "停水" not in elsewhere  # of what the village may not see, no words
    assert first not in village.post("/window/earlier", {"phone": "19900004321"}).content.decode()
    followed = write(dispatcher, request_id="window-0002", seen=[first], follows=first)
    assert followed.status_code == 200, followed.content
    assert Matter.objects.get(parent__number=first).state == "merged"
    clock["now"] = later(NOON, hours=60)
    two_days_on = cast.client("dispatcher").post("/window/earlier", {"phone": "19900001234"})
    assert two_days_on.status_code == 200 and first not in two_days_on.content.decode()


def test_another_thing_from_the_same_phone_is_a_matter_of_its_own(cast, clock):
    village = cast.client("village")
    write(village)
    first = Matter.objects.get()
    other = write(village, request_id="window-0003", words="村口的路灯也不亮了。", seen=[first.number])
    assert other.status_code == 200
    assert Matter.objects.filter(parent=None).count() == 2


def test_what_has_ended_is_shown_but_not_followed(cast, clock):
    village = cast.client("village")
    write(village)
    first = Matter.objects.get()
    dispose(first, code="OUT_OF_SCOPE", told="请走法定渠道", actor=Actor.of(cast.seats["dispatcher"]), at=NOON)
    refused = write(village, request_id="window-0004", seen=[first.number], follows=first.number)
    assert refused.status_code == 422 and "已经办结" in refused.json()["says"]
    assert Matter.objects.count() == 1


def test_a_report_is_never_shown_by_its_phone(cast, clock):
    village = cast.client("village")
    write(village, request_type="report", words="村里有人私自倾倒渣土。")
    number = Matter.objects.get().number
    assert number not in village.post("/window/earlier", {"phone": "19900001234"}).content.decode()


def test_without_a_phone_the_slip_gives_four_digits(cast, clock):
    village = cast.client("village")
    slip = village.get(write(village, phone="").json()["to"]).content.decode()
    assert "手机号后四位" not in slip


def test_the_code_stands_behind_the_hash_of_the_picture_and_nowhere_in_the_address(cast, clock):
    village = cast.client("village")
    url = write(village).json()["to"]
    code = code_on(village.get(url).content.decode())
    slip = slip_of(Matter.objects.get(), find="https://xiangyue.example/portal/1/find", at=NOON)
    assert code not in url and slip.code == code
    expected = segno.make(f"https://xiangyue.example/portal/1/find#{code}", micro=False, error="m")
    assert slip.picture == expected.svg_data_uri(scale=4, border=2)


def test_the_town_says_whom_to_call(cast, clock):
    told = {"title": "群众服务站", "phone": "010-00000000"}
    Rule.objects.create(town=cast.town, kind="contact", key="town", valid_from=DAY, value=told, source="测试用")
    village = cast.client("village")
    assert "010-00000000" in village.get(write(village).json()["to"]).content.decode()


def test_a_receipt_is_printed_again_for_the_person_and_told_to_them(cast, clock):
    village, dispatcher = cast.client("village"), cast.client("dispatcher")
    write(village)
    matter = Matter.objects.get()
    again = dispatcher.post("/window/slips", {"number": matter.number.lower()})
    code = code_on(again.content.decode())
    page = Client().post(f"/portal/{TOWN}/find", {"code": code, "tail": "1234"}, follow=True).content.decode()
    assert "补打了一次受理回执" in page
    assert village.post("/window/slips", {"number": matter.number}).status_code == 403
    nothing = cast.say().number  # through the hotline: its receipt is the hotline's
    refused = dispatcher.post("/window/slips", {"number": nothing}, headers=JSON)
    assert refused.status_code == 422 and "没有查询码" in refused.json()["says"]


def test_the_person_prints_it_from_their_own_page(cast, clock):
    village = cast.client("village")
    code = code_on(village.get(write(village).json()["to"]).content.decode())
    matter, phone = Matter.objects.get(), Client()
    address = f"/portal/{TOWN}/mine/{matter.number}/slip"
    assert phone.get(address).status_code == 403
    phone.post(f"/portal/{TOWN}/find", {"code": code, "tail": "1234"})
    assert code_on(phone.get(address).content.decode()) == code


def test_the_slip_is_for_whoever_wrote_it_on_that_day(cast, clock):
    village = cast.client("village")
    slip = write(village).json()["to"]
    assert cast.client("dispatcher").get(slip).status_code == 403
    clock["now"] = later(NOON, hours=30)
    assert cast.client("village").get(slip).status_code == 403


def test_a_unit_that_answers_writes_nothing_down(cast, clock):
    assert cast.client("water").get("/window/").status_code == 403
    assert write(cast.client("water")).status_code == 403
