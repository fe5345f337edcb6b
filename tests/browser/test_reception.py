"""The reception day in a real browser: a phone books, the clerk works by keys, the screen follows, the sheet prints."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from doors.reception_helper import LAST_WEEK, MORNING, asking, make_reception

from xiangyue.doors.reception import actions
from xiangyue.doors.reception.models import Booking, Promise
from xiangyue.kernel.models import Matter

TOWN = "110112117000"
PHONE, HALL = {"width": 390, "height": 844}, {"width": 1920, "height": 1080}
SEEN = os.environ.get("XIANGYUE_SCREENSHOTS")


@pytest.fixture
def reception(town, clock):
    cache.clear()
    clock.at = LAST_WEEK
    town.seats.pop("deputy").delete()
    made = make_reception(town)
    made.publish()
    return made


def look(page, name):
    if SEEN:
        page.screenshot(path=f"{SEEN}/reception-{name}.png", full_page=True)
    serious = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert serious == [], [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in serious]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{name}: {over}px too wide"


@pytest.fixture
def resident(chromium, live_server, town):
    context = chromium.new_context(
        viewport=PHONE,
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
        base_url=live_server.url,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


def test_a_phone_books_is_told_of_a_mistake_and_keeps_what_was_typed(reception, resident):
    page = resident.new_page()
    page.goto(f"/reception/{TOWN}/")
    look(page, "calendar")
    page.get_by_text("约这一场").first.click()
    look(page, "book")
    page.get_by_label("要反映什么事").fill("村东头的路一下雨就积水")
    page.get_by_label("几个人来").select_option("5")
    page.get_by_label("您的姓名").fill("林小草")
    page.get_by_label("您的电话").fill("12345")
    page.get_by_role("button", name="约号").click()
    page.get_by_text("电话号码看起来不对").wait_for()
    page.get_by_label("您的电话").fill("19900001234")
    page.get_by_role("button", name="约号").click()
    page.get_by_text("约好了，这是您的预约码").wait_for()
    look(page, "mine")
    assert Booking.objects.get().people == 5
    page.goto(f"/reception/{TOWN}/find")
    look(page, "find")


def test_the_clerk_works_through_the_morning_by_keys_and_the_screen_follows(
    reception, people, clock, chromium, live_server
):
    for number, topic in enumerate(("村东头的路一下雨就积水", "低保停发三个月", "自来水发黄"), start=1):
        actions.book(reception.monday(), asking(number, topic=topic, people=number), at=LAST_WEEK)
    clock.at = MORNING
    address = f"/reception/desk/sessions/{reception.monday().pk}"
    leader = people.at("secretary", "/reception/desk/")
    look(leader, "leader-desk")
    leader.keyboard.press("s")
    leader.get_by_text("已签到，可以叫号了").wait_for()
    hall = chromium.new_page(viewport=HALL, base_url=live_server.url)
    hall.goto(f"/reception/screen/{reception.hall.screen_token}/")
    look(hall, "screen-waiting")
    clerk = people.at("clerk", address)
    clerk.keyboard.press("w")
    clerk.keyboard.type("林小草")
    clerk.get_by_label("事由").fill("低保停发三个月了")
    clerk.keyboard.press("Control+Enter")  # its only button is not the page's first
    clerk.get_by_role("link", name="低保停发三个月了").wait_for()
    assert Booking.objects.filter(topic="低保停发三个月了").count() == 1
    clerk.keyboard.press("n")
    clerk.get_by_label("说了什么").fill("每到雨天路面积水半尺，老人孩子出不了门。")
    hall.locator("[data-called]", has_text="1").wait_for(timeout=8000)
    look(hall, "screen")
    hall.close()
    clerk.get_by_label("答应办什么").first.fill("清掏雨水井")
    clerk.get_by_label("哪个单位办").first.select_option(label="城乡建设办公室")
    clerk.get_by_label("哪一天办好").first.fill("2024-11-11")
    look(clerk, "session-talking")
    clerk.get_by_role("button", name="写下记录").click()
    clerk.get_by_text("记录已写下").wait_for()
    look(clerk, "session-recorded")
    clerk.keyboard.press("n")
    clerk.get_by_label("说了什么").fill("低保从八月起没有发。")
    clerk.get_by_role("button", name="写下记录").click()
    clerk.get_by_text("记录已写下").wait_for()
    clerk.keyboard.press("z")
    clerk.get_by_text("已转为事项").first.wait_for()
    clerk.keyboard.press("n")
    clerk.get_by_role("button", name="过号未到").wait_for()
    clerk.keyboard.press("x")
    clerk.get_by_text("已记过号").wait_for()
    assert (Matter.objects.filter(kind="reception").count(), Promise.objects.count()) == (2, 1)
    clerk.set_viewport_size(PHONE)
    look(clerk, "session-phone")
    assert clerk.get_by_role("button", name="登记，排到队尾").is_visible()
    assert people.complaints == []


def test_the_other_pages_of_the_desk_have_no_barrier_on_desk_or_phone(reception, people, clock):
    session = reception.opened()
    for number in (1, 2):
        actions.walk_in(session, asking(number), seat=reception.seat("clerk"), at=MORNING)
        booking = actions.call_next(session, seat=reception.seat("clerk"), at=MORNING)
        pledge = actions.Pledge(
            "清掏雨水井", reception.cast.units["roads"], (MORNING + timedelta(days=number - 1)).date()
        )
        actions.receive_visitor(
            booking, words="每到雨天路面积水半尺。", promises=[pledge], seat=reception.seat("clerk"), at=MORNING
        )
    clock.at = MORNING
    page = people.at("clerk", "/reception/desk/")
    for name, path in (
        ("desk", "/reception/desk/"),
        ("plans", "/reception/desk/plans"),
        ("promises", "/reception/promises/"),
        ("month", "/reception/desk/month?month=2024-11"),
    ):
        page.goto(path)
        look(page, name)
        page.set_viewport_size(PHONE)
        look(page, f"{name}-phone")
        page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(media="print")
    if SEEN:
        page.screenshot(path=f"{SEEN}/reception-month-print.png", full_page=True)
    assert people.complaints == []
