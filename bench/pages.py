"""Work list, search, matter page, today's page and one period's score over HTTP: p50/p95, queries, CPU, by one user."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time

import common

common.begin()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from xiangyue.kernel.models import Matter, Seat
from xiangyue.lib.periods import assessment_period

REPEATS = 60


def session_for(role: str, unit: str) -> str:
    seat = Seat.objects.filter(role=role, unit__code=unit).select_related("user").get()
    session = SessionStore()
    session[SESSION_KEY] = str(seat.user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = seat.user.get_session_auth_hash()
    session["seat"] = seat.pk
    session.create()
    return session.session_key


def main() -> None:
    size, vendor = Matter.objects.count(), connection.vendor
    number = Matter.objects.order_by("-pk").values_list("number", flat=True)[size // 2]
    dispatcher, handler, secretary = (
        session_for("dispatcher", "centre"),
        session_for("handler", "roads"),
        session_for("secretary", "lead"),
    )
    last = assessment_period(timezone.now().date()).previous()
    labels = [last.label, last.previous().label, last.year_before().label]
    pages = [
        ("work list of a unit", handler, ["/matters/mine"]),
        ("dispatcher's list", dispatcher, ["/dispatch/"]),
        ("search, common word", dispatcher, ["/house/search?q=%E8%B7%AF%E7%81%AF"]),
        ("search, two rare words", dispatcher, ["/house/search?q=%E7%AC%AC7%E6%9D%91%20%E4%BA%95%E7%9B%96"]),
        ("search, no such word", dispatcher, ["/house/search?q=%E6%B8%94%E8%88%B9"]),
        ("matter page", dispatcher, [f"/matters/{number}"]),
        ("today's page", secretary, ["/"]),
        ("a period's score, all units", secretary, [f"/score/?period={label}" for label in labels]),
    ]
    subprocess.run([sys.executable, "-m", "xiangyue.house", "collectstatic", "--noinput", "-v0"], check=True)
    counts = {}
    for name, session, paths in pages:
        client = Client()
        client.cookies["sessionid"] = session
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(paths[0], HTTP_HOST="localhost")
        assert answer.status_code == 200, (name, answer.status_code)
        counts[name] = len([one for one in captured.captured_queries if one["sql"].startswith("SELECT")])
    connections.close_all()
    rows = []
    with common.served() as server:
        for name, session, paths in pages:
            times = []
            link = http.client.HTTPConnection("127.0.0.1", common.PORT, timeout=120)
            for turn in range(REPEATS + 6):
                if turn == 6:
                    web, database, began = (
                        common.cpu_seconds(under=server),
                        common.cpu_seconds("postgres"),
                        time.perf_counter(),
                    )
                started = time.perf_counter()
                link.request("GET", paths[turn % len(paths)], headers={"Cookie": f"sessionid={session}"})
                answer = link.getresponse()
                answer.read()
                assert answer.status == 200, (name, answer.status)
                if turn >= 6:
                    times.append(1000 * (time.perf_counter() - started))
                if turn >= 12 and time.perf_counter() - began > 30:
                    break
            web, database = common.cpu_seconds(under=server) - web, common.cpu_seconds("postgres") - database
            rows.append(
                [
                    vendor,
                    size,
                    name,
                    f"{common.percentile(times, 0.5):.0f}",
                    f"{common.percentile(times, 0.95):.0f}",
                    counts[name],
                    f"{1000 * web / len(times):.1f}",
                    f"{1000 * database / len(times):.1f}",
                ]
            )
    common.table(["engine", "matters", "page", "p50 ms", "p95 ms", "queries", "web CPU ms", "db CPU ms"], rows)


if __name__ == "__main__":
    main()
