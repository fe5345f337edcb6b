"""What the access log costs: the same pages over HTTP with its middleware and without, by turns within one run; then
what chaining and verifying cost for each line.
"""

from __future__ import annotations

import http.client
import os
import random
import sys
import time

import common
import django

WITHOUT = "XIANGYUE_BENCH_WITHOUT_LOG"
REPEATS, ROUNDS, LINES = 150, 4, 20_000


def measured(session: str, path: str) -> list[float]:
    """Milliseconds of each request but the first few."""
    link, times = http.client.HTTPConnection("127.0.0.1", common.PORT, timeout=120), []
    for turn in range(REPEATS + 10):
        started = time.perf_counter()
        link.request("GET", path, headers={"Cookie": f"sessionid={session}"})
        answer = link.getresponse()
        answer.read()
        assert answer.status == 200, (path, answer.status)
        if turn >= 10:
            times.append(1000 * (time.perf_counter() - started))
    return times


def requests(pages: list[tuple[str, str, str]]) -> None:
    from django.db import connection, connections

    vendor = connection.vendor
    connections.close_all()
    times: dict[tuple[str, bool], list[float]] = {}
    cpu: dict[bool, float] = {True: 0.0, False: 0.0}
    for turn in range(2 * ROUNDS):
        is_logged = turn % 2 == 0
        os.environ[WITHOUT] = "" if is_logged else "1"
        with common.served(application="unlogged:application") as server:
            before = common.cpu_seconds(under=server)
            for name, session, path in pages:
                times.setdefault((name, is_logged), []).extend(measured(session, path))
            cpu[is_logged] += common.cpu_seconds(under=server) - before
    rows: list[list[object]] = []
    for name, _, _ in pages:
        off, on = times[name, False], times[name, True]
        figures = [common.percentile(each, share) for share in (0.5, 0.95) for each in (off, on)]
        rows.append([vendor, name, *(f"{one:.1f}" for one in figures), f"{figures[1] - figures[0]:+.1f}"])
    common.table(["engine", "page", "p50 without", "p50 with", "p95 without", "p95 with", "p50 difference, ms"], rows)
    count = ROUNDS * len(pages) * (REPEATS + 10)
    print(f"\nWeb CPU a request: {1000 * cpu[False] / count:.2f} ms without, {1000 * cpu[True] / count:.2f} ms with.\n")


def chaining() -> None:
    """LINES lines of one town: chained, and the whole log verified."""
    from django.utils import timezone

    from xiangyue.house.models import Trace, TraceHead
    from xiangyue.house.traces import verification
    from xiangyue.house.traces.chain import chain_all
    from xiangyue.kernel.models import Seat

    seat = Seat.objects.select_related("town").filter(role="handler").first()
    assert seat is not None
    told = {
        "town": seat.town,
        "user_id": seat.user_id,
        "seat": seat,
        "role": seat.role,
        "kind": "page",
        "method": "GET",
    }
    told |= {"route": "handling:matter", "status": 200}
    rng, now = random.Random(1), timezone.now()
    chain_all(seat.town, now)
    for _ in range(LINES // 1000):
        Trace.objects.bulk_create(
            Trace(at=now, address=f"10.1.2.{rng.randrange(250)}", path=f"/matters/T{rng.randrange(10**6):06}", **told)
            for _ in range(1000)
        )
    began = time.perf_counter()
    done = chain_all(seat.town, now)
    chained = time.perf_counter() - began
    began = time.perf_counter()
    assert list(verification.faults(seat.town)) == []
    verified, held = time.perf_counter() - began, TraceHead.objects.get(town=seat.town).seq
    rows: list[list[object]] = [["chain", done, f"{done / chained:.0f}"], ["verify", held, f"{held / verified:.0f}"]]
    common.table(["deed", "lines", "lines a second"], rows)


def main() -> None:
    django.setup()
    from pages import session_for

    handler, dispatcher = session_for("handler", "roads"), session_for("dispatcher", "centre")
    requests([("work list of a unit", handler, "/matters/mine"), ("dispatcher's list", dispatcher, "/dispatch/")])
    chaining()


if __name__ == "__main__":
    sys.exit(main())
