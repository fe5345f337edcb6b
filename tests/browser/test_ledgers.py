"""Ledgers in Chromium, on a phone and at a desk: a field from its village to the count, taxes, the plan."""

from __future__ import annotations

import json

from counted import fill, indicator
from playwright.sync_api import expect
from screens import both, fits, told

from xiangyue.ledgers.economy.models import Tax
from xiangyue.ledgers.farmland.models import Parcel
from xiangyue.ledgers.plan.models import Version, Zone

CORNERS = [[116.7, 39.6], [116.9, 39.6], [116.9, 39.8], [116.7, 39.8], [116.7, 39.6]]
SQUARE = {"type": "Polygon", "coordinates": [CORNERS]}


def sign_all(people, way: str, size) -> None:
    """Reviewed at once in the list by one, signed by another."""
    for who, tab, says in (("water", "review", "审核通过选中的"), ("statistician", "sign", "签发选中的")):
        page = people.at(who, f"{way}?tab={tab}", size=size)
        page.check("[data-bulk-all]")
        fits(page)
        page.locator(".bulk button", has_text=says).click()
        told(page, "已处理")


@both
def test_from_the_field_to_the_opened_number(people, town, size):
    page = people.at("village", "/farmland/parcels/new", size=size)
    for name, value in (("code", "DY-001"), ("village", "大羊村"), ("area_mu", "8公顷"), ("surveyed_on", "2024-03-01")):
        page.fill(f"#f-{name}", value)
    page.select_option("#f-kind", "永久基本农田")
    fits(page)
    page.locator("main .btn-primary").click()
    expect(page.get_by_text("请换算成亩再填")).to_be_visible()
    expect(page.locator("#f-village")).to_have_value("大羊村")
    people.complaints.clear()  # the browser itself writes down the refusal
    page.fill("#f-area_mu", "120.5")
    page.locator("main .btn-primary").click()
    told(page, "等别人审核")
    sign_all(people, "/farmland/parcels/", size)
    page = people.at("village", f"/farmland/parcels/{Parcel.objects.get().pk}", size=size)
    expect(page.get_by_text("已计入")).to_be_visible()
    fits(page)
    indicator(town, "fields", zh="永久基本农田", numerator="farmland.area", period_kind="year", unit="亩", places=1)
    fill(town)
    page = people.at("statistician", "/figures/fields/2024", size=size)
    page.get_by_role("link", name="120.5 亩").click()
    fits(page)
    page.get_by_role("link", name="DY-001").click()
    expect(page.get_by_role("heading", name="留痕")).to_be_visible()
    expect(page.get_by_text("赵支书").first).to_be_visible()
    fits(page)
    assert Parcel.objects.get().counted and people.complaints == []


@both
def test_taxes_are_pasted_and_a_wrong_row_comes_back_with_its_reason(people, size):
    page = people.at("roads", "/economy/tax/sheet", size=size)
    rows = ("月份,税种,级次,金额（万元）", "2024-10,增值税,全口径,4100.25", "2024-10,增值税,区级,0.15亿元")
    page.fill("#t-pasted", "\n".join(rows))
    page.locator("main .btn-primary").click()
    told(page, "新增 1 行")
    with page.expect_download() as coming:
        page.click("text=下载退回的行")
    assert "请换算成万元再填" in coming.value.path().read_text(encoding="utf-8-sig")
    sign_all(people, "/economy/tax/", size)
    assert Tax.objects.get().counted and people.complaints == []


@both
def test_the_plan_is_asked_about_a_spot(people, size, tmp_path):
    page = people.at("roads", "/plan/versions/new", size=size)
    days = ("2024-03-15", "2024-04-01", "2024-04-30", "2024-05-20", "2024-09-30")
    steps = ("drawn_on", "shown_from", "shown_until", "deliberated_on", "approved_on")
    page.fill("#f-title", "国土空间规划")
    for name, day in zip(steps, days, strict=True):
        page.fill(f"#f-{name}", day)
    page.locator("main .btn-primary").click()
    told(page, "等别人审核")
    sign_all(people, "/plan/versions/", size)
    words = {"分区编号": "Z-01", "规划名称": "国土空间规划", "名称": "村东农田", "分区类型": "永久基本农田"}
    words |= {"允许用途": "只种粮食", "依据条文": "基本农田保护条例第十七条", "绘制日期": "2024-03-15"}
    drawn = tmp_path / "分区.geojson"
    features = [{"type": "Feature", "properties": words, "geometry": SQUARE}]
    drawn.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    page = people.at("roads", "/plan/zones/sheet", size=size)
    page.set_input_files("#t-file", str(drawn))
    page.locator("main .btn-primary").click()
    told(page, "新增 1 行")
    sign_all(people, "/plan/zones/", size)
    page = people.at("secretary", "/plan/", size=size)
    page.fill("#p-lon", "116.8")
    page.fill("#p-lat", "39.7")
    page.locator("main .btn-primary").click()
    expect(page.get_by_text("基本农田保护条例第十七条")).to_be_visible()
    fits(page)
    assert Version.objects.get().counted and Zone.objects.get().counted and people.complaints == []
