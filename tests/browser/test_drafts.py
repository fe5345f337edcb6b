"""What a person typed is not lost: not by a reload, a refusal or a cancelled dialog; and it is gone once it was
taken.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('draft:') && !key.endsWith(':sent')).length"


def type_into(page: Page, field: str, words: str) -> None:
    page.fill(field, words)
    page.wait_for_function(f"() => {KEPT} > 0")


def test_a_draft_survives_a_reload(people, waiting):
    page = people.at("secretary", "/leader/")
    type_into(page, "#i-text", "请水务所今天到现场。")
    page.reload()
    expect(page.locator("#i-text")).to_have_value("请水务所今天到现场。")
    expect(page.locator("#instruct-form .note")).to_contain_text("已恢复未提交的内容")


def test_a_draft_survives_a_refused_post(people, waiting):
    page = people.at("dispatcher", "/dispatch/?m=T000002")
    type_into(page, "#id_note", "村里先围起来。")
    page.select_option("#id_unit", label="大羊村村委会")  # a village never leads on such a matter: art. 17
    page.click(".deeds .btn-primary")
    expect(page.locator("#send-form .error-summary")).to_contain_text("第17条")
    expect(page.locator("#id_note")).to_have_value("村里先围起来。")
    page.reload()
    expect(page.locator("#id_note")).to_have_value("村里先围起来。")


def test_a_draft_survives_a_page_that_refuses(people, town, busy):
    page = people.at("water", f"/matters/{busy['working'].number}")
    page.click("[data-dialog=note-dialog]")
    type_into(page, "#n-text", "已经联系施工队，明早到场。")
    town.seats["water"].until = town.seats["water"].since.replace(year=2024)
    town.seats["water"].save()
    page.click("#note-dialog .btn-primary")
    expect(page.locator("#note-dialog[open] .error-summary")).to_contain_text("在任的岗位")
    expect(page.locator("#n-text")).to_have_value("已经联系施工队，明早到场。")
    town.seats["water"].until = None
    town.seats["water"].save()
    page.goto(f"/matters/{busy['working'].number}")
    expect(page.locator("#n-text")).to_have_value("已经联系施工队，明早到场。")


def test_a_draft_survives_a_cancelled_dialog_and_a_walk(people, busy):
    page = people.at("water", f"/matters/{busy['working'].number}")
    page.click("[data-dialog=answer-dialog]")
    type_into(page, "#a-text", "管线已经接通，正在试压。")
    page.click("#answer-dialog .btn-secondary")
    page.click(".side-link >> nth=1")
    page.goto(f"/matters/{busy['working'].number}")
    expect(page.locator("#a-text")).to_have_value("管线已经接通，正在试压。")


def test_a_draft_is_gone_after_success(people, busy):
    page = people.at("water", f"/matters/{busy['working'].number}")
    page.click("[data-dialog=note-dialog]")
    type_into(page, "#n-text", "施工队已到。")
    page.click("#note-dialog .btn-primary")
    expect(page.locator(".toast-success")).to_contain_text("备注已添加")
    assert page.evaluate(KEPT) == 0
    page.click("[data-dialog=note-dialog]")
    expect(page.locator("#n-text")).to_have_value("")


def test_drafts_are_gone_after_logging_out(people, waiting):
    page = people.at("secretary", "/leader/")
    type_into(page, "#i-text", "不留给下一个人。")
    page.click(".topbar .menu summary")
    page.click("text=退出登录")
    expect(page.locator("[name=password]")).to_be_visible()
    assert page.evaluate(KEPT) == 0
