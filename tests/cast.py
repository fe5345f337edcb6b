"""The same few people in every test: one small invented town, its seats, and a way to let somebody say something."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User

from xiangyue.counter.lists import Listing, Shown
from xiangyue.kernel.actions import UPPER, Intake, Requester, receive
from xiangyue.kernel.models import Category, Matter, Party, Place, Rule, Seat

BEIJING = ZoneInfo("Asia/Shanghai")
DAY = date(2024, 1, 1)
NOON = datetime(2024, 11, 5, 12, 0, tzinfo=BEIJING).astimezone(UTC)  # a Tuesday, at the start of a window

UNITS = [
    ("centre", "市民诉求处置中心", "centre", ""),
    ("water", "水务所", "office", ""),
    ("roads", "城乡建设办公室", "office", ""),
    ("heat", "供热公司", "utility", "always"),
    ("v-dayang", "大羊村村委会", "village", ""),
    ("v-xiaowu", "小务村村委会", "village", ""),
    ("lead", "镇党委", "leadership", ""),
]
SEATS = [
    ("dispatcher", "dispatcher", "centre", "周调度"),
    ("reviewer", "reviewer", "centre", "吴审核"),
    ("caller", "callback", "centre", "郑回访"),
    ("water", "handler", "water", "王水务"),
    ("roads", "handler", "roads", "李建设"),
    ("heat", "handler", "heat", "孙供热"),
    ("village", "village", "v-dayang", "赵支书"),
    ("secretary", "secretary", "lead", "钱书记"),
    ("privacy", "privacy", "centre", "冯专员"),
    ("auditor", "auditor", "centre", "陈审计"),
    ("statistician", "statistician", "centre", "褚统计"),
    ("admin", "admin", "centre", "卫管理"),
    ("security", "security", "centre", "蒋安全"),
]
CATEGORIES = [
    ("W01", "供水", "停水", "water", False, "utility", ["停水", "没水", "水压"], []),
    ("R01", "道路", "路面破损", "roads", False, "general", ["路面", "坑", "塌陷"], ["塌陷"]),
    ("H01", "供暖", "室温不达标", "heat", False, "utility", ["暖气", "供暖", "不热"], []),
    ("V01", "村务", "村内保洁", "v-dayang", True, "general", ["垃圾", "保洁"], []),
]


@dataclass
class Cast:
    """The town with its people; every test writes what it does, not how it was set up."""

    town: Place
    units: dict[str, Party]
    seats: dict[str, Seat]
    categories: dict[str, Category]
    places: dict[str, Place]
    said: int = field(default=0)

    def say(
        self,
        title: str = "村口停水两天了",
        words: str = "家里停水两天，老人做不了饭。",
        *,
        at: datetime = NOON,
        name: str = "林小草",
        phone: str = "19900001234",
        **more: Any,
    ) -> Matter:
        """Somebody says something through the hotline; the matter as received."""
        self.said += 1
        number = more.pop("number", f"T{self.said:06d}")
        intake = Intake(
            number=number, title=title, words=words, received_at=at, requester=Requester(name=name, phone=phone), **more
        )
        return receive(self.town, intake, door="hotline", actor=UPPER, at=at)

    def client(self, who: str) -> Any:
        from django.test import Client

        client = Client()
        client.force_login(self.seats[who].user, backend="django.contrib.auth.backends.ModelBackend")
        return client


def make_town(code: str = "110112117000", name: str = "永乐店镇") -> Cast:
    district, _ = Place.objects.get_or_create(level="district", code="110112", defaults={"name": "通州区"})
    town = Place.objects.create(
        parent=district, level="town", code=code, name=name, residents=50_000, is_synthetic=True
    )
    places = {
        key: Place.objects.create(
            town=town,
            parent=town,
            level="village",
            code=key,
            name=title,
            aliases=[title[:2]],
            lon=116.8,
            lat=39.7,
            residents=1200,
        )
        for key, title in (("dayang", "大羊村"), ("xiaowu", "小务村"))
    }
    units = {
        key: Party.objects.create(
            town=town,
            kind="unit",
            code=key,
            title=title,
            unit_kind=kind,
            office_hours=hours,
            place=places.get(key.removeprefix("v-")),
        )
        for key, title, kind, hours in UNITS
    }
    since = datetime(2023, 1, 1, tzinfo=UTC)
    seats = {}
    for key, role, unit, holder in SEATS:
        user = User.objects.create(username=f"{code[-6:]}-{key}" if code != "110112117000" else key)
        seats[key] = Seat.objects.create(town=town, unit=units[unit], user=user, role=role, holder=holder, since=since)
    categories = {
        key: Category.objects.create(
            town=town,
            code=key,
            level1=one,
            level2=two,
            lead_unit=units[unit],
            village_may_lead=may,
            urgency=urgency,
            words=words,
            risk_words=risks,
            valid_from=date(2023, 1, 1),
        )
        for key, one, two, unit, may, urgency, words, risks in CATEGORIES
    }
    _rules(town)
    return Cast(town, units, seats, categories, places)


def _rules(town: Place) -> None:
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("office", "town", {"periods": ["09:00-12:00", "13:30-18:00"]}),
        ("deadline", "urgent", {"amount": 2, "unit": "natural_hours", "sign_minutes": 15, "contact_minutes": 30}),
        ("deadline", "utility", {"amount": 24, "unit": "natural_hours", "sign_minutes": 60, "contact_minutes": 120}),
        ("deadline", "general", {"amount": 5, "unit": "working_days", "sign_minutes": 240, "contact_minutes": 480}),
        ("deadline", "complex", {"amount": 15, "unit": "working_days", "sign_minutes": 240, "contact_minutes": 480}),
        ("callback", "town", {"within_days": 3, "attempts": 2, "reopen_days": 15}),
        (
            "scoring",
            "composite",
            {
                "weights": {"response": "0.1", "solution": "0.5", "satisfaction": "0.4"},
                "satisfaction": {"yes": "1", "mostly": "0.9", "fair": "0", "no": "0"},
                "min_volume": 5,
                "note_zh": "一个区的系统里见到的算法，非官方",
                "note_en": "seen in one district, not official",
            },
        ),
    ]
    for kind, key, value in rows:
        Rule.objects.create(town=town, kind=kind, key=key, valid_from=date(2023, 1, 1), value=value, source="测试用")


def later(moment: datetime, **span: float) -> datetime:
    return moment + timedelta(**span)


def rows_of(listing: Listing, seat: Seat, *, at: datetime = NOON, **asked: str) -> list[Any]:
    """The first page of a list as this seat sees it."""
    return Shown(listing, seat, at, asked, "/").page.rows
