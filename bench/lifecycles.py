"""create → assign → answer → find, four calls over HTTP, by 1, 10 and 50 users at once, against a running server of
ours.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import secrets
import sys
import time
from collections import defaultdict
from datetime import timedelta

import common

common.begin()

from django.db import connection, connections
from django.utils import timezone

from xiangyue.doors.api.models import Token
from xiangyue.kernel.models import Category, Matter, Seat

WORDS = "孔兴路路灯不亮，已经三天了没有人来处理，晚上老人孩子出行很危险，希望尽快安排人员到现场看看。"


def token_for(role: str, unit: str) -> str:
    seat = Seat.objects.filter(role=role, unit__code=unit).first()
    secret = secrets.token_urlsafe(24)
    now, digest = timezone.now(), hashlib.sha256(secret.encode()).hexdigest()
    Token.objects.create(seat=seat, title="bench", made_at=now, until=now + timedelta(days=1), digest=digest)
    return secret


class User:
    """One keep-alive connection and one life after another; times in milliseconds by call."""

    def __init__(
        self, dispatcher: str, handler: str, category: str, times: dict[str, list[float]], errors: list[str]
    ) -> None:
        self.tokens = {"dispatcher": dispatcher, "handler": handler}
        self.category, self.times, self.errors, self.lives = category, times, errors, 0

    async def live_until(self, end: float) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", common.PORT)
        while time.perf_counter() < end:
            made = await self.call(
                "create",
                "dispatcher",
                "POST",
                "/api/matters",
                {
                    "title": "孔兴路路灯不亮",
                    "words": WORDS,
                    "name": "林小草",
                    "phone": f"199{secrets.randbelow(10**8):08d}",
                },
            )
            number = (made or {}).get("number")
            if not number:
                continue
            await self.call(
                "assign",
                "dispatcher",
                "POST",
                f"/api/matters/{number}/dispatch",
                {"category": self.category, "unit": "roads"},
            )
            await self.call(
                "answer",
                "handler",
                "POST",
                f"/api/matters/{number}/answers",
                {
                    "text": "已经更换灯具，恢复照明。",
                    "outcome": "solved",
                    "requester_how": "phone",
                    "door_how": "export",
                },
            )
            found = await self.call("find", "dispatcher", "GET", f"/api/matters/{number}", None)
            self.lives += bool(found and found.get("state") in ("answered", "awaiting_callback"))
        self.writer.close()

    async def call(self, name: str, who: str, method: str, path: str, body: dict | None) -> dict | None:
        data = json.dumps(body).encode() if body is not None else b""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.tokens[who]}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        started = time.perf_counter()
        self.writer.write(head.encode() + data)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        status = int(answer[9:12])
        length = int(
            next(line.split(":")[1] for line in answer.lower().split("\r\n") if line.startswith("content-length"))
        )
        payload = await self.reader.readexactly(length)
        self.times[name].append(1000 * (time.perf_counter() - started))
        if status >= 300:
            self.errors.append(f"{name} {status} {payload[:200].decode(errors='replace')}")
            return None
        return json.loads(payload)


async def crowd(users: list[User], seconds: float) -> None:
    end = time.perf_counter() + seconds
    await asyncio.gather(*(user.live_until(end) for user in users))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--users", default="1,10,50")
    asked = options.parse_args()
    dispatcher, handler = token_for("dispatcher", "centre"), token_for("handler", "roads")
    category, size = Category.objects.get(code="R01").code, Matter.objects.count()
    vendor = connection.vendor
    connections.close_all()
    rows = []
    for count in (int(one) for one in asked.users.split(",")):
        with common.served() as server:
            times, errors = defaultdict(list), []
            asyncio.run(crowd([User(dispatcher, handler, category, times, errors) for _ in range(2)], 2))  # warm up
            times, errors = defaultdict(list), []
            users = [User(dispatcher, handler, category, times, errors) for _ in range(count)]
            web, database, own = common.cpu_seconds(under=server), common.cpu_seconds("postgres"), time.process_time()
            started = time.perf_counter()
            asyncio.run(crowd(users, asked.seconds))
            seconds, calls = time.perf_counter() - started, sum(map(len, times.values()))
            web, database, own = (
                common.cpu_seconds(under=server) - web,
                common.cpu_seconds("postgres") - database,
                time.process_time() - own,
            )
            lives = sum(user.lives for user in users)
            for name in ("create", "assign", "answer", "find"):
                rows.append(
                    [
                        vendor,
                        size,
                        count,
                        name,
                        "",
                        *(f"{common.percentile(times[name], share):.0f}" for share in (0.5, 0.95, 0.99)),
                        "",
                        "",
                        "",
                        "",
                        "",
                    ]
                )
            everything = [one for each in times.values() for one in each]
            rows.append(
                [
                    vendor,
                    size,
                    count,
                    "**all**",
                    f"**{lives / seconds:.1f}**",
                    *(f"{common.percentile(everything, share):.0f}" for share in (0.5, 0.95, 0.99)),
                    len(errors),
                    f"{1000 * web / calls:.2f}",
                    f"{1000 * database / calls:.2f}",
                    f"{1000 * own / calls:.2f}",
                    f"{common.memory_mib(server):.0f}",
                ]
            )
            for error in errors[:3] + errors[-1:]:
                print(error, file=sys.stderr)
    common.table(
        [
            "engine",
            "matters",
            "users",
            "call",
            "lifecycles/s",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "errors",
            "web CPU ms/call",
            "db CPU ms/call",
            "load CPU ms/call",
            "web MiB",
        ],
        rows,
    )


if __name__ == "__main__":
    main()
