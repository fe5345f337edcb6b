"""一案一策: an old quarrel is proposed, taken in, planned, carried out, tested, and closed with its caller heard; years
later it comes up again.
"""

from __future__ import annotations

import pytest
from cast import NOON, later
from desks.hands import dispatched, fresh, names, react
from desks.hard_cases import day, with_taskforce
from django.test import Client

from xiangyue.counter.own.queries import own_matter
from xiangyue.desks.callback import actions as callback
from xiangyue.desks.handling import actions as handling
from xiangyue.desks.handling.models import Case
from xiangyue.desks.taskforce.models import HardCase, Plan, Proposal, Step
from xiangyue.house import moment
from xiangyue.house.chores import do_chores
from xiangyue.kernel import actions as kernel
from xiangyue.kernel import measures
from xiangyue.kernel.measures import Span
from xiangyue.kernel.queries import verify

WORDS = "历史遗留的地界，两家三十年说不清。"


@pytest.fixture
def clock(monkeypatch, settings, tmp_path):
    settings.XIANGYUE_SEALS_TO = str(tmp_path / "seals")  # the night's seals leave the house
    at = {"now": NOON}
    monkeypatch.setattr(moment, "now", lambda: at["now"])
    return at


def post(client: Client, path: str, **fields):
    answer = client.post(path, fields, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.json()


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def plan_form(cast, over=0, **more):
    return {
        "over": over,
        "facts": "1994年分地时没有钉桩。",
        "should": "该，合同写着四至。",
        "can": "能，有账本。",
        "how": "测绘、调解、签协议。",
        "law": "农村土地承包法第55条",
        "say": "先量清楚，再请两家签字。",
        "say_on": day(2).isoformat(),
        "test": "三十天没有新的争吵",
        "test_days": "30",
        "test_unit": cast.units["v-dayang"].pk,
        "step_what": ["测绘钉桩", "签订协议", ""],
        "step_unit": [cast.units["water"].pk, cast.units["v-dayang"].pk, ""],
        "step_on": [day(10).isoformat(), day(20).isoformat(), ""],
        "step_money": ["１，２００元", "", ""],
    } | more


def at_work(cast, clock, who, **span):
    clock["now"] = later(NOON, **span)
    return cast.client(who)


def test_a_case_from_the_proposal_to_its_end_and_back(cast, clock):
    with_taskforce(cast)
    matter = dispatched(cast, title="承包地界", words=WORDS)

    clock["now"] = later(NOON, days=1)
    do_chores(clock["now"])
    proposal = Proposal.objects.get(state="waiting")
    assert (proposal.reasons, proposal.by) == (["history"], None)
    reviewer = at_work(cast, clock, "reviewer", days=1)
    page = text_of(reviewer, f"/taskforce/proposals?m={matter.number}")
    assert "历史遗留" in page and "孙镇长" in page
    told = {"topic": "land", "leader": cast.seats["deputy"].pk, "why": "三十年的地界"}
    case_page = post(reviewer, f"/taskforce/proposals/{proposal.pk}/take", **told)["to"]
    assert case_page == f"/taskforce/{matter.number}"
    assert "包案领导" in text_of(reviewer, case_page)

    post(reviewer, f"{case_page}/plan", **plan_form(cast))
    plan = Plan.objects.get()
    assert [str(one.money) for one in plan.steps.order_by("number")] == ["1200.00", "None"]
    secretary = at_work(cast, clock, "secretary", days=1)
    post(secretary, f"/taskforce/plans/{plan.pk}/approve", words="照此办")
    react(clock["now"])
    called = Case.objects.filter(kind="whistle").order_by("unit__code")
    assert [one.unit.code for one in called] == ["v-dayang", "water"]
    assert text_of(cast.client("water"), case_page).count("报完成") == 1

    answered(cast, fresh(matter), later(NOON, days=2))  # the matter goes its own way; the case goes on
    steps = list(Step.objects.order_by("number"))
    for who, step in zip(("water", "village"), steps, strict=True):
        post(at_work(cast, clock, who, days=9), f"/taskforce/steps/{step.pk}/report", result="做完了")
    for offset in (10, 41):
        village = at_work(cast, clock, "village", days=offset)
        post(village, f"{case_page}/check", holds="yes", words="没有再吵")
    reviewer = at_work(cast, clock, "reviewer", days=41)
    spoken = {"on": day(41).isoformat(), "who": "person", "how": "visit", "solved": "yes"}
    post(reviewer, f"{case_page}/talk", **spoken, told="界桩钉好了", said="没意见了")
    deputy = at_work(cast, clock, "deputy", days=41)
    assert "可以办结" in text_of(deputy, case_page)
    post(deputy, f"{case_page}/close", words="界桩钉好，两家签字")
    react(clock["now"])

    case = HardCase.objects.get()
    assert (case.state, case.closed_how) == ("closed", "solved")
    own = own_matter(fresh(matter), at=clock["now"], language="zh")
    shown = "\n".join(line.sentence for line in own.lines)
    assert "孙镇长" in shown and "界桩钉好，两家签字" in shown and "没意见了" in shown
    assert "该，合同写着四至" not in shown and "1200" not in shown
    year = Span.of("2024")
    for one in ("taken", "closed", "planned"):
        assert measures.get(f"taskforce.{one}").count(cast.town, year) == 1
    assert measures.get("taskforce.closed").count(cast.town, year, topic="family") == 0

    long_after = later(NOON, days=800)
    own = own_matter(fresh(matter), at=long_after, language="zh")
    assert own.may["reopen"] and own.reopen_until is None
    kernel.ask_again(fresh(matter), reason="界桩被拔了", at=long_after)
    react(long_after)
    assert HardCase.objects.get().state == "open" and fresh(matter).state == "reopened"
    assert names(matter)[-2:] == ["reopened", "hard_reopened"]
    assert Plan.objects.get().state == "approved" and not HardCase.objects.filter(closed_at__isnull=False).exists()
    assert list(verify(cast.town)) == []


def answered(cast, matter, at):
    handling.answer_at_once(
        matter,
        text="按方案办完了。",
        outcome="solved",
        requester_how="visit",
        door_how="export",
        seat=cast.seats["roads"],
        at=at,
    )
    react(at)
    said = callback.Said(True, True, "yes", "好了")
    callback.call_back(fresh(matter), said=said, words="好了", seat=cast.seats["caller"], at=later(at, hours=2))
    react(later(at, hours=2))
    assert fresh(matter).state == "closed"
