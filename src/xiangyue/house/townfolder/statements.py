"""What is wrong with a published statement of facts.csv beyond its single cells: can it be counted as it says?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import InvalidOperation

from xiangyue.figures.facts import DATE, SET
from xiangyue.figures.forms import FORMS
from xiangyue.house.townfolder.rule_values import finite
from xiangyue.house.townfolder.tables import Row
from xiangyue.kernel import measures
from xiangyue.kernel.measures import Argument, Measure

_BOUND = ("value", "unit", "period", "rounding", "bound")  # what a row that is counted cannot do without


def wrong(row: Row, villages: Collection[str], codes: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """(column, what is wrong, how to mend it). Nothing about a row whose cells are wrong: that is told with them.
    `codes` are those of the town's indicators.
    """
    if row["indicator"]:
        if row["indicator"] not in codes:
            yield "indicator", f"没有代码为“{row['indicator']}”的指标", "请照 indicators.csv 里的代码写"
        if row["form"] or row["numerator"]:
            yield "indicator", "写了指标就不再写形式和分子", "请清空 form 和 numerator，或清空这一格"
    elif not row["form"] and not row["numerator"]:
        return  # only a name, or nothing is recorded of it yet
    for name in _BOUND:
        if not row[name] and not (name == "unit" and row["kind"] in (DATE, SET)):
            yield name, "要核对就不能空着", "请填写"
    if says := _wrong_value(row):
        yield "value", f"“{row['value']}”{says[0]}", says[1]
    if not row["indicator"]:
        yield from _counted(row, villages)


def _wrong_value(row: Row) -> tuple[str, str] | None:
    if not row["value"] or row["kind"] == SET:
        return None
    try:
        if row["kind"] == DATE:
            date.fromisoformat(row["value"])
        else:
            finite(row["value"])
    except (ValueError, InvalidOperation):
        if row["kind"] == DATE:
            return "不是日期", "请写成 2024-01-31 的样子"
        return "不是数字", "请只写数字"
    return None


def _counted(row: Row, villages: Collection[str]) -> Iterator[tuple[str, str, str]]:
    try:
        form = FORMS[row["form"]]
        counted = [measures.get(row[name]) for name in ("numerator", "denominator") if row[name]]
        arguments = row.pairs("arguments")
    except (KeyError, ValueError):
        if not row["form"] or not row["numerator"]:
            yield "numerator", "形式和分子要一起写", "请补上，或两格都清空"
        return
    for kind, column, what in ((DATE, "when", "日期"), (SET, "named", "名称")):
        if row["kind"] == kind and not getattr(counted[0], column):
            yield "numerator", f"{counted[0].zh}没有{what}可比", f"请换一个有{what}的计数"
    if form.has_denominator is True and not row["denominator"]:
        yield "denominator", f"{row['form']}（{form.zh}）要有分母", "请写上分母的计数名称"
    if form.has_denominator is False and row["denominator"]:
        yield "denominator", f"{row['form']}（{form.zh}）不另写分母", "请清空这一格"
    yield from (("arguments", *told) for told in wrong_arguments(arguments, counted, villages))


def wrong_arguments(
    arguments: Mapping[str, str], counted: list[Measure], villages: Collection[str]
) -> Iterator[tuple[str, str]]:
    """(what is wrong, how to mend it) of what narrows these measures."""
    for name in measures.not_taken(arguments, counted):
        yield f"条件“{name}”对不上这句话的计数", f"请改用 {_known(counted) or '没有条件的写法'}"
    for name, value in arguments.items():
        for argument in {one for measure in counted for one in measure.arguments if one.name == name}:
            if says := _refused(argument, value, villages):
                yield says


def _known(counted: list[Measure]) -> str:
    return "、".join(dict.fromkeys(f"{one.name}（{one.zh}）" for measure in counted for one in measure.arguments))


def _refused(argument: Argument, value: str, villages: Collection[str]) -> tuple[str, str] | None:
    if argument.of_village and value not in villages:
        return f"没有叫“{value}”的村", "请照 places.csv 里的村名写"
    if argument.choices and value not in argument.choices:
        return f"{argument.zh}没有“{value}”这一项", f"请从 {'、'.join(argument.choices)} 里选"
    return None
