"""Found again by ten digits and a tail, and held by this device: what opens it, and what does not."""

from __future__ import annotations

import time

import pytest
from cast import NOON, make_town
from counter_help import NEXT_TOWN, TOWN, owner, saying
from django.http import HttpResponse
from django.test import Client
from mailbox_people import a_letter

from xiangyue.counter.own import held
from xiangyue.house import moment
from xiangyue.kernel import receipts
from xiangyue.kernel.models import Matter
from xiangyue.lib.codes import check_digit

pytest_plugins = ["mailbox_fixtures"]
COOKIE = "own_matters"
FIND = f"/portal/{TOWN}/find"


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def mine(cast):
    """(matter, code) of a receipt whose tail is 1234."""
    matter = cast.say()
    return matter, receipts.issue(matter, phone="199 0000 1234", at=NOON)[0]


def another(code):
    body = f"{(int(code[:9]) + 7) % 10**9:09d}"
    return body + check_digit(body)


@pytest.mark.parametrize("between", ["", " ", "-", "　", " . "])
def test_the_code_may_be_written_as_it_is_read_out(mine, between):
    matter, code = mine
    typed = between.join((code[:3], code[3:6], code[6:]))
    answer = Client().post(FIND, {"code": f" {typed} ", "tail": " 1234 "})
    assert (answer.status_code, answer["Location"]) == (302, f"/portal/{TOWN}/mine/{matter.number}")


def test_found_it_is_held_by_this_device_and_by_no_other(mine):
    matter, code = mine
    here, elsewhere = Client(), Client(raise_request_exception=False)
    here.post(FIND, {"code": code, "tail": "1234"})
    assert matter.title in here.get(f"/portal/{TOWN}/mine/{matter.number}").content.decode()
    assert matter.number in here.get(FIND).content.decode()
    assert elsewhere.get(f"/portal/{TOWN}/mine/{matter.number}").status_code == 403
    assert matter.number not in elsewhere.get(FIND).content.decode()


def test_whatever_is_wrong_the_words_are_the_same(cast, mine):
    """Whoever tries learns neither that a code exists nor whose it is."""
    _matter, code = mine
    next_door = make_town(NEXT_TOWN, "漷县镇")
    theirs, _tail = receipts.issue(next_door.say(number="N1"), phone="19900001234", at=NOON)
    tried = [
        (code, "4321"),
        (another(code), "1234"),
        (theirs, "1234"),
        (code, ""),
        (code, "1234 5"),
        (code, "１２３４"),
    ]
    pages = []
    for typed, tail in tried:
        answer = Client().post(FIND, {"code": typed, "tail": tail})
        assert answer.status_code == 403 and COOKIE not in answer.cookies
        pages.append(answer.content.decode().split('role="alert"><p>')[1].split("</p>")[0])
    assert len(set(pages)) == 1 and "查询码或尾号不对" in pages[0]


@pytest.mark.parametrize(
    "typed", ["", "123", "1" * 10, "²" * 10, "一二三四五六七八九十", "9" * 500, "<b>1234567890</b>1"]
)
def test_what_is_no_code_is_said_before_anything_is_looked_up(mine, typed):
    answer = Client().post(FIND, {"code": typed, "tail": "1234"})
    page = answer.content.decode()
    assert answer.status_code == 403 and "查询码是十位数字" in page
    assert "<b>123" not in page


def test_what_was_typed_stays_in_the_field(mine):
    _matter, code = mine
    assert f'value="{code}"' in Client().post(FIND, {"code": code, "tail": "9999"}).content.decode()


def test_a_receipt_of_another_door_opens_its_own_page(mailbox_town):
    letter = a_letter(mailbox_town)
    code, _tail = receipts.shown(letter.matter)
    answer = Client().post(FIND, {"code": code, "tail": "0001"})
    assert answer["Location"] == f"/mailbox/{TOWN}/mine/{letter.matter.number}"


def test_guessing_is_stopped_for_the_address_with_its_own_status(mine):
    matter, code = mine
    guesser, other = Client(REMOTE_ADDR="198.51.100.8"), Client(REMOTE_ADDR="203.0.113.9")
    answers = [guesser.post(FIND, {"code": another(code), "tail": "1234"}) for _ in range(30)]
    assert {answer.status_code for answer in answers} == {403}
    right = guesser.post(FIND, {"code": code, "tail": "1234"})
    assert "太频繁" in right.content.decode() and COOKIE not in right.cookies
    assert other.post(FIND, {"code": code, "tail": "1234"}).status_code == 302  # the neighbour gets in
    assert matter.events.count() == 1
    assert right.status_code == 429


def test_a_get_shows_the_form_and_counts_no_guess(mine):
    _matter, code = mine
    client = Client(REMOTE_ADDR="198.51.100.9")
    assert {client.get(FIND).status_code for _ in range(40)} == {200}
    assert client.post(FIND, {"code": code, "tail": "1234"}).status_code == 302


# What the device holds


def kept(rf, town, *keys):
    """The cookie of a device that was shown these, the oldest first."""
    value = ""
    for key in keys:
        request, answer = rf.get("/"), HttpResponse()
        if value:
            request.COOKIES[COOKIE] = value
        held.remember_key(request, answer, town, key)
        value = answer.cookies[COOKIE].value
    return value


def holding(rf, value):
    request = rf.get("/")
    request.COOKIES[COOKIE] = value
    return request


def test_the_newest_stands_first_and_nothing_stands_twice(cast, rf):
    value = kept(rf, cast.town, "P1", "P2", "P3", "P1")
    assert held.keys_of(holding(rf, value), cast.town) == ["P1", "P3", "P2"]


def test_at_most_sixty_are_held_and_the_oldest_is_forgotten(cast, rf):
    """As many as a browser keeps in one cookie (4096 bytes with its name), with the longest numbers."""
    numbers = [f"P20241105{n:010d}" for n in range(65)]
    value = kept(rf, cast.town, *numbers)
    assert held.keys_of(holding(rf, value), cast.town) == numbers[:4:-1]
    assert len(f"{COOKIE}={value}") <= 4096


def test_each_town_sees_its_own(cast, rf):
    other = make_town(NEXT_TOWN, "漷县镇").town
    first = kept(rf, cast.town, "P1")
    request, answer = holding(rf, first), HttpResponse()
    held.remember_key(request, answer, other, "P2")
    both = holding(rf, answer.cookies[COOKIE].value)
    assert (held.keys_of(both, cast.town), held.keys_of(both, other)) == (["P1"], ["P2"])


@pytest.mark.parametrize("forge", ["plain", "changed", "of another cookie", "empty", "cut"])
def test_a_forged_cookie_holds_nothing(cast, rf, forge):
    matter = cast.say()
    good = kept(rf, cast.town, "P1")
    signer = HttpResponse()
    signer.set_signed_cookie("seen", f"{TOWN}/{matter.number}", salt="seen")
    value = {
        "plain": f"{TOWN}/{matter.number}",
        "changed": good.replace("P1", matter.number),
        "of another cookie": signer.cookies["seen"].value,
        "empty": "",
        "cut": good[:-2],
    }[forge]
    assert held.keys_of(holding(rf, value), cast.town) == []
    client = Client(raise_request_exception=False)
    client.cookies[COOKIE] = value
    assert client.get(f"/portal/{TOWN}/mine/{matter.number}").status_code == 403


def test_after_sixty_days_it_asks_for_the_code_again(cast, rf, monkeypatch):
    value, now = kept(rf, cast.town, "P1"), time.time()
    monkeypatch.setattr("django.core.signing.time", _Clock(now + 59 * 86400))
    assert held.keys_of(holding(rf, value), cast.town) == ["P1"]
    monkeypatch.setattr("django.core.signing.time", _Clock(now + 61 * 86400))
    assert held.keys_of(holding(rf, value), cast.town) == []


class _Clock:
    def __init__(self, at):
        self.at = at

    def time(self):
        return self.at


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(cast):
    answer = Client().post(f"/portal/{TOWN}/say", saying(), headers={"accept": "application/json"})
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 60 * 86400)
    assert COOKIE not in Client().get(f"/portal/{TOWN}/").cookies  # nobody is followed who has said nothing


def test_a_key_of_something_that_is_no_matter_opens_no_matter(cast, rf):
    """A reception booking is held in the same cookie under a key of its own."""
    client = Client(raise_request_exception=False)
    client.cookies[COOKIE] = kept(rf, cast.town, "booking:1")
    for path in ("", "/words", "/photos/1"):
        address = f"/portal/{TOWN}/mine/booking:1{path}"
        answer = client.post(address, {"words": "x"}) if path == "/words" else client.get(address)
        assert answer.status_code in (403, 404), (path, answer.status_code)
    assert "booking:1" not in client.get(FIND).content.decode()


def test_a_number_that_is_held_opens_only_in_its_own_town(cast):
    matter = cast.say()
    other = make_town(NEXT_TOWN, "漷县镇")
    other.say(number=matter.number)
    client = owner(matter)
    assert client.get(f"/portal/{NEXT_TOWN}/mine/{matter.number}").status_code == 403
    assert client.get(f"/portal/no-such-town/mine/{matter.number}").status_code == 404
    assert Matter.objects.filter(number=matter.number).count() == 2
