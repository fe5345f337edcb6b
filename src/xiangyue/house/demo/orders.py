"""What is raised: when, where, by whom, about what, in whose words. Drawn from the seed, nothing is written."""

from __future__ import annotations

import tomllib
from bisect import bisect
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any

from xiangyue.kernel.models import Category, Party, Place
from xiangyue.kernel.timekeeping import ZONE, day_begins

# How many times its usual share a season's category has, January to December.
SEASONS: dict[str, tuple[float, ...]] = {
    "": (1,) * 12,
    "winter": (3.2, 2.2, 0.9, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.4, 3.4, 3.6),
    "summer": (0.5, 0.5, 0.7, 0.9, 1.2, 1.5, 1.9, 1.8, 1.2, 0.8, 0.6, 0.5),
    "dark": (1.5, 1.2, 1.0, 0.8, 0.7, 0.6, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6),
    "harvest": (0.3, 0.5, 1.2, 1.1, 1.3, 2.6, 0.5, 0.4, 1.6, 2.8, 1.2, 0.4),
    "spring": (0.6, 0.9, 2.2, 2.4, 1.6, 0.9, 0.5, 0.5, 0.7, 0.9, 0.9, 0.6),
    "mosquito": (0.02, 0.02, 0.1, 0.3, 1.0, 2.0, 3.6, 3.4, 1.4, 0.3, 0.02, 0.02),
    "flood": (0.05, 0.05, 0.1, 0.3, 0.5, 1.2, 4.5, 4.2, 0.8, 0.3, 0.05, 0.05),
    "school": (0.4, 0.4, 0.7, 1.1, 2.2, 2.4, 1.5, 2.2, 1.2, 0.5, 0.4, 0.4),
    "yearend": (2.6, 1.2, 0.6, 0.6, 0.7, 0.8, 0.8, 0.8, 0.9, 1.1, 1.6, 2.6),
    "festival": (2.8, 4.5, 0.4, 0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 0.5, 0.4, 1.0),
}
_MONTHS = (1.12, 0.86, 0.94, 0.92, 0.96, 1.02, 1.16, 1.14, 0.96, 0.92, 1.12, 1.18)
_WEEKDAYS = (1.14, 1.1, 1.06, 1.04, 1.02, 0.84, 0.78)
_HOURS = (1, 0.6, 0.4, 0.3, 0.4, 1, 3, 6, 10, 12, 11, 7, 6, 7, 9, 9, 8, 7, 6, 6, 6, 5, 3, 2)
_SPRING_FESTIVALS = ((date(2023, 1, 21), date(2023, 1, 28)), (date(2024, 2, 9), date(2024, 2, 18)))
_ON_ROADS = {"0204", "0205", "0206", "0301", "0302", "0303", "0305", "0404", "1004"}
_TWINS = {"0101", "0103", "0105", "0106", "0207", "0301", "0401", "0405", "0204", "0509", "0205"}
_CONSULTED = ("1201", "0601", "0602", "0702", "0901", "0202", "0208")
_NEVER_APPEALS = {"1201", "1204"}
_HOT = {("柴厂屯村", "0207"): 7.0, ("小务村", "0401"): 6.0, ("德仁务中街村", "0106"): 7.0, ("应寺村", "0103"): 6.0}
APPEALS = ("help", "complaint", "report", "suggestion")


@dataclass(eq=False)
class Order:
    """One call. `parent` is the order that tells of the same event first; `twins` are the later ones."""

    received_at: datetime
    category: Category
    request_type: str
    place: Place
    title: str
    words: str
    requester: Party
    lon: float
    lat: float
    parent: Order | None = None
    twins: list[Order] = field(default_factory=list)


class Sentences:
    """The texts of `texts.toml` with their holes filled."""

    def __init__(self, rng: Random, roads: list[str]) -> None:
        self._rng, self._roads = rng, roads
        self.all: dict[str, Any] = tomllib.loads((files(__package__) / "texts.toml").read_text(encoding="utf-8"))
        self.categories: dict[str, dict[str, Any]] = self.all["categories"]

    def fill(self, text: str, village: str, road: str) -> str:
        pick = self._rng.choice
        return text.format(
            v=village,
            r=road or pick(self._roads),
            n=pick("二三四五六七八"),
            s=pick(self.all["since"]),
            t=pick(self.all["when"]),
            o=pick(self.all["spot"]),
            g=f"{self._rng.randrange(1, 9)}区{self._rng.randrange(1, 160)}号",
        )

    def words(self, code: str, village: str, road: str, fact: str | None = None) -> str:
        pick = self._rng.choice
        told = fact or pick(self.categories[code]["facts"])
        return self.fill(pick(self.all["opening"]) + told + pick(self.all["ask"]), village, road)


class Drawing:
    """Draws orders of a span of days for a town."""

    def __init__(
        self,
        rng: Random,
        categories: dict[str, Category],
        villages: list[Place],
        roads: list[Place],
        people: list[Party],
        firms: list[Party],
    ) -> None:
        self._rng, self._categories, self._villages, self._roads = rng, categories, villages, roads
        self._people, self._firms, self._frequent = people, firms, people[:70]
        self.sentences = Sentences(rng, [road.name for road in roads])
        self._shares = [
            0.35 + 1.9 * rng.random() ** 2 + (villages[n].residents or 500) / 1500 for n in range(len(villages))
        ]

    def span(self, first: date, last: date, count: int, consults: int, twins: int) -> list[Order]:
        """Exactly `count` orders, `consults` of them 咨询 or 表扬, in the order in which they come in."""
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        weights = [self._day_weight(day) for day in days]
        orders: list[Order] = []
        followers: list[Order] = []
        for number, day in enumerate(self._rng.choices(days, weights, k=count - twins)):
            orders.append(self._consult(day) if number < consults else self._appeal(day))
        late = day_begins(last - timedelta(days=1))  # a twin must not fall into the next span
        seeds = [
            order
            for order in orders
            if order.category.code in _TWINS and order.request_type in APPEALS and order.received_at < late
        ]
        self._rng.shuffle(seeds)
        while len(followers) < twins:
            seed = seeds.pop()
            for _ in range(min(self._rng.choice((1, 1, 2, 2, 3, 4, 6)), twins - len(followers))):
                followers.append(self.twin(seed))
        return sorted([*orders, *followers], key=lambda order: order.received_at)

    def _day_weight(self, day: date) -> float:
        quiet = any(start <= day < end for start, end in _SPRING_FESTIVALS)
        return _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] * (0.45 if quiet else 1)

    def _moment(self, day: date) -> datetime:
        hour = self._rng.choices(range(24), _HOURS)[0]
        local = datetime.combine(day, time(hour, self._rng.randrange(60), self._rng.randrange(60)), ZONE)
        return local.astimezone(UTC)

    def _appeal(self, day: date) -> Order:
        known = self.sentences.categories
        codes = [code for code in known if code not in _NEVER_APPEALS]
        bounds = list(
            accumulate(known[c]["weight"] * SEASONS[known[c].get("season", "")][day.month - 1] for c in codes)
        )
        code = codes[bisect(bounds, self._rng.random() * bounds[-1])]
        return self.draw(code, self._moment(day), "")

    def _consult(self, day: date) -> Order:
        if self._rng.random() < 0.1:
            return self.draw("1204", self._moment(day), "praise")
        return self.draw(self._rng.choice(_CONSULTED), self._moment(day), "consult")

    def draw(self, code: str, moment: datetime, request_type: str, village: Place | None = None) -> Order:
        """One order on this category; an empty request type is drawn among the four that count as appeals."""
        rng, texts = self._rng, self.sentences.categories[code]
        village = village or self._village(code)
        road = rng.choice(self._roads) if code in _ON_ROADS and rng.random() < 0.45 else None
        asks = request_type == "consult"
        titles = [title for title in texts["titles"] if title.startswith("咨询") is asks] or texts["titles"]
        title = self.sentences.fill(rng.choice(titles), village.name, road.name if road else "")
        if not request_type:
            request_type = self._request_type(code, title)
        words = self.sentences.words(code, village.name, road.name if road else "")
        lon, lat = self._point(village)
        is_firm = bool(texts.get("firm")) or rng.random() < 0.02
        who = rng.choice(self._firms) if is_firm else self._caller()
        return Order(moment, self._categories[code], request_type, road or village, title, words, who, lon, lat)

    def _request_type(self, code: str, title: str) -> str:
        if code == "1205":
            return "suggestion"
        if title.startswith("举报"):
            return "report"
        return self._rng.choices(APPEALS, (47, 44, 2, 7))[0]

    def _village(self, code: str) -> Place:
        weights = [
            share * _HOT.get((place.name, code), 1) for place, share in zip(self._villages, self._shares, strict=True)
        ]
        return self._rng.choices(self._villages, weights)[0]

    def _caller(self) -> Party:
        return self._rng.choice(self._frequent if self._rng.random() < 0.11 else self._people)

    def _point(self, village: Place) -> tuple[float, float]:
        """A point of the village: on the way from its middle to a corner of its (convex) boundary, never all the
        way.
        """
        ring = (village.boundary or {}).get("coordinates", [[[village.lon, village.lat]]])[0]
        corner, far = self._rng.choice(ring), self._rng.random() ** 0.6 * 0.85
        lon, lat = village.lon or 0.0, village.lat or 0.0
        return round(lon + (corner[0] - lon) * far, 6), round(lat + (corner[1] - lat) * far, 6)

    def twin(self, seed: Order, within_minutes: int = 0) -> Order:
        """Another caller on the same event, a little later and in other words."""
        code, is_utility = seed.category.code, seed.category.urgency in ("utility", "urgent")
        later = self._rng.randrange(6, within_minutes or (150 if is_utility else 1500))
        village = seed.place.name if seed.place.level == "village" else self._rng.choice(self._villages).name
        road = seed.place.name if seed.place.level == "road" else ""
        words = self.sentences.words(code, village, road)
        twin = Order(
            seed.received_at + timedelta(minutes=later),
            seed.category,
            self._rng.choice(("help", "complaint")),
            seed.place,
            self.sentences.fill(self._rng.choice(self.sentences.categories[code]["titles"]), village, road),
            words,
            self._caller(),
            seed.lon + self._rng.uniform(-3e-4, 3e-4),
            seed.lat + self._rng.uniform(-3e-4, 3e-4),
            seed,
        )
        seed.twins.append(twin)
        return twin
