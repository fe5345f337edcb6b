"""The enterprise line in a real browser: a firm asks on a phone, the steward and the secretary work at the desk; axe
everywhere.
"""

from __future__ import annotations

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from cast import NOON
from django.core.cache import cache
from doors.enterprise_people import CODE, FIRM, again, answered, asked, assigned, with_stewards
from screens import DESK, PHONE

from xiangyue.doors.enterprise import actions
from xiangyue.doors.enterprise.models import Request
from xiangyue.kernel import receipts

TOWN = "110112117000"
SEEN = os.environ.get("XIANGYUE_SCREENSHOTS")


@pytest.fixture
def firm_page(chromium, live_server, town):
    cache.clear()
    with_stewards(town)
    context = chromium.new_context(
        viewport=PHONE,
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
        base_url=live_server.url,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def look(page, name):
    if SEEN:
        page.screenshot(path=f"{SEEN}/{name}.png", full_page=True)
    serious = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert serious == [], [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in serious]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), f"{name} scrolls sideways"


def test_a_firm_asks_on_a_phone_and_gives_its_word(firm_page, town, react):
    page = firm_page
    page.goto(f"/enterprise/{TOWN}/")
    look(page, "enterprise-home")
    page.get_by_role("link", name="提一件诉求").click()
    page.get_by_label("什么事").fill("接了大额订单，高面额发票不够用。")
    page.get_by_label("企业名称").fill(FIRM)
    page.get_by_label("统一社会信用代码").fill(CODE[:-1] + ("0" if CODE[-1] != "0" else "1"))
    page.get_by_label("联系人").fill("林小草")
    page.get_by_label("电话", exact=True).fill("19900001234")
    look(page, "enterprise-ask")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("统一社会信用代码不对").wait_for()
    page.get_by_label("统一社会信用代码").fill(CODE)
    page.get_by_role("button", name="提交").click()
    page.get_by_text("受理了，这是您的回执").wait_for()
    look(page, "enterprise-receipt")
    request = answered(town, Request.objects.get())
    page.goto(f"/enterprise/{TOWN}/find")
    look(page, "enterprise-find")
    page.get_by_label("十位查询码").fill(receipts.shown(request.matter)[0])
    page.get_by_label("手机号后四位").fill("1234")
    page.get_by_role("button", name="查我的诉求").click()
    page.get_by_text("您说了算").wait_for()
    look(page, "enterprise-mine")
    page.get_by_label("解决了", exact=True).check()
    for question in ("对答复满意吗", "对解决满意吗"):
        page.get_by_role("group", name=question).get_by_label("满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    page.get_by_text("您的评价收到了").wait_for()
    react()
    assert again(request).matter.state == "closed"


def test_asked_without_a_signal_it_is_sent_once_when_the_signal_is_back(firm_page):
    page, context = firm_page, firm_page.context
    page.goto(f"/enterprise/{TOWN}/")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto(f"/enterprise/{TOWN}/ask")
    context.set_offline(True)
    for label, words in (("什么事", "园区停电了"), ("企业名称", FIRM), ("联系人", "林小草")):
        page.get_by_label(label).fill(words)
    page.get_by_label("电话", exact=True).fill("19900001234")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已经存在这台手机上").wait_for()
    assert Request.objects.count() == 0
    context.set_offline(False)
    page.get_by_text("受理了，这是您的回执").wait_for()
    assert Request.objects.count() == 1


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_desk_and_its_pages(people, town, size):
    with_stewards(town)
    name = "desk" if size is DESK else "phone"
    first, steward = asked(town), town.seats["steward"]
    actions.escalate(first, reason="要税务所特批", seat=steward, at=NOON)
    actions.ask_material(
        assigned(town, asked(town, words="厂门口修路，货车进不来", topic="配套")),
        words="路段照片",
        seat=steward,
        at=NOON,
    )
    answered(town, asked(town, words="招不到熟练工", topic="用工", is_sensitive=True))
    page = people.at("steward", f"/enterprise/?m={first.matter.number}", size=size)
    look(page, f"enterprise-desk-{name}")
    page.goto("/enterprise/?tab=escalated")  # on a phone the open request covers the list
    look(page, f"enterprise-list-{name}")
    page.get_by_role("button", name="受理一件").click()
    page.get_by_label("怎样来的").wait_for()
    page.keyboard.press("Escape")
    for path in ("?tab=handling", "?tab=answered", "../firms/", "visits", "report"):
        page.goto(f"/enterprise/{path}")
        look(page, f"enterprise-{path.strip('?./').replace('tab=', 'tab-')}-{name}")
    page = people.at("secretary", f"/enterprise/?m={first.matter.number}", size=size)
    page.get_by_label("怎样办、谁来办").fill("特事特办，明天碰头。")
    page.get_by_role("button", name="写下督办意见").click()
    page.get_by_text("督办意见已记下").wait_for()
    look(page, f"enterprise-secretary-{name}")
    assert people.complaints == []
