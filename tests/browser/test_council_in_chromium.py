"""The village's table in a real browser, at a desk and on a phone: from a topic to the villagers' page, and
minutes that survive a lost signal and a second clerk.
"""

from __future__ import annotations

import os

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from screens import PHONE, both, fits, told

from xiangyue.desks.council.models import Meeting, MinutesVersion, Topic

TOWN = "110112117000"
SEEN = os.environ.get("XIANGYUE_SCREENSHOTS")


def look(page: Page, name: str, size: dict[str, int]) -> None:
    if SEEN:
        page.screenshot(path=f"{SEEN}/{name}-{size['width']}.png", full_page=True)
    serious = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert serious == [], [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in serious]
    fits(page)


def raised(page: Page, number: str = "") -> None:
    page.get_by_label("题目").fill("村南路基沉了怎么修")
    page.get_by_label("要议什么").fill("路基下沉，雨天存水。")
    page.get_by_label("并入的事项编号").fill(number)
    page.get_by_role("button", name="提出").click()
    told(page, "议题已提出")


def called(page: Page, clock) -> Meeting:
    page.goto("/council/meetings")
    page.get_by_label("时间").fill(f"{clock.at.astimezone():%Y-%m-%dT%H:%M}")
    page.get_by_label("地点").fill("大羊村议事厅")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="召集").click()
    told(page, "会议已召集")
    return Meeting.objects.get()


@both
def test_a_topic_from_its_matter_to_the_villagers_page(people, busy, clock, react, size):
    matter = busy["working"]
    page = people.at("dispatcher", "/council/", size=size)
    page.get_by_label("哪个村").last.select_option("dayang")
    raised(page, matter.number)
    topic = Topic.objects.get()
    look(page, "council-topic-new", size)
    page.goto("/council/")
    look(page, "council-desk", size)
    page.goto("/council/meetings")
    page.get_by_label("哪个村").last.select_option("dayang")
    page.get_by_label("时间").fill("2024-11-05T14:00")
    page.get_by_label("地点").fill("大羊村议事厅")
    page.get_by_role("checkbox", name="大羊村 · 村南路基沉了怎么修").check()
    look(page, "council-meetings", size)
    page.get_by_role("button", name="召集").click()
    told(page, "会议已召集")
    page.get_by_label("应到人数").fill("30")
    page.get_by_label("实到人数").fill("21")
    page.get_by_role("button", name="登记到会").click()
    told(page, "到会情况已登记")
    page.get_by_label("边开边记").fill("住户：路基要垫。")
    page.get_by_role("button", name="保存").click()
    told(page, "会议记录已保存")
    page.locator("summary", has_text="记下决定").click()
    page.get_by_label("议定了什么").fill("垫高路基三十厘米，二十天完工。")
    look(page, "council-meeting", size)
    page.get_by_role("button", name="记下决定").click()
    told(page, "决定已记下")
    page.goto(f"/council/topics/{topic.matter.number}")
    page.locator("summary", has_text="给村民看").click()
    page.get_by_label("题目").fill("村南路怎么修")
    page.get_by_label("说明（不写任何人的姓名、电话）").fill("路基沉了，大家说怎么修。")
    page.get_by_role("button", name="公开议题").click()
    told(page, "村民现在看得到")
    page.get_by_label("落实情况").fill("路基垫好了，雨后不存水。")
    page.get_by_role("button", name="已落实，告诉提出的人").click()
    told(page, "落实情况已记下")
    look(page, "council-topic", size)
    react()
    page.goto(f"/council/{TOWN}/topics/{topic.matter.number}")
    expect(page.get_by_text("雨后不存水")).to_be_visible()
    look(page, "council-public", size)
    page.goto(f"/council/{TOWN}/ask")
    look(page, "council-ask", size)
    assert matter.events.filter(name="council_carried_out").exists()


def test_minutes_survive_a_lost_signal_a_reload_and_a_second_clerk(people, town, clock):
    first = people.at("village", "/council/", size=PHONE)
    raised(first)
    meeting = called(first, clock)
    here = f"/council/meetings/{meeting.pk}"
    first.get_by_label("边开边记").fill("一、开场\n\n二、住户说：存水")
    first.get_by_role("button", name="保存").click()
    told(first, "会议记录已保存")
    first.get_by_label("边开边记").fill("一、开场\n\n二、住户说：存水，要修边沟")
    first.wait_for_timeout(500)
    first.context.set_offline(True)
    first.get_by_role("button", name="保存").click()
    first.wait_for_timeout(500)
    expect(first.get_by_label("边开边记")).to_have_value("一、开场\n\n二、住户说：存水，要修边沟")
    second = people.at("dispatcher", here)
    second.get_by_label("边开边记").fill("一、开场，主持人老赵\n\n二、住户说：存水")
    second.get_by_role("button", name="保存").click()
    told(second, "会议记录已保存")
    first.context.set_offline(False)
    first.goto(here)
    expect(first.get_by_label("边开边记")).to_have_value("一、开场\n\n二、住户说：存水，要修边沟")
    first.get_by_role("button", name="保存").click()
    told(first, "合在一起")
    assert MinutesVersion.objects.latest("number").text == "一、开场，主持人老赵\n\n二、住户说：存水，要修边沟"
