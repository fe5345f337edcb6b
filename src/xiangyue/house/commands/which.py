from __future__ import annotations

from datetime import datetime

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Rule, Seat


def town_named(word: str) -> Place:
    """The town of this code, name or folder name; Refused with the names there are."""
    towns = Place.objects.filter(level="town")
    town = towns.filter(code=word).first() or towns.filter(name=word).first()
    if town is None:
        folder = Rule.objects.filter(kind="town", key="folder", value=word).select_related("town").first()
        town = folder.town if folder else None
    if town is None:
        known = "、".join(towns.exclude(seats=None).values_list("name", flat=True)) or "还没有，请先 xiangyue town load"
        raise Refused(f"没有叫“{word}”的镇街。已装载的：{known}。")
    return town


def seat_named(town: Place, word: str, at: datetime) -> Seat:
    """The seat that the user of this log-in name holds in the town at this moment ("name", or "name/unit" where there
    are several); Refused with what there is.
    """
    login, _, unit = word.partition("/")
    found = Seat.objects.on(at).filter(town=town, user__username=login)
    held = list(found.select_related("unit", "user").order_by("pk"))
    fitting = [seat for seat in held if unit in ("", seat.unit.title, seat.unit.code)]
    if len(fitting) == 1:
        return fitting[0]
    if not held:
        raise Refused(f"{town.name}没有登录名“{login}”的在任岗位。登录名在“人员和岗位”页。")
    ways = "、".join(f"{login}/{seat.unit.title}" for seat in held)
    raise Refused(f"“{word}”不能说明是哪个岗位，请写成其中一个：{ways}。")
