"""大额订单发票: a firm with large orders lacks invoices; its steward follows it to the end, the secretary takes it up
in person.
"""

from __future__ import annotations

import pytest
from cast import NOON, later
from django.core.cache import cache
from django.test import Client
from doors.enterprise_people import CODE, FIRM, TOWN, again, react, with_stewards

from xiangyue.counter.throttle import BASE_BITS
from xiangyue.desks.handling import actions as handling
from xiangyue.doors.enterprise.models import Request
from xiangyue.house import moment
from xiangyue.kernel import kinds, measures
from xiangyue.kernel.measures import Span
from xiangyue.kernel.queries import verify
from xiangyue.lib.effort import work


@pytest.fixture
def clock(monkeypatch):
    cache.clear()
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


def text_of(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def test_the_large_invoices_from_the_firms_page_to_its_word(cast, clock):
    with_stewards(cast)
    firm, steward, secretary = Client(), cast.client("steward"), cast.client("secretary")
    assert "企业找我就行" in text_of(firm, f"/portal/{TOWN}/")
    assert "亲清可感 服务至上 近悦远来" in text_of(firm, f"/enterprise/{TOWN}/")
    form = {
        "firm_name": FIRM,
        "firm_code": CODE,
        "contact": "林小草",
        "phone": "199 0000 1234",
        "topic": "税票",
        "request_id": "invoice-0001",
        "words": "接了大额订单，高面额发票月限额不够，货发不出去。",
        "nonce": work(TOWN, "invoice-0001", BASE_BITS),
    }
    told = firm.post(f"/enterprise/{TOWN}/ask", form, headers={"accept": "application/json"}).json()
    number = told["number"]
    assert "许专员" in text_of(firm, told["url"])  # 首问责任人, from the first moment
    mine, desk = f"/enterprise/{TOWN}/mine/{number}", f"/enterprise/requests/{number}/"

    clock["now"] = later(NOON, hours=1)
    steward, secretary = cast.client("steward"), cast.client("secretary")  # logged out meanwhile
    page = text_of(steward, "/enterprise/", m=number)
    assert FIRM in page
    assert "我首问" in page
    steward.post(desk + "contact", {"how": "电话", "words": "问清了订单金额和缺口"})
    steward.post(desk + "ask-material", {"words": "订单合同复印件"})
    assert "订单合同复印件" in text_of(firm, mine)
    firm.post(f"{mine}/material", {"words": "合同已送到服务大厅"})
    steward.post(
        desk + "assign", {"category": cast.categories["R01"].pk, "urgency": "general", "unit": cast.units["roads"].pk}
    )
    steward.post(desk + "escalate", {"reason": "要税务所特批，专员协调不动"})

    clock["now"] = later(NOON, hours=2)
    steward, secretary = cast.client("steward"), cast.client("secretary")  # logged out meanwhile
    page = text_of(secretary, "/enterprise/", m=number)
    assert "专员协调不动" in page
    assert steward.post(desk + "supervise", {"text": "特事特办"}).status_code == 403
    secretary.post(desk + "supervise", {"text": "特事特办，今天就和税务所碰头。"})
    assert "今天就和税务所碰头" not in text_of(firm, mine)  # the secretary's words are for the units
    request = again(Request.objects.get(matter__number=number))
    assert kinds.stage_of(request.matter).key == "escalated"
    roads, tax = cast.seats["roads"], cast.seats["tax"]
    handling.sign(request.matter, seat=roads, at=clock["now"])
    assert "今天就和税务所碰头" in text_of(cast.client("roads"), f"/matters/{number}")
    case = handling.whistle(
        request.matter, unit=tax.unit, reason="核增发票限额", due_at=later(NOON, hours=3), seat=roads, at=clock["now"]
    )
    handling.finish_whistle(case, response="已核增高面额发票月限额。", seat=tax, at=clock["now"])

    clock["now"] = later(NOON, hours=4)
    steward, secretary = cast.client("steward"), cast.client("secretary")  # logged out meanwhile
    request = again(request)
    handling.answer_at_once(
        request.matter,
        text="税务所已核增月限额，今天可以开票。",
        outcome="solved",
        requester_how="phone",
        door_how="system",
        seat=roads,
        at=clock["now"],
    )
    react(clock["now"])
    assert "今天可以开票" in text_of(firm, mine)
    firm.post(
        f"{mine}/rating",
        {"solved": "yes", "answer_satisfied": "mostly", "solution_satisfied": "yes", "words": "发票够了"},
    )
    assert kinds.stage_of(again(request).matter).key == "rated"
    react(clock["now"])
    request = again(request)
    assert (request.matter.state, kinds.stage_of(request.matter).key) == ("closed", "closed")
    rating = request.ratings.get()
    assert (rating.answer_satisfied, rating.solution_satisfied, rating.solved) == ("mostly", "yes", True)
    counted = ("enterprise.kept", "enterprise.closed", "enterprise.supervised_solved")
    year = Span.of("2024")
    assert [measures.get(one).count(cast.town, year, topic="税票") for one in counted] == [1, 1, 1]
    report = text_of(steward, "/enterprise/report", month="2024-11")
    assert "税票" in report
    assert list(verify(cast.town)) == []
