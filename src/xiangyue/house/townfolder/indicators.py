"""What is wrong with goals, indicators and targets beyond their single cells: do they hang together, can they be
counted as they say?
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from xiangyue.figures.indicators import periods, rules
from xiangyue.house.townfolder.statements import wrong_arguments
from xiangyue.house.townfolder.tables import Row
from xiangyue.kernel import access, measures
from xiangyue.lib.spans import Span

_FACTOR_PLACES = 4
_FIRST_DAY = "2001-01-01"  # periods of the year before can still be named

_Wrong = tuple[str, Row, str, str, str]  # file, row, column, what is wrong, how to mend it


def wrong(goals: list[Row], indicators: list[Row], targets: list[Row], villages: Collection[str]) -> Iterator[_Wrong]:
    yield from _goals(goals)
    known = {row["code"] for row in goals}
    for row in indicators:
        if row["goal"] and row["goal"] not in known:
            yield (
                "indicators.csv",
                row,
                "goal",
                f"没有代码为“{row['goal']}”的目标",
                "请在 goals.csv 里补上，或清空这一格",
            )
        for column, says, mend in (*_counted(row, villages), *_kept(row)):
            yield "indicators.csv", row, column, says, mend
    kinds = {row["code"]: row["period_kind"] for row in indicators}
    for row in targets:
        for column, says, mend in _target(row, kinds):
            yield "targets.csv", row, column, says, mend


def _goals(goals: list[Row]) -> Iterator[_Wrong]:
    parents = {row["code"]: row["parent"] for row in goals}
    for row in goals:
        if row["parent"] and row["parent"] not in parents:
            yield "goals.csv", row, "parent", f"没有代码为“{row['parent']}”的目标", "请补上一行，或清空这一格"
        elif row["code"] in _above(row["code"], parents):
            yield "goals.csv", row, "parent", "绕成了一圈：自己又挂在自己下面", "请让最上面的一个不挂在任何目标下"


def _above(code: str, parents: dict[str, str]) -> list[str]:
    """The codes above it, as far as they are not told again."""
    found: list[str] = []
    above = parents.get(code, "")
    while above and above not in found:
        found.append(above)
        above = parents.get(above, "")
    return found


def _kept(row: Row) -> Iterator[tuple[str, str, str]]:
    """What can be read and yet not be kept, signed or named; cells of another shape are told elsewhere."""
    signers = access.deeds()["figures.sign"].roles
    if row["signer"] not in signers:
        yield "signer", f"“{row['signer']}”不能签发数据指标", f"可以是 {'、'.join(sorted(signers))}"
    with suppress(InvalidOperation):
        if Decimal(row["factor"]) != round(Decimal(row["factor"]), _FACTOR_PLACES):
            yield "factor", f"倍数最多 {_FACTOR_PLACES} 位小数", "请换一个单位，或把分子换成按较大单位记的计数"
    if row["valid_from"] < _FIRST_DAY:
        yield "valid_from", f"{row['valid_from']} 太早了", f"请写 {_FIRST_DAY} 或以后的日期"


def _counted(row: Row, villages: Collection[str]) -> Iterator[tuple[str, str, str]]:
    for side in ("numerator", "denominator"):
        try:
            arguments, counted = row.pairs(f"{side}_arguments"), [measures.get(row[side])] if row[side] else []
        except (KeyError, ValueError):
            continue  # told with the cells
        for says, mend in wrong_arguments(arguments, counted, villages):
            yield f"{side}_arguments", says, mend
    for name in row.list("watch"):
        if name not in measures.names():
            yield "watch", f"没有叫“{name}”的计数", f"请从 {'、'.join(sorted(measures.names()))} 里选"


def _target(row: Row, kinds: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    if row["code"] not in kinds:
        yield "code", f"没有代码为“{row['code']}”的指标", "请照 indicators.csv 里的代码写"
        return
    if row["kind"] == rules.REDUCTION and not row["base"]:
        yield "base", "降到多少要有基数", "请写上从多少降起"
    try:
        span, kind = Span.of(row["period"]), kinds[row["code"]]
        if not periods.fits(kind, span):
            yield "period", f"“{span}”不是这个指标的一期", f"请写成 {periods.holding(kind, span.first).text} 的样子"
    except (ValueError, KeyError):
        return  # told with the cells
