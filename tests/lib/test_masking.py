"""Personal details found and masked. Every number here is made up; check digits are computed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiangyue.lib.masking import Span, find_sensitive, mask_address, mask_name, mask_phone, mask_text


def citizen_number(first_17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first_17 + "10X98765432"[sum(int(d) * w for d, w in zip(first_17, weights, strict=True)) % 11]


def bank_number(all_but_last: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(all_but_last)):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += doubled // 10 + doubled % 10
    return all_but_last + str(-total % 10)


CITIZEN = citizen_number("11011219800101123")
CITIZEN_X = next(n for n in (citizen_number(f"11011219800101{k:03}") for k in range(1000)) if n.endswith("X"))
CARD_16, CARD_19 = bank_number("622202020001234"), bank_number("622848001234567890")


def kinds(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in find_sensitive(text)]


@pytest.mark.parametrize(
    "number",
    [
        "13800001234",
        "138 0000 1234",
        "138-0000-1234",
        "+8613800001234",
        "86 13800001234",
        "138 000 01234",
        "１３８００００１２３４",
        "19912345678",
        "010-69541234",
        "(010)69541234",
        "01069541234",
        "0316-1234567",
        "024-12345678",
        "010-69541234-801",
    ],
)
def test_telephone_numbers_are_found_in_every_writing(number: str) -> None:
    assert kinds(f"请联系{number}，谢谢") == [("phone", number)]


@pytest.mark.parametrize("number", [CITIZEN, CITIZEN_X, CITIZEN_X.lower(), "110112800101123"])
def test_citizen_numbers_are_found(number: str) -> None:
    assert kinds(f"身份证{number}号") == [("id", number)]


def test_a_citizen_number_in_groups_or_full_width_is_found() -> None:
    grouped = f"{CITIZEN[:6]} {CITIZEN[6:10]} {CITIZEN[10:14]} {CITIZEN[14:]}"
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in CITIZEN)
    assert kinds(grouped) == [("id", grouped)]
    assert kinds(wide) == [("id", wide)]


@pytest.mark.parametrize("number", [CARD_16, CARD_19, " ".join(CARD_16[i : i + 4] for i in range(0, 16, 4))])
def test_bank_cards_are_found(number: str) -> None:
    assert kinds(f"卡号{number}。") == [("bank", number)]


@pytest.mark.parametrize(
    "plate", ["京A12345", "京A·12345", "冀RD1234", "京AD12345", "京A12345D", "津a12b45", "京Ａ１２３４５"]
)
def test_number_plates_are_found(plate: str) -> None:
    assert kinds(f"车牌{plate}堵门") == [("plate", plate)]


@pytest.mark.parametrize(
    "text",
    [
        "工单编号20241105123456",
        "工单编号202411051234567",
        "工单编号2024110512345678",
        "工单20241105120938123456",
        "请拨12345热线",
        "2024-11-05 12:09:38",
        "欠款1380000元，共12800000000元",
        "面积138.5平方米",
        "统一社会信用代码91110112MA01234567",
        "京ABCDEF公司",
        "新A级景区",
        "京A123",
        "110112198013011234",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_sensitive(text) == []
    assert mask_text(text) == text


def test_a_citizen_number_with_a_wrong_check_digit_is_not_one() -> None:
    wrong = CITIZEN[:-1] + ("0" if CITIZEN[-1] != "0" else "1")
    assert ("id", wrong) not in kinds(wrong)


def test_details_come_in_order_and_do_not_overlap() -> None:
    text = f"京A12345车主13800001234，{CITIZEN}，座机010-69541234"
    assert [span.kind for span in find_sensitive(text)] == ["plate", "phone", "id", "phone"]
    assert find_sensitive("电话13800001234") == [Span("phone", 2, 13)]


def test_text_is_masked_in_its_place() -> None:
    assert mask_text(f"张三13800001234，证{CITIZEN}，车京A12345，卡{CARD_16}") == (
        f"张三138****1234，证110**************{CITIZEN[-1]}，车京A****5，卡6*************{CARD_16[-2:]}"
    )


sensitive = st.sampled_from(["13800001234", "010-69541234", CITIZEN, CARD_19, "京A12345", "１３８００００１２３４"])
words = st.text(alphabet="永乐店应寺村，。 a-", max_size=6)


@given(st.lists(st.tuples(words, sensitive), max_size=5))
def test_masking_leaves_nothing_to_find_and_repeats_without_change(parts: list[tuple[str, str]]) -> None:
    masked = mask_text("，".join(word + "：" + detail for word, detail in parts))
    assert find_sensitive(masked) == []
    assert mask_text(masked) == masked
    assert "00001234" not in masked


@given(st.text())
def test_any_text_can_be_masked(text: str) -> None:
    for span in find_sensitive(text):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800001234", "138****1234"),
        ("+86 138-0000-1234", "138****1234"),
        ("１３８００００１２３４", "138****1234"),
        ("010-69541234", "010******34"),
        ("69541234", "69****34"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_shown_masked(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张某"),
        ("王小二", "王某"),
        ("欧阳修", "欧阳某"),
        ("诸葛孔明", "诸葛某"),
        ("欧阳", "欧某"),
        ("阿依古丽·买买提", "阿某"),
        ("John Smith", "J某"),
        ("张先生", "张某"),
        ("匿名", "匿名"),
        (" 李四 ", "李某"),
        ("", ""),
    ],
)
def test_a_name_is_shown_by_its_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("通州区永乐店镇应寺村三组12号", "通州区永乐店镇应寺村三组***"),
        ("永乐店镇应寺村第5村民小组张三家", "永乐店镇应寺村第5村民小组***"),
        ("永乐店镇老槐庄村12号", "永乐店镇老槐庄村***"),
        ("永乐店镇某社区3号楼2单元501", "永乐店镇某社区***"),
        ("海淀区中关村街道科学院路5号", "海淀区中关村街道***"),
        ("永乐店镇新华小区3号楼", "永乐店镇***"),
        ("幸福路12号院3号楼新村", "***"),
        ("应寺村", "应寺村"),
        ("", ""),
    ],
)
def test_an_address_ends_at_the_village_and_its_group(address: str, masked: str) -> None:
    assert mask_address(address) == masked
