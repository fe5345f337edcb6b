"""The hotline's pages as the clerk sees them: checked, written, taken back, laid beside ours, typed over there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from cast import NOON
from screens import DESK, PHONE
from test_every_page import barriers, sideways

from xiangyue.doors.hotline.models import ColumnMapping

sys.path.append(str(Path(__file__).parents[1] / "hotline"))
from hotline_files import BEIJING, HEADER, as_csv, closed, order
from hotline_orders import answered_with_files

ROWS = [
    order("A1", received_at="2024-11-05"),
    order("A2", words=""),
    closed("A3", solved="部分解决"),
    HEADER,
    order("A4", words="夜里施工，噪声很大，影响老人休息，请尽快派人来看一看", received_at="昨天下午"),
    ["合计", 4],
    ["制表人：王某"],
]


@pytest.fixture
def beijing(town):
    return ColumnMapping.objects.create(town=town.town, name="北京导出", columns=BEIJING, saved_at=NOON)


@pytest.fixture
def bring(town, beijing):
    from xiangyue.doors.hotline.actions import import_file

    def bring(rows, at=NOON):
        seat = town.seats["dispatcher"]
        return import_file(as_csv(rows), file_name="工单.csv", town=town.town, mapping=beijing, seat=seat, at=at)

    return bring


def looked_at(page, name: str) -> list[str]:
    """What is wrong with the page as it stands, on a desk and on a phone."""
    found = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        found += [f"{name} {size['width']}: {line}" for line in (*barriers(page), *sideways(page))]
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(DESK)
    return found


def chosen(page, rows) -> None:
    file = {"name": "十一月工单.csv", "mimeType": "text/csv", "buffer": as_csv(rows)}
    page.set_input_files("input[type=file]", file)


@pytest.mark.usefixtures("own_media")
def test_a_file_is_checked_written_and_taken_back(people, beijing):
    page = people.at("dispatcher", "/hotline/")
    found = looked_at(page, "imports")
    chosen(page, ROWS)
    page.click("text=上传并检查")
    page.wait_for_selector("text=检查完了")
    assert "文件共 8 行 = 可以导入 2 + 要退回 2 + 略过 4" in page.inner_text("main")
    found += looked_at(page, "checked")
    page.click("button:has-text('确认导入')")
    page.wait_for_selector("text=文件共 8 行 = 新工单 2")
    assert "有 1 行的“来电时间”只有日期没有钟点" in page.inner_text("main")
    page.click("summary:has-text('撤回这次导入')")
    found += looked_at(page, "done")
    page.fill("input[name=reason]", "选错了文件")
    page.click("button:has-text('撤回整批')")
    page.wait_for_selector("text=这次导入已撤回：2 件")
    found += looked_at(page, "undone")
    assert found == [] and people.complaints == []


@pytest.mark.usefixtures("own_media")
def test_columns_of_one_name_are_offered_apart(people, town):
    page = people.at("dispatcher", "/hotline/")
    rows = as_csv(
        [["甲1", "2024-11-05 09:00", "路灯不亮", "", "乙：已办"]],
        ["事件号", "上报时刻", "主要内容", "办理结果", "办理结果"],
    )
    page.set_input_files("input[type=file]", {"name": "区里.csv", "mimeType": "text/csv", "buffer": rows})
    page.click("text=上传并检查")
    page.wait_for_selector("text=这个文件的哪一列是什么")
    page.select_option("select[name=number]", "事件号")
    page.select_option("select[name=received_at]", "上报时刻")
    page.select_option("select[name=result]", "办理结果（第2列）")
    found = looked_at(page, "mapping")
    page.click("text=保存并检查整份文件")
    page.wait_for_selector("text=确认导入 1 行")
    assert found == [] and people.complaints == []


@pytest.mark.usefixtures("own_media")
def test_the_platforms_export_is_laid_beside_ours(people, bring):
    bring([order("A1"), order("A2", received_at="2024-11-05 09:31", words="只有本镇有")])
    page = people.at("dispatcher", "/hotline/reconciliation")
    found = looked_at(page, "reconciliation")
    chosen(page, [closed("A1"), order("A9", received_at="2024-11-05 09:35", words="只有平台有"), order("A8", words="")])
    page.click("button:text-is('对账')")
    page.wait_for_selector("text=平台没有")
    assert "两边一致 0 + 有差别 2" in page.inner_text("main")
    found += looked_at(page, "reconciled")
    assert found == [] and people.complaints == []


@pytest.mark.usefixtures("own_media")
def test_each_field_is_copied_with_a_key(people, bring, town):
    answered_with_files(bring, town)
    page = people.at("dispatcher", "/hotline/retyping")
    found = looked_at(page, "retyping")
    page.click("a:has-text('T1')")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.wait_for_selector("text=逐项复制")
    found += looked_at(page, "retyped")
    page.keyboard.press("1")
    page.wait_for_selector("text=已复制：编号")
    assert page.evaluate("navigator.clipboard.readText()") == "T1"
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.click("button[aria-label='复制回复内容']")
    page.wait_for_selector("text=已复制：回复内容")
    assert found == [] and people.complaints == []
