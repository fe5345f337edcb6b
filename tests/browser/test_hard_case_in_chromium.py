"""One case, one plan, on a phone and at a desk: taken in, planned, approved, carried out, spoken of; and on paper."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from cast import NOON
from desks.hands import dispatched
from desks.hard_cases import day, planned, taken, with_taskforce
from playwright.sync_api import Page, expect
from screens import both, fits, told

from xiangyue.desks.taskforce import actions
from xiangyue.desks.taskforce.models import HardCase, Plan, Step, Talk

SEEN = os.environ.get("XIANGYUE_SCREENSHOTS")


def look(page: Page, name: str) -> None:
    if SEEN:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=str(Path(SEEN) / f"{name}-{width}.png"), full_page=True)
    serious = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert serious == [], [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in serious]
    fits(page)


@pytest.fixture
def hard(town):
    return with_taskforce(town)


@both
def test_a_proposed_matter_is_taken_in_and_its_plan_written(people, hard, size):
    matter = dispatched(hard, title="承包地界说不清")
    actions.propose(matter, words="三家都不认", seat=hard.seats["roads"], at=NOON)
    page = people.at("reviewer", "/taskforce/proposals", size=size)
    page.get_by_role("link", name="承包地界说不清").click()
    page.get_by_label("哪一类").select_option(label="土地纠纷")
    page.get_by_label("包案领导").select_option(index=1)
    page.get_by_label("为什么收进专班").fill("三十年的地界纠纷")
    look(page, "proposal")
    page.get_by_role("button", name="收进专班").click()
    told(page, "已收进专班")
    look(page, "case-open")
    page.get_by_role("link", name="写一案一策").click()
    for name, words in (
        ("facts", "1994年分地时没有钉桩。"),
        ("should", "该，合同写着四至。"),
        ("can", "能，有账本。"),
        ("how", "测绘、调解、签协议。"),
        ("law", "农村土地承包法第55条"),
        ("say", "先量清楚，再签字。"),
        ("say_on", day(2).isoformat()),
        ("test", "三十天没有争吵"),
        ("test_days", "30"),
    ):
        page.fill(f"[name={name}]", words)
    page.get_by_label("由谁确认").select_option(label="大羊村村委会")
    page.locator("[name=step_what]").first.fill("测绘钉桩")
    page.locator("[name=step_unit]").first.select_option(label="水务所")
    page.locator("[name=step_on]").first.fill(day(10).isoformat())
    page.locator("[name=step_money]").first.fill("一千")
    page.get_by_role("button", name="写好，请领导审定").click()
    expect(page.get_by_role("alert").filter(has_text="不是数字")).to_be_visible()
    assert not Plan.objects.exists()
    page.locator("[name=step_money]").first.fill("1200")
    look(page, "plan-form")
    page.get_by_role("button", name="写好，请领导审定").click()
    told(page, "等另一位领导审定")
    assert Plan.objects.get().steps.get().money == 1200
    assert [one for one in people.complaints if "422" not in one] == []  # the refusal that was wanted


@both
def test_it_is_approved_carried_out_and_spoken_of(people, hard, react, size):
    case = taken(hard)
    planned(hard, case)
    address = f"/taskforce/{case.matter.number}"
    page = people.at("secretary", address, size=size)
    look(page, "case-draft")
    page.get_by_role("button", name="审定", exact=True).click()
    told(page, "方案已审定")
    react()
    page = people.at("water", address, size=size)
    page.locator("summary", has_text="报完成").click()
    page.get_by_placeholder("做成了什么").fill("界桩钉好了")
    page.get_by_role("button", name="记为完成").click()
    told(page, "这一步记为完成")
    assert Step.objects.filter(done_at__isnull=False).count() == 1
    page = people.at("reviewer", address, size=size)
    page.get_by_role("button", name="记沟通").click()
    page.get_by_label("对诉求人说了什么").fill("界桩钉好了，请看看")
    page.get_by_label("诉求人怎样回应").fill("看过了")
    look(page, "case-talk")
    page.locator("#talk-dialog .btn-primary").click()
    told(page, "沟通记下了")
    look(page, "case-acting")
    assert Talk.objects.count() == 1 and HardCase.objects.get().state == "acting"
    page.goto(f"{address}?as=print")
    expect(page.get_by_text("包案领导签字")).to_be_visible()
    look(page, "case-paper")
    page.goto("/taskforce/?tab=acting")
    look(page, "desk")
    page.goto("/taskforce/old")
    look(page, "old")
    assert people.complaints == []


@both
def test_an_honour_is_entered_with_its_evidence(people, hard, size):
    page = people.at("reviewer", "/honours/", size=size)
    look(page, "honours")
    page.goto("/honours/units")
    page.get_by_label("哪个单位").select_option(label="市民诉求处置中心")
    page.get_by_label("怎样变的").select_option(label="重组")
    page.get_by_label("哪天").fill(day(-5).isoformat())
    for label, words in (
        ("原来是什么", "三个岗位"),
        ("现在是什么", "一个中心"),
        ("为什么", "没人负责"),
        ("文号", "3号"),
    ):
        page.get_by_label(label).fill(words)
    look(page, "units")
    page.get_by_role("button", name="登记").click()
    told(page, "沿革登记好了")
    page.goto("/honours/undertakings")
    look(page, "undertakings")
    assert people.complaints == []
