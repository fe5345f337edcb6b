"""The enterprise line under bad input and bad people: nothing leaks, nobody closes for the firm, the honest firm is
heard.
"""

from __future__ import annotations

import pytest
from cast import NOON, later, make_town
from django.core.cache import cache
from django.test import Client
from doors.enterprise_people import CODE, FIRM, TOWN, again, answered, asked, assigned, code_for, with_stewards

from xiangyue.counter.throttle import BASE_BITS
from xiangyue.doors.enterprise import actions
from xiangyue.doors.enterprise.models import Request
from xiangyue.house import moment
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import receipts
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter
from xiangyue.ledgers.book.models import Sheet
from xiangyue.ledgers.firms import actions as register
from xiangyue.ledgers.firms.models import Firm
from xiangyue.lib.effort import work

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    cache.clear()
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def firms(cast):
    return with_stewards(cast)


def post(client=None, *, request_id="firm-00001", **more):
    form = {
        "firm_name": FIRM,
        "firm_code": CODE,
        "contact": "林小草",
        "phone": "19900001234",
        "words": "用工难，招不到熟练工。",
        "request_id": request_id,
        "nonce": work(TOWN, request_id, BASE_BITS),
    } | more
    return (client or Client()).post(f"/enterprise/{TOWN}/ask", form, headers={"accept": "application/json"})


REFUSED = {
    "a false code": ({"firm_code": "91110112MA01ABCD50"}, "统一社会信用代码不对"),
    "letters that no code has": ({"firm_code": "I1110112MA01ABCDO5"}, "统一社会信用代码不对"),
    "half a code": ({"firm_code": "9111"}, "统一社会信用代码不对"),
    "no name": ({"firm_name": " "}, "企业名称"),
    "no phone": ({"phone": ""}, "电话"),
    "half a phone": ({"phone": "1990000"}, "电话号码看起来不对"),
    "words without end": ({"words": "长" * 5001}, "5000"),
    "a page of yesterday": ({"request_id": "x"}, "页面太旧了"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_in_comes_back_with_a_sentence(firms, what):
    more, says = REFUSED[what]
    answer = post(**more)
    assert answer.status_code == 422, answer.content
    assert says in answer.json()["says"]
    assert not Matter.objects.exists()


def test_scripts_in_every_field_are_shown_as_text(firms):
    client, steward = Client(), firms.client("steward")
    short = "<script>x</script>"
    told = post(client, firm_name=short, firm_code="", contact=short, words=SCRIPT, topic="").json()
    for page in (client.get(told["url"]), steward.get("/enterprise/", {"m": told["number"]}), steward.get("/firms/")):
        text = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in text
        assert "<script>x" not in text
        assert "<img src=x" not in text


def test_without_work_nothing_is_taken_in(firms):
    answer = post(nonce="0", request_id="firm-lazy-1")
    assert (answer.status_code, answer.json()["error"]) == (429, "more_work")
    assert not Matter.objects.exists()


def test_a_replayed_post_changes_nothing_and_shows_nothing_to_another_phone(firms):
    first = post().json()
    for _ in range(3):
        assert post().json() == first
    thief = post(phone="19900009999")
    assert thief.status_code == 409
    assert first["query_code"] not in thief.content.decode()
    assert Matter.objects.count() == 1


def test_someone_elses_receipt_opens_nothing(firms):
    mine, stranger = post().json(), Client()
    wrong = stranger.post(f"/enterprise/{TOWN}/find", {"code": mine["query_code"], "tail": "0000"})
    assert wrong.status_code == 403
    assert mine["number"] not in wrong.content.decode()
    for path in ("", "/words", "/material", "/rating", "/withdrawal", "/reopening"):
        address = f"/enterprise/{TOWN}/mine/{mine['number']}{path}"
        assert (stranger.post if path else stranger.get)(address).status_code == 403
    other = make_town("110112118000", "漷县镇").town
    assert (
        stranger.post(f"/enterprise/{other.code}/find", {"code": mine["query_code"], "tail": "1234"}).status_code == 403
    )
    opened = stranger.post(f"/enterprise/{TOWN}/find", {"code": mine["query_code"], "tail": "1234"})
    assert opened.status_code == 302


def test_a_steward_cannot_close_without_the_firms_word(firms):
    request = answered(firms, asked(firms))
    steward = firms.seats["steward"]
    with pytest.raises(Refused, match="至少要有 2 次"):
        actions.close_refused(request, evidence="电话里说不评", seat=steward, at=NOON)
    actions.ask_word(request, how="电话", words="说忙", seat=steward, at=later(NOON, days=1))
    with pytest.raises(Refused, match="现在有 1 次"):
        actions.close_refused(again(request), evidence="电话里说不评", seat=steward, at=later(NOON, days=1))
    kernel.move(
        request.matter, to="called_back", event="firm_heard", actor=kernel.Actor.of(steward), at=NOON, why="我说的"
    )
    with pytest.raises(Refused, match="企业自己评价后才能办结"):
        kernel.move(
            request.matter, to="closed", event="firm_closed", actor=kernel.Actor.of(steward), at=NOON, why="我说的"
        )
    assert again(request).matter.state == "called_back"


def test_a_sensitive_firm_is_not_seen_by_the_lead_unit_without_a_logged_look(firms):
    words = f"{FIRM}（禾光包装）被强制指定供应商，代码{CODE}，联系林小草19900001234。"
    request = assigned(firms, asked(firms, words=words, is_sensitive=True))
    matter, roads = request.matter, firms.client("roads")
    actions.log_contact(request, how="电话", words=f"和{FIRM}通了电话", seat=firms.seats["steward"], at=NOON)
    page = roads.get(f"/matters/{matter.number}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "强制指定供应商" in text
    for secret in ("禾光", CODE, "林小草", "19900001234"):
        assert secret not in text
        assert secret not in matter.words + matter.title
    assert (matter.is_confidential, matter.requester.title, matter.requester.code) == (True, "", "")
    assert not visible_to(firms.seats["dispatcher"]).filter(pk=matter.pk).exists()
    assert visible_to(firms.seats["reviewer"]).filter(pk=matter.pk).exists()  # decides the unit's objections
    with pytest.raises(Refused, match="写明理由"):
        kernel.reveal(matter, field="name", reason=" ", seat=firms.seats["roads"], at=NOON)
    seen = kernel.reveal(matter, field="name", reason="上门核实", seat=firms.seats["roads"], at=NOON)
    assert FIRM in seen
    assert matter.events.filter(name="contact_revealed").count() == 1
    desk = firms.client("steward").get("/enterprise/", {"m": matter.number}).content.decode()
    assert words in desk
    assert "林某" in desk


def test_only_a_steward_names_the_owner(firms):
    request = asked(firms)
    with pytest.raises(NotAllowed):
        actions.assign(
            request, unit=firms.units["roads"], category=firms.categories["R01"], seat=firms.seats["secretary"], at=NOON
        )
    kernel.sort(
        request.matter,
        category=firms.categories["R01"],
        place=None,
        urgency="general",
        suggested=False,
        actor=kernel.UPPER,
        at=NOON,
    )
    with pytest.raises(Refused, match="企业服务专员点名"):
        kernel.assign_lead(request.matter, unit=firms.units["roads"], actor=kernel.UPPER, at=NOON)


def test_another_towns_firm_and_request_are_out_of_reach(firms):
    other = with_stewards(make_town("110112118000", "漷县镇"))
    request = asked(firms)
    stranger, client = other.seats["steward"], other.client("steward")
    assert client.get("/enterprise/", {"m": request.matter.number}).status_code == 403
    assert (
        client.post(
            f"/enterprise/requests/{request.matter.number}/contact", {"how": "电话", "words": "你好"}
        ).status_code
        == 403
    )
    assert FIRM not in client.get("/firms/").content.decode()
    for deed in (
        lambda: register.set_steward(request.firm, None, seat=stranger, at=NOON),
        lambda: actions.plan_visit(request.firm, on=NOON.date(), kind="上门", seat=stranger, at=NOON),
        lambda: register.keep_firm(firms.town, register.FirmFacts(FIRM, CODE), seat=stranger, at=NOON),
        lambda: actions.escalate(request, reason="提级看看", seat=stranger, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            deed()
    asked(other)
    assert Firm.objects.filter(code=CODE).count() == 2  # each town has its own register


def test_a_sheet_with_formulas_comes_back_harmless(firms):
    steward = firms.client("steward")
    pasted = (
        f"企业名称,统一社会信用代码,规模\n=cmd|' /C calc'!A0,{CODE[:-1]}0,小型\n{FIRM},{CODE},小型\n@SUM(A1),+1,巨大\n"
    )
    steward.post("/firms/sheet", {"pasted": pasted})
    steward.post("/firms/sheet", {"pasted": pasted})
    assert Firm.objects.get().is_confirmed
    rejects = steward.get(f"/firms/sheets/{_newest()}/rejects")
    body = rejects.content.decode("utf-8-sig")
    assert "attachment" in rejects["Content-Disposition"]
    assert "'=cmd" in body
    assert "'@SUM" in body
    assert "'+1" in body
    assert "统一社会信用代码不对" in body
    assert firms.client("secretary").get(f"/firms/sheets/{_newest()}/rejects").status_code == 403


def _newest():
    kept = Sheet.objects.order_by("-id").first()
    assert (kept.new, kept.changed, kept.same, len(kept.bad)) == (0, 0, 1, 2)
    return kept.pk


def test_a_stranger_with_a_public_code_learns_nothing_of_the_firm(firms):
    asked(firms, words="我们的商业秘密被泄露了。")
    stranger = Client()
    told = post(stranger, firm_name="冒名公司", phone="19900008888", contact="某人").json()
    page = stranger.get(told["url"]).content.decode()
    assert FIRM not in page
    assert "商业秘密" not in page
    assert (
        "填报的名称和名册不一致" in firms.client("steward").get("/enterprise/", {"m": told["number"]}).content.decode()
    )
    assert Request.objects.count() == 2


def test_the_receipt_and_the_code_are_what_the_law_says(firms):
    assert code_for(CODE[:-1]) == CODE
    taken = actions.take_in(
        firms.town, actions.NewRequest(FIRM, "要一份政策汇编", "林小草", "19900001234"), seat=None, at=NOON
    )
    opened = receipts.open_receipt(firms.town, code=taken.code, tail="1234", at=NOON)
    assert opened == taken.request.matter
