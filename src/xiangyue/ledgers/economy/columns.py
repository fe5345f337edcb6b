"""The three ledgers of the economy by their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from xiangyue.kernel.models import Place
from xiangyue.ledgers.book.columns import Columns, choice, month, number
from xiangyue.ledgers.book.ledger import Ledger, of_the_town, register
from xiangyue.ledgers.economy import rules
from xiangyue.ledgers.economy.models import Capacity, Entities, Tax

MONEY = {"亿元": Fraction(10_000), "千元": Fraction(1, 10), "元": Fraction(1, 10_000)}
AMOUNT = number("amount", "金额", "amount (10,000 yuan)", "万元", places=4, least=-(10**8), also=MONEY)
MONTH = month("month", "月份", "month")


def _above_all(town: Place, values: Mapping[str, Any], pk: int | None) -> Iterable[str]:
    whole = Tax.objects.filter(town=town, month=values["month"], tax=values["tax"], level=rules.ALL)
    held = whole.exclude(state="withdrawn").values_list("amount", flat=True).first()
    yield from filter(None, [rules.above_all(values["level"], values["amount"], held)])


TAX = register(
    Ledger(
        "tax",
        "税收台账",
        "taxes",
        "economy",
        Tax,
        Columns(
            "tax",
            rows=(
                MONTH,
                choice("tax", "税种", "tax", rules.TAXES),
                choice("level", "级次", "level", rules.LEVELS),
                AMOUNT,
            ),
            identity=lambda row: f"{row['month']:%Y-%m} {row['tax']} {row['level']}",
        ),
        village=of_the_town,
        day="month",
        doubts=_above_all,
    )
)
ENTITIES = register(
    Ledger(
        "entities",
        "经营主体台账",
        "market entities",
        "economy",
        Entities,
        Columns(
            "entities",
            rows=(
                MONTH,
                choice("kind", "类型", "kind", rules.ENTITIES),
                number("opened", "新增", "registered", "家"),
                number("closed", "注销", "struck off", "家"),
            ),
            identity=lambda row: f"{row['month']:%Y-%m} {row['kind']}",
        ),
        village=of_the_town,
        day="month",
    )
)
CAPACITY = register(
    Ledger(
        "capacity",
        "区级财力台账",
        "fiscal capacity",
        "economy",
        Capacity,
        Columns("capacity", rows=(MONTH, AMOUNT), identity=lambda row: f"{row['month']:%Y-%m}"),
        village=of_the_town,
        day="month",
    )
)
