"""The one function that desks ask for a suggestion; a learned sorter can stand behind it later."""

from __future__ import annotations

from datetime import date

from xiangyue.insight.sorter.rules import Entry, Suggestion, suggest
from xiangyue.kernel.models import Category, Matter, Place
from xiangyue.lib.hantext import NameFinder


class Sorter:
    """The catalogue and the place names of a town on one day, read once for a whole list of matters."""

    def __init__(self, town: Place, day: date) -> None:
        self._entries = [
            Entry(
                row.code,
                str(row),
                tuple(row.words),
                tuple(row.risk_words),
                row.urgency,
                row.lead_unit.code if row.lead_unit else "",
            )
            for row in Category.objects.filter(town=town).on(day).select_related("lead_unit")
        ]
        names: dict[str, str] = {}
        for place in Place.objects.filter(town=town).exclude(level="grid"):
            for name in (place.name, place.name.removesuffix("村"), *place.aliases):
                if len(name) >= 2:
                    names.setdefault(name, place.code)
        self._places = NameFinder(names)

    def suggest(self, matter: Matter) -> Suggestion:
        return suggest(matter.title, matter.words, self._entries, self._places)
