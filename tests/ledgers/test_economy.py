"""经济台账: taxes by level and month, entities, capacity; a part is never above the whole, and no firm stands there."""

from __future__ import annotations

import pytest
from entries import mu, through

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.measures import Span, get
from xiangyue.ledgers.book.columns import Wrong
from xiangyue.ledgers.economy.columns import CAPACITY, ENTITIES, TAX

VAT = {"month": "2024-10", "tax": "增值税", "level": "全口径", "amount": "4100.25"}


def count(cast, name, span="2024-01-01..2024-11-30", **arguments):
    return mu(get(name).count(cast.town, Span.of(span), **arguments))


def test_taxes_are_those_of_all_levels_unless_one_is_named(cast):
    through(cast, TAX, VAT)
    through(cast, TAX, VAT | {"level": "区级", "amount": "1500"})
    through(cast, TAX, VAT | {"month": "2024-12", "amount": "1"})
    through(cast, TAX, VAT | {"tax": "其他税", "amount": "-0.25"})
    assert str(count(cast, "economy.tax")) == "4100"
    assert count(cast, "economy.tax", level="区级") == 1500
    assert str(count(cast, "economy.tax", tax="增值税")) == "4100.25"
    with pytest.raises(Refused, match="不是整月"):
        count(cast, "economy.tax", "2024-10-02..2024-10-31")


def test_a_part_above_the_whole_is_doubted(cast):
    through(cast, TAX, VAT)
    entry = through(cast, TAX, VAT | {"level": "区级", "amount": "4100.26"}, signs=False)
    assert entry.doubts == ["区级 4100.26 万元大于全口径 4100.25 万元"]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"amount": "9.15亿元"}, "1 亿元 = 10000 万元"),
        ({"amount": "91500000元"}, "1 元 = 0.0001 万元"),
        ({"month": "十月"}, "2024-11 的样子"),
        ({"month": "2024-13"}, "2024-11 的样子"),
        ({"month": "2024-10-15"}, "2024-11 的样子"),
    ],
)
def test_another_unit_and_what_is_no_month_come_back(told, says):
    with pytest.raises(Wrong, match=says):
        TAX.columns.of_texts(VAT | told)


@pytest.mark.parametrize("month", ["2024-10", "2024年10月", "2024/10", "２０２４－１０", "2024-10-01 00:00:00"])
def test_a_month_in_any_writing_is_one(month):
    assert TAX.columns.identity(TAX.columns.of_texts(VAT | {"month": month})) == "2024-10 增值税 全口径"


def test_entities_and_capacity_by_whole_months(cast):
    through(cast, ENTITIES, {"month": "2024-10", "kind": "企业", "opened": "120", "closed": "31"})
    through(cast, CAPACITY, {"month": "2024-10", "amount": "1700.5"})
    assert (count(cast, "economy.opened"), count(cast, "economy.closed")) == (120, 31)
    assert str(count(cast, "economy.capacity")) == "1700.5"
