"""What the person who raised a matter holds in hand, and what they may do with it."""

from __future__ import annotations

import pytest
from cast import NOON, later, make_town

from xiangyue.kernel import codes, receipts
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.lib.codes import check_digit, is_code, is_firm_code, new_code


def test_a_receipt_opens_with_code_and_tail_only(cast):
    matter = cast.say()
    code, tail = receipts.issue(matter, phone="199 0000 1234", at=NOON)
    assert (len(code), tail) == (10, "1234")
    assert receipts.open_receipt(cast.town, code=code, tail="1234", at=NOON) == matter
    with pytest.raises(NotAllowed) as wrong_tail:
        receipts.open_receipt(cast.town, code=code, tail="4321", at=NOON)
    with pytest.raises(NotAllowed) as wrong_code:
        receipts.open_receipt(cast.town, code=_another(code), tail="1234", at=NOON)
    assert str(wrong_tail.value) == str(wrong_code.value)


def _another(code: str) -> str:
    other = str(int(code[:9]) + 7)
    return other + check_digit(other)


def test_without_a_phone_the_tail_is_given_with_the_code(cast):
    code, tail = receipts.issue(cast.say(phone=""), phone="", at=NOON)
    assert len(tail) == 4
    assert receipts.open_receipt(cast.town, code=code, tail=tail, at=NOON).number == "T000001"
    assert receipts.shown(receipts.open_receipt(cast.town, code=code, tail=tail, at=NOON)) == (code, tail)


def test_a_code_of_another_town_opens_nothing(cast):
    code, tail = receipts.issue(cast.say(), phone="19900001234", at=NOON)
    other = make_town("110112118000", "漷县镇")
    with pytest.raises(NotAllowed):
        receipts.open_receipt(other.town, code=code, tail=tail, at=NOON)


def test_guessing_tails_closes_the_code_for_an_hour_and_the_owner_gets_in_afterwards(cast):
    code, tail = receipts.issue(cast.say(), phone="19900001234", at=NOON)
    for guess in range(codes.TRIES):
        with pytest.raises(NotAllowed):
            receipts.open_receipt(cast.town, code=code, tail=f"9{guess:03d}", at=NOON)
    with pytest.raises(NotAllowed, match="停用一小时"):
        receipts.open_receipt(cast.town, code=code, tail=tail, at=later(NOON, minutes=59))
    assert receipts.open_receipt(cast.town, code=code, tail=tail, at=later(NOON, minutes=61))


def test_neither_code_nor_tail_stands_in_the_database_in_the_clear(cast):
    code, _ = receipts.issue(cast.say(), phone="19900001234", at=NOON)
    from xiangyue.kernel.models import Receipt

    row = Receipt.objects.values().get()
    assert code not in str(row)
    assert receipts.shown(Receipt.objects.get().matter) == (code, "")


def test_a_mistyped_code_is_caught_before_it_is_looked_up(cast):
    code = new_code()
    wrong = code[:3] + str((int(code[3]) + 1) % 10) + code[4:]
    assert is_code(code)
    assert not is_code(wrong)
    with pytest.raises(Refused, match="十位数字"):
        receipts.open_receipt(cast.town, code=wrong, tail="1234", at=NOON)


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("91350100M000100Y43", True),
        ("91350100M000100Y44", False),
        ("91350100M000100Y4", False),
        ("9135O100M000100Y43", False),
    ],
)
def test_the_firm_code_carries_its_check(code, good):
    """The first is the worked example of GB 32100-2015."""
    assert is_firm_code(code) is good
