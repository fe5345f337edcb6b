"""Indicators: first fill, refill after one change, the list's and an opened number's pages and its records, by one
user, in a database that is thrown away. Arguments: indicators, months, matters.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

os.environ["XIANGYUE_DATA"] = tempfile.mkdtemp(prefix="bench-figures-")

import common

common.begin()

from cast import NOON, Cast, make_town
from django.conf import settings
from django.core.management import call_command
from rich.console import Console
from rich.table import Table

from xiangyue.figures.indicators.actions import fill_next, lay_out
from xiangyue.figures.indicators.models import Indicator, Sheet, Value
from xiangyue.house import moment
from xiangyue.house.timers import do_deeds
from xiangyue.kernel.models import Matter, Place
from xiangyue.kernel.timekeeping import local_day

VILLAGES, REPEATS = 60, 40


def main() -> None:
    many, months, matters = (int(one) for one in (sys.argv[1:] + ["200", "36", "100000"][len(sys.argv) - 1 :]))
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    moment.now = lambda: NOON
    cast = make_town()
    fill_town(cast, many, months, matters)
    shown = Table(
        "what", "measured", title=f"{many} indicators × {months} months × {VILLAGES} villages, {matters:,} matters"
    )
    shown.add_row("lay out the sheets", f"{seconds(lambda: lay_out(cast.town, local_day(NOON))):.1f} s")
    shown.add_row("first fill", f"{seconds(fill_all):.1f} s")
    shown.add_row("sheets, values", f"{Sheet.objects.count():,}, {Value.objects.count():,}")
    cast.say()
    shown.add_row("refill after one new matter", f"{1000 * seconds(lambda: do_deeds(NOON)):.0f} ms")
    client = cast.client("statistician")
    for name, address in (
        ("list of figures", "/figures/"),
        ("an opened number", "/figures/figure-0/2024-10"),
        ("its records", "/figures/records?code=figure-0&of_period=2024-10"),
    ):
        took = sorted(1000 * seconds(lambda to=address: client.get(to)) for _ in range(REPEATS))
        shown.add_row(f"{name}, p50 / p95", f"{statistics.median(took):.0f} / {took[int(0.95 * REPEATS)]:.0f} ms")
    Console().print(shown)


def fill_town(cast: Cast, many: int, months: int, matters: int) -> None:
    villages = Place.objects.bulk_create(
        Place(town=cast.town, parent=cast.town, level="village", code=f"v{n}", name=f"村{n}", residents=900)
        for n in range(VILLAGES)
    )
    began = local_day(NOON) - timedelta(days=30 * (months - 1))
    Matter.objects.bulk_create(
        (
            Matter(
                town=cast.town,
                number=f"B{n:08}",
                door="hotline",
                state="closed",
                title="路面破损",
                words="路面破损。",
                place=villages[n % VILLAGES],
                received_at=NOON - timedelta(days=30 * months * n / matters),
                closed_at=NOON,
                request_type=("help", "praise")[n % 2],
                head_hash="",
                event_count=0,
            )
            for n in range(matters)
        ),
        batch_size=5000,
    )
    Indicator.objects.bulk_create(indicator(cast, n, began.replace(day=1)) for n in range(many))


def indicator(cast: Cast, number: int, since: date) -> Indicator:
    """Every fourth of the hotline's orders, the others of doors that one change of an order does not move."""
    ours = number % 4 == 0
    return Indicator(
        town=cast.town,
        code=f"figure-{number}",
        valid_from=since,
        zh=f"指标{number}",
        en=f"figure {number}",
        numerator="hotline.appeals" if ours else "mailbox.letters_closed",
        denominator="hotline.orders" if ours else "mailbox.letters",
        factor=Decimal(100),
        unit="%",
        scope="",
        period_kind="month",
        rounding="half_up",
        places=2,
        better="down",
        source="",
        signer="statistician",
    )


def fill_all() -> None:
    while fill_next(NOON):
        pass


def seconds(deed: Callable[[], object]) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


main()
