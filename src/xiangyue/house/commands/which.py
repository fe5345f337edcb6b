from __future__ import annotations

from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place, Rule


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
