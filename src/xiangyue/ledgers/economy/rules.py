"""What the town's economy is told by. Plain Python.

Taxes by kind and level of the budget, as they came in, of all firms together: what a single firm pays is confidential
(works rules, B6).
"""

from __future__ import annotations

from decimal import Decimal

from xiangyue.lib.decimals import plain

ALL, DISTRICT, TOWN = "全口径", "区级", "镇级"
LEVELS = {ALL: "all levels", DISTRICT: "district", TOWN: "town"}
TAXES = {
    "增值税": "value added tax",
    "企业所得税": "corporate income tax",
    "个人所得税": "personal income tax",
    "其他税": "other taxes",
}
ENTITIES = {"企业": "firms", "个体工商户": "sole traders", "农民专业合作社": "farmers' co-operatives"}


def above_all(level: str, amount: Decimal, whole: Decimal | None) -> str:
    """What stays at one level is a part of the whole."""
    if whole is None or level == ALL or amount <= whole:
        return ""
    return f"{level} {plain(amount)} 万元大于全口径 {plain(whole)} 万元"
