"""A shift on a phone: loses the signal, goes on, sends everything once; the desk's pages pass axe."""

from __future__ import annotations

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from cast import NOON
from patrol_town import IN_WEST, make_patrol, photo
from screens import PHONE

from xiangyue.doors.patrol import actions
from xiangyue.doors.patrol.models import Coverage, Finding, HouseVisit, Patrol, TrackChunk
from xiangyue.kernel.models import Matter, Place

SEEN = os.environ.get("XIANGYUE_SCREENSHOTS")


@pytest.fixture
def patrol(town, own_media):
    return make_patrol(town)


def look(page, name):
    if SEEN:
        page.screenshot(path=f"{SEEN}/patrol-{name}.png", full_page=True)
    serious = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert serious == [], [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in serious]
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def start(people, who, *, allowed=True):
    page = people.at(who, "/", size=PHONE)
    if allowed:
        page.context.grant_permissions(["geolocation"])
        page.context.set_geolocation({"longitude": IN_WEST[0], "latitude": IN_WEST[1]})
    page.goto("/patrol/")
    page.locator("#shift[data-ready=yes]").wait_for()
    return page


def report(page, words, level="请镇里办"):
    page.get_by_label("是什么事").select_option("井盖")
    page.get_by_label("发现了什么").fill(words)
    page.get_by_role("radio", name=level).check()
    page.get_by_role("button", name="记下这个发现").click()


def test_a_shift_without_a_signal_is_sent_once_when_it_is_back(people, patrol):
    page = start(people, "member")
    page.get_by_role("button", name="走访 一区1号").wait_for()
    look(page, "shift")
    page.context.set_offline(True)
    page.goto("/patrol/")  # kept from the first visit on
    page.get_by_role("button", name="开始巡查").click()
    page.get_by_text("正在巡查，已记下位置（个）：1").wait_for()
    page.get_by_role("button", name="走访 一区1号").click()
    page.get_by_label("有什么需要").fill("屋里暖气不热，老人怕冷")
    page.get_by_role("button", name="记下走访").click()
    page.get_by_role("button", name="就在我这里").click()
    page.get_by_text("位置已记下。").wait_for()
    pictures = [{"name": name, "mimeType": "image/jpeg", "buffer": photo()} for name in ("井盖.jpg", "远处.jpg")]
    page.get_by_label("照片").set_input_files(pictures)
    page.locator("[data-photos] li").nth(1).wait_for()
    page.get_by_label("当场怎样办的").fill("扶正压实了")
    report(page, "井盖松了一半", "当场办结")
    page.get_by_text("等网络恢复后自动发送").first.wait_for()
    look(page, "waiting")
    page.get_by_role("button", name="结束巡查").click()
    page.get_by_text("还没有开始巡查").wait_for()
    visited = page.locator("[data-households] li", has_text="一区1号")
    visited.locator(".badge-calm").wait_for()  # its next day, as the server will say it
    assert (Finding.objects.count(), HouseVisit.objects.count(), Patrol.objects.count()) == (0, 0, 0)
    page.context.set_offline(False)
    page.get_by_text("查询码：").wait_for()
    page.locator("#queued li", has_text="井盖松了一半").get_by_text("已收到").wait_for()
    page.wait_for_function(
        "() => ![...document.querySelectorAll('#queued li')].some((one) => one.textContent.includes('巡查轨迹'))"
    )
    assert Finding.objects.get().photo and Finding.objects.get().more_photos.count() == 1
    assert HouseVisit.objects.get().matter == Matter.objects.get()
    assert Patrol.objects.get().points == 1
    assert TrackChunk.objects.count() == 2
    assert Coverage.objects.get().grid == patrol.west


def test_without_leave_to_know_where_one_is_the_list_still_works(people, patrol):
    page = start(people, "grid", allowed=False)
    page.get_by_role("button", name="就在我这里").click()
    page.get_by_text("没有得到位置，请在下面选网格或村").wait_for()
    page.get_by_label("网格或村").select_option(patrol.west.code)
    report(page, "井盖松了一半")
    page.locator("#queued").get_by_text("已收到").wait_for()
    assert Finding.objects.get().place == patrol.west


def test_at_log_out_the_shift_is_gone_from_the_phone(people, patrol):
    page = start(people, "member")
    page.get_by_role("button", name="走访 一区1号").wait_for()
    page.evaluate(
        "document.querySelector('[data-draft-clear-all]').addEventListener('submit', (event) => event.preventDefault())"
    )
    page.evaluate("document.querySelector('[data-draft-clear-all]').requestSubmit()")
    page.wait_for_timeout(500)
    left = page.evaluate("""async () => {
      const opened = await new Promise((resolve) => {
        const asked = indexedDB.open("xiangyue", 1);
        asked.onsuccess = () => resolve(asked.result);
      });
      const kept = await new Promise((resolve) => {
        const asked = opened.transaction("kept").objectStore("kept").getAllKeys();
        asked.onsuccess = () => resolve(asked.result);
      });
      const shift = async (name) => (await caches.open(name)).match("/patrol/", { ignoreVary: true });
      const pages = await Promise.all((await caches.keys()).map(shift));
      return [kept, pages.filter(Boolean).length];
    }""")
    assert left == [[], 0]


def test_after_the_log_in_ran_out_it_waits_for_the_next_one(people, patrol, town):
    page = start(people, "grid")
    page.context.clear_cookies()
    page.get_by_label("网格或村").select_option(patrol.west.code)
    report(page, "井盖松了一半")
    page.get_by_text("登录过期了，请重新登录后再发送").wait_for()
    again = town.client("grid").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": again, "url": people.address}])
    page.goto("/patrol/")
    page.locator("#queued").get_by_text("已收到").wait_for()
    assert Finding.objects.count() == 1


def test_what_one_wrote_is_not_sent_by_the_next_on_the_same_phone(people, patrol, town):
    page = start(people, "grid")
    page.context.set_offline(True)
    page.get_by_label("网格或村").select_option(patrol.west.code)
    report(page, "井盖松了一半")
    page.get_by_text("等网络恢复后自动发送").wait_for()
    other = town.client("grid2").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": other, "url": people.address}])
    page.context.set_offline(False)
    page.get_by_text("别的岗位在这台手机上记下的").wait_for()
    assert not Finding.objects.exists()
    people.complaints.clear()  # the browser itself writes down the refusal


def test_the_desk_draws_a_grid_by_hand(people, patrol):
    page = people.at("dispatcher", f"/patrol/villages/{patrol.village.pk}")
    page.wait_for_load_state("networkidle")
    look(page, "village")
    canvas = page.locator("[data-draw-map] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    middle = (box["width"] / 2, box["height"] / 2)
    for x, y in ((-30, -30), (30, -30), (90, 90), (30, 30), (-30, 30)):
        canvas.click(position={"x": middle[0] + x, "y": middle[1] + y})
        page.wait_for_timeout(350)
    page.get_by_text("已点（个）：5").wait_for()
    page.get_by_role("button", name="退一步").click()
    page.get_by_role("button", name="画好了").click()
    page.get_by_label("网格名称").fill("手画网格")
    page.get_by_role("button", name="核对并保存").click()
    page.get_by_text("新增 1 个").wait_for()
    assert Place.objects.get(name="手画网格").code == "dayang003"
    page.wait_for_load_state("networkidle")
    look(page, "village-overlap")
    assert page.get_by_text("大羊一网格、手画网格重叠").count()
    assert people.complaints == []


@pytest.mark.parametrize("path", ["coverage", "findings", "grids", "zones", "zones/{zone}", "grids/{grid}"])
def test_the_desks_pages_pass_axe(people, patrol, path):
    told = actions.Find(
        "井盖",
        "井盖松了",
        1,
        NOON,
        note="扶正压实了",
        point=IN_WEST,
        photo=actions.findings.kernel.sniff("a.jpg", photo()),
    )
    actions.find(told, seat=patrol.worker, at=NOON, request_id="find-1")
    actions.consent(patrol.houses[0], name="林小草", phone="19900001234", seat=patrol.member, at=NOON)
    path = "/patrol/" + path.format(zone=patrol.zone.pk, grid=patrol.west.pk)
    page = people.at("dispatcher", path)
    page.wait_for_load_state("networkidle")
    look(page, path.removeprefix("/patrol/").replace("/", "-"))
    page.set_viewport_size(PHONE)
    look(page, path.removeprefix("/patrol/").replace("/", "-") + "-phone")
    assert people.complaints == []


def test_nothing_moves_under_the_thumb_while_the_page_opens(people, patrol):
    page = start(people, "member")
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((seen) => seen.getEntries().forEach((one) => {"
        " if (!one.hadRecentInput) window.moved += one.value; })).observe({ type: 'layout-shift', buffered: true });"
    )
    page.reload()
    page.locator("#shift[data-ready=yes]").wait_for()
    page.get_by_role("button", name="走访 一区1号").wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("window.moved") < 0.02


def test_a_walk_goes_on_in_a_page_that_was_closed_and_says_since_when_nothing_was_noted(people, patrol):
    page = start(people, "member")
    page.get_by_role("button", name="开始巡查").click()
    page.get_by_text("正在巡查，已记下位置（个）：1").wait_for()
    assert page.get_by_text("浏览器不让记位置").is_visible()
    page.goto("/patrol/findings")
    page.evaluate(
        """async () => {
          const open = indexedDB.open("xiangyue");
          await new Promise((done) => { open.onsuccess = done; });
          const store = open.result.transaction("kept", "readwrite").objectStore("kept");
          const asked = store.get("patrol:walk");
          await new Promise((done) => { asked.onsuccess = done; });
          store.put({ ...asked.result, last: asked.result.last - 600000 }, "patrol:walk");
        }"""
    )
    page.goto("/patrol/")
    page.get_by_text("从这时起没有记").wait_for()
    page.get_by_text("正在巡查，已记下位置（个）：").wait_for()  # and it goes on
