"""The secretary's mailbox since October 2024 (S14 to S17): each letter instructed in person, its answer reviewed,
rated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from PIL import Image

from xiangyue.doors.mailbox import actions as mailbox
from xiangyue.doors.mailbox import queries
from xiangyue.doors.mailbox.models import Letter
from xiangyue.doors.mailbox.rules import Scored
from xiangyue.kernel.actions import Upload
from xiangyue.kernel.models import Category, Matter
from xiangyue.kernel.storytelling import Part, Scene, at_hour
from xiangyue.kernel.timekeeping import local_day


@dataclass(frozen=True)
class Told:
    day: date
    village: str
    title: str
    words: str
    category: str
    unit: str
    instruction: str
    answer: str
    outcome: str = "solved"
    upto: str = "closed"


LETTERS = (
    Told(
        date(2024, 10, 8),
        "前马坊村",
        "孔兴路减速带夜里震得睡不着",
        "孔兴路过前马坊村这一段的震动减速标线，大车一过就咚咚响，夜里睡不着。能不能改一改？",
        "0301",
        "office-build",
        "请城乡办约交通部门到现场，既要安全也要让群众睡好觉，一周内拿出办法。",
        "会同交通部门现场测听，村口一侧两组震动标线改为彩色防滑标线，其余保留限速作用，夜间噪声已明显下降。",
        "partly",
    ),
    Told(
        date(2024, 10, 14),
        "小务村",
        "想在村里办一个老年饭桌",
        "村里七十岁以上的老人不少，子女上班，中午吃饭凑合，盼着办个饭桌。",
        "0601",
        "office-civil",
        "好建议。民生办摸清人数，与村里议一个能长久办下去的法子。",
        "已摸底 61 人，村委会腾出两间房，由养老驿站送餐，十一月起试行。",
    ),
    Told(
        date(2024, 10, 21),
        "柴厂屯村",
        "路口没有红绿灯太危险",
        "学校放学时路口车多，没有信号灯，孩子过马路不安全。",
        "0302",
        "office-safety",
        "安全的事等不得。先派人护学，再报区里。",
        "已安排上下学时段护学岗，信号灯列入区里明年计划。",
        "planned",
    ),
    Told(
        date(2024, 10, 28),
        "大羊村",
        "自来水发黄",
        "这几天早上放出来的水发黄，不敢喝。",
        "0105",
        "util-water",
        "水务所和供水站今天就去，查清原因给村里讲明白。",
        "管网冲洗所致，已加排放并检测合格，村微信群公布了报告。",
    ),
    Told(
        date(2024, 11, 4),
        "德仁务中街村",
        "坑塘能不能修成小公园",
        "村西坑塘荒了好几年，想修成大伙遛弯的地方。",
        "0401",
        "office-env",
        "列入明年人居环境项目，先清淤。",
        "已清淤三百方，明年春季绿化，方案已在村公开栏公示。",
        "planned",
    ),
    Told(
        date(2024, 11, 11),
        "西槐庄村",
        "科技小院的西红柿卖不动",
        "今年西红柿丰收，想请镇里帮忙联系销路。",
        "1201",
        "office-agri",
        "农业办牵头，三天内联系社区团购。",
        "已与三家社区团购点对接，每周两车。",
    ),
    Told(
        date(2024, 11, 18),
        "应寺村",
        "表扬供电所抢修的师傅",
        "大风夜里断电，师傅爬杆修到凌晨两点，想表扬。",
        "0103",
        "util-power",
        "好作风要讲出来，请供电所张榜表扬。",
        "已在所里通报表扬两位师傅。",
    ),
    Told(
        date(2024, 12, 2),
        "陈辛庄村",
        "冬天村路结冰",
        "下雪后背阴的村路结冰，老人摔了。",
        "0301",
        "office-build",
        "背阴路段逐条排查，先撒盐再防滑。",
        "排查 14 处，已备融雪剂并专人负责。",
    ),
    Told(
        date(2024, 12, 16),
        "马合店村",
        "想学种菜技术",
        "听说镇里有科技小院，能不能到我们村讲课？",
        "1201",
        "office-agri",
        "请科技小院每月下村讲一次。",
        "首讲定于元月，课表已贴出。",
    ),
    Told(
        date(2025, 1, 3),
        "胡村",
        "村口占道摆摊",
        "早市占了半条路，消防车进不来。",
        "1001",
        "law-team",
        "既要保畅通也要给摊主找地方。",
        "",
        upto="instructed",
    ),
    Told(
        date(2025, 1, 4),
        "鲁城村",
        "盼着通公交夜班车",
        "在城里上晚班，末班车太早。",
        "0302",
        "office-build",
        "",
        "",
        upto="screened",
    ),
    Told(
        date(2025, 1, 2),
        "三垡村",
        "供暖管道漏水",
        "村西头供暖管道一直在漏，结了冰。",
        "0101",
        "util-heat",
        "供热站马上处理，当天回话。",
        "已焊补管道，压力恢复正常，路面积冰已清。",
        upto="handled",
    ),
    Told(
        date(2025, 1, 6),
        "东河村",
        "孩子放学没人接",
        "能不能在学校办课后托管？",
        "0901",
        "office-culture",
        "",
        "",
        upto="received",
    ),
)
# what was left by history: village, what about, since which year; one every few days from the ninth of October
HISTORY = (
    ("永乐店一村", "老宅基地的四至一直没有确权", 2003),
    ("永乐店二村", "修路占了承包地，当年的补偿没有给齐", 2009),
    ("大羊村", "两家共用的过道堵了多年", 2011),
    ("小务村", "机井电费分摊的旧账没有算清", 2014),
    ("大务村", "合作社解散后入股款没有退完", 2016),
    ("西槐庄村", "果园承包合同两份对不上", 2008),
    ("德仁务中街村", "老房漏雨和邻居的排水起了纠纷", 2012),
    ("陈辛庄村", "早年借给村里的砖钱没有还", 1998),
    ("马合店村", "零星地块的承包面积少登记了", 2010),
    ("前马坊村", "坟地让路后的迁移费没有结", 2007),
    ("柴厂屯村", "外嫁女的承包地问题没有答复", 2005),
    ("应寺村", "村办厂停产后工资没有结清", 2002),
    ("胡村", "沟渠改道淹了两户菜地", 2013),
    ("鲁城村", "兄弟分家的房产没有写清", 2001),
    ("三垡村", "村口变压器占地没有手续", 2015),
    ("东河村", "养殖棚拆除的补助没有到位", 2017),
    ("永乐店一村", "老供销社的门面房归属不清", 1996),
    ("永乐店二村", "集资打井的收据没有兑现", 2000),
    ("大羊村", "树木砍伐款的分配有出入", 2006),
    ("小务村", "旧村改造时的过渡费少发一季", 2018),
    ("大务村", "育苗地的租金差额没有补", 2019),
    ("西槐庄村", "田间路断头，秋收绕行十多年", 2009),
    ("德仁务中街村", "退休赤脚医生的补贴漏登", 2004),
)
FROM_HISTORY = date(2024, 10, 9), timedelta(days=2.75)
# person-times received by appointment and on field visits since October 2024
VISITS = (
    ("appointment", date(2024, 10, 10), "镇接待室", 3),
    ("field", date(2024, 10, 17), "前马坊村孔兴路口", 6),
    ("appointment", date(2024, 11, 7), "镇接待室", 2),
    ("field", date(2024, 11, 14), "小务村老年饭桌", 8),
    ("field", date(2024, 12, 5), "德仁务中街村坑塘", 7),
    ("appointment", date(2024, 12, 12), "镇接待室", 3),
    ("field", date(2024, 12, 26), "陈辛庄村", 6),
)


def play(scene: Scene) -> None:
    town = scene.town
    catalogue = {row.code: row for row in Category.objects.filter(town=town, valid_to=None)}
    for number, told in enumerate(LETTERS):
        _letter(scene, told, number, catalogue.get(told.category) or next(iter(catalogue.values())))
    first, apart = FROM_HISTORY
    for number, (village, title, year) in enumerate(HISTORY, start=len(LETTERS)):
        about = Told(
            first + (number - len(LETTERS)) * apart,
            village,
            title,
            f"{title}，从{year}年拖到今天，盼着镇里给个说法。",
            "0601",
            "office-civil",
            "历史的账也要算清，请民生办会同村委会翻出底档，当面谈。",
            "已查清底档，双方在村委会签了协议，款项和手续都已办清。",
        )
        _letter(scene, about, number, catalogue.get(about.category) or next(iter(catalogue.values())), since=year)
    for kind, day, place, people in VISITS:
        mailbox.record_meeting(
            town, kind=kind, held_on=day, place=place, people=people, seat=scene.seats["xinxiang"], at=at_hour(day, 17)
        )


def _letter(scene: Scene, told: Told, number: int, category: Category, *, since: int | None = None) -> None:
    """`since`: it was left by history from that year on, and is closed on evidence."""
    at = at_hour(told.day, 9 if told.day < local_day(scene.now) else 8, 5 + 3 * number % 50)
    new = mailbox.NewLetter(
        request_id=f"demo-letter-{number:04d}",
        request_type="praise" if "表扬" in told.title else "help",
        title=told.title,
        words=told.words,
        name=f"{'林江许何高罗梁宋唐韩曹邓萧'[number % 13]}来信",
        phone=scene.phone(),
        place=scene.villages.get(told.village),
    )
    matter = mailbox.write_letter(scene.town, new, at=at).matter
    if told.upto == "received":
        return
    clerk, secretary = scene.seats["xinxiang"], scene.seats["shuji"]
    mailbox.screen(
        _fresh(matter),
        category=category,
        place=scene.villages.get(told.village),
        urgency="general",
        note="反映属实，建议尽快办。",
        seat=clerk,
        at=at + timedelta(minutes=40),
    )
    if told.upto == "screened":
        mailbox.prepare(
            _fresh(matter), text="请城乡办与公交集团商量末班车。", seat=clerk, at=at + timedelta(minutes=50)
        )
        return
    if since is not None:
        why = "底档和村干部都能证明"
        mailbox.mark_left_by_history(
            _fresh(matter), since_year=since, why=why, seat=clerk, at=at + timedelta(minutes=45)
        )
    mailbox.instruct(
        _fresh(matter), text=told.instruction, unit=scene.units[told.unit], seat=secretary, at=at + timedelta(hours=2)
    )
    if told.upto == "instructed":
        return
    done = scene.write_answer(matter, text=told.answer, outcome=told.outcome, at=at + timedelta(hours=3))
    if told.upto == "handled":
        return
    mailbox.review(_fresh(matter), text="可以回复。", seat=secretary, at=done + timedelta(hours=1))
    scene.deliver(matter, at=done + timedelta(hours=2))
    said = done + timedelta(hours=20)
    own = [one.key for one in queries.evaluators(scene.town, told.day) if one.by_writer]
    mailbox.rate(
        _fresh(matter),
        solved=True,
        satisfied="mostly" if told.outcome == "partly" else "yes",
        words="说到做到。",
        scores=[Scored(key, 5) for key in own],
        at=said,
    )
    scene.react(said)
    if since is not None:
        how = "双方签了协议，当场履行"
        mailbox.close_with_evidence(
            _fresh(matter), upload=_evidence(), how=how, seat=secretary, at=said + timedelta(minutes=30)
        )
        return
    for evaluator in queries.evaluators(scene.town, told.day):
        if not evaluator.by_writer:
            mailbox.evaluate(
                _fresh(matter), key=evaluator.key, score=4 + number % 2, seat=clerk, at=said + timedelta(hours=1)
            )


def _evidence() -> Upload:
    """A blank sheet stands for the signed agreement."""
    page = BytesIO()
    Image.new("RGB", (420, 594), "white").save(page, "PNG")
    return Upload("化解协议（演示）.png", "image/png", "png", page.getvalue())


def _fresh(matter: Matter) -> Letter:
    return Letter.objects.select_related(
        "town", "matter__town", "matter__lead_unit", "matter__category", "matter__place"
    ).get(matter=matter)


PART = Part(plays=play)
