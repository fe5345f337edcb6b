"""What is signed in a ledger moves the figures that are counted from it, and the number opens to the entries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from cast import NOON, later
from counted import fill, indicator, value
from entries import MAIZE, PARCEL, WHEAT, enter, review, sign, signed

from xiangyue.figures.indicators.models import Sheet, Value
from xiangyue.house import moment
from xiangyue.house.ledger_figures import tell_figures
from xiangyue.house.timers import do_deeds
from xiangyue.ledgers.book import actions
from xiangyue.ledgers.book.models import Line
from xiangyue.ledgers.farmland.columns import PARCELS, SOWING
from xiangyue.ledgers.farmland.models import Sowing
from xiangyue.lib.units import parted, told_in


@pytest.fixture
def sown(cast, monkeypatch):
    """A figure of grain by the year, and wheat on one field of it."""
    monkeypatch.setattr(moment, "now", lambda: later(NOON, days=90))
    more = {"unit": "万亩", "factor": Decimal("0.0001"), "places": 4, "period_kind": "year", "better": "up"}
    one = indicator(cast, "grain", zh="粮食播种面积", numerator="farmland.grain_sown", **more)
    one.valid_from = date(2023, 1, 1)
    one.save()
    signed(cast, PARCELS, **PARCEL)
    signed(cast, SOWING, **WHEAT)
    fill(cast)
    while tell_figures(NOON):
        pass
    return cast


def test_only_what_is_signed_moves_it_and_only_its_year(sown):
    do_deeds(NOON)
    assert value(sown, "grain", "2024").shown == Decimal("0.0100")
    assert value(sown, "grain", "2024", sown.places["dayang"]).shown == Decimal("0.0100")
    nothing = value(sown, "grain", "2024", sown.places["xiaowu"])
    assert nothing.shown is None and "还没有粮食播种面积的记录" in nothing.why
    entry, _how = enter(sown, SOWING, **MAIZE)
    review(sown, SOWING, entry)
    while tell_figures(NOON):
        pass
    assert not Sheet.objects.filter(is_touched=True).exists()
    sign(sown, SOWING, entry)
    while tell_figures(NOON):
        pass
    assert list(Sheet.objects.filter(is_touched=True).values_list("period", flat=True)) == ["2024"]
    do_deeds(NOON)
    assert value(sown, "grain", "2024").shown == Decimal("0.0200")
    assert not Line.objects.filter(told_at=None).exists()


def test_what_is_withdrawn_leaves_no_number_behind(sown):
    do_deeds(NOON)
    entry = Sowing.objects.get()
    actions.withdraw(entry, ledger=SOWING, why="重复", seat=sown.seats["village"], at=NOON)
    review(sown, SOWING, entry)
    sign(sown, SOWING, entry)
    do_deeds(NOON)
    assert value(sown, "grain", "2024").shown is None
    assert not Value.objects.filter(place__level="village", shown__isnull=False).exists()


def test_a_village_sees_its_own_number_of_what_villages_enter(sown):
    do_deeds(NOON)
    own, town = (sown.client(who).get("/figures/grain/2024").content.decode() for who in ("village", "statistician"))
    assert "大羊村" in own and "小务村" not in own and "小务村" in town


def test_the_number_opens_to_its_entries_as_far_as_one_may_see(sown):
    do_deeds(NOON)
    address = "/figures/records?code=grain&of_period=2024"
    page = sown.client("statistician").get(address).content.decode()
    assert "DY-001 2024 夏粮" in page and "赵支书 → 褚统计" in page and "/farmland/sowing/" in page
    assert "DY-001 2024 夏粮" in sown.client("village").get(address).content.decode()
    assert "DY-001 2024 夏粮" not in sown.client("caller").get(address).content.decode()


@pytest.mark.parametrize(
    ("value", "counted", "wanted", "told"),
    [
        (Fraction(40_200), "亩", "万亩", Fraction("4.02")),
        (Fraction(91_500), "万元", "亿元", Fraction("9.15")),
        (Fraction(3), "件", "件", Fraction(3)),
        (Fraction(3), "件", "rank", Fraction(3)),
    ],
)
def test_a_value_is_told_in_the_unit_of_the_statement(value, counted, wanted, told):
    assert told_in(value, counted, wanted) == told


def test_ten_thousand_times_ten_thousand():
    assert parted("万亿元") == (10**12, "元") and parted("万") == (1, "万")
