"""The forms of a statement: what is made of the two numbers that were counted for it. Plain values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Form:
    """`value` of (numerator, denominator); None where there are no records to speak of.

    `has_denominator`: whether a second measure must stand in the row (True), must not (False), or may (None).
    `says` and `lacks` are sentences over {part} {whole} {span} {other_span} {n} {of} {unit}.
    """

    zh: str
    value: Callable[[Fraction, Fraction], Fraction | None]
    says: str
    lacks: str
    has_denominator: bool | None = True
    against_year_before: bool = False


FORMS: dict[str, Form] = {
    "count": Form(
        "数量", lambda n, of: n or None, "{part}，分母是{whole}", "{span}没有{part}的记录", has_denominator=None
    ),
    "share": Form("占比", lambda n, of: 100 * n / of if of else None, "{part} ÷ {whole}", "{span}没有{whole}的记录"),
    "all": Form(
        "全部",
        lambda n, of: None if not of else of if n == of else Fraction(0),
        "{part} ÷ {whole}；两数相等才算一致",
        "{span}没有{whole}的记录",
    ),
    "change": Form(
        "同比",
        lambda n, of: 100 * (n - of) / of if n and of else None,
        "{part}：{span} {n} {unit}，{other_span} {of} {unit}",
        "{part}：{span} {n} {unit}，{other_span} {of} {unit}，缺一年的记录，无法同比",
        has_denominator=False,
        against_year_before=True,
    ),
    "less": Form(
        "少多少", lambda n, of: of - n, "{part} {n} {unit}，{whole} {of} {unit}", "{span}没有{part}和{whole}的记录"
    ),
    "rank": Form(
        "名次", lambda n, of: n if of > 1 else None, "{span}{part} ÷ {whole}数", "{span}{whole}不足两个，谈不上名次"
    ),
}
