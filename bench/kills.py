"""kill -9 of web processes, their keeper and the worker, again and again, while people write over HTTP.

What was acknowledged must be there; what was asked for once must have happened once; a reader with a cursor and a
receiver of webhooks must have been told each event once. DATABASE_URL names an empty database.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import common
import django

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "house")]
django.setup()

from cast import make_town
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import Count
from lifecycles import WORDS, token_for
from served import Served, served, wait_until

from xiangyue.kernel.models import Event, Matter, Seat
from xiangyue.kernel.queries import verify

ONCE = ("received", "dispatched", "answered", "callback_awaited")
DONE_BEFORE = (409, 422)  # a deed that was done, but whose answer got lost


class Writer(threading.Thread):
    """Lives one matter after another; sends again what got no answer, and notes what was acknowledged."""

    def __init__(self, number: int, port: int, tokens: dict[str, str], stop: threading.Event) -> None:
        super().__init__()
        self.prefix, self.port, self.tokens, self.stop_at = f"w{number}", port, tokens, stop
        self.acknowledged: dict[str, str] = {}  # request id → number
        self.answered: set[str] = set()
        self.sent_again, self.refused = 0, Counter()

    def run(self) -> None:
        count = 0
        while not self.stop_at.is_set():
            count += 1
            request_id = f"{self.prefix}-{os.getpid()}-{count:06d}"
            body = {"title": "路灯不亮", "words": WORDS, "request_id": request_id}
            status, told = self.until_answered("dispatcher", "/api/matters", body)
            if status not in (200, 201):
                self.refused[status] += 1
                continue
            self.acknowledged[request_id] = told["number"]
            address = f"/api/matters/{told['number']}"
            self.until_answered("dispatcher", f"{address}/dispatch", {"category": "R01", "unit": "roads"})
            answer = {"text": "已经修好。", "outcome": "solved", "requester_how": "phone", "door_how": "export"}
            status, _ = self.until_answered("handler", f"{address}/answers", answer)
            if status < 300 or status in DONE_BEFORE:
                self.answered.add(told["number"])

    def until_answered(self, who: str, path: str, body: dict) -> tuple[int, dict]:
        while True:
            try:
                return ask(self.port, "POST", path, self.tokens[who], body)
            except (OSError, http.client.HTTPException, ValueError):
                self.sent_again += 1
                time.sleep(0.05)


def ask(port: int, method: str, path: str, token: str, body: dict | None = None) -> tuple[int, dict]:
    """503 counts as no answer: it says "send again"."""
    way = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        way.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = way.getresponse()
        told = json.loads(answer.read() or b"{}")
        if answer.status == 503:
            raise OSError("503")
        return answer.status, told
    finally:
        way.close()


class Follower(threading.Thread):
    """Reads the feed with a cursor all the while."""

    def __init__(self, port: int, token: str, stop: threading.Event) -> None:
        super().__init__()
        self.port, self.token, self.stop_at, self.cursor, self.got = port, token, stop, 0, Counter()

    def run(self) -> None:
        while not self.stop_at.wait(0.2):
            self.read()

    def read(self) -> int:
        try:
            status, told = ask(self.port, "GET", f"/api/events?after={self.cursor}&limit=500", self.token)
        except (OSError, http.client.HTTPException, ValueError):
            return -1
        if status != 200:
            return -1
        self.got.update(one["id"] for one in told["events"])
        self.cursor = told["next"]
        return len(told["events"])


class Receiver:
    """Takes webhooks; a batch that comes again under a delivery it knows is dropped, as docs/how-to tell."""

    def __init__(self) -> None:
        self.deliveries, self.got, self.again = set(), Counter(), 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.take(self.headers["X-Xiangyue-Delivery"], [one["id"] for one in told["events"]])
                self.send_response(204)
                self.end_headers()

            def log_message(self, *given: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, delivery: str, ids: list[int]) -> None:
        if delivery in self.deliveries:
            self.again += 1
            return
        self.deliveries.add(delivery)
        fresh = [pk for pk in ids if pk not in self.got]  # a batch that had grown meanwhile
        self.again += len(fresh) < len(ids)
        self.got.update(fresh)


def victims(server: Served) -> dict[str, list[int]]:
    family = server.processes()
    webs = {pid: parent for pid, (parent, words) in family.items() if "house.server.web" in words}
    keepers = [pid for pid, parent in webs.items() if parent == server.process.pid]
    workers = [pid for pid, (_, words) in family.items() if "work --kept" in words]
    return {"web": [pid for pid in webs if pid not in keepers], "keeper": keepers, "worker": workers}


def kill_on(server: Served, kills: int, pause: float, chance: random.Random) -> Counter:
    killed: Counter = Counter()
    while sum(killed.values()) < kills:
        time.sleep(chance.uniform(0, 2 * pause))
        there = victims(server)
        kind = chance.choices(["web", "worker", "keeper"], [6, 3, 1])[0]
        if there[kind]:
            try:
                os.kill(chance.choice(there[kind]), signal.SIGKILL)
                killed[kind] += 1
            except ProcessLookupError:
                continue
    return killed


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--kills", type=int, default=30)
    options.add_argument("--pause", type=float, default=2.5, help="seconds between two kills, on average")
    options.add_argument("--writers", type=int, default=4)
    asked = options.parse_args()
    call_command("migrate", verbosity=0)
    if not Seat.objects.exists():
        make_town()
    tokens = {"dispatcher": token_for("dispatcher", "centre"), "handler": token_for("handler", "roads")}
    connections.close_all()
    stop, started = threading.Event(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        with served(Path(folder), DATABASE_URL=os.environ["DATABASE_URL"], XIANGYUE_INSIDE_HOSTS="127.0.0.1") as server:
            receiver = Receiver()
            hook = {"url": f"http://127.0.0.1:{receiver.server.server_port}/"}
            assert ask(server.port, "POST", "/api/webhooks", tokens["dispatcher"], hook)[0] == 201
            writers = [Writer(number, server.port, tokens, stop) for number in range(asked.writers)]
            follower = Follower(server.port, tokens["dispatcher"], stop)
            for one in (*writers, follower):
                one.start()
            killed = kill_on(server, asked.kills, asked.pause, random.Random(7))
            stop.set()
            for one in (*writers, follower):
                one.join()
            wait_until(lambda: not Event.objects.filter(reacted_at=None).exists(), server.log)
            while follower.read():
                time.sleep(0.2)
            newest = Event.objects.count()
            patience = time.monotonic() + 240  # a batch whose sender was killed waits for its lease
            while len(receiver.got) < newest and time.monotonic() < patience:
                time.sleep(0.5)
    tell(asked.kills, killed, writers, follower, receiver, time.monotonic() - started)


def tell(
    kills: int, killed: Counter, writers: list[Writer], follower: Follower, receiver: Receiver, seconds: float
) -> None:
    acknowledged = {key: number for one in writers for key, number in one.acknowledged.items()}
    there = set(Matter.objects.values_list("number", flat=True))
    answered = {number for one in writers for number in one.answered}
    done = set(Event.objects.filter(name="callback_awaited").values_list("matter__number", flat=True))
    twice = Event.objects.filter(name__in=ONCE).values("matter", "name").annotate(n=Count("id")).filter(n__gt=1).count()
    events = set(Event.objects.values_list("pk", flat=True))
    header = ["engine", "kills (web, worker, keeper)", "seconds", "acknowledged", "lost", "done twice", "events"]
    header += ["feed: lost", "feed: twice", "hook: lost", "hook: twice", "hook: sent again", "sent again", "chain"]
    common.table(
        header,
        [
            [
                connection.vendor,
                f"{kills} ({killed['web']}, {killed['worker']}, {killed['keeper']})",
                round(seconds),
                len(acknowledged) + len(answered),
                len(set(acknowledged.values()) - there) + len(answered - done),
                twice + len(acknowledged) - len(set(acknowledged.values())),
                len(events),
                len(events - follower.got.keys()),
                sum(1 for times in follower.got.values() if times > 1),
                len(events - receiver.got.keys()),
                sum(1 for times in receiver.got.values() if times > 1),
                receiver.again,
                sum(one.sent_again for one in writers),
                "whole" if not any(list(verify(seat.town)) for seat in Seat.objects.all()[:1]) else "BROKEN",
            ]
        ],
    )
    refused = sum((one.refused for one in writers), Counter())
    if refused:
        print(f"refused: {dict(refused)}")


if __name__ == "__main__":
    main()
