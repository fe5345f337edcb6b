"""A rainstorm: ten times the normal for five minutes through portal and API, while dispatchers and handlers go on
working.

Every post has its own request id; at the end each that was answered must be there once, and nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time

import common

common.begin()

from django.db import connections
from django.test import Client
from intake import api_post, portal_post
from lifecycles import token_for

from xiangyue.kernel.models import Matter, Place, Seat

DESKS = {"dispatcher": "/dispatch/", "handler": "/matters/mine"}


async def send(post, posted: list[str], times: list[float], errors: list[str]) -> None:
    path, headers, body = post()
    known = re.search(rb'request_id(?:=|": ")(\w+)', body)[1].decode()
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    started = time.perf_counter()
    for tries in range(5):  # as the queue on a phone would
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", common.PORT)
            writer.write(
                f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: "
                f"close\r\n{told}Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            answer = await reader.read()
            writer.close()
            if answer[9:12] in (b"200", b"201"):
                posted.append(known)
                times.append(1000 * (time.perf_counter() - started))
                return
            errors.append(answer[9:12].decode())
        except OSError as error:
            errors.append(type(error).__name__)
        await asyncio.sleep(2**tries / 4)


async def look(path: str, cookie: str, end: float, times: list[float], errors: list[str]) -> None:
    while time.perf_counter() < end:
        started = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", common.PORT)
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: "
            f"close\r\nCookie: sessionid={cookie}\r\n\r\n".encode()
        )
        answer = await reader.read()
        writer.close()
        times.append(1000 * (time.perf_counter() - started))
        if answer[9:12] != b"200":
            errors.append(f"{path} {answer[9:12].decode()}")
        await asyncio.sleep(1)


async def storm(posts, rate: float, seconds: float, cookies: dict[str, str]):
    posted, times, errors, desks, troubles = [], [], [], [], []
    end = time.perf_counter() + seconds
    looking = [asyncio.create_task(look(DESKS[role], cookie, end, desks, troubles)) for role, cookie in cookies.items()]
    sending, due, row = [], time.perf_counter(), 0
    while due < end:
        await asyncio.sleep(max(0, due - time.perf_counter()))
        sending.append(asyncio.create_task(send(posts[row % len(posts)], posted, times, errors)))
        due, row = due + 1 / rate, row + 1
    await asyncio.gather(*sending, *looking)
    return row, posted, times, errors, desks, troubles


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument(
        "--normal", type=float, default=5, help="posts a second on an ordinary day of a large district"
    )
    options.add_argument("--seconds", type=float, default=300)
    asked = options.parse_args()
    town = Place.objects.get(pk=Matter.objects.values_list("town_id", flat=True)[:1])
    posts = [portal_post(town.code), api_post(token_for("dispatcher", "centre"))]
    cookies = {}
    for role, unit in (("dispatcher", "centre"), ("handler", "roads")):
        client = Client()
        client.force_login(
            Seat.objects.filter(role=role, unit__code=unit).first().user,
            backend="django.contrib.auth.backends.ModelBackend",
        )
        cookies[role] = client.cookies["sessionid"].value
    before = Matter.objects.count()
    connections.close_all()
    rows = []
    for name, rate, seconds in (
        ("normal", asked.normal, min(60, asked.seconds)),
        ("surge", 10 * asked.normal, asked.seconds),
    ):
        with common.served(threads=16, application="wsgi:application"):
            sent, posted, times, errors, desks, troubles = asyncio.run(storm(posts, rate, seconds, cookies))
        there = (
            Matter.objects.filter(request_id__in=posted).count()
            if len(posted) < 30000
            else Matter.objects.count() - before
        )
        rows.append(
            [
                name,
                f"{rate:.0f}/s",
                sent,
                len(posted),
                there,
                len(errors),
                f"{common.percentile(times, 0.5):.0f}",
                f"{common.percentile(times, 0.95):.0f}",
                f"{common.percentile(desks, 0.5):.0f}",
                f"{common.percentile(desks, 0.95):.0f}",
                len(troubles),
            ]
        )
        for error in (errors + troubles)[:3]:
            print(error, file=sys.stderr)
        connections.close_all()
    header = [
        "",
        "posts",
        "sent",
        "answered",
        "there",
        "tries that failed",
        "post p50 ms",
        "post p95 ms",
        "desk p50 ms",
        "desk p95 ms",
        "desk errors",
    ]
    common.table(header, rows)
    print(json.dumps({"before": before, "after": Matter.objects.count()}))


if __name__ == "__main__":
    main()
