"""The import pages: upload, learn the columns, look at what would become, confirm, download what goes back."""

from __future__ import annotations

import threading

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hotline_files import BEIJING, as_csv, as_xlsx, order

from xiangyue.doors.hotline import views
from xiangyue.doors.hotline.models import ColumnMapping, ImportRun
from xiangyue.kernel.models import Matter
from xiangyue.lib.sheets.read import read_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def dispatcher(cast):
    return cast.client("dispatcher")


def upload(client, data: bytes, name: str = "工单.csv", **more):
    return client.post(reverse("hotline:imports"), {"file": SimpleUploadedFile(name, data), **more}, follow=True)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_the_empty_page_says_what_to_do(dispatcher):
    page = dispatcher.get(reverse("hotline:imports")).content.decode()

    assert "还没有导入过文件" in page
    assert "还没有列对应" in page


def test_a_known_file_is_checked_and_written_only_after_the_confirmation(dispatcher, beijing):
    page = upload(dispatcher, as_csv([order("A1"), order("A2", words="")]))
    run = ImportRun.objects.get()

    assert (run.state, run.mapping, run.rows, run.bad) == ("checked", beijing, 2, 1)
    assert "确认导入 1 行" in page.content.decode()
    assert "缺少主要内容" in page.content.decode()
    assert not Matter.objects.exists()

    page = dispatcher.post(reverse("hotline:run", args=[run.pk]), follow=True)
    run.refresh_from_db()
    assert (run.state, run.created, run.stored) == ("done", 1, "")
    assert "导入完成：新工单 1 件" in page.content.decode()
    assert not any(default_storage.listdir("uploads/hotline")[1])


def test_a_second_press_does_not_write_twice(dispatcher, beijing):
    upload(dispatcher, as_csv([order()]))
    address = reverse("hotline:run", args=[ImportRun.objects.get().pk])
    dispatcher.post(address)
    dispatcher.post(address)

    assert Matter.objects.count() == 1


def test_an_unknown_file_asks_once_which_column_is_what(dispatcher, cast):
    data = as_csv([["Z1", "2024-11-05 09:00", "路灯不亮三天了。", "甲"]], ["事件号", "上报时刻", "主要内容", "备注"])
    page = upload(dispatcher, data, "区里.csv")
    run = ImportRun.objects.get()
    assert "这个文件的哪一列是什么" in page.content.decode()

    chosen = {"name": "区里导出", "number": "事件号", "received_at": "上报时刻", "words": "主要内容"}
    page = dispatcher.post(reverse("hotline:mapping", args=[run.pk]), chosen | {"preview": "1"}).content.decode()
    assert "路灯不亮三天了。" in page
    assert not ColumnMapping.objects.exists()

    page = dispatcher.post(reverse("hotline:mapping", args=[run.pk]), chosen, follow=True).content.decode()
    assert ColumnMapping.objects.get(town=cast.town, name="区里导出").columns["number"] == "事件号"
    assert "确认导入 1 行" in page
    assert "确认导入 1 行" in upload(dispatcher, data, "区里第二天.csv").content.decode()


def test_a_mapping_without_words_is_not_saved(dispatcher):
    upload(dispatcher, as_csv([["Z1", "x"]], ["工单编号", "备注"]))
    page = dispatcher.post(
        reverse("hotline:mapping", args=[ImportRun.objects.get().pk]), {"name": "x", "number": "工单编号"}
    )

    assert "还没有提交，请先改正" in page.content.decode()
    assert not ColumnMapping.objects.exists()


def test_a_file_that_cannot_be_read_is_told_in_plain_words(dispatcher):
    page = upload(dispatcher, b"<html></html>", "网页.xls").content.decode()

    assert "内容是网页，里面没有表格" in page
    assert not ImportRun.objects.exists()


def test_the_rejects_can_be_downloaded(dispatcher, beijing):
    upload(dispatcher, as_xlsx([order("A1"), order("A2", words="")]), "工单.xlsx")
    response = dispatcher.get(reverse("hotline:rejects", args=[ImportRun.objects.get().pk]))

    assert "attachment" in response["Content-Disposition"]
    rows = read_sheet(body(response), filename="r.xlsx").rows
    assert (rows[1][0], rows[1][-1]) == ("A2", "缺少主要内容")


def test_a_long_file_is_written_beside_the_request_and_the_page_asks_again(dispatcher, beijing, monkeypatch):
    started = []
    monkeypatch.setattr(views, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(views, "_beside_the_request", lambda deed, name, broken: started.append(deed))
    upload(dispatcher, as_csv([order(f"A{n}") for n in range(3)]))
    run = ImportRun.objects.get()
    address = reverse("hotline:run", args=[run.pk])
    dispatcher.post(address)
    dispatcher.post(address)
    assert len(started) == 1

    page = dispatcher.get(address).content.decode()
    assert f'hx-get="{address}"' in page
    assert "已处理 0 / 3 行" in dispatcher.get(address, headers={"HX-Request": "true"}).content.decode()

    started[0]()
    assert dispatcher.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert Matter.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_thread_beside_the_request_writes_and_closes_its_connection(cast, monkeypatch):
    ColumnMapping.objects.create(town=cast.town, name="beijing", columns=BEIJING, saved_at=cast.seats["water"].since)
    monkeypatch.setattr(views, "ROWS_AT_ONCE", 2)
    client = cast.client("dispatcher")
    upload(client, as_csv([order(f"A{n}") for n in range(3)]))
    run = ImportRun.objects.get()
    client.post(reverse("hotline:run", args=[run.pk]))
    for thread in threading.enumerate():
        if thread.name == f"import-{run.pk}":
            thread.join(timeout=20)

    run.refresh_from_db()
    assert (run.state, run.created, run.stored) == ("done", 3, "")


def test_names_and_numbers_of_bad_rows_are_masked_on_the_page(dispatcher, beijing):
    header = ["来电人", "来电人电话/账号", "主要内容", "工单编号", "来电时间"]
    page = upload(dispatcher, as_csv([["林小草", "19900001234", "停水了", "", "2024-11-05"]], header)).content.decode()

    assert "199****1234" in page
    assert "19900001234" not in page
    assert "林小草" not in page


def test_a_broken_run_goes_on_with_one_press(dispatcher, beijing):
    upload(dispatcher, as_csv([order()]))
    ImportRun.objects.update(state="broken", says="导入中断")
    address = reverse("hotline:run", args=[ImportRun.objects.get().pk])
    assert "接着导入" in dispatcher.get(address).content.decode()
    dispatcher.post(address)

    assert ImportRun.objects.get().state == "done"


def test_the_export_comes_as_a_file_with_the_chosen_window(dispatcher, beijing):
    upload(dispatcher, as_csv([order("A1"), order("A2", received_at="2024-11-01 09:00")]))
    dispatcher.post(reverse("hotline:run", args=[ImportRun.objects.get().pk]))
    chosen = {"mapping": beijing.pk, "by": "received", "day": "2024-11-05", "suffix": "xlsx"}
    rows = read_sheet(body(dispatcher.get(reverse("hotline:export"), chosen)), filename="r.xlsx").rows

    assert [row[0] for row in rows[1:]] == ["A1"]


def test_an_export_of_nothing_says_why_instead_of_an_empty_file(dispatcher, beijing):
    chosen = {"mapping": beijing.pk, "by": "received", "day": "2023-01-05", "suffix": "csv"}
    page = dispatcher.get(reverse("hotline:export"), chosen, follow=True).content.decode()
    assert "没有可导出的" in page and "放宽日期" in page


def test_a_window_that_ends_before_it_begins_is_told(dispatcher, beijing):
    chosen = {"mapping": beijing.pk, "by": "received", "since": "2024-11-05", "until": "2024-11-01", "suffix": "csv"}
    page = dispatcher.get(reverse("hotline:export"), chosen, follow=True).content.decode()

    assert "结束日期早于开始日期" in page


@pytest.mark.parametrize("who", ["water", "village", "secretary", "caller", "privacy", "admin"])
@pytest.mark.parametrize("name", ["imports", "export", "run", "mapping", "rejects"])
def test_a_seat_without_the_right_is_turned_away(cast, bring, who, name):
    run = bring([order(words="")])
    address = reverse(f"hotline:{name}", args=[run.pk] if name in ("run", "mapping", "rejects") else [])

    assert cast.client(who).get(address).status_code == 403


def test_another_town_does_not_see_the_run(cast, bring):
    from cast import make_town

    run = bring([order(words="")])
    stranger = make_town("110112119000", "于家务乡").client("dispatcher")

    for name in ("run", "mapping", "rejects"):
        assert stranger.get(reverse(f"hotline:{name}", args=[run.pk])).status_code == 403


def test_a_stranger_is_sent_to_the_log_in(client, db):
    assert client.get(reverse("hotline:imports")).status_code == 302
