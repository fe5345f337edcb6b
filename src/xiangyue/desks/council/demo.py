"""What villages and the town published of what they settled together."""

from __future__ import annotations

from datetime import date

from xiangyue.desks.council.actions import publish, take_down
from xiangyue.kernel.storytelling import Part, Scene, at_hour

# (day, hour, user, village or "", title, text)
_PUBLISHED = (
    (
        date(2024, 6, 18),
        17,
        "shuji",
        "大羊村",
        "大羊村村民议事会：村口路灯怎么装",
        "到会 21 人。议定：村口至卫生站装 14 盏太阳能灯，位置由各组代表现场点；维护由村里承担，9 月底前装完。",
    ),
    (
        date(2024, 9, 3),
        16,
        "shuji",
        "小务村",
        "小务村村民代表会议：集中供暖前的管道检查",
        "到会 32 人，同意 30 人。议定：10 月 20 日前逐户打压，漏的当天修；入户前一天在群里通知，家里没人的另约。",
    ),
    (
        date(2024, 11, 26),
        10,
        "shuji",
        "",
        "2024 年冬季清雪除冰分工公告",
        "主干道由城乡建设办公室组织，村内道路由各村负责，学校和卫生院门前六点前清完。电话和分工表已送到各村公开栏。",
    ),
)
_WRONG = (date(2024, 11, 25), 15, "shuji", "", "2024 年冬季清雪除冰分工公告", "分工表见附件，另行通知。")


def play(scene: Scene) -> None:
    for day, hour, user, village, title, text in (*_PUBLISHED, _WRONG):
        at = at_hour(day, hour)
        place = scene.villages.get(village)
        notice = publish(scene.town, title=title, text=text, village=place, seat=scene.seats[user], at=at)
        if text == _WRONG[-1]:
            take_down(notice, why="内容不全，重新发布", seat=scene.seats[user], at=at_hour(day, hour + 1))


PART = Part(plays=play)
