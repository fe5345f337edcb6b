"""Two years of fields: surveyed, sown twice a year, the tasks of the town; one field of this week still waits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from xiangyue.kernel.models import Seat
from xiangyue.kernel.storytelling import Part, Scene, at_hour
from xiangyue.ledgers.book import actions
from xiangyue.ledgers.book.three_hands import through_three_hands
from xiangyue.ledgers.farmland.columns import PARCELS, SOWING, TASKS
from xiangyue.ledgers.farmland.rules import AUTUMN, BASIC, SUMMER

# mu. Permanent basic farmland as the town told it in 2023; sown in 2024 as its review says (S44), and a task that
# bears out its completion of 162.5 % (S45); those of 2023 are invented.
_BASIC = Decimal(30_800)
_COMMON = Decimal(2_640)
_SOWN = {2023: Decimal(38_150), 2024: Decimal(40_200)}
_TASKS = {2023: Decimal(24_120), 2024: Decimal(24_740)}
_WHEAT = Decimal("0.43")  # of what is sown
_CENT = Decimal("0.01")

Hands = tuple[Seat, Seat, Seat]


def play(scene: Scene) -> None:
    hands = (scene.seats["nongye"], scene.seats["nongye2"], scene.seats["tongji"])
    villages = sorted(scene.villages)
    villages = villages[: max(3, round(len(villages) * scene.scale))]
    fields = _fields(villages)
    for code, told in fields.items():
        through_three_hands(PARCELS, {"code": code, **told}, hands, at=at_hour(date(2023, 3, 6), 9))
    for year, whole in _SOWN.items():
        _task(year, villages, hands)
        _sow(year, whole, fields, hands, scene.now)
    waits = {
        "code": "P-199-1",
        **fields["P-001-1"],
        "name": "村北新复垦",
        "area_mu": "12.6",
        "surveyed_on": "2024-11-18",
    }
    values = PARCELS.columns.of_texts(waits)
    actions.enter(PARCELS, scene.town, values, seat=hands[0], at=min(scene.now, at_hour(date(2024, 11, 19), 10)))


def _fields(villages: list[str]) -> dict[str, dict[str, str]]:
    """By code: one of permanent basic farmland in every village, a common one in every fourth."""
    told = {}
    for number, (village, area) in enumerate(_spread(_BASIC, villages).items(), 1):
        told[f"P-{number:03}-1"] = _field(village, BASIC, area)
    some = villages[::4]
    for number, (village, area) in enumerate(_spread(_COMMON, some).items()):
        told[f"P-{number * 4 + 1:03}-2"] = _field(village, "一般耕地", area)
    return told


def _field(village: str, kind: str, area: Decimal) -> dict[str, str]:
    return {
        "village": village,
        "name": "",
        "kind": kind,
        "area_mu": f"{area:f}",
        "operator": f"{village}股份经济合作社",
        "surveyed_on": "2023-03-01",
    }


def _task(year: int, villages: list[str], hands: Hands) -> None:
    at = at_hour(date(year, 1, 16), 15)
    told = {"year": str(year), "document": f"永政发〔{year}〕3号", "issued_on": f"{year}-01-15"}
    areas = {"": _TASKS[year], **_spread(_TASKS[year], villages)}
    for village, area in list(areas.items())[1:]:
        through_three_hands(TASKS, {**told, "village": village, "area_mu": f"{area:f}"}, hands, at=at)
    through_three_hands(TASKS, {**told, "village": "", "area_mu": f"{areas['']:f}"}, hands, at=at)


def _sow(year: int, whole: Decimal, fields: dict[str, dict[str, str]], hands: Hands, now: datetime) -> None:
    wheat = (whole * _WHEAT).quantize(Decimal(1))
    rows = ((SUMMER, "小麦", wheat, date(year - 1, 10, 6)), (AUTUMN, "玉米", whole - wheat, date(year, 6, 20)))
    codes = [code for code in fields if code.endswith("-1")]
    areas = {code: Decimal(fields[code]["area_mu"]) for code in codes}
    for season, crop, area, day in rows:
        for code, part in _shared(area, areas).items():
            told = {"parcel": code, "year": str(year), "season": season, "crop": crop}
            at = max(at_hour(day + timedelta(days=3), 11), at_hour(date(2023, 3, 20), 9))
            if at + timedelta(days=2) <= now:
                through_three_hands(SOWING, {**told, "area_mu": f"{part:f}", "sown_on": day.isoformat()}, hands, at=at)


def _spread(whole: Decimal, villages: list[str]) -> dict[str, Decimal]:
    """Not the same for all, and together the whole."""
    return _shared(whole, {village: Decimal(10 + 7 * number % 9) for number, village in enumerate(villages)})


def _shared(whole: Decimal, weights: dict[str, Decimal]) -> dict[str, Decimal]:
    """By these weights; the first has what rounding leaves, so that they add up."""
    total = sum(weights.values())
    parts = {key: (whole * weight / total).quantize(_CENT, ROUND_HALF_UP) for key, weight in weights.items()}
    parts[next(iter(parts))] += whole - sum(parts.values())
    return parts


PART = Part(plays=play)
