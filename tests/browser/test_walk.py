"""One matter through five people and back to the caller, everything by the pages."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from xiangyue.kernel.models import Event


def told(page: Page, words: str) -> None:
    expect(page.locator(".toast").filter(has_text=words)).to_be_visible()


def test_a_matter_walks_through_five_people(people, town, clock, react):
    matter = town.say("大羊村停水两天", "大羊村东头停水两天了，家里没水。")

    secretary = people.at("secretary", "/leader/")
    expect(secretary.locator(".detail h2")).to_have_text("大羊村停水两天")
    secretary.click(".chip >> nth=2")
    secretary.select_option("#i-follow", label="水务所")
    secretary.click("text=写下批示")
    told(secretary, "批示已写下")

    clock.pass_(hours=1)
    dispatcher = people.at("dispatcher", "/dispatch/")
    dispatcher.click("text=大羊村停水两天")
    dispatcher.select_option("#id_unit", label="水务所")
    dispatcher.select_option("#id_urgency", "general")
    dispatcher.click(".deeds .btn-primary")
    told(dispatcher, "已派给水务所")

    clock.pass_(hours=1)
    water = people.at("water", "/matters/mine?tab=to_sign")
    water.check("[data-bulk-all]")
    water.click("text=签收选中的 1 件")
    told(water, "签收了 1 件")
    water.goto(f"/matters/{matter.number}")
    water.click("[data-dialog=contact-dialog]")
    water.fill("#c-sum", "约今天下午上门")
    water.click("#contact-dialog .btn-primary")
    told(water, "联系情况已记下")
    water.click("[data-dialog=extend-dialog]")
    water.fill("#e-until", "2024-11-15")
    water.fill("#e-reason", "管件要从厂家调")
    water.check("#extend-dialog [name=told]")
    water.click("#extend-dialog .btn-primary")
    told(water, "延期申请已提交")

    clock.pass_(hours=1)
    reviewer = people.at("reviewer", "/matters/reviews")
    reviewer.fill("[name=decision]", "情况属实，同意。")
    reviewer.click("text=同意 >> nth=0")
    told(reviewer, "已同意")

    clock.pass_(hours=20)
    # a night has ended the first session: nobody touched it
    water.reload()
    expect(water).to_have_url(re.compile("/login"))
    water = people.at("water", f"/matters/{matter.number}")
    if water.locator("[data-dialog=begin-dialog]").count():
        water.click("[data-dialog=begin-dialog]")
        water.click("#begin-dialog .btn-primary")
        told(water, "开始办理")
    water.click("[data-dialog=answer-dialog]")
    water.fill("#a-text", "更换了破损的阀门，已恢复供水。")
    water.select_option("#a-r", index=1)
    water.select_option("#a-d", index=1)
    water.click("#answer-dialog .btn-primary")
    told(water, "答复已保存")

    react()
    clock.pass_(hours=2)
    caller = people.at("caller", "/callback/")
    caller.click("text=大羊村停水两天")
    expect(caller.locator(".note-calm")).to_contain_text("更换了破损的阀门")
    caller.click("text=看电话")
    expect(caller.locator("#phone-here")).to_contain_text("19900001234")
    for question, answer in (("contacted", "yes"), ("solved", "yes"), ("satisfied", "yes")):
        caller.check(f"[name={question}][value={answer}]")
    caller.click("text=记下回访")
    told(caller, "回访已记下")

    matter.refresh_from_db()
    assert matter.state == "closed"
    privacy = people.at("privacy", "/house/reveals")
    expect(privacy.locator("tbody tr")).to_have_count(1)
    expect(privacy.locator("tbody")).to_contain_text("郑回访")
    assert people.complaints == []


def test_not_reached_needs_no_answers_and_goes_on(people, busy):
    caller = people.at("caller", f"/callback/?m={busy['answered'].number}")
    caller.click("text=没接通")
    told(caller, "回访已记下")
    assert Event.objects.filter(name="callback_failed").count() == 1
    assert busy["called"].number in caller.url


def test_the_second_of_two_dispatchers_is_told_in_words(people, town, waiting):
    first, second = (people.at(who, "/dispatch/?m=T000001") for who in ("dispatcher", "dispatcher2"))
    for page in (first, second):
        page.select_option("#id_unit", label="水务所")
    first.click(".deeds .btn-primary")
    told(first, "已派给水务所")
    second.click(".deeds .btn-primary")
    said = second.locator("#send-form .error-summary")
    expect(said).to_be_focused()
    expect(said).to_contain_text("周调度")
    expect(said).to_contain_text("派给水务所")
    expect(second.locator("#id_unit option:checked")).to_have_text("水务所")
    assert Event.objects.filter(name="dispatched").count() == 1
