"""The town's own names: a category, a place, a unit for what a cell calls it. Read once for a whole file."""

from __future__ import annotations

import re
from datetime import date

from xiangyue.doors.hotline.values import plain
from xiangyue.kernel.models import Category, Party, Place
from xiangyue.lib.hantext import NameFinder

_PARTS = re.compile(r"[/>|、\\;；,，\-—→]")
_SUFFIX = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|党支部|办公室)$")
_OTHERS = ("其他", "其它", "综合")


class TownNames:
    """None wherever a name is unknown or could mean several: a guess is not written into a matter."""

    def __init__(self, town: Place, day: date) -> None:
        self._levels: dict[str, set[int]] = {}
        self._rows: dict[int, Category] = {}
        for row in Category.objects.filter(town=town).on(day):
            self._rows[row.pk] = row
            for name in {row.code, row.level1, row.level2, row.level3} - {""}:
                self._levels.setdefault(plain(name), set()).add(row.pk)
        self._categories: dict[tuple[str, ...], Category | None] = {}
        self._places: dict[str, Place] = {}
        for place in Place.objects.filter(town=town).order_by("pk"):
            for name in (place.name, *place.aliases):
                held = self._places.get(plain(name))
                if held is None or (held.level != "village" and place.level == "village"):
                    self._places[plain(name)] = place
        self._finder = NameFinder({name: place for name, place in self._places.items() if len(name) > 1})
        self._found: dict[tuple[str, ...], Place | None] = {}
        self._units: dict[str, Party | None] = {}
        for unit in Party.objects.filter(town=town, kind="unit").order_by("-is_active", "pk"):
            short = _SUFFIX.sub("", unit.title)
            for name in {unit.code, unit.title, short} - {""}:
                self._units.setdefault(plain(name), unit)

    def category(self, *names: str) -> Category | None:
        """The row that all the known names together point to."""
        if names not in self._categories:
            self._categories[names] = self._narrowed(names)
        return self._categories[names]

    def _narrowed(self, names: tuple[str, ...]) -> Category | None:
        left: set[int] | None = None
        for name in names:
            whole = self._levels.get(plain(name))
            for rows in [whole] if whole else [self._levels.get(plain(part)) for part in _PARTS.split(name)]:
                if rows:
                    left = rows if left is None or not left & rows else left & rows
        if not left:
            return None
        if len(left) > 1:
            rest = [pk for pk in left if not self._rows[pk].level3 or self._rows[pk].level3.startswith(_OTHERS)]
            left = set(rest) if len(rest) == 1 else set()
        return self._rows[left.pop()] if left else None

    def place(self, *texts: str) -> Place | None:
        """By name or alias, whole or inside a longer text; the first text that names just one place decides."""
        if texts not in self._found:
            self._found[texts] = next((place for text in texts if (place := self._place(plain(text)))), None)
        return self._found[texts]

    def _place(self, text: str) -> Place | None:
        if not text:
            return None
        exact = self._places.get(text) or self._places.get(_SUFFIX.sub("", text))
        if exact is not None:
            return exact
        named = {place.pk: place for _, _, place in self._finder.find(text)}
        villages = [place for place in named.values() if place.level == "village"] or list(named.values())
        return villages[0] if len(villages) == 1 else None

    def unit(self, text: str) -> Party | None:
        """By code, title or the title's short form."""
        said = plain(text)
        return (self._units.get(said) or self._units.get(_SUFFIX.sub("", said))) if said else None
