"""The town's plan, drawn up in 2024 (S06), shown, deliberated and, as the demo has it, approved; zones by village."""

from __future__ import annotations

import json
from datetime import date

from xiangyue.kernel.storytelling import Part, Scene, at_hour
from xiangyue.ledgers.book.three_hands import through_three_hands
from xiangyue.ledgers.plan.columns import VERSIONS, ZONES

_TITLE = "永乐店新市镇国土空间规划（演示）"
_VERSION = {
    "title": _TITLE,
    "drawn_on": "2024-03-15",
    "shown_from": "2024-04-01",
    "shown_until": "2024-04-30",
    "deliberated_on": "2024-05-20",
    "approved_on": "2024-09-30",
    "document": "演示批复",
}
# village, kind, uses, article: which zone is where is invented
_ZONES = (
    ("大羊村", "永久基本农田", "只种粮食；不得建房、挖塘、种树", "基本农田保护条例第十七条"),
    ("小务村", "集中建设区", "居住、商业、公共服务", "规划文本（演示）第三章"),
    ("德仁务中街村", "集中建设区", "居住、公共服务", "规划文本（演示）第三章"),
    ("鲁城村", "战略留白", "保留现状，暂不新建", "规划文本（演示）第五章"),
    ("马合店村", "生态保护红线", "生态修复；不得开发建设", "规划文本（演示）第四章"),
)


def play(scene: Scene) -> None:
    hands = (scene.seats["guihua"], scene.seats["tongji"], scene.seats["fenguan1"])
    through_three_hands(VERSIONS, _VERSION, hands, at=at_hour(date(2024, 10, 9), 10))
    for number, (village, kind, uses, article) in enumerate(_ZONES, 1):
        told = {
            "code": f"Z-{number:02}",
            "version_of": _TITLE,
            "name": f"{village}{kind}",
            "kind": kind,
            "uses": uses,
            "article": article,
            "shape": json.dumps(scene.villages[village].boundary),
            "drawn_on": "2024-03-15",
        }
        through_three_hands(ZONES, told, hands, at=at_hour(date(2024, 10, 10), 10))


PART = Part(plays=play)
