from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import sys
import threading
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from xiangyue.doors.api import tokens
from xiangyue.house import moment
from xiangyue.house.chores import do_chores
from xiangyue.house.commands.which import seat_named, town_named
from xiangyue.house.demo import NOW
from xiangyue.house.lines import work_until
from xiangyue.house.server.kept import Child, keep
from xiangyue.house.timers import work_once
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place
from xiangyue.lib.apart import end_with


def serve(options: argparse.Namespace) -> int:
    """The web processes and, unless told otherwise, one worker, each started again when it ends; all end together."""
    moment.now()  # a bad XIANGYUE_DEMO_NOW stops the start, not the first page
    _refuse_busy_port(options.host, options.port)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _tell_where(f"http://{options.host}:{options.port}")
    connections.close_all()
    stop = _told_to_stop()
    web = ["xiangyue.house.server.web", options.host, *map(str, (options.port, options.workers, os.getpid()))]
    children = [Child("网页", [sys.executable, "-m", *web])]
    if not options.no_worker:
        children.append(Child("后台", [sys.executable, "-m", "xiangyue.house", "work", "--kept", str(os.getpid())]))
    keep(children, stop, say=lambda says: print(says, file=sys.stderr, flush=True))
    return 0


def _tell_where(address: str) -> None:
    """Both addresses, and which time it is in a demo town."""
    print(f"乡约已启动：工作人员 {address}/login　居民 {address}/portal/　（Ctrl+C 停止）", flush=True)
    if Place.objects.filter(level="town", is_synthetic=True).exists() and not os.environ.get("XIANGYUE_DEMO_NOW"):
        says = "演示镇的事停在 {:%Y-%m-%d}，现在用的是今天的时间；要回到演示的时间，请用 xiangyue demo 启动。"
        print(says.format(NOW), flush=True)


def _refuse_busy_port(host: str, port: int) -> None:
    """granian would share the port of a running server without a word, and half of the visitors would be there."""
    if not 0 < port < 65536:
        raise Refused(f"端口要在 1 到 65535 之间，现在是 {port}。")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as test:
            test.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            test.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(
                f"端口 {port} 已经有程序在用（也许乡约已经启动），请先停掉它，或用 --port 换一个。"
            ) from error
        raise Refused(f"不能在 {host}:{port} 上启动：{error.strerror or error}。") from error


def _told_to_stop() -> threading.Event:
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop


def work(options: argparse.Namespace) -> int:
    """The worker alone; as many of them as one likes."""
    if options.once:
        done = 0
        while step := work_once(moment.now()):
            done += step
        chores = do_chores(moment.now())
        print(f"处理了 {done} 件到时和待反应的事，做了 {chores} 件每日例行（日封、清理）。")
        return 0
    if options.kept:
        end_with(options.kept)
    stop = _told_to_stop()
    print(f"后台已启动，数据库 {settings.DATABASES['default']['ENGINE'].rsplit('.', 1)[1]}。", flush=True)
    work_until(stop)
    return 0


def token(options: argparse.Namespace) -> int:
    """A new API token for a seat; shown once, kept only as a hash."""
    if options.days < 1:
        raise Refused("令牌至少要有效 1 天。")
    only, now = [deed for deed in options.deeds.split(",") if deed], moment.now()
    seat = seat_named(town_named(options.town), options.seat, now)
    print(tokens.make(seat, title=options.title, deeds=only, at=now, until=now + timedelta(days=options.days)))
    return 0
