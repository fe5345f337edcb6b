"""Lists, the bell and choosing by keys as one uses them in a real browser."""

from __future__ import annotations

from conftest import PHONE
from playwright.sync_api import expect

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.kernel.models import Seat


def test_a_list_is_narrowed_kept_as_a_view_and_taken_up_again(people, waiting):
    page = people.at("dispatcher", "/dispatch/")
    page.keyboard.press("l")
    page.keyboard.type("T000002")
    page.keyboard.press("Enter")
    expect(page.locator(".work-row")).to_have_count(1)
    page.locator(".list-menu summary").first.click()
    page.select_option("#f-clock", label="不计时")
    page.click(".list-panel .btn-primary")
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator(".work-row")).to_have_count(1)
    page.click("summary[aria-label=视图]")
    page.fill("#view-title", "不计时的")
    page.click("button:has-text('存下来')")
    expect(page.locator(".toast").filter(has_text="视图已存")).to_be_visible()
    page.goto("/dispatch/")
    expect(page.locator(".chip")).to_have_count(0)
    page.click("summary[aria-label=视图]")
    page.click("a.menu-item:has-text('不计时的')")
    expect(page.locator(".chip")).to_have_count(2)
    assert people.complaints == []


def test_a_range_is_ticked_and_the_bar_says_what_it_will_do(people, waiting):
    page = people.at("dispatcher", "/dispatch/")
    boxes = page.locator(".work-row [type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator("[data-bulk-says]")).to_have_text("把 3 件派给这个单位")
    page.keyboard.press("a")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    assert people.complaints == []


def test_letters_jump_to_a_unit_and_what_was_chosen_lately_stands_first(people, town, waiting):
    for n in range(12):
        type(town.units["water"]).objects.create(
            town=town.town, kind="unit", unit_kind="office", code=f"more-{n}", title=f"第{n}办公室"
        )
    page = people.at("dispatcher", f"/dispatch/?m={waiting[0].number}")
    page.focus("#id_unit")
    page.keyboard.type("sws")
    expect(page.locator("#id_unit option:checked").first).to_have_text("水务所")
    page.click(".deeds .btn-primary")
    expect(page.locator(".toast").filter(has_text="已派给水务所")).to_be_visible()
    page.goto(f"/dispatch/?m={waiting[1].number}")
    expect(page.locator("#id_unit optgroup").first).to_have_attribute("label", "最近用过")
    assert people.complaints == []


def test_the_bell_and_what_waits_are_counted_on_the_open_page(people, town, react):
    matter = town.say("大羊村停水两天", "大羊村停水两天了，家里没水。")
    dispatch.send(
        matter,
        category=town.categories["W01"],
        place=town.places["dayang"],
        urgency="general",
        unit=town.units["water"],
        seat=town.seats["dispatcher"],
        at=matter.received_at,
    )
    react()
    page = people.at("water", "/matters/mine")
    expect(page.locator("[data-bell] .count")).to_have_text("1")
    expect(page.locator(".side-link[href='/matters/mine'] .count")).to_have_text("1")
    page.click("[data-bell]")
    expect(page.locator("tbody")).to_contain_text("新事项")
    expect(page.locator("[data-bell] .count")).to_have_count(0)
    assert people.complaints == []


def test_a_colleague_who_has_the_same_matter_open_is_named(people, town, waiting):
    water = town.seats["water"]
    user = type(water.user).objects.create(username="water2")
    town.seats["second"] = Seat.objects.create(
        town=town.town, unit=town.units["centre"], user=user, role="dispatcher", holder="许调度", since=water.since
    )
    people.at("second", f"/dispatch/?m={waiting[0].number}")
    page = people.at("dispatcher", f"/dispatch/?m={waiting[0].number}")
    expect(page.locator("[data-others]")).to_contain_text("许调度")
    assert people.complaints == []


def test_on_a_phone_tables_are_cards_and_nothing_runs_over(people, waiting):
    page = people.at("secretary", "/house/search", size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator(".list-menu summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert people.complaints == []


def test_what_is_marked_in_the_words_becomes_the_next_part(people, waiting):
    page = people.at("dispatcher", f"/dispatch/?m={waiting[0].number}")
    mark = """([from, to]) => {
      const text = document.querySelector(".words").firstChild;
      getSelection().setBaseAndExtent(text, from, text, to);
    }"""
    for part, (begins, ends) in enumerate(((0, 7), (8, 12)), start=1):
        page.evaluate(mark, [begins, ends])
        page.keyboard.press("f")
        expect(page.locator(f"[name=words{part}]")).to_have_value(waiting[0].words[begins:ends])
        page.keyboard.press("Escape")
    assert people.complaints == []
