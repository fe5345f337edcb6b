"""The desks by the keyboard alone, and the leader's by the thumb."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from screens import PHONE

from xiangyue.kernel.models import Event, Matter


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def opened(page: Page, title: str) -> None:
    expect(page.locator(".detail h2")).to_have_text(title)
    expect(page.locator(".detail h2")).to_be_focused()


def test_three_matters_are_dispatched_without_a_mouse(people, waiting):
    page = people.at("dispatcher", "/dispatch/")
    press(page, "j", "j", "k", "Enter")
    for matter in waiting:
        opened(page, matter.title)
        press(page, "d")
        expect(page.locator(".toast-success")).to_contain_text(matter.number)
    assert set(Matter.objects.values_list("state", flat=True)) == {"dispatched"}
    assert page.locator("text=没有要派的事").is_visible()


def test_next_previous_the_list_and_the_help(people, waiting):
    page = people.at("dispatcher", f"/dispatch/?m={waiting[0].number}")
    press(page, "n")
    opened(page, waiting[1].title)
    press(page, "p")
    opened(page, waiting[0].title)
    press(page, "j", "Enter")  # from the open matter's row to the next one
    opened(page, waiting[1].title)
    press(page, "q")
    expect(page.locator("#dispose-dialog")).to_be_visible()
    press(page, "Escape", "?")
    expect(page.locator("#keys-help")).to_contain_text("分流处置")
    press(page, "Escape")
    press(page, "/")
    page.keyboard.type("停水")
    press(page, "Enter")
    expect(page.locator(".work-title")).to_have_text(["大羊村停水两天"])


def test_the_secretary_reads_and_instructs_by_keys(people, waiting):
    page = people.at("secretary", "/leader/")
    opened(page, waiting[0].title)
    press(page, "2", "Escape", "w")
    opened(page, waiting[1].title)
    press(page, "e")
    page.keyboard.type("请今天答复。")
    press(page, "Escape", "w")
    opened(page, waiting[2].title)
    press(page, "r")
    expect(page.locator(".page-lead")).to_contain_text("已阅 3，已批示 2")


def test_a_call_back_is_made_by_keys_and_the_look_at_the_phone_is_on_record(people, busy):
    page = people.at("caller", "/callback/")
    press(page, "j", "Enter")
    expect(page.locator(".detail h2")).to_be_focused()
    press(page, "t")
    expect(page.locator("#phone-here .value-large").last).to_contain_text("1990000")
    press(page, "1", "3", "5", "w")
    expect(page.locator(".toast-success")).to_contain_text("回访已记下")
    assert Event.objects.filter(name="called_back").count() == 1
    assert Event.objects.filter(name="contact_revealed").count() == 1


def test_a_dialog_opens_on_what_is_to_be_written_and_ctrl_enter_hands_it_in(people, busy):
    page = people.at("water", f"/matters/{busy['working'].number}")
    press(page, "c")
    expect(page.locator("#c-sum")).to_be_focused()
    page.keyboard.type("约今天下午上门")
    press(page, "Control+Enter")
    expect(page.locator(".toast-success")).to_contain_text("联系情况已记下")
    press(page, "t")
    expect(page.locator("#reveal-reason")).to_be_focused()
    page.keyboard.type("上门前核实")
    press(page, "Enter")
    expect(page.locator("#phone-here .value-large").last).to_contain_text("1990000")
    expect(page.locator("#reveal-dialog")).to_be_hidden()
    press(page, "a")
    expect(page.locator("#a-text")).to_be_focused()


def test_enter_in_a_dialog_hands_it_in_and_never_cancels_it(people, busy):
    page = people.at("water", f"/matters/{busy['working'].number}")
    page.click("[data-dialog=review-dialog]")
    page.select_option("#r-kind", "unreasonable")
    page.fill("#r-basis", "现场照片")
    press(page, "Enter")
    expect(page.locator("#r-reason")).to_be_focused()  # what is still missing
    page.keyboard.type("要求没有依据。")
    page.press("#r-basis", "Enter")
    expect(page.locator(".toast-success")).to_contain_text("申请已提交审核")
    page = people.at("roads", f"/matters/{busy['sent'].number}")
    page.click("[data-dialog=object-dialog]")
    page.fill("#o-reason", "不是我们管的。")
    page.fill("#o-basis", "职责清单")
    press(page, "Enter")  # what sends an order back is pressed, not slipped into
    page.wait_for_timeout(300)
    expect(page.locator("#object-dialog")).to_be_visible()
    assert Matter.objects.get(pk=busy["sent"].pk).state == "dispatched"


def test_the_way_to_a_new_seat_ends_in_its_first_field(people, town):
    page = people.at("admin", "/house/people/", size=PHONE)
    page.click("a:has-text('登记岗位')")
    expect(page.locator("#id_username")).to_be_focused()
    bar, label = (page.locator(one).bounding_box() for one in (".topbar", "label[for=id_username]"))
    assert label["y"] >= bar["y"] + bar["height"]  # the label is not under the bar


def test_the_secretary_swipes_on_the_phone_and_finds_back_to_the_list(people, waiting):
    page = people.at("secretary", "/leader/", size=PHONE)
    expect(page.locator(".detail h2")).to_have_text(waiting[0].title)
    expect(page.locator(".deeds .btn-primary")).to_be_in_viewport()
    swipe(page, 330, 60)
    expect(page.locator(".detail h2")).to_have_text(waiting[1].title)
    swipe(page, 60, 330)
    expect(page.locator(".detail h2")).to_have_text(waiting[0].title)
    page.click(".split-back")
    expect(page.locator(".work-row")).to_have_count(3)
    expect(page.locator(".work-row").first).to_be_visible()
    expect(page.locator(".detail")).to_have_count(0)


def swipe(page: Page, start: int, end: int) -> None:
    session = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [{"x": start, "y": 260}]),
        ("touchMove", [{"x": end, "y": 262}]),
        ("touchEnd", []),
    ):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
