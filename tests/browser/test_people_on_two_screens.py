"""The main job of each person that the other walks leave out, on a phone and at a desk."""

from __future__ import annotations

from cast import later
from playwright.sync_api import expect
from screens import both, fits, told

from xiangyue.desks.callback.actions import Said, call_back
from xiangyue.desks.council.models import CouncilNotice
from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.doors.mailbox.models import Meeting
from xiangyue.kernel.models import Event, Matter


@both
def test_the_dispatcher_sends_one_on(people, waiting, size):
    page = people.at("dispatcher", "/dispatch/", size=size)
    page.get_by_role("link", name="大羊村停水两天").click()
    page.select_option("#id_unit", label="水务所")
    fits(page)
    page.click(".deeds .btn-primary")
    told(page, "已派给水务所")
    assert Matter.objects.get(pk=waiting[0].pk).state == "dispatched" and people.complaints == []


@both
def test_the_village_signs_and_notes_its_contact(people, town, waiting, size):
    matter = waiting[0]
    dispatch.send(
        matter,
        category=town.categories["V01"],
        unit=town.units["v-dayang"],
        place=town.places["dayang"],
        urgency="general",
        seat=town.seats["dispatcher"],
        at=later(matter.received_at, hours=1),
    )
    page = people.at("village", "/matters/mine?tab=to_sign", size=size)
    page.check("[data-bulk-all]")
    page.click("text=签收选中的 1 件")
    told(page, "签收了 1 件")
    page.goto(f"/matters/{matter.number}")
    page.click("[data-dialog=contact-dialog]")
    page.fill("#c-sum", "已到家里看过")
    fits(page)
    page.click("#contact-dialog .btn-primary")
    told(page, "联系情况已记下")
    assert Event.objects.filter(matter=matter, name="contacted").count() == 1 and people.complaints == []


@both
def test_what_the_council_resolved_is_published_and_everybody_reads_it(people, town, size):
    page = people.at("secretary", "/council/board", size=size)
    page.get_by_label("公告标题").fill("村口加装路灯")
    page.get_by_label("哪个村").select_option(label="大羊村")
    page.get_by_label("公告内容").fill("议事会议定：村口加装路灯三盏，月底前装好。")
    fits(page)
    page.get_by_role("button", name="发布").first.click()
    page.click("#confirm .btn-primary")
    told(page, "公告已发布")
    assert CouncilNotice.objects.get().village == town.places["dayang"]
    page.context.clear_cookies()
    page.goto(f"/council/{town.town.code}/notices")
    expect(page.get_by_text("村口加装路灯三盏")).to_be_visible()
    fits(page)
    assert people.complaints == []


@both
def test_the_statistician_opens_a_number_to_its_records(people, busy, town, size):
    called = Matter.objects.get(pk=busy["called"].pk)
    said = Said(contacted=True, solved=True, satisfied="yes")
    call_back(called, said=said, seat=town.seats["caller"], at=later(called.received_at, hours=3))
    page = people.at("statistician", "/score/?source=own&by=unit", size=size)
    fits(page)
    page.locator("tbody tr", has_text="城乡建设办公室").get_by_role("link", name="1", exact=True).click()
    expect(page.get_by_text(busy["called"].number)).to_be_visible()
    fits(page)
    assert people.complaints == []


@both
def test_the_auditor_finds_who_looked_at_a_phone(people, busy, size):
    caller = people.at("caller", f"/callback/?m={busy['called'].number}", size=size)
    caller.click("text=看电话")
    expect(caller.locator("#revealed")).to_be_visible()
    page = people.at("auditor", "/house/reveals", size=size)
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("郑回访")
    fits(page)
    page.goto("/house/checks/")
    fits(page)
    assert people.complaints == []


@both
def test_the_district_sees_where_its_towns_stand(people, busy, town, size):
    page = people.at("district", "/score/", size=size)
    expect(page.locator("section[aria-labelledby=rank-h]")).to_contain_text("永乐店镇")
    fits(page)
    page.goto(f"/matters/{busy['answered'].number}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    fits(page)
    assert people.complaints == []


@both
def test_the_mailbox_clerk_records_whom_the_secretary_received(people, town, size):
    page = people.at("letters", "/mailbox/meetings", size=size)
    page.get_by_label("地点").fill("大羊村村委会")
    page.get_by_label("接待人数").fill("2")
    fits(page)
    page.locator("form .btn-primary").first.click()
    expect(page.get_by_text("大羊村村委会").first).to_be_visible()
    assert Meeting.objects.count() == 1 and people.complaints == []
