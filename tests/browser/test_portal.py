"""A resident on a phone: says it, loses the signal, sees it sent once; and every public page passes axe."""

from __future__ import annotations

import os
import random
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from PIL import Image
from playwright.sync_api import expect
from screens import PHONE

from xiangyue.counter import throttle
from xiangyue.doors.portal.views import PHOTOS_MAX
from xiangyue.kernel.models import Attachment, Matter, Place

TOWN = "110112117000"
SEEN = os.environ.get("XIANGYUE_SCREENSHOTS")


@pytest.fixture
def resident(chromium, live_server, town):
    """A phone's browser without any account."""
    cache.clear()
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


def test_one_says_it_and_gets_a_receipt(resident, react):
    ring = [[116.79, 39.69], [116.81, 39.69], [116.81, 39.71], [116.79, 39.71], [116.79, 39.69]]
    village = Place.objects.get(name="大羊村")
    village.boundary = {"type": "Polygon", "coordinates": [ring]}
    village.save(update_fields=["boundary"])
    page = resident.new_page()
    page.goto("/portal/")
    look(page, "portal-home")
    page.get_by_text("说一件事").click()
    look(page, "portal-say")
    page.get_by_label("什么事、在哪里").fill("大羊村三区停水两天了，老人做不了饭。")
    page.get_by_role("button", name="就在我这里").click()
    page.get_by_text("位置已记下").wait_for()
    expect(page.locator("#pick-map canvas")).to_be_visible()  # the map shows it, and the village is filled in
    assert page.get_by_label("哪个村").input_value() == village.code
    page.get_by_label("电话").fill("19900001234")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("收到了，这是您的回执").wait_for()
    look(page, "portal-receipt")
    matter = Matter.objects.get()
    assert (matter.door, matter.lon, matter.lat) == ("portal", 116.8, 39.7)
    page.goto(f"/portal/{TOWN}/say")
    assert page.get_by_label("什么事、在哪里").input_value() == ""  # the draft is gone with what was sent


def test_a_closed_tab_loses_nothing(resident):
    page = resident.new_page()
    page.goto(f"/portal/{TOWN}/say")
    page.get_by_label("什么事、在哪里").fill("孔兴路上有个坑")
    page.wait_for_timeout(500)
    page.close()
    again = resident.new_page()
    again.goto(f"/portal/{TOWN}/say")
    assert again.get_by_label("什么事、在哪里").input_value() == "孔兴路上有个坑"


def large_photo(shade: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (3000, 1500), (shade, 120, 0)).save(out, "JPEG")
    return out.getvalue()


def test_photos_are_made_small_shown_taken_out_and_never_too_many(resident, own_media):
    page = resident.new_page()
    page.goto(f"/portal/{TOWN}/say")
    page.get_by_label("什么事、在哪里").fill("孔兴路上有个坑")
    given = [
        {"name": f"{row}.jpg", "mimeType": "image/jpeg", "buffer": large_photo(30 * row)}
        for row in range(PHOTOS_MAX + 2)
    ]
    page.get_by_label("照片").set_input_files(given)
    shown = page.locator("[data-photos] img")
    expect(shown).to_have_count(PHOTOS_MAX)
    page.wait_for_function("document.querySelector('[data-photos] img').naturalWidth === 2000")
    page.get_by_role("button", name="0.jpg ×").click()
    expect(shown).to_have_count(PHOTOS_MAX - 1)
    page.get_by_label("照片").set_input_files([{"name": "坏的.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}])
    expect(shown).to_have_count(PHOTOS_MAX)
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".error-summary")).to_be_focused()  # what the browser cannot read, the server refuses
    page.get_by_role("button", name="坏的.jpg ×").click()
    page.get_by_role("button", name="提交").click()
    page.get_by_text("收到了，这是您的回执").wait_for()
    assert Attachment.objects.filter(matter=Matter.objects.get()).count() == PHOTOS_MAX - 1


def test_a_refusal_keeps_the_draft_wherever_one_goes_next(resident):
    page = resident.new_page()
    page.goto(f"/portal/{TOWN}/say")
    page.get_by_label("什么事、在哪里").fill("孔兴路上有个坑")
    page.get_by_label("电话").fill("12")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("[data-errors] .error-summary")).to_be_focused()
    page.get_by_role("link", name="返回").click()
    page.get_by_text("说一件事").click()
    assert page.get_by_label("什么事、在哪里").input_value() == "孔兴路上有个坑"


def test_said_without_a_signal_it_is_sent_once_when_the_signal_is_back(resident):
    page = resident.new_page()
    page.goto(f"/portal/{TOWN}/")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto(f"/portal/{TOWN}/say")
    page.goto(f"/portal/{TOWN}/")
    resident.set_offline(True)
    page.goto(f"/portal/{TOWN}/say")  # kept for this
    page.get_by_label("什么事、在哪里").fill("小务村东头电线掉下来了，没人敢过。")
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已经存在这台手机上").wait_for()
    page.goto(f"/portal/{TOWN}/")
    page.get_by_text("等网络恢复后自动发送").wait_for()
    look_offline = page.locator("#queued").is_visible()
    assert look_offline
    assert Matter.objects.count() == 0
    resident.set_offline(False)
    page.get_by_text("已收到，查询码").wait_for()
    assert Matter.objects.count() == 1


def test_gone_back_to_and_sent_again_it_is_one_matter(resident):
    page = resident.new_page()
    page.goto(f"/portal/{TOWN}/say")
    for _ in range(2):
        page.get_by_label("什么事、在哪里").fill("孔兴路口的红绿灯坏了，早上差点撞车。")
        page.get_by_role("button", name="提交").click()
        page.get_by_text("收到了，这是您的回执").wait_for()
        page.go_back()
        page.reload()  # as where the browser kept nothing of the page
    assert Matter.objects.count() == 1
    page.goto(f"/portal/{TOWN}/")
    expect(page.locator("#queued")).to_be_hidden()  # what was sent does not stand under what was not


def test_every_public_page_opens_without_a_signal_after_one_visit(resident):
    page = resident.new_page()
    paths = [f"/portal/{TOWN}/{name}" for name in ("", "say", "find", "privacy")]
    paths += [f"/mailbox/{TOWN}/", f"/reception/{TOWN}/", f"/reception/{TOWN}/find", f"/enterprise/{TOWN}/"]
    page.goto(paths[0])
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function(  # the very first page and its files too
        "async (path) => Boolean(await (await caches.open('xiangyue-1')).match(path))", arg=paths[0]
    )
    for path in paths[1:]:
        page.goto(path)
    resident.set_offline(True)
    for path in paths:
        page.goto(path)
        assert page.locator("h1").inner_text(), path
        assert page.evaluate(
            "getComputedStyle(document.body).fontFamily.length > 0 && document.styleSheets.length > 3"
        ), path
    resident.set_offline(False)


def test_the_neighbours_matter_is_offered_and_followed(resident, town):
    first = town.say("大羊村停水", "大羊村三区停水两天了，老人做不了饭。", place=town.places["dayang"])
    page = resident.new_page()
    page.goto(f"/portal/{TOWN}/say")
    page.get_by_label("什么事、在哪里").fill("大羊村三区停水两天，做不了饭")
    page.get_by_label("哪个村").select_option("dayang")
    page.get_by_role("button", name="提交").click()
    look(page, "portal-neighbours")
    page.get_by_role("button", name="是这件").click()
    page.get_by_text("收到了，这是您的回执").wait_for()
    page.get_by_text("位邻居跟进同一件事").wait_for()
    assert Matter.objects.get(door="portal").parent == first


def test_two_hundred_in_the_queue_and_a_connection_that_breaks_at_random_each_arrives_once(
    chromium, live_server, town, monkeypatch
):
    """Half the breaks come before the server has heard anything, half after it has written: then only the answer is
    lost.
    """
    monkeypatch.setattr(throttle, "_BUSY_ADDRESS", 5000)  # what one address may send is tested elsewhere
    monkeypatch.setattr(throttle, "_CLOSED_ADDRESS", 5000)
    monkeypatch.setattr(throttle, "_BUSY_TOWN", 5000)
    rng = random.Random(311)
    cache.clear()
    # what a service worker lets through, the test could not break
    context = chromium.new_context(base_url=live_server.url, service_workers="block")
    page = context.new_page()
    page.goto(f"/portal/{TOWN}/")
    broken = {"before": 0, "after": 0}

    def cut(route):
        chance = rng.random()
        if chance < 0.15:
            broken["before"] += 1
            route.abort("connectionfailed")
        elif chance < 0.3:
            broken["after"] += 1
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/say", cut)
    page.evaluate("""async () => {
        const waiting = document.querySelector("script[src*='js/waiting']").src;
        const queue = await import(waiting.replace(/waiting[^/]*$/, "queue.js"));
        window.queue = queue;
        for (let row = 0; row < 200; row += 1) {
          await queue.enqueue({ url: "/portal/110112117000/say", town: "110112117000", title: `第 ${row} 件`,
            fields: [["words", `离线写下的第 ${row} 件事，路灯不亮。`], ["request_type", "help"], ["asked", "yes"]] });
        }
    }""")
    for _ in range(60):
        left = page.evaluate("""async () => {
            for (const item of await queue.items()) {
              if (item.state === "waiting") { item.next = 0; await queue.sendOne(item); }
            }
            return (await queue.items()).filter((item) => item.state !== "sent").map((item) => [item.state, item.says]);
        }""")
        if not left:
            break
    assert left == []
    assert Matter.objects.filter(door="portal").count() == 200
    assert len(set(Matter.objects.values_list("words", flat=True))) == 200
    assert broken["before"] > 10
    assert broken["after"] > 10
    context.close()


@pytest.mark.parametrize("path", ["find", "privacy"])
def test_the_other_public_pages_pass_axe(resident, path):
    page = resident.new_page()
    page.goto(f"/portal/{TOWN}/{path}")
    look(page, f"portal-{path}")


def test_large_print_by_one_touch_stays_and_fits_every_public_page(resident):
    page = resident.new_page()
    page.goto(f"/portal/{TOWN}/")
    page.get_by_role("button", name="大字").click()
    expect(page.get_by_role("link", name="企业找我就行")).to_be_hidden()  # fewer things
    paths = [f"portal/{TOWN}/{name}" for name in ("", "say", "find", "privacy")]
    for path in [*paths, f"mailbox/{TOWN}/", f"reception/{TOWN}/", f"enterprise/{TOWN}/"]:
        page.goto(f"/{path}")
        assert page.evaluate("document.documentElement.dataset.size") == "large", path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        look(page, f"large-{path.replace('/', '-')}")
    page.get_by_role("button", name="大字").click()
    page.goto(f"/portal/{TOWN}/")
    expect(page.get_by_role("link", name="企业找我就行")).to_be_visible()


def test_the_code_of_a_receipts_picture_is_typed_in_and_leaves_the_address(resident):
    page = resident.new_page()
    page.goto(f"/portal/{TOWN}/find#1234567890")
    expect(page.get_by_label("十位查询码")).to_have_value("1234567890")
    assert page.url.endswith("/find")
    expect(page.get_by_label("手机号后四位")).to_be_focused()
