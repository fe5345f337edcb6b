"""Two web processes are one house: what ended, was locked or was counted in one holds in the other at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from served import served

TESTS = Path(__file__).resolve().parent.parent
TIMES = 24  # questions of new connections each: both processes are asked
_TOWN = """
import django; django.setup()
import hashlib, json
from datetime import timedelta
from cast import make_town
from django.conf import settings
from django.utils import timezone
from xiangyue.doors.api.models import Token
cast = make_town()
told = {}
for who in ("roads", "water", "dispatcher", "secretary"):
    client = cast.client(who)
    told[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
for who in ("dispatcher", "caller"):
    seat = cast.seats[who]
    now, digest = timezone.now(), hashlib.sha256(who.encode()).hexdigest()
    Token.objects.create(seat=seat, title=who, digest=digest, made_at=now, until=now + timedelta(1))
print(json.dumps(told))
"""


def inside(server, code: str) -> str:
    around = server.environ | {"PYTHONPATH": str(TESTS), "DJANGO_SETTINGS_MODULE": "xiangyue.house.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=around, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def change(server, code: str) -> None:
    inside(server, f"import django; django.setup()\n{code}")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("two"), "--no-worker", "--workers", "2") as one:
        one.cookies = json.loads(inside(one, _TOWN).splitlines()[-1])
        yield one


def statuses(server, path: str, **headers: str) -> set[int]:
    return {server.ask("GET", path, **headers)[0] for _ in range(TIMES)}


def session(server, who: str) -> dict[str, str]:
    return {"Cookie": f"sessionid={server.cookies[who]}"}


def token(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_there_are_two(server):
    keepers = {pid for pid, (parent, _) in server.processes().items() if parent == server.process.pid}
    assert len([pid for pid, (parent, _) in server.processes().items() if parent in keepers]) >= 2
    assert all(os.path.exists(f"/proc/{pid}") for pid in keepers)


def test_a_logged_out_cookie_opens_nothing_in_either(server):
    mine = session(server, "roads")
    assert statuses(server, "/matters/mine", **mine) == {200}
    csrf = "x" * 32
    cookie = {"Cookie": f"{mine['Cookie']}; csrftoken={csrf}", "X-CSRFToken": csrf}
    assert server.ask("POST", "/house/logout", b"", **{k.replace("-", "_"): v for k, v in cookie.items()})[0] == 302
    assert statuses(server, "/matters/mine", **mine) == {302}


def test_a_locked_account_and_a_new_password_hold_in_both(server):
    assert statuses(server, "/matters/mine", **session(server, "water")) == {200}
    change(
        server, "from django.contrib.auth.models import User\nUser.objects.filter(username='water').update(is_active=0)"
    )
    assert statuses(server, "/matters/mine", **session(server, "water")) == {302}
    assert statuses(server, "/dispatch/", **session(server, "dispatcher")) == {200}
    change(
        server,
        "from django.contrib.auth.models import User\nu = User.objects.get(username='dispatcher')\n"
        "u.set_password('another one entirely'); u.save()",
    )
    assert statuses(server, "/dispatch/", **session(server, "dispatcher")) == {302}


def test_a_seat_that_ends_is_over_in_both(server):
    assert statuses(server, "/leader/", **session(server, "secretary")) == {200}
    change(
        server,
        "from xiangyue.kernel.models import Seat\nfrom django.utils import timezone\n"
        "Seat.objects.filter(role='secretary').update(until=timezone.now())",
    )
    assert statuses(server, "/leader/", **session(server, "secretary")) == {403}


def test_a_token_that_ended_or_whose_owner_is_locked_opens_nothing_in_either(server):
    assert statuses(server, "/api/events", **token("dispatcher")) == {200}
    change(
        server,
        "from xiangyue.doors.api.models import Token\nfrom django.utils import timezone\n"
        "Token.objects.filter(title='dispatcher').update(until=timezone.now())",
    )
    assert statuses(server, "/api/events", **token("dispatcher")) == {401}
    assert statuses(server, "/api/events", **token("caller")) == {403}
    change(
        server,
        "from django.contrib.auth.models import User\nUser.objects.filter(username='caller').update(is_active=0)",
    )
    assert statuses(server, "/api/events", **token("caller")) == {401}


def test_guesses_are_counted_once_for_both(server):
    body = b"code=1000000008&tail=1234&csrfmiddlewaretoken=" + b"y" * 32
    told = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={'y' * 32}"}
    answers = [server.ask("POST", "/portal/110112117000/find", body, **told)[2].decode() for _ in range(40)]
    assert [index for index, answer in enumerate(answers) if "太频繁" in answer][0] <= 30
    assert "太频繁" in answers[-1]
