"""A post that is not taken loses nothing: its form stays open and says why. One press is one post; the toast undoes."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from patrol_town import make_patrol, photo
from playwright.sync_api import Page, Route, expect

from xiangyue.desks.handling import actions as handling
from xiangyue.kernel.models import Attachment, Event, Matter, Seat

WORDS = "已经联系施工队，明早到场。"
PASSWORD = "only-for-this-test-19"


@pytest.fixture
def note(people, busy) -> Page:
    """The dialog of a note, with words in it."""
    page = people.at("water", f"/matters/{busy['working'].number}")
    page.click("[data-dialog=note-dialog]")
    page.fill("#n-text", WORDS)
    return page


def send(page: Page) -> None:
    page.click("#note-dialog .btn-primary")


def told(page: Page, words: str) -> None:
    """In the open dialog, which has the focus and what was typed, and can be sent again."""
    summary = page.locator("#note-dialog[open] .error-summary")
    expect(summary).to_contain_text(words)
    expect(summary).to_be_focused()
    expect(page.locator("#n-text")).to_have_value(WORDS)
    expect(page.locator("#note-dialog .btn-primary")).to_be_enabled()
    assert page.locator("#note-dialog .error-summary").count() == 1


def notes() -> int:
    return Event.objects.filter(name="noted").count()


def answer_with(page: Page, *, status: int, **more: str) -> None:
    page.route("**/notes", lambda route: route.fulfill(status=status, **more))


def test_a_refusal_leaves_the_dialog_open_with_what_was_typed(note, town):
    page, seat = note, town.seats["water"]
    seat.until = seat.since.replace(year=2024)
    seat.save()
    send(page)
    told(page, "在任的岗位")
    send(page)  # the second refusal stands in place of the first
    told(page, "在任的岗位")
    seat.until = None
    seat.save()
    send(page)
    expect(page.locator(".toast-success")).to_contain_text("备注已添加")
    assert notes() == 1


def test_without_a_network_nothing_is_lost_and_it_can_be_sent_again(note):
    page = note
    page.context.set_offline(True)
    send(page)
    told(page, "网络不通")
    page.context.set_offline(False)
    send(page)
    expect(page.locator(".toast-success")).to_contain_text("备注已添加")
    assert notes() == 1


@pytest.mark.parametrize(
    ("status", "words"), [(404, "不在这里了"), (413, "太大了"), (500, "系统出了差错"), (502, "系统出了差错")]
)
def test_an_answer_that_is_no_answer_of_ours_is_said_plainly(note, status, words):
    answer_with(note, status=status, content_type="text/html", body="<h1>nginx</h1>")
    send(note)
    told(note, words)


def test_a_page_of_ours_that_says_no_is_quoted(note):
    page = "<div class='error-page'><p data-says>这件事已经办结。</p></div>"
    answer_with(note, status=422, content_type="text/html; charset=utf-8", body=page)
    send(note)
    told(note, "这件事已经办结。")


def with_password(user: User) -> None:
    user.set_password(PASSWORD)
    user.save()


def log_in(page: Page, who: str) -> None:
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.click("main .btn-primary")


def test_an_ended_session_leads_through_log_in_back_to_the_open_dialog(note, town):
    page, address = note, note.url
    with_password(town.seats["water"].user)
    page.context.clear_cookies()
    send(page)
    log_in(page, "water")
    page.wait_for_url(address)
    told(page, "请再提交一次")
    send(page)
    expect(page.locator(".toast-success")).to_contain_text("备注已添加")
    assert notes() == 1


def test_what_has_no_draft_comes_back_too_but_not_to_another_person(people, town, busy, clock):
    roads, other = town.seats["roads"], User.objects.create(username="roads2")
    told_of = {"town": town.town, "unit": roads.unit, "role": roads.role, "since": roads.since}
    Seat.objects.create(user=other, holder="邱路桥", **told_of)
    for user in (roads.user, other):
        with_password(user)
    handling.sign(busy["sent"], seat=roads, at=clock.at)
    page = people.at("roads", f"/matters/{busy['sent'].number}")
    address = page.url
    for who, found in ((other.username, ""), (other.username, WORDS)):
        page.click("[data-dialog=begin-dialog]")
        page.fill("#b-note", WORDS)
        page.context.clear_cookies()
        page.click("#begin-dialog .btn-primary")
        log_in(page, who)
        page.wait_for_url(address)
        expect(page.locator("#b-note")).to_have_value(found)
        expect(page.locator("#begin-dialog[open]")).to_have_count(1 if found else 0)


def test_a_form_older_than_the_log_in_is_renewed_and_opened_again(note):
    page = note
    page.evaluate("document.querySelector('#note-dialog [name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
    send(page)
    told(page, "页面已更新")
    send(page)
    expect(page.locator(".toast-success")).to_contain_text("备注已添加")
    assert notes() == 1


def test_two_presses_send_once(note):
    page, posts = note, []

    def slow(route: Route) -> None:
        posts.append(route.request.url)
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/notes", slow)
    page.evaluate("""() => {
        const form = document.querySelector("#note-dialog form");
        form.requestSubmit();
        form.requestSubmit();
    }""")
    expect(page.locator("#note-dialog .btn-primary")).to_be_disabled()
    expect(page.locator("#note-dialog .btn-primary")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".toast-success")).to_contain_text("备注已添加")
    assert (len(posts), notes()) == (1, 1)


def test_cancel_sends_nothing(note):
    note.click("#note-dialog .btn-secondary")
    expect(note.locator("#note-dialog")).not_to_be_visible()
    assert notes() == 0


def test_the_toast_takes_a_dispatch_back(people, waiting):
    page = people.at("dispatcher", f"/dispatch/?m={waiting[0].number}")
    page.select_option("#id_unit", label="水务所")
    page.click(".deeds .btn-primary")
    toast = page.locator(".toast-success")
    expect(toast).to_contain_text("已派给水务所")
    toast.get_by_role("button", name="撤回").click()
    expect(page.locator(".toast-success")).to_contain_text("已撤回")
    assert Matter.objects.get(number=waiting[0].number).state in ("received", "sorted")
    assert Event.objects.filter(name="dispatched").count() == 1
    assert people.complaints == []


def test_what_a_followed_page_says_is_not_lost_with_it(people, town, own_media):
    """The page shown after a post is another one; the sentence stands on it all the same."""
    page = people.at("dispatcher", f"/patrol/zones/{make_patrol(town).zone.pk}")
    form = page.locator("main form", has=page.locator("[name=door_numbers]"))
    form.locator("[name=door_numbers]").fill("二区8号")
    form.locator(".btn-secondary").click()
    expect(page.locator(".toast-success")).to_contain_text("新登记 1 户")
    expect(page.locator("main table, main ul").filter(has_text="二区8号").first).to_be_visible()
    expect(form.locator("[name=door_numbers]")).to_have_value("")


def test_a_desk_that_answers_in_pages_says_what_is_wrong_in_the_form(people, town):
    page = people.at("dispatcher", "/patrol/zones")
    form = page.locator("main form[method=post]")
    form.evaluate("(form) => { form.noValidate = true; }")
    form.locator("[name=title]").fill("一区")
    form.locator(".btn-primary").click()
    expect(form.locator(".error-summary")).to_be_focused()
    expect(form.locator("[name=title]")).to_have_value("一区")


def test_files_go_with_it(note, own_media):
    note.set_input_files("#note-dialog [name=files]", {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    send(note)
    expect(note.locator(".toast-success")).to_contain_text("备注已添加")
    assert Attachment.objects.get().title == "现场.jpg"


def test_a_button_with_an_address_of_its_own_is_sent_there(people, town):
    seat = town.seats["water"]
    page = people.at("admin", f"/house/people/{seat.pk}")
    page.fill("[name=lock-reason]", "手机丢了")
    page.get_by_role("button", name="锁定").click()
    expect(page.locator(".toast-success")).to_contain_text("账号已锁定")
    seat.user.refresh_from_db()
    assert not seat.user.is_active


def test_what_asks_for_a_confirmation_is_sent_once_that_is_given(people, town, waiting):
    twin = town.say("大羊村停水", "大羊村停水两天了，家里没水。")
    page = people.at("dispatcher", f"/dispatch/?m={twin.number}")
    page.get_by_role("button", name="并入它").first.click()
    assert Matter.objects.get(pk=twin.pk).state != "merged"
    page.click("#confirm .btn-primary")
    expect(page.locator(".toast-success")).to_contain_text("并入")
    assert Matter.objects.get(pk=twin.pk).state == "merged"
    page.locator(".toast-success").get_by_role("button", name="撤回").click()
    expect(page.locator(".toast-success")).to_contain_text("拆分")
    assert Matter.objects.get(pk=twin.pk).state != "merged"
