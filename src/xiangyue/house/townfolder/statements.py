"""What is wrong with a published statement of facts.csv beyond its single cells: can it be counted as it says?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from xiangyue.figures.forms import FORMS
from xiangyue.house.townfolder.tables import Row
from xiangyue.kernel import measures
from xiangyue.kernel.measures import Argument, Measure


def wrong(row: Row, villages: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """(column, what is wrong, how to mend it). Nothing about a row whose cells are wrong: that is told with them."""
    try:
        form = FORMS[row["form"]]
        counted = [measures.get(row[name]) for name in ("numerator", "denominator") if row[name]]
        arguments = row.pairs("arguments")
    except (KeyError, ValueError):
        return
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
