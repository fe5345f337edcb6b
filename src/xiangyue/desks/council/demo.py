"""What villages talked over in 2024 (S10, S11): water on a road whose base had sunk, a quarrel over a building,
neighbours; 小务村's hall opened on 2024-07-01. And what the town published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xiangyue.desks.council import actions as council
from xiangyue.desks.council.models import Item, Meeting, Task, Topic
from xiangyue.desks.council.rules import CONSULTATION
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Category, Matter
from xiangyue.kernel.numbers import new_number
from xiangyue.kernel.storytelling import Part, Scene, at_hour

_CLERK, _HALLS = "diaodu1", {"小务村": "小务村村民议事厅"}
_ROLL = (("丁广才", True, False), ("崔玉兰", True, True), ("邱满仓", True, False), ("白秀英", False, True))

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


@dataclass(frozen=True)
class Talk:
    """`points` empty: it waits for its meeting; `done` empty: it is still being carried out."""

    village: str
    met: datetime
    title: str
    shown: str
    words: tuple[str, ...]  # one for each who told of it
    unit: str
    minutes: str = ""
    points: str = ""
    task: str = ""
    done: str = ""
    is_moral: bool = False


TALKS = (
    Talk(
        "小务村",
        at_hour(date(2024, 7, 1), 9),
        "议事厅怎么用、先议哪几件",
        "议事厅开门第一天，大家说说先议哪几件事。",
        ("议事厅建好了，什么时候开门，普通村民能不能去说？",),
        "village-05",
        "主持：村党支部。一、每月第一个周一开门。二、谁都可以提，先登记后列入。三、先议供暖前的管道。",
        "每月第一个周一上午开门；谁都可以提议题，五天内答复列不列入；第一批先议供暖前的管道检查。",
        "把开门时间和登记办法贴到议事厅门口",
        "开门时间和登记办法已经贴在议事厅门口，七月提了六件，列入四件。",
    ),
    Talk(
        "大羊村",
        at_hour(date(2024, 7, 22), 19),
        "村南路基下沉，雨天存水怎么修",
        "村南这段路基下沉，下雨就存水，老人孩子过不去。怎么修、钱从哪里来、施工时怎么走，请大家说。",
        ("村南路口一下雨就存水，电动车熄火。", "路沉下去一块，水排不走，孩子上学要绕一里地。"),
        "office-build",
        "住户：路基前年压过一次，没压实。\n建设办：要挖开换填，约二十天。\n代表：先修边沟，学生走村东。",
        "挖开换填、垫高路基三十厘米，先修边沟；工期二十天，学生走村东；费用镇里列支，村里出人看护。",
        "换填路基、修边沟",
        "路基已换填垫高，边沟通到排干渠，八月两场大雨没有存水。",
    ),
    Talk(
        "大羊村",
        at_hour(date(2024, 9, 12), 19),
        "翻建房屋占了公共通道怎么办",
        "有村民翻建房屋，外墙往通道挪了一点，两边说法不一样。请大家议通道留多宽、以后怎么批。",
        ("邻居翻建往外占了通道，三轮车都过不去。",),
        "village-04",
        "双方各说各的。村里量了尺寸。代表：通道老规矩三米。规划办：翻建要按批的四至。",
        "通道按三米留，超出的台阶本月拆；以后翻建先由村里放线，四邻到场看过再动工。",
        "拆除超出的台阶，恢复三米通道",
        "台阶已拆，通道量过是三米一。",
    ),
    Talk(
        "大羊村",
        at_hour(date(2024, 10, 24), 19),
        "夜里声响扰了四邻，怎样相处",
        "夜里干活、放音响，扰了四邻。怎样相处，请大家说说各家的难处。",
        ("隔壁半夜还锯木头，说了几回不听。",),
        "village-04",
        "各家都说了难处：订单赶得急；老人睡不着。议事会不评判谁对谁错。",
        "夜里十点到早上六点不开机器；赶工的提前在群里说一声；有事先找组长。",
        "把约定写进村规民约的公示稿",
        is_moral=True,
    ),
    Talk(
        "小务村",
        at_hour(date(2024, 12, 30), 9),
        "广场的灯晚上几点关",
        "广场的灯现在九点关，有人想晚一点，有人嫌亮。",
        ("跳舞的还没散灯就关了，能不能晚一点？",),
        "village-05",
    ),
)


def play(scene: Scene) -> None:
    _publish(scene)
    _roll(scene)
    for number, talk in enumerate(TALKS):
        _tell(scene, talk, number)


def _publish(scene: Scene) -> None:
    for day, hour, user, village, title, text in (*_PUBLISHED, _WRONG):
        at = at_hour(day, hour)
        place = scene.villages.get(village)
        notice = council.publish(scene.town, title=title, text=text, village=place, seat=scene.seats[user], at=at)
        if text == _WRONG[-1]:
            council.take_down(notice, why="内容不全，重新发布", seat=scene.seats[user], at=at_hour(day, hour + 1))


def _roll(scene: Scene) -> None:
    at = at_hour(date(2024, 6, 20), 9)
    for village in ("小务村", "大羊村"):
        for name, is_representative, is_woman in _ROLL:
            council.enrol(
                scene.villages[village],
                body=CONSULTATION,
                name=f"{name}（{village[0]}）",
                since=at.date(),
                is_representative=is_representative,
                is_woman=is_woman,
                seat=scene.seats[_CLERK],
                at=at,
            )


def _tell(scene: Scene, talk: Talk, number: int) -> None:
    seat, told_at = scene.seats[_CLERK], talk.met - timedelta(days=6)
    matters = [_said(scene, talk, words, told_at + timedelta(minutes=n)) for n, words in enumerate(talk.words)]
    at = talk.met - timedelta(days=5)
    topic = council.raise_topic(
        scene.villages[talk.village],
        title=talk.title,
        words=talk.shown,
        source="matters",
        matters=matters,
        is_moral=talk.is_moral,
        seat=seat,
        at=at,
    )
    council.show(_fresh(topic), title=talk.title, text=talk.shown, seat=seat, at=at)
    for _ in range(3 + number * 2):
        council.support(_fresh(topic), phone=scene.phone(), at=at + timedelta(hours=3))
    hall = _HALLS.get(talk.village, f"{talk.village}村委会会议室")
    meeting = council.call(
        topic.village, body=CONSULTATION, hall=hall, begins_at=talk.met, topics=[_fresh(topic)], seat=seat, at=at
    )
    scene.react(at)
    if talk.points:
        _meet(scene, talk, topic, meeting)
        _carry_out(scene, talk, topic)
    for matter in matters if talk.done else ():
        again = Matter.objects.select_related("town").get(pk=matter.pk)
        kernel.withdraw(again, reason="村里议定办好了，不用再办", at=talk.met + timedelta(days=20))


def _said(scene: Scene, talk: Talk, words: str, at: datetime) -> Matter:
    """Told at the hall, sorted and sent to whoever answers for it."""
    actor, catalogue = kernel.Actor.of(scene.seats[_CLERK]), Category.objects.filter(town=scene.town, valid_to=None)
    intake = kernel.Intake(
        number=new_number("T", at),
        title=words[:40],
        words=words,
        received_at=at,
        requester=kernel.Requester(name="", phone=scene.phone()),
        place=scene.villages[talk.village],
    )
    matter = kernel.receive(scene.town, intake, door="council", actor=actor, at=at)
    unit = scene.units[talk.unit]
    known = catalogue.filter(village_may_lead=True) if unit.unit_kind == "village" else catalogue
    kernel.sort(
        matter,
        category=known.order_by("code")[0],
        place=scene.villages[talk.village],
        urgency="general",
        suggested=False,
        actor=actor,
        at=at + timedelta(minutes=5),
    )
    kernel.assign_lead(matter, unit=unit, actor=actor, at=at + timedelta(minutes=10))
    return matter


def _meet(scene: Scene, talk: Talk, topic: Topic, meeting: Meeting) -> None:
    seat, at = scene.seats[_CLERK], talk.met + timedelta(minutes=10)
    meeting = Meeting.objects.select_related("village__town", "rule").get(pk=meeting.pk)
    council.take_attendance(meeting, members=30, present=21 + len(talk.words), seat=seat, at=at)
    council.write_minutes(meeting, text=talk.minutes, base=0, seat=seat, at=at + timedelta(minutes=50))
    item = Item.objects.select_related("meeting__rule", "meeting__village__town", "topic__village").get(meeting=meeting)
    item.topic = _fresh(topic)
    council.decide(item, points=talk.points, route="now", seat=seat, at=at + timedelta(hours=1))
    scene.react(at + timedelta(hours=1))


def _carry_out(scene: Scene, talk: Talk, topic: Topic) -> None:
    seat, at = scene.seats[_CLERK], talk.met + timedelta(days=1)
    due = (talk.met + timedelta(days=20)).date()
    council.give_task(_fresh(topic), what=talk.task, unit=scene.units[talk.unit], due_on=due, seat=seat, at=at)
    told = {"title": f"{talk.village}村民议事会：{talk.title}", "text": talk.points}
    council.publish_topic(_fresh(topic), subject="decision", **told, seat=seat, at=at)
    if not talk.done:
        return
    done = talk.met + timedelta(days=18)
    task = Task.objects.select_related("topic__matter__town", "topic__village__town").get(topic=topic)
    council.finish_task(task, how=talk.done, seat=seat, at=done)
    council.carry_out(_fresh(topic), words=talk.done, seat=seat, at=done + timedelta(hours=1))
    council.publish_topic(
        _fresh(topic), subject="result", title=told["title"], text=talk.done, seat=seat, at=done + timedelta(hours=2)
    )
    scene.react(done + timedelta(hours=2))


def _fresh(topic: Topic) -> Topic:
    return Topic.objects.select_related("village__town", "town", "matter__town", "matter__requester__key").get(
        pk=topic.pk
    )


PART = Part(plays=play)
