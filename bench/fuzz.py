"""Every address of the house × people of every role × junk: how many requests, how many of them fell over (5xx).

The addresses, forms and fields are those that a walk through the pages finds; the junk is random, the seed is told.
DATABASE_URL names an empty database.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import common
import django

sys.path.insert(0, str(Path(__file__).parents[1]))
django.setup()

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from tests.rooms.conftest import CODE, Side, _seats, _something_on_every_desk, _town
from tests.rooms.crawl import routes
from xiangyue.counter import throttle
from xiangyue.house import moment
from xiangyue.house.demo import NOW
from xiangyue.house.townfolder import find_folder
from xiangyue.kernel.models import Place

JUNK = (
    *("", "abc", "²", "-1", "0", "1", str(2**63), "9" * 400, "1e999", "nan", "0001-01-01", "9999-12-31", "24:61"),
    *("a\x00b", "　", "💥" * 300, "\u202e反", "\ufffd", "'; DROP TABLE kernel_event; --", "<script>alert(1)</script>"),
    *(
        "{{ 7*7 }}",
        "%s%n",
        "../../etc/passwd",
        "[]",
        "{}",
        "null",
        "true",
        "永乐店镇",
        "19900001234",
        "长" * 5000,
        "\ud800",
    ),
)
TYPES = ("application/json", "application/x-www-form-urlencoded", "text/xml", "multipart/form-data", "x/y; charset=gbk")
_HOLE = re.compile(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)")


class Fuzz:
    def __init__(self, side: Side, seed: int) -> None:
        self.side, self.chance = side, random.Random(seed)
        self.clients = {"nobody": Client(raise_request_exception=False)}
        self.clients |= {role: side.client(role) for role in side.seats}
        self.patterns = sorted({pattern for pattern, _ in routes()})
        self.addresses = sorted({one for known in side.found.addresses.values() for one in known})
        self.forms = [form for known in side.found.forms.values() for form in known]
        self.names = sorted({name for form in self.forms for name in form.fields})
        self.by_role: dict[str, Counter] = defaultdict(Counter)
        self.fell: list[str] = []

    def once(self) -> None:
        role = self.chance.choice(list(self.clients))
        method, address, body, headers = self.a_request()
        try:
            answer = self.clients[role].generic(method, address, body, **headers)
        except UnicodeEncodeError:  # no client can send that
            return
        status = answer.status_code
        self.by_role[role][status // 100] += 1
        if status >= 500:
            self.fell.append(f"{status} {role} {method} {address!r} {body[:200]!r} {headers}")
        answer.close()

    def a_request(self) -> tuple[str, str, bytes, dict[str, str]]:
        pick = self.chance.random()
        if pick < 0.45:
            form = self.chance.choice(self.forms)
            fields = {name: value for name, value in form.fields.items() if self.chance.random() > 0.1}
            for name in self.chance.sample(sorted(form.fields), min(len(form.fields), self.chance.randint(0, 3))):
                fields[name] = self.chance.choice(JUNK)
            return "POST", self.spoilt(form.action), *self.sent(fields)
        if pick < 0.7:
            return "GET", self.spoilt(self.chance.choice(self.addresses)) + self.query(), b"", self.asked()
        address = "/" + _HOLE.sub(lambda _: self.quoted(), self.chance.choice(self.patterns)).strip("^$")
        method = self.chance.choice(("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"))
        if method in ("GET", "HEAD"):
            return method, address + self.query(), b"", self.asked()
        fields = {name: self.chance.choice(JUNK) for name in self.chance.sample(self.names, 4)}
        return method, address, *self.sent(fields)

    def sent(self, fields: dict[str, str]) -> tuple[bytes, dict[str, str]]:
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
        from django.utils.http import urlencode

        kind, headers = self.chance.random(), self.asked()
        whole = {name: str(value).encode(errors="replace").decode() for name, value in fields.items()}
        if kind < 0.6:
            return urlencode(whole).encode(), {**headers, "content_type": TYPES[1]}
        if kind < 0.75:
            return json.dumps(fields).encode(), {**headers, "content_type": TYPES[0]}
        if kind < 0.9:
            file = SimpleUploadedFile("a.jpg", self.chance.randbytes(self.chance.randint(0, 200)))
            named = self.chance.choice(("photos", "file", "files", "sheet", "photo"))
            return encode_multipart(BOUNDARY, {**whole, named: file}), {**headers, "content_type": MULTIPART_CONTENT}
        return self.chance.randbytes(self.chance.randint(0, 300)), {
            **headers,
            "content_type": self.chance.choice(TYPES),
        }

    def asked(self) -> dict[str, str]:
        accept = self.chance.choice(("text/html", "application/json", "*/*"))
        return {"HTTP_ACCEPT": accept, "HTTP_REFERER": "http://testserver/"}

    def query(self) -> str:
        if self.chance.random() < 0.4:
            return ""
        names = self.chance.sample([*self.names, "page", "after", "before", "q", "sort", "day", "period", "tab"], 2)
        return "?" + "&".join(f"{name}={self.quoted()}" for name in names)

    def spoilt(self, address: str) -> str:
        """Now and then one part of the path is another's, or junk."""
        if self.chance.random() < 0.85:
            return address
        parts = address.split("/")
        parts[self.chance.randrange(len(parts))] = self.quoted()
        return "/" + "/".join(parts).lstrip("/")

    def quoted(self) -> str:
        from urllib.parse import quote

        return quote(self.chance.choice(JUNK).encode(errors="replace")[:300], safe="/" * self.chance.randint(0, 1))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--requests", type=int, default=50_000)
    options.add_argument("--seed", type=int, default=11)
    asked = options.parse_args()
    setup_test_environment()
    moment.now = lambda: NOW
    throttle.BASE_BITS = 0  # otherwise most posts would end at the proof of work
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    if Place.objects.filter(level="town").exists():
        sys.exit("DATABASE_URL must name an empty database.")
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")  # nothing here is to outlive the run
    town = _town(find_folder("yongledian"), CODE)
    side = Side(town, _seats(town))
    _something_on_every_desk(side)
    side.walk(most=6)
    fuzz, started = Fuzz(side, asked.seed), time.monotonic()
    for number in range(asked.requests):
        if number % 500 == 0:
            cache.clear()
            fuzz.clients |= {role: side.client(role) for role in side.seats}  # some log themselves out
        fuzz.once()
    seconds = time.monotonic() - started
    total = sum((counted for counted in fuzz.by_role.values()), Counter())
    header = ["role", "requests", "2xx", "3xx", "4xx", "5xx"]
    rows = [[role, sum(told.values()), *(told[n] for n in (2, 3, 4, 5))] for role, told in sorted(fuzz.by_role.items())]
    common.table(header, [*rows, ["**all**", sum(total.values()), *(total[n] for n in (2, 3, 4, 5))]])
    print(f"{connection.vendor}, seed {asked.seed}, {len(fuzz.patterns)} addresses, {seconds:.0f} s")
    for one in list(dict.fromkeys(fuzz.fell))[:20]:
        print(one)
    sys.exit(1 if fuzz.fell else 0)


if __name__ == "__main__":
    main()
