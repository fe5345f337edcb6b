"""The hotline's part: an order arrives, and 12345's own call-back comes home a few days after its last answer. The
file of this morning is brought in as the office does it.
"""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

from xiangyue.doors.hotline.actions.bring import import_file, result
from xiangyue.doors.hotline.models import ColumnMapping
from xiangyue.doors.hotline.values import Said
from xiangyue.kernel.actions import UPPER
from xiangyue.kernel.actions.history import Step
from xiangyue.kernel.actions.receive import arrival
from xiangyue.kernel.storytelling import Part, Scene, Telling, at_hour, opinion_of
from xiangyue.kernel.timekeeping import local_day

_TITLES = ("工单编号", "工单类型", "标题", "主要内容", "来电人", "来电人电话/账号", "来电时间", "村/社区")
# (minutes past seven, kind, title, words, village); the one without words comes back
_MORNING = (
    (4, "投诉", "小务村水压不足", "家里水压小，二楼洗澡出不来水，已经三天了。", "小务村"),
    (11, "求助", "应寺村公交站牌倒了", "路口的公交站牌被车撞倒，躺在非机动车道上。", "应寺村"),
    (17, "投诉", "后甫村垃圾两天没清", "村西头垃圾桶满了两天没人清，猫狗扒得到处都是。", "后甫村"),
    (23, "咨询", "医保异地报销", "老人在外地住院，想问医保回来怎么报销，要带什么材料。", ""),
    (31, "投诉", "鲁城村路灯不亮", "", "鲁城村"),
    (38, "建议", "希望增加公交班次", "早上七点到八点只有一班车，上班的人挤不上去，建议加一班。", "胡村"),
)


def bring_this_morning(scene: Scene) -> None:
    day = local_day(scene.now)
    rows = [
        (
            f"{day:%Y%m%d}8{number:04d}",
            kind,
            title,
            words,
            f"{title[0]}某",
            scene.phone() if words else "",
            f"{at_hour(day, 7, minute):%Y-%m-%d %H:%M}",
            village,
        )
        for number, (minute, kind, title, words, village) in enumerate(_MORNING, 1)
    ]
    text = StringIO()
    csv.writer(text).writerows([_TITLES, *rows])
    import_file(
        text.getvalue().encode("gb18030"),
        file_name=f"12345工单{day:%m%d}早.csv",
        town=scene.town,
        mapping=ColumnMapping.objects.get(town=scene.town, name="beijing"),
        seat=scene.seats["diaodu1"],
        at=at_hour(day, 8, 30),
    )


def arrive(telling: Telling) -> None:
    at = telling.matter.received_at + timedelta(minutes=telling.rng.randrange(3, 20))
    telling.step(arrival(telling.matter), at, UPPER)


def bring_result_home(telling: Telling, closed: Step) -> None:
    """Consultations are not asked."""
    matter, given = telling.matter, telling.last("answered", "answered_with_parent")
    if matter.request_type in ("consult", "praise") or given is None:
        return
    at = given.at + timedelta(days=telling.rng.randrange(2, 6), minutes=telling.rng.randrange(0, 300))
    if at > telling.now:
        return
    said = Said(reached=False)
    if telling.chance(0.77):
        opinion = opinion_of(telling, solved=telling.quality.solved * (0.75 if matter.reopened_count else 1))
        said = Said(True, opinion.contacted, opinion.solved, opinion.satisfied)
    telling.aside(result(said, at), at, UPPER)


PART = Part(plays=bring_this_morning, takes_up={"": arrive}, hears={"closed": bring_result_home})
