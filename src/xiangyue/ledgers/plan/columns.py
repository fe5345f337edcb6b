"""The two ledgers of the plan by their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from xiangyue.kernel.models import Place
from xiangyue.ledgers.book.columns import Column, Columns, Wrong, choice, dated, reference, text_of, written
from xiangyue.ledgers.book.ledger import ALWAYS, Ledger, of_the_town, register
from xiangyue.ledgers.plan import rules, shapes
from xiangyue.ledgers.plan.models import Version, Zone
from xiangyue.lib.sheets.read import Cell

SHAPE = "图形"


def _shape(cell: Cell) -> str:
    try:
        return shapes.polygon(text_of(cell))
    except ValueError as wrong:
        raise Wrong(str(wrong)) from wrong


def _wrong_course(town: Place, values: Mapping[str, Any], pk: int | None) -> Iterable[str]:
    steps = ("drawn_on", "shown_from", "shown_until", "deliberated_on", "approved_on")
    return rules.wrong_course(*(values[step] for step in steps))


VERSIONS = register(
    Ledger(
        "versions",
        "规划版本",
        "versions of the plan",
        "plan",
        Version,
        Columns(
            "versions",
            rows=(
                written("title", "规划名称", "title", 80, needed=True),
                dated("drawn_on", "编制完成日期", "drawn up on"),
                dated("shown_from", "公示开始", "shown from", needed=False),
                dated("shown_until", "公示结束", "shown until", needed=False),
                dated("deliberated_on", "镇人大审议日期", "deliberated on", needed=False),
                dated("approved_on", "批准日期", "approved on", needed=False),
                written("document", "批复文号", "document", 80),
            ),
            identity=lambda row: row["title"],
        ),
        village=of_the_town,
        day="drawn_on",
        errors=_wrong_course,
        felt=lambda entry: ALWAYS,
    )
)
ZONES = register(
    Ledger(
        "zones",
        "规划分区",
        "zones of the plan",
        "plan",
        Zone,
        Columns(
            "zones",
            rows=(
                written("code", "分区编号", "code", 40, needed=True),
                reference("version_of", "规划名称", "version"),
                written("name", "名称", "name", 60, needed=True),
                choice("kind", "分区类型", "kind", rules.ZONES),
                written("uses", "允许用途", "permitted uses", 300, needed=True),
                written("article", "依据条文", "article", 120, needed=True),
                Column("shape", SHAPE, "shape", _shape, must=True, needed=True, kind="long"),
                dated("drawn_on", "绘制日期", "drawn on"),
            ),
            identity=lambda row: f"{row['version_of']} {row['code']}",
        ),
        village=of_the_town,
        day="drawn_on",
        refs={"version_of": lambda town, title: Version.objects.filter(town=town, title=title, counted=True).first()},
        opens=lambda data, filename, titles: shapes.as_table(data, filename, titles=titles, shape=SHAPE),
    )
)
