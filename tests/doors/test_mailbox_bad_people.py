"""The mailbox under bad input and bad people: sealed letters stay sealed, nobody signs for the secretary, replays
change nothing.
"""

from __future__ import annotations

import pytest
from cast import NOON, make_town
from django.test import Client
from mailbox_people import TOWN, Phone, a_letter, brought_to, jpeg, letter_again

from xiangyue.counter.throttle import BASE_BITS
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.leader import actions as leader
from xiangyue.doors.mailbox import actions
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter
from xiangyue.kernel.queries import find, timeline
from xiangyue.lib.coords import distance_m, wgs84_to_gcj02
from xiangyue.lib.effort import work

pytest_plugins = ["mailbox_fixtures"]
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def town(mailbox_town):
    return mailbox_town


BLIND = [
    "dispatcher",
    "reviewer",
    "statistician",
    "deputy",
    "caller",
    "water",
    "village",
    "district",
    "auditor",
    "privacy",
    "admin",
]


@pytest.mark.parametrize("who", BLIND)
def test_a_letter_is_closed_to_everybody_without_the_seat_for_it(town, who):
    letter = brought_to(town, "assigned")
    number, seat = letter.matter.number, town.seats[who]
    with pytest.raises(NotAllowed):
        matter_for(seat, number)
    assert find(seat, "排水沟") == []
    client = town.client(who)
    for address in (f"/matters/{number}", f"/mailbox/?m={number}", "/mailbox/", "/mailbox/account"):
        assert client.get(address).status_code == 403, address
    for deed in (
        "screening",
        "draft",
        "instruction",
        "assignment",
        "review",
        "joining",
        "history",
        "phone-rating",
        "evaluation",
    ):
        assert client.post(f"/mailbox/letters/{number}/{deed}", {"text": "好"}).status_code == 403, deed


def test_the_unit_that_leads_it_reads_it_and_others_do_not(town):
    letter = brought_to(town, "assigned")
    assert matter_for(town.seats["roads"], letter.matter.number)
    assert town.client("roads").get("/mailbox/").status_code == 403


def test_nobody_signs_for_the_secretary(town):
    letter = brought_to(town, "screened")
    for who in ("clerk", "deputy", "dispatcher", "roads"):
        for deed in (
            lambda seat: actions.instruct(letter, text="同意", seat=seat, at=NOON),
            lambda seat: actions.review(letter, seat=seat, at=NOON),
            lambda seat: actions.send_back(letter, missing="现场照片", seat=seat, at=NOON),
            lambda seat: actions.dispose(letter, code="OUT_OF_SCOPE", told="不归镇里", text="分流", seat=seat, at=NOON),
        ):
            with pytest.raises(NotAllowed, match="书记本人"):
                deed(town.seats[who])
    with pytest.raises(NotAllowed):
        leader.instruct(letter.matter, text="同意", follower=None, seat=town.seats["clerk"], at=NOON)
    assert "letter_instructed" not in [line.name for line in timeline(letter.matter)]


def test_no_desk_goes_round_the_instruction_or_the_review(town):
    letter = brought_to(town, "screened")
    with pytest.raises(Refused, match="书记本人批示"):
        actions.assign(letter, unit=town.units["roads"], seat=town.seats["clerk"], at=NOON)
    with pytest.raises(Refused, match="书记本人批示"):
        dispatch.send(
            letter.matter,
            category=town.categories["R01"],
            unit=town.units["roads"],
            place=town.places["dayang"],
            urgency="general",
            seat=town.seats["dispatcher"],
            at=NOON,
        )
    with pytest.raises(Refused, match="书记本人批示"):
        kernel.dispose(
            letter.matter, code="OUT_OF_SCOPE", told="不归镇里", actor=kernel.Actor.of(town.seats["clerk"]), at=NOON
        )
    letter = brought_to(town, "assigned", number=2)
    roads = town.seats["roads"]
    handling.sign(letter.matter, seat=roads, at=NOON)
    words = {"text": "已经清淤。", "outcome": "solved", "seat": roads, "at": NOON}
    with pytest.raises(Refused, match="先写好答复并保存"):
        handling.answer_at_once(letter.matter, requester_how="phone", door_how="system", **words)
    answer = handling.write_answer(letter_again(letter.matter).matter, **words)
    with pytest.raises(Refused, match="书记审阅"):
        _deliver(answer, roads)
    assert letter_again(letter.matter).matter.state == "answer_ready"


def _deliver(answer, seat):
    for to, how in (("requester", "phone"), ("door", "system")):
        handling.deliver(answer, to=to, how=how, seat=seat, at=NOON)


def test_a_village_off_its_list_does_not_lead_a_letter_either(town):
    letter = brought_to(town, "instructed")
    with pytest.raises(Refused, match="第17条"):
        actions.assign(letter, unit=town.units["v-dayang"], seat=town.seats["secretary"], at=NOON)


def test_another_writers_token_is_answered_as_if_the_letter_were_not_there(phone, wechat):
    number = phone.write().json()["number"]
    stranger = Phone(wechat, "openid-stranger")
    stranger.log_in()
    for path, told in (
        ("", None),
        ("/words", {"request_id": "r-000001", "words": "我也要看"}),
        ("/rating", {"request_id": "r-000001", "solved": True}),
        ("/withdrawal", {}),
        ("/reopening", {}),
    ):

        def ask(one, path=path, told=told):
            return stranger.get(f"letters/{one}{path}") if told is None else stranger.post(f"letters/{one}{path}", told)

        theirs, nobodys = ask(number), ask("L20241105" + "0" * 10)
        assert theirs.status_code == nobodys.status_code == 403
        assert theirs.json() == nobodys.json()
    assert stranger.get("letters").json()["letters"] == []
    again = stranger.write()  # the same request id of another person is another letter
    assert again.status_code == 201
    assert again.json()["number"] != number


def test_a_letter_written_in_a_browser_belongs_to_no_token(town, phone):
    letter = a_letter(town)
    assert phone.get(f"letters/{letter.matter.number}").status_code == 403


def test_a_replayed_letter_is_there_once_with_the_same_receipt(phone):
    photo = phone.photo(jpeg()).json()["id"]
    first = phone.write(photos=[photo])
    second = phone.write(photos=[photo])
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["query_code"] == second.json()["query_code"]
    assert Matter.objects.filter(kind="letter").count() == 1


def test_the_point_of_a_phone_is_brought_home_to_a_metre(phone):
    for number, (lon, lat) in enumerate([(116.8012, 39.7034), (116.78, 39.69), (116.83, 39.72)]):
        there = wgs84_to_gcj02(lon, lat)
        assert distance_m(*there, lon, lat) > 300  # the shift is real
        assert phone.write(f"point-{number:04d}", lon=there[0], lat=there[1]).status_code == 201
        matter = Matter.objects.order_by("-pk")[0]
        assert distance_m(matter.lon, matter.lat, lon, lat) < 1


ODD = {
    "a position in Shanghai": ({"lon": 121.47, "lat": 31.23}, "位置"),
    "a position off the earth": ({"lon": 7e300, "lat": 1e308}, "位置"),
    "a village of another town": ({"village": "nowhere"}, "没有这个村"),
    "no name": ({"name": " "}, "姓名"),
    "letters for a phone": ({"phone": "ring me"}, "号码"),
    "no type": ({"type": "order"}, "种类"),
    "no words": ({"words": ""}, "太少"),
    "a request id with a path": ({"request_id": "../../etc"}, "编号"),
}


@pytest.mark.parametrize("what", ODD)
def test_what_cannot_be_taken_in_is_said_in_words(phone, what):
    more, says = ODD[what]
    answer = phone.write(**more)
    assert answer.status_code == 422, answer.content
    assert says in answer.json()["says"]
    assert not Matter.objects.filter(kind="letter").exists()


def test_odd_but_honest_texts_are_taken_in(phone):
    answer = phone.write(words="𠮷林里有𡋾人 🚰\ud800 停水了", title="<script>alert(1)</script>", phone="")
    assert answer.status_code == 201, answer.content
    assert answer.json()["words"] == "𠮷林里有𡋾人 🚰 停水了"


def test_a_nul_never_reaches_the_database(phone):
    assert phone.write(words="停水了，没有水。\u0000").status_code in (201, 400, 422)


def test_one_person_floods_nobody(phone):
    for number in range(actions.write.LETTERS_A_DAY):
        assert phone.write(f"flood-{number:04d}").status_code == 201
    assert "一天最多" in phone.write("flood-9999").json()["says"]


def in_browser(client=None, *, request_id="browser-0001", nonce=None, **more):
    form = {
        "request_type": "help",
        "title": "路灯不亮",
        "words": "村口的路灯坏了半个月。",
        "name": "林小草",
        "phone": "19900001234",
        "request_id": request_id,
        "nonce": work(TOWN, request_id, BASE_BITS) if nonce is None else nonce,
    } | more
    return (client or Client()).post(f"/mailbox/{TOWN}/write", form, headers={"accept": "application/json"})


@pytest.mark.parametrize(
    ("field", "says"), [("name", "姓名"), ("phone", "电话"), ("title", "标题"), ("words", "信还没有写")]
)
def test_without_wechat_name_and_phone_are_asked_for_kindly(town, field, says):
    answer = in_browser(**{field: ""})
    assert answer.status_code == 422
    assert says in answer.json()["says"]


def test_without_work_a_browser_is_asked_for_it_and_another_towns_receipt_opens_nothing(town):
    assert in_browser(nonce="0").json()["error"] == "more_work"
    mine = in_browser().json()
    assert in_browser().json() == mine
    stranger, other = Client(), make_town("110112118000", "漷县镇").town
    assert stranger.get(mine["url"]).status_code == 403
    for path in ("words", "rating", "withdrawal", "reopening"):
        assert stranger.post(f"/mailbox/{TOWN}/mine/{mine['number']}/{path}").status_code == 403
    wrong = stranger.post(f"/mailbox/{TOWN}/find", {"code": mine["query_code"], "tail": "0000"})
    assert (wrong.status_code, mine["number"] in wrong.content.decode()) == (403, False)
    assert stranger.post(f"/mailbox/{other.code}/find", {"code": mine["query_code"], "tail": "1234"}).status_code == 403
    assert (
        "林小草"
        not in stranger.post(
            f"/mailbox/{TOWN}/find", {"code": mine["query_code"], "tail": "1234"}, follow=True
        ).content.decode()
    )
