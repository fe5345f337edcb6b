"""找我就行 in 2024 (S58, S59): requests of firms followed to the end by their first contact; the large invoices among
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from xiangyue.doors.enterprise import actions as enterprise
from xiangyue.doors.enterprise.models import Request
from xiangyue.kernel.models import Category
from xiangyue.kernel.storytelling import Part, Scene, at_hour
from xiangyue.ledgers.firms import actions as register


@dataclass(frozen=True)
class Asked:
    day: date
    firm: str
    topic: str
    words: str
    unit: str
    answer: str
    supervised: str = ""
    is_sensitive: bool = False
    upto: str = "closed"


FIRMS = (
    "（演示）永兴食品有限公司",
    "（演示）通达物流有限公司",
    "（演示）南绿苗木有限公司",
    "（演示）宏远机械有限公司",
    "（演示）优品科技有限公司",
)
ASKED = (
    Asked(
        date(2024, 5, 20),
        FIRMS[0],
        "税票",
        "接了大额订单，高面额发票的月限额不够，货发不出去。",
        "office-econ",
        "已会同税务部门当日核增高面额发票月限额，订单按期开票发货。",
        supervised="特事特办：今天就请税务部门的同志一起到企业去，问题不过夜。",
    ),
    Asked(
        date(2024, 6, 12),
        FIRMS[1],
        "用工",
        "旺季缺装卸工三十人，想在本镇招。",
        "office-social",
        "组织两场专场招聘，到岗二十六人，其余由邻村补齐。",
    ),
    Asked(
        date(2024, 7, 3),
        FIRMS[2],
        "配套",
        "厂门口的路大车进不来，雨天更难。",
        "office-build",
        "拓宽路口并硬化八十米，大车已能进出。",
    ),
    Asked(
        date(2024, 8, 15),
        FIRMS[3],
        "证照",
        "新车间的环评手续怎么办？",
        "office-env",
        "派专人帮办，资料一次备齐，已取得备案回执。",
    ),
    Asked(
        date(2024, 9, 9),
        FIRMS[4],
        "融资",
        "研发投入大，短期周转困难。",
        "office-econ",
        "对接三家银行，获批信用贷款。",
        is_sensitive=True,
    ),
    Asked(
        date(2024, 10, 17),
        FIRMS[1],
        "政策",
        "物流企业能不能享受绿色仓储补贴？",
        "office-econ",
        "逐条对照政策，符合条件的已代为申报。",
    ),
    Asked(date(2024, 11, 21), FIRMS[0], "其他", "门口的垃圾桶满了没人收。", "office-env", "当天清运并调整清运时间。"),
    Asked(date(2025, 1, 3), FIRMS[2], "用地", "想扩建两个育苗棚，地从哪里来？", "office-plan", "", upto="assigned"),
    Asked(date(2025, 1, 6), FIRMS[4], "市场", "想认识镇里做包装的企业。", "office-econ", "", upto="taken_in"),
)


def play(scene: Scene) -> None:
    catalogue = list(Category.objects.filter(town=scene.town, valid_to=None).order_by("code"))
    category = next((row for row in catalogue if row.level1.startswith("企业")), catalogue[0])
    stewards = [scene.seats["guanjia1"], scene.seats["guanjia2"]]
    for number, asked in enumerate(ASKED):
        _follow(scene, asked, number, category)
    for number, title in enumerate(FIRMS):
        steward = stewards[number % 2]
        firm = register.find_or_add(scene.town, title, "", at=scene.now)
        register.set_steward(firm, steward, seat=steward, at=scene.now)
        enterprise.plan_visit(
            firm, on=scene.now.date() + timedelta(days=3 + number), kind="上门", seat=steward, at=scene.now
        )


def _follow(scene: Scene, asked: Asked, number: int, category: Category) -> None:
    at = at_hour(asked.day, 9, 10 + number)
    steward = scene.seats["guanjia1" if number % 2 == 0 else "guanjia2"]
    new = enterprise.NewRequest(
        firm_name=asked.firm,
        words=asked.words,
        contact=f"{'林江许何高罗梁宋唐'[number]}经理",
        phone=scene.phone(),
        topic=asked.topic,
        is_sensitive=asked.is_sensitive,
        channel="电话",
        request_id=f"demo-firm-{number:04d}",
    )
    request = enterprise.take_in(scene.town, new, seat=steward, at=at).request
    if asked.upto == "taken_in":
        return
    enterprise.log_contact(
        _fresh(request),
        how="电话",
        words="问清了来龙去脉，约定进度随时说。",
        seat=steward,
        at=at + timedelta(minutes=20),
    )
    enterprise.assign(
        _fresh(request), unit=scene.units[asked.unit], category=category, seat=steward, at=at + timedelta(minutes=40)
    )
    if asked.supervised:
        enterprise.escalate(
            _fresh(request), reason="要几个部门当天碰头，专员协调不动。", seat=steward, at=at + timedelta(minutes=50)
        )
        enterprise.supervise(
            _fresh(request), text=asked.supervised, seat=scene.seats["shuji"], at=at + timedelta(hours=1)
        )
    if asked.upto == "assigned":
        return
    done = scene.answer(request.matter, text=asked.answer, outcome="solved", at=at + timedelta(hours=2))
    enterprise.rate(
        _fresh(request),
        solved=True,
        answer_satisfied="yes",
        solution_satisfied="yes" if number % 3 else "mostly",
        words="说了就有人管。",
        at=done + timedelta(hours=4),
    )
    scene.react(done + timedelta(hours=4))


def _fresh(request: Request) -> Request:
    return Request.objects.select_related(
        "town", "matter__town", "matter__lead_unit", "matter__category", "matter__requester", "firm", "first_contact"
    ).get(pk=request.pk)


PART = Part(plays=play)
