"""The mailbox in a real browser: a resident writes on a phone, the secretary signs with keys; every page passes axe."""

from __future__ import annotations

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from cast import NOON, later
from django.core.cache import cache
from mailbox_people import a_letter, brought_to, letter_again, with_mailbox
from screens import DESK, PHONE

from xiangyue.counter.own.queries import own_matter
from xiangyue.desks.council import actions as council
from xiangyue.doors.mailbox import actions
from xiangyue.doors.mailbox.models import Letter
from xiangyue.kernel import kinds

TOWN = "110112117000"
SEEN = os.environ.get("XIANGYUE_SCREENSHOTS")


@pytest.fixture
def resident(chromium, live_server, town):
    cache.clear()
    with_mailbox(town)
    context = chromium.new_context(
        viewport=PHONE,
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
        base_url=live_server.url,
        reduced_motion="reduce",
        permissions=["geolocation"],
        geolocation={"longitude": 116.8, "latitude": 39.7},
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


def look(page, name):
    if SEEN:
        page.screenshot(path=f"{SEEN}/{name}.png", full_page=True)
    serious = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert serious == [], [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in serious]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), f"{name} scrolls sideways"


def test_a_resident_writes_and_is_answered(resident, town, react, clock):
    page = resident.new_page()
    page.goto(f"/portal/{TOWN}/")
    page.get_by_text("给书记写信").click()
    look(page, "mailbox-home")
    page.get_by_role("link", name="写一封信").click()
    page.get_by_label("标题").fill("大羊村排水沟堵了三年")
    page.get_by_label("信的内容").fill("村东头的排水沟从前年堵到现在，一下雨水就进院子。")
    page.get_by_role("button", name="就在我这里").click()
    page.get_by_text("位置已记下").wait_for()
    page.get_by_label("您的姓名").fill("林小草")
    look(page, "mailbox-write")
    page.get_by_label("电话").fill("19900001234")
    page.get_by_role("button", name="寄出").click()
    page.get_by_text("这是您的回执").wait_for()
    look(page, "mailbox-receipt")
    letter = Letter.objects.select_related("matter").get()
    assert (letter.matter.lon, letter.matter.lat) == (116.8, 39.7)
    page.goto(f"/mailbox/{TOWN}/find")
    look(page, "mailbox-find")
    done = brought_to(town, "answered", at=NOON, number=7)
    page.goto(f"/mailbox/{TOWN}/find")
    code = own_matter(done.matter, at=clock.at, language="zh").query_code
    page.get_by_label("十位查询码").fill(code)
    page.get_by_label("手机号后四位").fill("0007")
    page.get_by_role("button", name="查我的信").click()
    page.get_by_text("您说了算").wait_for()
    look(page, "mailbox-mine")
    page.get_by_label("解决了", exact=True).check()
    page.get_by_label("满意", exact=True).check()
    page.get_by_label("5", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    page.get_by_text("您的评价收到了").wait_for()
    react()
    assert letter_again(done.matter).matter.state == "closed"


def test_written_without_a_signal_it_is_sent_once_when_the_signal_is_back(resident):
    page = resident.new_page()
    page.goto(f"/mailbox/{TOWN}/")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto(f"/mailbox/{TOWN}/write")
    resident.set_offline(True)
    for label, words in (
        ("标题", "电线掉下来了"),
        ("信的内容", "小务村东头电线掉下来了。"),
        ("您的姓名", "林小草"),
        ("电话", "19900001234"),
    ):
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="寄出").click()
    page.get_by_text("已经存在这台手机上").wait_for()
    assert Letter.objects.count() == 0
    resident.set_offline(False)
    page.get_by_text("这是您的回执").wait_for()
    assert Letter.objects.count() == 1


@pytest.fixture
def full(town):
    """Something at every step."""
    with_mailbox(town)
    clerk, secretary = town.seats["clerk"], town.seats["secretary"]
    letters = {
        step: brought_to(town, step, number=row)
        for row, step in enumerate(("screened", "instructed", "assigned", "handled", "reviewed", "answered"), start=1)
    }
    letters["new"] = a_letter(town, number=9)
    actions.prepare(letters["screened"], text="请建设办三天内到现场，结果报我。", seat=clerk, at=later(NOON, hours=1))
    actions.mark_left_by_history(
        letters["answered"], since_year=1998, why="宅基地边界", seat=clerk, at=later(NOON, hours=1)
    )
    actions.record_meeting(
        town.town,
        kind="field",
        held_on=NOON.date(),
        place="大羊村",
        people=23,
        letter=letters["answered"],
        note="看排水沟",
        seat=clerk,
        at=later(NOON, hours=1),
    )
    council.publish(
        town.town, title="路灯议定", text="十二月前装完。", village=town.places["dayang"], seat=secretary, at=NOON
    )
    return letters


STAFF = [
    ("secretary", "instruct"),
    ("secretary", "review"),
    ("secretary", "rate"),
    ("clerk", "screen"),
    ("clerk", "instruct"),
    ("clerk", "assign"),
    ("clerk", "rate"),
    ("clerk", "handling"),
]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_of_the_towns_side_passes_axe(people, full, size):
    name = "phone" if size is PHONE else "desk"
    for who, tab in STAFF:
        page = people.at(who, f"/mailbox/?tab={tab}", size=size)
        look(page, f"mailbox-{who}-{tab}-{name}")
        page.close()
    for path in ("mailbox/account?month=2024-11", "mailbox/meetings", "council/board"):
        page = people.at("secretary", f"/{path}", size=size)
        look(page, f"{path.split('?')[0].replace('/', '-')}-{name}")
        page.close()
    assert people.complaints == []


def test_the_clerk_screens_a_letter_by_keys(people, full):
    page = people.at("clerk", "/mailbox/?tab=screen", size=DESK)
    page.keyboard.press("e")
    page.keyboard.type("请书记先看。")
    page.select_option("#screen-form [name=category]", index=1)
    page.press("#screen-form [name=note]", "Control+Enter")
    page.get_by_text("已筛阅，等书记批示").wait_for()
    assert Letter.objects.filter(screening_note="请书记先看。").count() == 1


def test_the_secretary_reviews_and_signs_with_one_key_each(people, full):
    page = people.at("secretary", "/mailbox/", size=DESK)
    page.get_by_text("等书记审阅的答复").wait_for()
    page.keyboard.press("w")
    page.get_by_text("审阅意见已记下").wait_for()
    assert kinds.stage_of(letter_again(full["handled"].matter).matter).key == "reviewed"
    page.goto("/mailbox/?tab=instruct")
    page.keyboard.press("t")
    page.wait_for_function("document.querySelector('#i-text').value !== ''")
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    page.get_by_text("批示已写下").wait_for()
    assert kinds.stage_of(letter_again(full["screened"].matter).matter).key == "instructed"
    assert people.complaints == []
