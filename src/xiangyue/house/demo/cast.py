"""Invented people and firms. The numbers 199-0000-xxxx are given to nobody."""

from __future__ import annotations

from random import Random

from xiangyue.kernel.actions.callers import Requester, new_party
from xiangyue.kernel.models import Party, Place

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_FIRST = "建国志文玉秀桂淑春海永德明金红丽晓雅子思宝凤长福庆卫立世新振少云立佳"
_LAST = "华英兰芳强军平东霞梅琴林生山民辉杰勇涛敏静香荣发来友和芬龙海洋雨欣然宁博轩"
_FIRM_NAMES = "永兴通达恒润鼎新京南绿源丰禾凤港瑞泽同创宏远聚合优品匠心蓝图青禾"
_FIRM_KINDS = (
    "商贸有限公司",
    "机械制造有限公司",
    "物流有限公司",
    "食品有限公司",
    "建材有限公司",
    "科技有限公司",
    "苗木种植有限公司",
)
_PEOPLE = 3600
_FIRMS = 48


def people(town: Place, villages: list[Place], rng: Random, first_key: int) -> list[Party]:
    """Unsaved persons with everything sealed; each lives in a village."""
    made = []
    for number in range(_PEOPLE):
        name = rng.choice(_SURNAMES) + rng.choice(_FIRST) + (rng.choice(_LAST) if rng.random() < 0.85 else "")
        phone = f"1990000{number:04d}"
        home = rng.choice(villages)
        address = f"{home.name}{rng.randrange(1, 9)}区{rng.randrange(1, 160)}号"
        made.append(new_party(town, Requester(name=name, phone=phone, address=address)))
    return _numbered(made, first_key)


def firms(town: Place, rng: Random, first_key: int) -> list[Party]:
    made = []
    for number in range(_FIRMS):
        at = 2 * rng.randrange(len(_FIRM_NAMES) // 2)
        title = f"（演示）{_FIRM_NAMES[at : at + 2]}{rng.choice(_SURNAMES)}氏{rng.choice(_FIRM_KINDS)}"
        phone = f"1990000{9000 + number}"
        made.append(new_party(town, Requester(title=title, phone=phone, kind="firm")))
    return _numbered(made, first_key)


def _numbered(parties: list[Party], first_key: int) -> list[Party]:
    for key, party in enumerate(parties, first_key):
        party.pk = key
    return parties
