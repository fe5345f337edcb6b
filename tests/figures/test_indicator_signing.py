"""A figure is signed by the role that it names; a change after that is a revision with what, why and who."""

from __future__ import annotations

from datetime import datetime

import pytest
from cast import NOON, later
from counted import fill, indicator, refill, share, sheet, value

from xiangyue.figures.indicators import actions
from xiangyue.figures.indicators.models import Signature
from xiangyue.kernel import queries
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Event

OVER = later(NOON, days=30)


def sign(cast, *, who="statistician", code="orders", period="2024-11", qualifier="exact", why="", at: datetime = OVER):
    return actions.sign(sheet(code, period), qualifier=qualifier, why=why, seat=cast.seats[who], at=at)


@pytest.fixture
def counted(cast):
    indicator(cast)
    cast.say()
    fill(cast)
    return cast


def test_it_is_signed_and_told_in_the_chain(counted):
    row = sign(counted)
    assert (row.ordinal, row.numerator, row.shown, row.what, row.why) == (1, 1, 1, "", "")
    event = Event.objects.get(name="figure_signed")
    assert event.seat == counted.seats["statistician"]
    assert (event.particulars["period"], event.particulars["shown"]) == ("2024-11", "1")


def test_what_has_changed_is_revised_with_what_and_why_and_what_was_published_stays(counted):
    sign(counted)
    counted.say()
    actions.touch_all(counted.town)
    refill()
    assert (value(counted).shown, Signature.objects.get().shown) == (2, 1)
    with pytest.raises(Refused, match="写明为什么变了"):
        sign(counted)
    row = sign(counted, why="补录一件")
    assert (row.ordinal, row.what, row.why) == (2, "准确数 1 → 准确数 2", "补录一件")
    assert Signature.objects.get(ordinal=1).shown == 1
    told = Event.objects.get(name="figure_revised").told
    assert (told["what"], told["why"]) == ("准确数 1 → 准确数 2", "补录一件")


def test_a_revised_rate_says_its_parts_too(cast):
    share(cast)
    cast.say()
    cast.say(request_type="praise")
    fill(cast)
    sign(cast, code="appeal-share")
    cast.say()
    actions.touch_all(cast.town)
    refill()
    assert sign(cast, code="appeal-share", why="补录").what == "准确数 50 → 准确数 66.67（1/2 → 2/3）"


def test_the_same_number_may_be_told_otherwise_with_a_reason(counted):
    sign(counted)
    with pytest.raises(Refused, match="之后没有变化"):
        sign(counted, why="再签一次")
    assert sign(counted, qualifier="about", why="口径有争议").what == "准确数 1 → 约 1"


@pytest.mark.parametrize("who", ["dispatcher", "secretary", "village", "admin"])
def test_nobody_else_signs(counted, who):
    with pytest.raises(NotAllowed):
        sign(counted, who=who)
    assert not Signature.objects.exists()


def test_a_period_is_signed_when_it_is_over(counted):
    with pytest.raises(Refused, match="还没有过完"):
        sign(counted, at=NOON)


def test_what_is_being_counted_or_has_no_value_is_not_signed(counted):
    actions.touch_all(counted.town)
    with pytest.raises(Refused, match="正在重新计算"):
        sign(counted)
    share(counted)
    fill(counted)
    with pytest.raises(Refused, match="分母是零"):
        sign(counted, code="appeal-share", period="2024-10")


def test_junk_is_no_qualifier(counted):
    with pytest.raises(Refused, match="请选择"):
        sign(counted, qualifier="roughly")


def test_of_two_who_sign_at_once_one_does(counted, monkeypatch):
    real = actions._what_changed

    def meanwhile(last, *told):
        if last is None and not Signature.objects.exists():
            Signature.objects.create(
                town=counted.town,
                sheet=sheet(),
                ordinal=1,
                numerator=1,
                shown=1,
                qualifier="exact",
                seat=counted.seats["statistician"],
                at=OVER,
            )
        return real(last, *told)

    monkeypatch.setattr(actions, "_what_changed", meanwhile)
    with pytest.raises(StaleMove, match="刚刚有人签发过"):
        sign(counted)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"shown": 9}, "与留痕不符"),
        ({"numerator": 9}, "与留痕不符"),
        ({"qualifier": "about"}, "与留痕不符"),
        (None, "不见了"),
    ],
)
def test_what_was_signed_is_held_against_its_event(counted, changed, says):
    sign(counted)
    assert list(queries.verify(counted.town)) == []
    signed = Signature.objects.all()
    signed.delete() if changed is None else signed.update(**changed)
    assert any("orders 2024-11" in fault.says and says in fault.says for fault in queries.verify(counted.town))
