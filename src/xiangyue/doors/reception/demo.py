"""小务村's hall since July 2024 (S13): sixteen matters, each closed; and the town's own hall, open this very
morning.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from xiangyue.doors.reception import actions as reception
from xiangyue.doors.reception.actions.promise import Pledge, keep_promise
from xiangyue.doors.reception.models import Hall, Session
from xiangyue.doors.reception.rules import Asking
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.models import Category, Matter
from xiangyue.kernel.storytelling import Part, Scene, at_hour
from xiangyue.kernel.timekeeping import local_day

SINCE = date(2024, 7, 1)
# (topic, what was said, category, unit, promised by that unit or "", answered on the spot or "")
VISITS = (
    ("村东路灯", "村东头的路灯坏了快一个月，晚上接孩子看不见路。", "0205", "office-build", "一周内换好灯具", ""),
    ("宅基地界", "和邻居的宅基地边界说不清，吵了两年。", "0508", "office-plan", "半个月内请测绘到场", ""),
    (
        "养老补贴",
        "老人的高龄补贴两个月没发下来。",
        "0601",
        "office-civil",
        "",
        "当场打电话核实，是换卡没报，已补报，下月一起发。",
    ),
    ("机井电费", "机井电费分摊不公，想看账。", "0504", "office-agri", "", "当场请村里拿来账本，逐户对清。"),
    ("排水沟", "雨后地里排不出水，玉米泡了。", "0106", "office-water", "三天内清沟", ""),
    ("医保报销", "在外地看病，医保报销不会办。", "0602", "office-social", "", "当场讲清异地备案，帮着在手机上办好。"),
    ("秸秆清运", "地头秸秆堆着，怕着火。", "0401", "office-agri", "五天内运走", ""),
    (
        "公交站",
        "公交站挪远了，老人走不动。",
        "0302",
        "office-build",
        "",
        "当场与公交场站通电话，月底前在村口增设招呼站。",
    ),
    ("欠薪", "在工地干活，工钱还差六千。", "0701", "office-social", "十天内约工地负责人见面", ""),
    ("村口垃圾", "村口垃圾桶总满，味儿大。", "0401", "office-env", "每天多清一次", ""),
    ("供暖补贴", "煤改电补贴今年少发了一档。", "0102", "office-agri", "", "当场核对名册，登记有误，已更正。"),
    ("老井填埋", "废弃的老井没盖，孩子去玩。", "0301", "office-safety", "当天围挡，一周内填埋", ""),
    ("邻里噪声", "隔壁加工作坊夜里干活。", "0405", "law-team", "", "当场约双方，约定晚八点后不开机。"),
    ("土地流转", "流转费晚了半年。", "0504", "office-agri", "二十天内督促兑付", ""),
    ("文化活动室", "活动室冬天没有暖气。", "0504", "office-culture", "入冬前装好", ""),
    ("残疾证", "残疾证换证不知找谁。", "0601", "office-civil", "", "当场填表，由镇里代办送上门。"),
)


def play(scene: Scene) -> None:
    town = scene.town
    clerk, secretary, deputy = (scene.seats[name] for name in ("jiedai", "shuji", "zhenzhang"))
    village = scene.villages["小务村"]
    hall = reception.add_hall(village, title="小务村接待室", address="小务村村委会东屋", seat=clerk)
    town_hall = reception.add_hall(town, title="镇接待大厅", address="永乐店镇政府一层", seat=clerk)
    for one, begins, ends in ((hall, time(14), time(16, 30)), (town_hall, time(9), time(11, 30))):
        reception.add_plan(
            one,
            weekday=0,
            begins=begins,
            ends=ends,
            capacity=6,
            leader=secretary,
            substitute=deputy,
            valid_from=SINCE,
            seat=clerk,
            at=at_hour(SINCE - timedelta(days=3), 9),
        )
    catalogue = {row.code: row for row in Category.objects.filter(town=town, valid_to=None)}
    reception.publish(town, date(2025, 1, 31), seat=clerk, at=at_hour(SINCE - timedelta(days=3), 10))
    sessions = list(
        Session.objects.filter(town=town, hall=hall, off="", day__lte=date(2024, 12, 9))
        .select_related("hall", "leader", "substitute", "town")
        .order_by("day")
    )
    step = max(1, len(sessions) // len(VISITS))
    for number, told in enumerate(VISITS):
        _receive(scene, sessions[min(number * step, len(sessions) - 1)], told, number, catalogue)
    _held_as_planned(scene)
    _this_morning(scene, town_hall)


def _held_as_planned(scene: Scene) -> None:
    """Every session until yesterday was signed for and ended, whether anybody came or not."""
    past = Session.objects.filter(town=scene.town, off="", day__lt=local_day(scene.now))
    for session in past.select_related("hall", "leader", "substitute", "town").order_by("starts_at", "pk"):
        if session.leader_signed_in_at is None:
            reception.sign_in(session, seat=session.leader, at=session.starts_at - timedelta(minutes=8))
        reception.close_session(session, seat=scene.seats["jiedai"], at=session.ends_at)


def _receive(
    scene: Scene, session: Session, told: tuple[str, ...], number: int, catalogue: dict[str, Category]
) -> None:
    topic, words, code, unit_code, promised, answered = told
    clerk, unit = scene.seats["jiedai"], scene.units[unit_code]
    at = session.starts_at + timedelta(minutes=10 + number)
    if session.leader_signed_in_at is None:
        reception.sign_in(session, seat=session.leader, at=session.starts_at - timedelta(minutes=10))
        session.refresh_from_db()
    asking = Asking(
        request_id=f"demo-visit-{number:03d}",
        name=f"{'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨'[number]}来访",
        phone=scene.phone(),
        topic=topic,
        people=5 if number == 8 else 1,
    )
    booking = reception.walk_in(session, asking, seat=clerk, at=at).booking
    reception.call(booking, seat=clerk, at=at)
    pledges = [Pledge(promised, unit, session.day + timedelta(days=7))] if promised else []
    talk = reception.receive_visitor(booking, words=words, promises=pledges, seat=clerk, at=at + timedelta(minutes=12))
    matter = reception.convert(talk, seat=clerk, at=at + timedelta(minutes=13))
    category = catalogue.get(code) or next(iter(catalogue.values()))
    if answered:
        reception.settle_on_the_spot(talk, text=answered, unit=unit, seat=clerk, at=at + timedelta(minutes=20))
        done = at + timedelta(minutes=20)
        scene.react(done)
    else:
        now = at + timedelta(minutes=40)
        kernel.sort(
            Matter.objects.select_related("town").get(pk=matter.pk),
            category=category,
            place=matter.place,
            urgency="general",
            suggested=False,
            actor=kernel.Actor.of(scene.seats["diaodu1"]),
            at=now,
        )
        kernel.assign_lead(
            Matter.objects.select_related("town", "category").get(pk=matter.pk),
            unit=unit,
            actor=kernel.Actor.of(scene.seats["diaodu1"]),
            at=now,
        )
        done = scene.answer(
            matter, text=f"{topic}的事已按接待时的承诺办好，本人认可。", outcome="solved", at=now + timedelta(hours=1)
        )
        for made in matter.promises.all():
            keep_promise(made, how="已办到，带来访人看过。", seat=clerk, at=done)
    scene.say_yes(matter, at=done + timedelta(hours=3), words="书记当面答应的，办到了。")


def _this_morning(scene: Scene, hall: Hall) -> None:
    """Monday, ten o'clock: the secretary sits, one is at the table, three wait."""
    now: datetime = scene.now
    session = (
        Session.objects.filter(hall=hall, day=local_day(now), off="")
        .select_related("hall", "leader", "substitute", "town")
        .first()
    )
    if session is None:
        return
    clerk = scene.seats["jiedai"]
    for number, (topic, people) in enumerate((("村里巷道积水", 1), ("加装路侧停车位", 3), ("承包地确权", 1))):
        asking = Asking(
            request_id=f"demo-today-{number}",
            name="赵预约" if not number else "钱预约",
            phone=scene.phone(),
            topic=topic,
            people=people,
        )
        reception.book(session, asking, at=now - timedelta(days=3, hours=number))
    reception.sign_in(session, seat=session.leader, at=now - timedelta(minutes=65))
    session.refresh_from_db()
    asking = Asking(request_id="demo-today-walk", name="孙临时", phone=scene.phone(), topic="电动车充电棚", people=1)
    reception.walk_in(session, asking, seat=clerk, at=now - timedelta(minutes=40))
    reception.call_next(session, seat=clerk, at=now - timedelta(minutes=5))


PART = Part(plays=play)
