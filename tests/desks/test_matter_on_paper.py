"""A matter as a document: the town's head, who printed it, words, what happened; nothing personal leaves on paper."""

from __future__ import annotations

from cast import NOON

from xiangyue.house import moment


def test_a_matter_is_a_document_of_the_town(cast, sent, monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)
    matter = sent(title="路灯不亮", words="村口路灯不亮，请打19900001234找我", phone="19900001234", name="林小草")
    client = cast.client("roads")
    assert 'href="?as=print"' in client.get(f"/matters/{matter.number}").content.decode()
    page = client.get(f"/matters/{matter.number}?as=print").content.decode()
    seat = cast.seats["roads"]
    assert "永乐店镇" in page and matter.number in page and "村口路灯不亮" in page and "城乡建设办公室" in page
    assert f"{seat.title} {seat.holder}" in page and "打印" in page
    assert "派" in page.split("经过")[1]
    assert "19900001234" not in page and "林小草" not in page
    assert "<nav" not in page and "<form" not in page


def test_who_may_not_see_it_gets_no_paper_of_it(cast, sent):
    matter = sent()
    answer = cast.client("water").get(f"/matters/{matter.number}?as=print")
    assert answer.status_code == 403 and "村口" not in answer.content.decode()
