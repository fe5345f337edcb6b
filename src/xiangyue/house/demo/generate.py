"""Two invented years of one town: orders drawn, their stories told, everything written in one transaction."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

from django.db import transaction
from django.db.models import Model

from xiangyue.house.demo import cast, office
from xiangyue.house.demo.orders import Drawing, Order
from xiangyue.house.demo.parts import Line, line
from xiangyue.house.demo.published import publish
from xiangyue.kernel.actions.callers import save_parties
from xiangyue.kernel.actions.history import Story, release, reserve, write_history
from xiangyue.kernel.actions.receive import Intake, new_matter
from xiangyue.kernel.models import Category, Matter, Party, Place
from xiangyue.kernel.storytelling import Quality, Roster, Scene, Telling, Years
from xiangyue.kernel.timekeeping import ZONE, local_day

NOW = datetime(2025, 1, 6, 10, 0, tzinfo=ZONE).astimezone(UTC)
SEED = 20240101
_CHUNK = 2000

Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Volume:
    """How many orders a span has: all, those that are 咨询 or 表扬, and those that tell again of a known event."""

    first: date
    last: date
    orders: int
    consults: int
    twins: int

    def scaled(self, scale: float) -> Volume:
        return Volume(
            self.first, self.last, *(round(number * scale) for number in (self.orders, self.consults, self.twins))
        )


# 3,960 / 6,204 = -36.17 %; appeals (3,960 - 612) / (6,204 - 624) = -40.00 %
VOLUMES = (
    Volume(date(2023, 1, 1), date(2023, 12, 31), 6204, 624, 380),
    Volume(date(2024, 1, 1), date(2024, 12, 31), 3960, 612, 210),
    Volume(date(2025, 1, 1), date(2025, 1, 5), 58, 8, 0),
)
_TWISTS = ("", "objection", "", "extension", "whistle", "", "suspension", "", "ledger")


@dataclass(frozen=True)
class Made:
    matters: int
    events: int
    seals: int


def quality_at(moment: datetime) -> Quality:
    """The town gets better over the two years, and was at its best in the assessment period of November 2024."""
    day = local_day(moment)
    share = min(1.0, max(0.0, (day - date(2023, 1, 1)).days / 730))
    instructed = 0.3 if day.year == 2023 else 1.0
    if moment >= NOW - timedelta(hours=22):  # the window that the secretary has not read yet
        instructed = 0.0
    if date(2024, 10, 8) <= day <= date(2024, 11, 16):
        return Quality(0.999, 0.992, 0.975, 0.004, instructed)
    return Quality(0.955 + 0.035 * share, 0.86 + 0.095 * share, 0.74 + 0.15 * share, 0.03 - 0.02 * share, instructed)


@transaction.atomic
def generate(
    town: Place, *, now: datetime = NOW, scale: float = 1.0, report: Report = lambda what, share: None
) -> Made:
    """Everything of the demo that stands on the loaded town folder. The same seed gives the same rows.

    `scale` makes a smaller town of it for tests; `report` is told what is being done and how far it is.
    """
    rng = Random(SEED)
    gc.disable()  # a million small objects that all stay: looking for garbage among them takes a third of the time
    try:
        return _generate(town, rng, now, scale, report)
    finally:
        gc.enable()


def _generate(town: Place, rng: Random, now: datetime, scale: float, report: Report) -> Made:
    told_by = line()
    report("现场办公和其他渠道", 0.01)
    scene = Scene(town, now, told_by.works, scale)
    _play(told_by, scene)
    report("人和企业", 0.04)
    drawing = _drawing(town, rng)
    orders = [order for volume in VOLUMES for order in _span(drawing, volume.scaled(scale))]
    orders += _this_morning(drawing, now)
    keys = count(max(reserve(model, 1)[0] for model in told_by.numbered))
    years = Years(Roster(town), rng, now, drawing.sentences.all, keys, told_by.hears)
    tellings = _tellings(town, orders, years)
    stories = []
    for number, story in enumerate(_stories(told_by, tellings)):
        stories.append(story)
        if number % 500 == 0:
            report("每件事的经过", 0.1 + 0.4 * number / len(orders))
    report("写入事项、动态和日封", 0.5)
    written = write_history(town, stories, seal_through=local_day(now) - timedelta(days=1))
    report("答复、批示和回访", 0.85)
    _write([row for telling in tellings for row in telling.rows])
    for part in told_by.parts:
        if part.this_morning is not None:
            part.this_morning(scene)
    office.play_today(scene)
    report("各镇街公布数", 0.97)
    publish(town, rng)
    report("完成", 1.0)
    return Made(written.matters, written.events, written.seals)


def _play(told_by: Line, scene: Scene) -> None:
    """What came in through the other doors: few enough to be done deed by deed, at their own moments."""
    for part in told_by.parts:
        if part.plays is not None:
            part.plays(scene)
    office.play(scene)
    scene.react(scene.now)


def _drawing(town: Place, rng: Random) -> Drawing:
    places = list(Place.objects.filter(town=town).order_by("code"))
    villages = [place for place in places if place.level == "village"]
    first = reserve(Party, 1)[0]
    people = cast.people(town, villages, rng, first)
    firms = cast.firms(town, rng, first + len(people))
    save_parties([*people, *firms])
    release(Party)
    categories = {
        row.code: row for row in Category.objects.filter(town=town, valid_to=None).select_related("lead_unit")
    }
    return Drawing(rng, categories, villages, [place for place in places if place.level == "road"], people, firms)


def _span(drawing: Drawing, volume: Volume) -> list[Order]:
    return drawing.span(volume.first, volume.last, volume.orders, volume.consults, volume.twins)


def _this_morning(drawing: Drawing, now: datetime) -> list[Order]:
    """What came in since eight o'clock and waits for the dispatcher: among it one cold village, told of four times."""
    codes = ("0401", "0701", "0301", "0205", "1001", "0504", "0703", "0508", "0302")
    known = drawing.sentences.categories
    fresh = [
        drawing.draw(code, now - timedelta(minutes=25 + 11 * number), "")
        for number, code in enumerate(code for code in codes if code in known)
    ]
    cold = drawing.draw("0101", now - timedelta(minutes=100), "complaint")
    twins = [drawing.twin(cold, within_minutes=70) for _ in range(3)]
    for twin in twins:  # nobody has seen yet that they are twins
        twin.parent = None
    cold.twins = []
    return sorted([*fresh, cold, *twins], key=lambda order: order.received_at)


def _tellings(town: Place, orders: list[Order], years: Years) -> list[Telling]:
    """One for each order, in the orders' own order; twins know their parent."""
    keys = iter(reserve(Matter, len(orders)))
    made: dict[Order, Telling] = {}
    serial: dict[date, int] = {}
    for number, order in enumerate(orders):
        day = local_day(order.received_at)
        serial[day] = serial.get(day, 0) + 1
        made[order] = Telling(
            years,
            _matter(town, order, next(keys), f"{day:%Y%m%d}{serial[day]:05d}", years),
            category=order.category,
            place=order.place,
            quality=quality_at(order.received_at),
            twist=_twist(number, order, years.now),
        )
    for order, telling in made.items():
        telling.parent = made[order.parent] if order.parent is not None else None
        telling.twins = [made[twin] for twin in order.twins]
    return list(made.values())


def _twist(number: int, order: Order, now: datetime) -> str:
    """Of the last days each has its own; nobody has looked at those of the last two hours."""
    if order.received_at >= now - timedelta(minutes=130):
        return "unsorted"
    return _TWISTS[number % len(_TWISTS)] if order.received_at >= now - timedelta(days=4) else ""


def _stories(told_by: Line, tellings: Sequence[Telling]) -> Iterator[Story]:
    for telling in tellings:
        if telling.parent is not None:
            continue
        if telling.twins:
            yield from _family(told_by, telling)
        else:
            told_by.go(telling)
            yield telling.story()


def _family(told_by: Line, parent: Telling) -> Iterator[Story]:
    """Twins are merged while the parent is worked on, and answered with it."""
    is_sorted = told_by.go(parent, until="sorted")
    for twin in parent.twins:
        told_by.go(twin, until="merged" if is_sorted else "sorted")
    if is_sorted:
        told_by.go(parent)
    yield parent.story()
    for twin in parent.twins:
        if twin.state == "merged":
            told_by.go(twin)
        yield twin.story()


def _matter(town: Place, order: Order, key: int, number: str, years: Years) -> Matter:
    unit = order.category.lead_unit or years.roster.units["centre"]
    urgency = order.category.urgency
    due = years.roster.due(order.received_at, urgency, unit)[0] if years.rng.random() < 0.8 else None
    intake = Intake(
        number=number,
        title=order.title,
        words=order.words,
        received_at=order.received_at,
        request_type=order.request_type,
        lon=round(order.lon, 6),
        lat=round(order.lat, 6),
        imported_due_at=due,
    )
    matter = new_matter(town, intake, order.requester, door="hotline")
    matter.pk = key
    return matter


def _write(rows: list[Model]) -> None:
    by_table: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_table.setdefault(type(row), []).append(row)
    for table, of_it in by_table.items():
        table._default_manager.bulk_create(of_it, batch_size=_CHUNK)
    release(*by_table)
