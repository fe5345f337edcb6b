"""林小草 writes to the secretary from WeChat. The clerk screens, the secretary signs twice in person, and she is
believed.
"""

from __future__ import annotations

import pytest
from cast import NOON, later
from django.core.cache import cache
from django.test import Client
from mailbox_people import TOWN, Phone, assign, deliver, handle, instruct, jpeg, letter_again, react, review, screen

from xiangyue.counter.throttle import BASE_BITS
from xiangyue.desks.handling import actions as handling
from xiangyue.doors.mailbox import actions
from xiangyue.house import moment
from xiangyue.kernel.actions import reveal
from xiangyue.kernel.models import Matter
from xiangyue.kernel.queries import verify
from xiangyue.lib.coords import distance_m, wgs84_to_gcj02
from xiangyue.lib.effort import work

pytest_plugins = ["mailbox_fixtures"]


@pytest.fixture
def clock(monkeypatch):
    cache.clear()
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


def test_a_letter_from_wechat_to_the_writers_own_word(mailbox_town, clock, wechat):
    cast = mailbox_town
    phone = Phone(wechat, "openid-xiaocao")
    card = phone.get().json()
    assert card["evaluators"] == [{"key": "people", "name": "群众评"}]
    assert phone.log_in().status_code == 201
    photo = phone.photo(jpeg()).json()["id"]
    lon, lat = wgs84_to_gcj02(116.805, 39.702)
    written = phone.write(lon=lon, lat=lat, photos=[photo])
    assert written.status_code == 201, written.content
    letter = written.json()
    assert (letter["stage"], letter["stage_zh"], len(letter["stages"])) == ("received", "收到", 9)
    assert letter["may"] == {"add": True, "withdraw": True, "rate": False, "reopen": False, "reopen_until": None}
    number = letter["number"]
    matter = Matter.objects.get(number=number)
    assert distance_m(matter.lon, matter.lat, 116.805, 39.702) < 1
    assert (matter.kind, matter.door, matter.attachments.count()) == ("letter", "mailbox", 1)
    assert phone.client.get(letter["photos"][0]).status_code == 200

    clock["now"] = later(NOON, hours=1)
    clerk, secretary, roads = cast.client("clerk"), cast.client("secretary"), cast.client("roads")
    page = clerk.get("/mailbox/", {"tab": "screen", "m": number}).content.decode()
    assert "排水沟" in page
    assert "199****1234" not in phone.get(f"letters/{number}").content.decode()
    clerk.post(
        f"/mailbox/letters/{number}/screening",
        {
            "category": cast.categories["R01"].pk,
            "place": cast.places["dayang"].pk,
            "urgency": "general",
            "note": "同村还有两户反映",
        },
    )
    clerk.post(f"/mailbox/letters/{number}/draft", {"text": "请建设办三天内到现场。"})
    assert clerk.post(f"/mailbox/letters/{number}/instruction", {"text": "请建设办三天内到现场。"}).status_code == 403
    told = phone.get(f"letters/{number}").json()
    assert (told["stage"], told["who_answers_now"]) == ("screened", "镇党委书记（等待批示）")

    clock["now"] = later(NOON, hours=2)
    clerk, secretary, roads = cast.client("clerk"), cast.client("secretary"), cast.client("roads")  # logged in again
    page = secretary.get("/mailbox/").content.decode()
    assert "请建设办三天内到现场。" in page
    assert "同村还有两户反映" in page
    secretary.post(f"/mailbox/letters/{number}/instruction", {"text": "请建设办三天内到现场，结果报我。"})
    assert phone.get(f"letters/{number}").json()["stage"] == "instructed"
    clerk.post(f"/mailbox/letters/{number}/assignment", {"unit": cast.units["roads"].pk})
    told = phone.get(f"letters/{number}").json()
    assert (told["stage"], told["who_answers_now"]) == ("assigned", "城乡建设办公室")
    assert "结果报我" not in str(told)  # the instruction is for the unit to read

    clock["now"] = later(NOON, hours=3)
    clerk, secretary, roads = cast.client("clerk"), cast.client("secretary"), cast.client("roads")  # logged in again
    assert "结果报我" in roads.get(f"/matters/{number}").content.decode()
    matter = letter_again(matter).matter
    handling.sign(matter, seat=cast.seats["roads"], at=clock["now"])
    reveal(matter, field="phone", reason="约上门时间", seat=cast.seats["roads"], at=clock["now"])
    handling.write_answer(
        matter, text="已经清淤并加盖板，雨后复查。", outcome="solved", seat=cast.seats["roads"], at=clock["now"]
    )
    told = phone.get(f"letters/{number}").json()
    assert (told["stage"], told["who_answers_now"], told["answer"]) == ("handled", "镇党委书记（正在审阅答复）", None)
    assert told["looks"][0]["reason"] == "约上门时间"
    page = secretary.get("/mailbox/").content.decode()
    assert "雨后复查" in page
    secretary.post(f"/mailbox/letters/{number}/review", {"verdict": "ok"})
    assert phone.get(f"letters/{number}").json()["stage"] == "reviewed"

    clock["now"] = later(NOON, hours=4)
    clerk, secretary, roads = cast.client("clerk"), cast.client("secretary"), cast.client("roads")  # logged in again
    answer = matter.answers.select_related("matter__town", "matter__lead_unit").get()
    answer.matter.refresh_from_db()
    for to, how in (("requester", "message"), ("door", "system")):
        handling.deliver(answer, to=to, how=how, seat=cast.seats["roads"], at=clock["now"])
    react(clock["now"])
    told = phone.get(f"letters/{number}").json()
    assert (told["stage"], told["answer"], told["may"]["rate"]) == ("answered", "已经清淤并加盖板，雨后复查。", True)
    rated = phone.post(
        f"letters/{number}/rating",
        {
            "request_id": "rate-0001",
            "solved": True,
            "satisfied": "yes",
            "words": "谢谢",
            "evaluations": [{"key": "people", "score": 5, "comment": "来得快"}],
        },
    )
    assert rated.status_code == 201, rated.content
    assert rated.json()["stage"] == "rated"
    react(clock["now"])
    told = phone.get(f"letters/{number}").json()
    assert (told["stage"], told["may"]["reopen"]) == ("closed", True)
    assert [stage["at"] is not None for stage in told["stages"]] == [True] * 9
    assert told["rating"]["evaluations"] == [{"key": "people", "score": 5, "comment": "来得快"}]
    assert phone.post(f"letters/{number}/reopening", {"reason": "雨后又堵了"}).status_code == 201
    react(clock["now"])
    told = phone.get(f"letters/{number}").json()
    assert (told["stage"], told["who_answers_now"]) == ("assigned", "城乡建设办公室")
    assert list(verify(cast.town)) == []


def test_the_same_mailbox_in_a_browser(mailbox_town, clock):
    cast, browser = mailbox_town, Client()
    assert "给书记写信" in browser.get(f"/portal/{TOWN}/").content.decode()
    assert "书记已审阅" in browser.get(f"/mailbox/{TOWN}/").content.decode()
    nonce = work(TOWN, "browser-0001", BASE_BITS)
    form = {
        "request_type": "complaint",
        "title": "路灯不亮",
        "words": "村口的路灯坏了半个月。",
        "name": "林小草",
        "phone": "199 0000 0001",
        "place": "dayang",
        "request_id": "browser-0001",
        "nonce": nonce,
    }
    page = browser.post(f"/mailbox/{TOWN}/write", form, follow=True).content.decode()
    assert "这是您的回执" in page
    letter = letter_again(Matter.objects.get(kind="letter"))
    address = f"/mailbox/{TOWN}/mine/{letter.matter.number}"
    browser.post(f"{address}/words", {"words": "灯杆编号是十二"})
    for hours, step in enumerate((screen, instruct, assign, handle, review, deliver), start=1):
        clock["now"] = later(NOON, hours=hours)
        step(cast, letter_again(letter.matter), clock["now"])
    page = browser.get(address).content.decode()
    assert "已经清淤并加盖板。" in page
    assert "您说了算" in page
    assert "李建设" not in page  # a resident sees the unit, not the clerk
    browser.post(
        f"{address}/rating",
        {"solved": "no", "satisfied": "no", "words": "灯还是不亮", "score_people": "2", "comment_people": "没来看"},
    )
    react(clock["now"])
    letter = letter_again(letter.matter)
    assert (letter.matter.state, letter.matter.reopened_count) == ("reopened", 1)
    page = browser.get(address).content.decode()
    assert "没来看" in page

    # the second round asks for the answer, the review and the word anew
    roads, secretary = cast.seats["roads"], cast.seats["secretary"]
    handling.begin(letter.matter, seat=roads, at=clock["now"])
    handling.write_answer(letter.matter, text="换了灯头，当晚亮灯。", outcome="solved", seat=roads, at=clock["now"])
    actions.review(letter_again(letter.matter), seat=secretary, at=clock["now"])
    deliver(cast, letter_again(letter.matter), clock["now"])
    react(clock["now"])
    browser.post(f"{address}/rating", {"solved": "yes", "satisfied": "mostly", "score_people": "4"})
    react(clock["now"])
    assert letter_again(letter.matter).matter.state == "closed"
    assert list(letter.evaluations.order_by("round").values_list("round", "score")) == [(0, 2), (1, 4)]
    month = cast.client("secretary").get("/mailbox/account", {"month": "2024-11"}).content.decode()
    assert "信箱月报" in month
    assert "城乡建设办公室" in month
