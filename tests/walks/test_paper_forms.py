"""A paper form is printed with a serial, filled in by hand, and written down once by whoever gets it back."""

from __future__ import annotations

import io
import re

import pytest
import segno
from cast import NOON, make_town
from PIL import Image

from xiangyue.house import moment
from xiangyue.kernel.models import Matter

JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


def printed(client, door="W", count=1):
    page = client.post("/window/papers", {"door": door, "count": count}).content.decode()
    return re.findall(r'data-serial="(\w+)"', page), page


def write(client, serial, request_id="paper-0001", **more):
    form = {
        "request_id": request_id,
        "way": "counter",
        "words": "村南头的水渠塌了一段，浇不上地。",
        "request_type": "help",
        "read_back": "no",
        "not_read_why": "本人自填",
        "paper": serial,
        **more,
    }
    return client.post("/window/entries", form, headers=JSON)


def photo():
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    out.seek(0)
    out.name = "登记表.jpg"
    return out


def test_printed_filled_in_and_written_down_with_its_picture(cast, own_media):
    village = cast.client("village")
    [serial], page = printed(village)
    lead_here = segno.make(f"http://testserver/window/?paper={serial}", micro=False, error="q")
    assert lead_here.svg_data_uri(scale=3, border=2) in page
    form = village.get(f"/window/?paper={serial.lower()}").content.decode()
    assert f'value="{serial}"' in form and "还没有登记过" in form
    assert write(village, serial, photos=[photo()]).status_code == 200
    matter = Matter.objects.get()
    assert matter.attachments.get().title == "登记表.jpg"
    told = matter.events.get(name="written_down").told
    assert (told["way"], told["way_name"]) == ("paper", "便民窗口纸质登记表")


def test_the_same_serial_shows_the_first_record_and_makes_no_second(cast):
    village, dispatcher = cast.client("village"), cast.client("dispatcher")
    [serial], _ = printed(village)
    write(village, serial)
    number = Matter.objects.get().number
    again = write(dispatcher, serial, request_id="paper-0002", words="水渠塌了，请修一修。")
    assert again.status_code == 422 and number in again.json()["says"]
    assert Matter.objects.count() == 1
    assert number in dispatcher.get(f"/window/?paper={serial}").content.decode()
    assert number in dispatcher.get("/window/paper", {"paper": serial}).content.decode()


def test_sent_twice_under_one_id_it_is_one(cast):
    village = cast.client("village")
    [serial], _ = printed(village)
    assert write(village, serial).json()["to"] == write(village, serial).json()["to"]
    assert Matter.objects.count() == 1


@pytest.mark.parametrize("door", ["P", "W", "R", "F"])
def test_each_door_has_its_own_form(cast, door):
    serials, page = printed(cast.client("dispatcher"), door, 3)
    assert len(set(serials)) == 3 and all(one.startswith(door) for one in serials)
    assert ("想见哪位领导" in page) == (door == "R") and ("哪个网格" in page) == (door == "F")


def test_a_digit_that_was_read_wrongly_is_told(cast):
    village = cast.client("village")
    [serial], _ = printed(village)
    wrong = serial[:-1] + str((int(serial[-1]) + 1) % 10)
    refused = write(village, wrong)
    assert refused.status_code == 422 and "请对照再输一次" in refused.json()["says"]
    assert Matter.objects.count() == 0


def test_another_towns_paper_is_not_ours(cast):
    other = make_town("110112118000", "邻镇")
    [serial], _ = printed(other.client("village"))
    refused = write(cast.client("village"), serial)
    assert refused.status_code == 422 and "没有打印过" in refused.json()["says"]


@pytest.mark.parametrize(("door", "count"), [("X", 1), ("W", 0), ("W", 51)])
def test_what_cannot_be_printed_is_told(cast, door, count):
    refused = cast.client("village").post("/window/papers", {"door": door, "count": count}, headers=JSON)
    assert refused.status_code == 422
