"""The works in Yongle Street from September 2024 (S22, S23): every shop visited, what was raised settled or handed on
that day.
"""

from __future__ import annotations

from datetime import date, timedelta

from xiangyue.doors.onsite import actions as onsite
from xiangyue.doors.onsite.actions import Found, NewStop
from xiangyue.kernel.models import Category
from xiangyue.kernel.storytelling import Part, Scene, at_hour

TITLE = "永乐大街整体环境提升改造工程"
OPENED, CLOSED = date(2024, 9, 2), date(2024, 12, 5)
STREET = {
    "type": "Polygon",
    "coordinates": [
        [[116.7880, 39.7036], [116.8030, 39.7046], [116.8029, 39.7056], [116.7879, 39.7046], [116.7880, 39.7036]]
    ],
}
SHOPS = (
    "老王修车铺",
    "顺意面馆",
    "惠民超市",
    "春红理发店",
    "永安药房",
    "小马电动车",
    "丰收农资店",
    "京东便民驿站",
    "胖姐早点铺",
    "三禾粮油店",
    "如意布艺",
    "大众浴池",
    "志强五金店",
    "金穗种子店",
    "童心文具店",
    "德顺饭庄",
    "鲜果屋",
    "平安眼镜店",
    "四季花卉",
    "同乐棋牌室",
)
# (shop, day of the works, what was raised, what was done on the spot or "", category, unit)
RAISED = (
    ("老王修车铺", 1, "围挡堵住了店门，电动车推不进来。", "当天把围挡外移一米五，留出通道。", "0301", ""),
    ("顺意面馆", 1, "施工扬尘大，中午没法开窗营业。", "增加洒水车次，11点到13点停止切割。", "0401", ""),
    ("惠民超市", 2, "门前开挖后送货车停不了。", "协调在路口划出临时卸货位。", "0301", ""),
    ("永安药房", 3, "停水没有提前通知，药房不能配药。", "", "0105", "util-water"),
    ("小马电动车", 5, "招牌统一更换，原来的灯箱谁来赔？", "", "0301", "office-build"),
    ("丰收农资店", 8, "门口雨水口被渣土堵住，下雨倒灌。", "当天清掏雨水口并加盖防护网。", "0301", ""),
    ("胖姐早点铺", 9, "早市摊位被占，问能不能挪到广场。", "", "1001", "law-team"),
    ("三禾粮油店", 15, "新铺的台阶太高，老人上不来。", "", "0301", "office-build"),
    ("大众浴池", 22, "燃气管改线什么时候恢复？", "", "0105", "util-gas"),
    ("志强五金店", 30, "夜里施工到十二点，睡不着觉。", "夜间22点后停止有噪声的作业，并张贴告示。", "0405", ""),
    ("德顺饭庄", 44, "门前路灯拆了以后晚上太黑。", "", "0205", "office-build"),
    ("鲜果屋", 60, "盲道铺到了店门口的柱子上。", "", "0301", "office-build"),
)


def play(scene: Scene) -> None:
    town = scene.town
    planner, visitor = scene.seats["diaodu1"], scene.seats["xiangmu"]
    project = onsite.open_project(
        town, title=TITLE, unit=scene.units["eco-affairs"], area=STREET, opened_on=OPENED, seat=planner
    )
    onsite.list_stops(
        project,
        [
            NewStop("shop", f"（演示）{name}", round(116.7886 + 0.00071 * row, 6), round(39.7041 + 0.000048 * row, 6))
            for row, name in enumerate(SHOPS)
        ],
        seat=planner,
    )
    catalogue = {row.code: row for row in Category.objects.filter(town=town, valid_to=None)}
    fallback = next(iter(catalogue.values()))
    stops = {
        stop.title.removeprefix("（演示）"): stop for stop in project.stops.select_related("project__unit", "town")
    }
    raised = []
    for row, name in enumerate(SHOPS):
        told = [one for one in RAISED if one[0] == name]
        for number, (_, day, words, answer, category, unit) in enumerate(told):
            at = at_hour(OPENED + timedelta(days=day), 10, 2 * row)
            found = Found(
                "settled" if answer else "handed",
                words,
                answer,
                phone=scene.phone(),
                category=catalogue.get(category, fallback),
                unit=scene.units.get(unit),
            )
            visit = onsite.visit(stops[name], found, seat=visitor, at=at, request_id=f"demo-yongle-{row}-{number}")
            raised.append((visit, at, answer))
        if not told:
            onsite.visit(
                stops[name],
                Found("none"),
                seat=visitor,
                at=at_hour(OPENED + timedelta(days=2), 15, row),
                request_id=f"demo-yongle-{row}",
            )
    for visit, at, answer in raised:
        scene.react(at)
        assert visit.matter is not None
        done = at
        if not answer:
            done = scene.answer(
                visit.matter,
                text="已到店核实，商定办法并落实到位，店主认可。",
                outcome="solved",
                at=at + timedelta(minutes=40),
            )
        scene.say_yes(visit.matter, at=done + timedelta(hours=5), words="说了就办。")
    onsite.close_project(project, on=CLOSED, seat=planner)


PART = Part(plays=play)
