"""Posts through three doors, beside two limits measured in the same run: pgbench inserting equivalent rows, and a bare
view.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import common

common.begin()

from django.db import connection, connections
from lifecycles import WORDS, token_for

from xiangyue.doors.open311.actions import make_key
from xiangyue.kernel.models import Category, Matter, Place
from xiangyue.lib.effort import work

HERE = Path(__file__).parent
# One transaction with the rows that one post writes: a person, a matter, its first event, its entry in the search
# index.
PGBENCH = """
\\set n random(1, 2000000000)
BEGIN;
INSERT INTO kernel_party ({party}) SELECT {party} FROM kernel_party WHERE id = (SELECT max(id) FROM kernel_party);
INSERT INTO kernel_matter ({matter}) SELECT {matter_new} FROM kernel_matter
  WHERE id = (SELECT max(id) FROM kernel_matter) RETURNING id \\gset
INSERT INTO kernel_event ({event}) SELECT {event_new} FROM kernel_event WHERE id = (SELECT max(id) FROM kernel_event);
INSERT INTO kernel_search (matter_id, lexemes) SELECT :id, lexemes FROM kernel_search
  WHERE matter_id = (SELECT min(matter_id) FROM kernel_search);
COMMIT;
"""


def pgbench(clients: int, seconds: int) -> tuple[float, float]:
    """(transactions per second, p95 in ms) with the same connections and the same durability as the doors have."""
    columns = {}
    with connection.cursor() as cursor:
        for table in ("kernel_party", "kernel_matter", "kernel_event"):
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'",
                [table],
            )
            columns[table] = [f'"{row[0]}"' for row in cursor.fetchall()]

    def copied(table: str, new: dict[str, str]) -> str:
        return ", ".join(new.get(name.strip('"'), name) for name in columns[table])

    script = PGBENCH.format(
        party=", ".join(columns["kernel_party"]),
        matter=", ".join(columns["kernel_matter"]),
        event=", ".join(columns["kernel_event"]),
        matter_new=copied(
            "kernel_matter",
            {
                "number": "'X' || :n || '-' || :client_id || '-' || (random() * 1e9)::bigint",
                "request_id": "gen_random_uuid()::text",
                "state": "'received'",
                "closed_at": "NULL",
                "parent_id": "NULL",
                "lead_unit_id": "NULL",
                "answered_at": "NULL",
            },
        ),
        event_new=copied("kernel_event", {"matter_id": ":id", "seq": "1", "seal_id": "NULL", "name": "'received'"}),
    )
    address = urlsplit(os.environ["DATABASE_URL"])
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        told = subprocess.run(
            [
                "pgbench",
                "-n",
                "-f",
                file.name,
                "-c",
                str(clients),
                "-j",
                "2",
                "-T",
                str(seconds),
                "-M",
                "prepared",
                "-h",
                address.hostname or "",
                "-p",
                str(address.port),
                "-U",
                address.username or "",
                "-l",
                "--log-prefix",
                f"{file.name}.log",
                address.path[1:],
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    lags = []
    for log in Path(tempfile.gettempdir()).glob(f"{Path(file.name).name}.log*"):
        lags += [int(line.split()[2]) / 1000 for line in log.read_text().splitlines()]
        log.unlink()
    return float(re.search(r"tps = ([\d.]+)", told.stdout)[1]), common.percentile(lags, 0.95)  # type: ignore[index]


Post = Callable[[], tuple[str, dict[str, str], bytes]]


def api_post(token: str) -> Post:
    def made() -> tuple[str, dict[str, str], bytes]:
        body = {
            "title": "孔兴路路灯不亮",
            "words": WORDS,
            "name": "林小草",
            "phone": f"199{secrets.randbelow(10**8):08d}",
            "request_id": uuid.uuid4().hex,
        }
        return (
            "/api/matters",
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            json.dumps(body).encode(),
        )

    return made


def open311_post(key: str, code: str, town: str) -> Post:
    def made() -> tuple[str, dict[str, str], bytes]:
        body = {
            "api_key": key,
            "jurisdiction_id": town,
            "service_code": code,
            "description": WORDS,
            "address_string": "孔兴路",
            "phone": f"199{secrets.randbelow(10**8):08d}",
            "request_id": uuid.uuid4().hex,
        }
        return (
            "/open311/v2/requests.json",
            {"Content-Type": "application/x-www-form-urlencoded"},
            urlencode(body).encode(),
        )

    return made


def portal_post(town: str) -> Post:
    def made() -> tuple[str, dict[str, str], bytes]:
        request_id = uuid.uuid4().hex
        body = {
            "words": WORDS,
            "request_type": "help",
            "phone": f"199{secrets.randbelow(10**8):08d}",
            "name": "林小草",
            "asked": "yes",
            "request_id": request_id,
            "nonce": work(town, request_id, 4),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        return f"/portal/{town}/say", headers, urlencode(body).encode()

    return made


async def user(post: Post, end: float, times: list[float], errors: list[str]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", common.PORT)
    while time.perf_counter() < end:
        path, headers, body = post()
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        started = time.perf_counter()
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{told}Content-Length: {len(body)}\r\n\r\n".encode() + body
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = int(re.search(r"content-length: (\d+)", head.lower())[1])  # type: ignore[index]
        answer = await reader.readexactly(length)
        times.append(1000 * (time.perf_counter() - started))
        if head[9:12] not in ("200", "201"):
            errors.append(f"{head[9:12]} {answer[:200].decode(errors='replace')}")
    writer.close()


async def crowd(post: Post, users: int, seconds: float, times: list[float], errors: list[str]) -> float:
    started = time.perf_counter()
    await asyncio.gather(*(user(post, started + seconds, times, errors) for _ in range(users)))
    return time.perf_counter() - started


def measured(post: Post, application: str, users: int, seconds: float) -> list[object]:
    """requests/s, p50, p95, errors, web CPU ms, database CPU ms per request."""
    with common.served(threads=users // 2, application=application) as server:
        asyncio.run(crowd(post, 4, 2, [], []))  # warm up
        times: list[float] = []
        errors: list[str] = []
        web, database = common.cpu_seconds(under=server), common.cpu_seconds("postgres")
        took = asyncio.run(crowd(post, users, seconds, times, errors))
        web, database = common.cpu_seconds(under=server) - web, common.cpu_seconds("postgres") - database
    for error in errors[:3]:
        print(error, file=sys.stderr)
    n = len(times)
    return [
        n / took,
        common.percentile(times, 0.5),
        common.percentile(times, 0.95),
        len(errors),
        1000 * web / n,
        1000 * database / n,
    ]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=20)
    options.add_argument("--users", type=int, default=32)
    asked = options.parse_args()
    town = Place.objects.get(pk=Matter.objects.values_list("town_id", flat=True)[:1])
    token, code, size = token_for("dispatcher", "centre"), Category.objects.get(code="R01").code, Matter.objects.count()
    from django.utils import timezone

    key = make_key(town, title="bench", at=timezone.now(), per_minute=10**9)
    posts = {
        "bare view": (api_post(token), "bare:application"),
        "portal": (portal_post(town.code), "wsgi:application"),
        "Open311": (open311_post(key, code, town.code), "wsgi:application"),
        "API": (api_post(token), "wsgi:application"),
    }
    inserts, lag = (
        pgbench(asked.users, asked.seconds) if connection.vendor == "postgresql" else (float("nan"), float("nan"))
    )
    connections.close_all()
    rows: list[list[object]] = [
        ["pgbench, equivalent rows", size, asked.users, f"{inserts:.0f}", "", f"{lag:.0f}", "", "", "", "1", ""]
    ]
    bare = float("nan")
    for name, (post, application) in posts.items():
        rate, p50, p95, errors, web, database = measured(post, application, asked.users, asked.seconds)
        bare = float(rate) if name == "bare view" else bare  # type: ignore[arg-type]
        rows.append(
            [
                name,
                size,
                asked.users,
                f"{rate:.0f}",
                f"{p50:.0f}",
                f"{p95:.0f}",
                errors,
                f"{web:.2f}",
                f"{database:.2f}",
                f"{rate / inserts:.2f}",
                f"{rate / bare:.2f}",
            ]
        )  # type: ignore[operator]
    common.table(
        [
            "posts",
            "matters",
            "connections",
            "per second",
            "p50 ms",
            "p95 ms",
            "errors",
            "web CPU ms",
            "db CPU ms",
            "of pgbench",
            "of bare view",
        ],
        rows,
    )


if __name__ == "__main__":
    main()
