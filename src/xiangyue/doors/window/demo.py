"""This morning at the window, on the town's telephone and at a bedside."""

from __future__ import annotations

from datetime import timedelta

from xiangyue.doors.window import actions as window
from xiangyue.kernel.storytelling import Part, Scene

# (seat, way, village, words, name, why it was not read back or "")
SAID = (
    ("cun05", "counter", "小务村", "村卫生室这两天没人，降压药断了，想问问哪天有大夫。", "赵大娘", ""),
    (
        "diaodu1",
        "phone",
        "大羊村",
        "我家门口的井盖响了一宿，车一过就响，睡不着。",
        "钱师傅",
        "电话里信号断了，没来得及复述",
    ),
    ("cun05", "visit", "小务村", "腿脚不行了，出不了门，想把残疾证换了，不知道能不能上门办。", "孙大爷", ""),
)


def play(scene: Scene) -> None:
    for number, (who, way, village, words, name, why) in enumerate(SAID):
        spoken = window.Spoken(
            request_id=f"demo-window-{number}",
            words=words,
            way=way,
            read_back=not why,
            not_read_why=why,
            name=name,
            phone=scene.phone(),
            place=scene.villages[village],
        )
        seat = scene.seats[who]
        window.write_down(scene.town, spoken, seat=seat, at=scene.now - timedelta(minutes=90 - 25 * number))


PART = Part(plays=play)
