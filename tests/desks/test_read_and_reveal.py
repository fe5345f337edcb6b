"""What is long is folded and never cut; pictures stand where one decides; a call shows name and phone in one deed."""

from __future__ import annotations

from io import BytesIO

import pytest
from cast import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from hands import answered, in_hand, react
from PIL import Image

from xiangyue.desks.handling import actions as handling
from xiangyue.house import moment
from xiangyue.house.templatetags.house import LONG, folded
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.mark.parametrize("n", [0, LONG, LONG + 1, 30_000])
def test_a_long_text_is_folded_and_nothing_of_it_left_out(n):
    text = "路灯不亮" * (n // 4) + "。" * (n % 4)
    parts = folded(text)
    assert parts["head"] + parts.get("rest", "") == text
    assert ("rest" in parts) == (n > LONG)


def test_pictures_stand_on_every_page_on_which_one_decides(cast, sent):
    matter = sent()
    raw = BytesIO()
    Image.new("RGB", (40, 30), "green").save(raw, "JPEG")
    kept = handling.add_file(matter, kernel.sniff("现场.jpg", raw.getvalue()), seat=cast.seats["roads"], at=NOON)
    for who, address in (
        ("dispatcher", f"/dispatch/?tab=sent&m={matter.number}"),
        ("roads", f"/matters/{matter.number}"),
        ("secretary", f"/leader/?day=2024-11-06&m={matter.number}"),
    ):
        page = cast.client(who).get(address).content.decode()
        assert f'src="/matters/files/{kept.pk}"' in page and "data-picture" in page, address


def test_name_and_phone_are_looked_at_in_one_deed_that_is_told_once(cast, sent):
    matter = sent()
    page = cast.client("dispatcher").post(f"/matters/{matter.number}/reveal", {"field": "name,phone", "reason": "回访"})
    text = page.content.decode()
    assert "林小草" in text and 'href="tel:19900001234"' in text and 'href="tel:林小草"' not in text
    looked = matter.events.get(name="contact_revealed")
    assert looked.told["field_name"] == "姓名和电话"
    with pytest.raises(Refused, match="只能查看"):
        kernel.reveal(matter, field="name,address", reason="看看", seat=cast.seats["dispatcher"], at=NOON)


def test_a_call_back_is_answered_by_number_keys_and_has_words_to_read_aloud(cast, sent):
    matter = sent()
    answered(cast, in_hand(cast, matter))
    react(NOON)
    page = cast.client("caller").get(f"/callback/?m={matter.number}").content.decode()
    for key in "1234567":
        assert f'data-key="{key}"' in page
    assert "您好，我是永乐店镇市民诉求处置中心的" in page and "城乡建设办公室已经答复" in page


@pytest.mark.parametrize(("shown", "seen"), [("yes", True), ("", False)])
def test_photos_come_with_the_answer_and_the_requester_sees_those_that_are_for_them(cast, sent, shown, seen):
    matter = in_hand(cast, sent())
    raw = BytesIO()
    Image.new("RGB", (40, 30), "green").save(raw, "JPEG")
    form = {"text": "坑槽已填补压实。", "outcome": "solved", "requester_how": "phone", "door_how": "export"}
    photo = SimpleUploadedFile("修好了.jpg", raw.getvalue(), "image/jpeg")
    cast.client("roads").post(f"/matters/{matter.number}/answers", {**form, "shown": shown, "photos": [photo]})
    kept = matter.attachments.get()
    assert (kept.for_requester, matter.answers.count()) == (seen, 1)


def test_a_refused_answer_leaves_no_photo(cast, sent):
    matter = in_hand(cast, sent())
    raw = BytesIO()
    Image.new("RGB", (40, 30), "green").save(raw, "JPEG")
    photo = SimpleUploadedFile("修好了.jpg", raw.getvalue(), "image/jpeg")
    cast.client("roads").post(f"/matters/{matter.number}/answers", {"text": "好", "outcome": "x", "photos": [photo]})
    assert not matter.attachments.exists() and not matter.answers.exists()
