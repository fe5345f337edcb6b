"""What must be typed into the platform by hand: its own columns, one by one, and the files in a bundle."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from cast import NOON, later, make_town
from hotline_files import closed
from hotline_orders import answered_with_files

from xiangyue.doors.hotline import retyping
from xiangyue.doors.hotline.retyping import retyped, waiting
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(bring, cast) -> Matter:
    return answered_with_files(bring, cast)


def test_what_waits_is_what_we_answered_and_the_platform_does_not_know(answered, cast):
    (one,) = waiting(cast.seats["dispatcher"])
    fields = dict(one.fields)
    assert (one.number, len(one.files)) == ("T1", 2)
    assert fields["编号"] == "T1" and fields["回复内容"] == "阀门已更换，=恢复供水。"
    assert (fields["工单状态"], fields["主办单位"], fields["办结时间"]) == ("已办结", "水务所", "2024-11-05 14:00:00")


def test_once_the_platform_says_so_it_waits_no_more(answered, bring, cast):
    bring([closed("T1")], at=later(NOON, days=1))
    assert waiting(cast.seats["dispatcher"]) == []


def test_the_files_come_in_folders_with_safe_names(answered, cast):
    answer = cast.client("dispatcher").get("/hotline/retyping/files", {"number": ["T1", "T2"]})
    archive = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist() == ["T1/字段.txt", "T1/01-现场.jpg", "T1/02--..-回单.jpg", "T2/字段.txt"]
    assert archive.read("T1/01-现场.jpg") == b"one"
    assert "回复内容：阀门已更换" in archive.read("T1/字段.txt").decode("utf-8-sig")


def test_a_file_that_is_gone_is_named_and_too_much_is_refused(answered, cast, monkeypatch):
    kept = answered.attachments.order_by("pk").first()
    kept.file.storage.delete(kept.file.name)
    client = cast.client("dispatcher")
    told = zipfile.ZipFile(BytesIO(b"".join(client.get("/hotline/retyping/files?number=T1").streaming_content)))
    assert "缺附件：现场.jpg" in told.read("T1/字段.txt").decode("utf-8-sig")
    monkeypatch.setattr(retyping, "MOST_FILES", 1)
    with pytest.raises(Refused, match="一次打包太大"):
        retyping.write_bundle(None, [retyped(cast.seats["dispatcher"], "T1")])


def test_the_pages_show_each_field_with_a_key(answered, cast):
    client = cast.client("dispatcher")
    assert "1 件等回填" in client.get("/hotline/retyping").content.decode()
    page = client.get("/hotline/retyping/T1").content.decode()
    assert 'data-copy="field-1"' in page and 'data-key="2"' in page and "打包 2 个附件" in page
    assert "请先选中" in client.get("/hotline/retyping/files", follow=True).content.decode()


def test_nobody_else_sees_it(answered, cast):
    stranger = make_town("110112119000", "于家务乡")
    with pytest.raises(NotAllowed):
        retyped(stranger.seats["dispatcher"], "T1")
    for address in ("/hotline/retyping", "/hotline/retyping/T1", "/hotline/retyping/files?number=T1"):
        assert cast.client("water").get(address).status_code == 403
        if "T1" in address:
            assert stranger.client("dispatcher").get(address).status_code == 403
