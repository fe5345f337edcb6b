"""What a plan has to go through, and what its zones allow. Plain Python.

A draft is shown for at least 30 days (Beijing planning regulation 2021, art. 17) and the township congress deliberates
before it is handed in (art. 20); the city approves (art. 19).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

SHOWN_DAYS = 30
ZONES = {
    "永久基本农田": "permanent basic farmland",
    "生态保护红线": "ecological red line",
    "城镇开发边界": "town development boundary",
    "集中建设区": "built-up area",
    "战略留白": "strategic reserve",
    "其他": "other",
}


def wrong_course(
    drawn: date, shown_from: date | None, shown_until: date | None, deliberated: date | None, approved: date | None
) -> Iterator[str]:
    """A sentence for each step that is missing or too early. `shown_until` is the last day of the display."""
    if (shown_from is None) != (shown_until is None):
        yield "公示要写清开始和结束两个日期。"
    if shown_from is not None and shown_from < drawn:
        yield f"公示从 {shown_from} 开始，早于编制完成的 {drawn}。"
    if shown_from is not None and shown_until is not None and (shown_until - shown_from).days + 1 < SHOWN_DAYS:
        days = max((shown_until - shown_from).days + 1, 0)
        yield f"公示只有 {days} 天，至少要 {SHOWN_DAYS} 天（北京市城乡规划条例第十七条）。"
    if deliberated is not None and (shown_until is None or deliberated <= shown_until):
        yield f"镇人大审议（{deliberated}）要在公示结束之后。"
    if approved is not None and (deliberated is None or approved < deliberated):
        yield f"批准（{approved}）之前要先经镇人大审议（北京市城乡规划条例第二十条）。"
