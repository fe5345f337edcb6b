"""A real Chromium against the live server. The town is tests/cast.py's; the house's clock is handed in."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cast import NOON, Cast, make_town
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from screens import DESK, PHONE

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.house import moment
from xiangyue.house.timers import work_once
from xiangyue.kernel.models import Matter, Seat

# playwright's own loop runs in this thread; the ORM is used from it in plain order all the same
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
]
WATCH = (
    "addEventListener('securitypolicyviolation', (event) => "
    "console.error('CSP', event.violatedDirective, event.blockedURI));"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path or not Path(path).exists():
        pytest.fail("找不到 Chromium：请安装 chromium，或用环境变量 CHROMIUM 写出它的路径。", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@dataclass
class Time:
    """The house's clock, moved by hand."""

    at: datetime

    def pass_(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at


@pytest.fixture
def clock(monkeypatch) -> Time:
    time = Time(NOON + timedelta(hours=2))
    monkeypatch.setattr(moment, "now", lambda: time.at)
    return time


# who is not in the cast of the other tests: the second of two dispatchers, a deputy, the district
MORE = [
    ("dispatcher2", "dispatcher", "centre", "何调度"),
    ("deputy", "leader", "lead", "孙镇长"),
    ("district", "district", "centre", "区专班"),
    ("letters", "letters", "centre", "许专员"),
    ("reception", "reception", "centre", "康接待"),
    ("grid", "grid", "v-dayang", "路网格"),
    ("member", "member", "v-dayang", "甘党员"),
    ("steward", "steward", "centre", "商管家"),
]


@pytest.fixture
def town(transactional_db, clock) -> Cast:
    made = make_town()
    for key, role, unit, holder in MORE:
        user = User.objects.create(username=key)
        made.seats[key] = Seat.objects.create(
            town=made.town,
            unit=made.units[unit],
            user=user,
            role=role,
            holder=holder,
            since=datetime(2023, 1, 1, tzinfo=UTC),
        )
    return made


@dataclass
class People:
    """Opens a browser for somebody of the cast; what the console says against a page is kept in `complaints`."""

    browser: Browser
    address: str
    cast: Cast
    complaints: list[str]
    contexts: list[BrowserContext]

    def at(self, who: str, path: str = "/", *, size: dict[str, int] = DESK, client: Any = None) -> Page:
        touch = size is PHONE
        context = self.browser.new_context(
            viewport=size,
            is_mobile=touch,
            has_touch=touch,
            locale="zh-CN",
            base_url=self.address,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        context.add_init_script(WATCH)
        cookie = (client or self.cast.client(who)).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.address}])
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and self.complaints.append(f"{page.url}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.goto(path)
        return page


@pytest.fixture
def people(chromium, live_server, town):
    opened = People(chromium, live_server.url, town, [], [])
    yield opened
    for context in opened.contexts:
        context.close()


@pytest.fixture
def waiting(town) -> list[Matter]:
    """Three matters that wait for dispatch, each plain enough for the sorter."""
    return [
        town.say("大羊村停水两天", "大羊村停水两天了，家里没水。"),
        town.say("孔兴路路面塌陷一个坑", "孔兴路路面有坑，车过不去。"),
        town.say("小务村暖气不热", "小务村暖气不热，供暖只有十二度。"),
    ]


@pytest.fixture
def busy(town, waiting) -> dict[str, Matter]:
    """A town in the middle of its day: something waits at every desk."""
    told = {
        name: town.say(title, f"{title}，希望尽快解决。", phone=f"1990000{row:04}")
        for row, (name, title) in enumerate(
            {
                "sent": "南街路灯不亮",
                "working": "大羊村水压低",
                "asked": "村口道路翻修",
                "ledger": "老旧管网改造",
                "answered": "孔兴路路面破损",
                "called": "路边停车混乱",
                "twin": "南街路灯全部不亮",
            }.items()
        )
    }
    water, reviewer, sender = town.seats["water"], town.seats["reviewer"], town.seats["dispatcher"]
    for name, matter in told.items():
        if name != "twin":
            unit, code = ("roads", "R01") if name in ("answered", "called", "sent") else ("water", "W01")
            dispatch.send(
                matter,
                category=town.categories[code],
                unit=town.units[unit],
                place=town.places["dayang"],
                urgency="general",
                seat=sender,
                at=NOON,
            )
    for name in ("working", "asked", "ledger"):
        handling.sign(told[name], seat=water, at=NOON)
        handling.begin(told[name], seat=water, at=NOON, note="先到现场")
    until = NOON + timedelta(days=12)
    handling.ask_extension(told["asked"], until=until, reason="管材在路上", told_requester=True, seat=water, at=NOON)
    case = handling.ask_hold(
        told["ledger"], kind="ledger", until=until, reason="要等管网规划", basis="规划", seat=water, at=NOON
    )
    handling.decide(case, granted=True, decision="同意", seat=reviewer, at=NOON)
    handling.whistle(told["working"], unit=town.units["roads"], reason="请一起开挖", due_at=until, seat=water, at=NOON)
    for name in ("answered", "called"):
        handling.answer_at_once(
            told[name],
            text="已经填补压实并划线。",
            outcome="solved",
            requester_how="phone",
            door_how="export",
            seat=town.seats["roads"],
            at=NOON,
        )
    while work_once(NOON + timedelta(hours=1)):
        pass
    return told


@pytest.fixture
def react(clock):
    """Lets the worker do what waits."""

    def work() -> None:
        while work_once(clock.at):
            pass

    return work
