from __future__ import annotations

import argparse
import hashlib
import secrets
import signal
import subprocess
import sys
import threading

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from xiangyue.doors.api.models import Token
from xiangyue.house import moment
from xiangyue.house.timers import seal_yesterday, work_once, work_until
from xiangyue.kernel.access import deeds, may
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat


def serve(options: argparse.Namespace) -> int:
    """The web processes (granian) and, unless told otherwise, one worker beside them; both end together."""
    moment.now()  # a bad XIANGYUE_DEMO_NOW stops the start, not the first page
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()
    web = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            options.host,
            "--port",
            str(options.port),
            "--workers",
            str(options.workers),
            "--blocking-threads",
            "4",
            "--no-ws",
            "--log-level",
            "warning",
            "xiangyue.house.wsgi:application",
        ]
    )
    stop = threading.Event()

    def end(*_: object) -> None:
        stop.set()
        web.terminate()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    print(f"乡约已启动：http://{options.host}:{options.port}/  （Ctrl+C 停止）", flush=True)
    if options.no_worker:
        return web.wait()
    worker = threading.Thread(target=work_until, args=(stop,), daemon=True)
    worker.start()
    status = web.wait()
    stop.set()
    worker.join(timeout=10)
    return 0 if status in (0, -signal.SIGTERM, -signal.SIGINT) else 1


def work(options: argparse.Namespace) -> int:
    """The worker alone; as many of them as one likes."""
    if options.once:
        done = 0
        while step := work_once(moment.now()):
            done += step
        seals = seal_yesterday(moment.now())
        print(f"处理了 {done} 件到时和待反应的事，封存 {seals} 个日封。")
        return 0
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    print(f"后台已启动，数据库 {settings.DATABASES['default']['ENGINE'].rsplit('.', 1)[1]}。", flush=True)
    work_until(stop)
    return 0


def token(options: argparse.Namespace) -> int:
    """A new API token for a seat; shown once, kept only as a hash."""
    seat = Seat.objects.filter(pk=options.seat).first()
    if seat is None:
        raise Refused(f"没有编号为 {options.seat} 的岗位。")
    only = [deed for deed in options.deeds.split(",") if deed]
    unknown = [deed for deed in only if not (deed in deeds() and may(seat, deed))]
    if unknown:
        raise Refused(f"这个岗位没有这些权限：{'、'.join(unknown)}。全部权限的名称见 docs/reference.md。")
    secret = secrets.token_urlsafe(32)
    Token.objects.create(
        seat=seat,
        title=options.title,
        made_at=timezone.now(),
        deeds=only,
        digest=hashlib.sha256(secret.encode()).hexdigest(),
    )
    print(secret)
    return 0
