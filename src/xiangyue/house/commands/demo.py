from __future__ import annotations

import argparse
import os
import secrets

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from xiangyue.figures.indicators.actions import fill_next, lay_out
from xiangyue.house.commands.serve import serve
from xiangyue.house.demo import NOW, generate
from xiangyue.house.townfolder import find_folder, load
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import ROLES, Matter, Place, Seat
from xiangyue.kernel.timekeeping import local_day

FOLDER, CODE = "yongledian", "110112117000"


def demo(options: argparse.Namespace) -> int:
    """The demo town, built once, with everybody's name and one password; then served, unless told otherwise."""
    town = build()
    print_cast(town, set_password(town))
    if options.no_serve:
        return 0
    for name, value in (("host", "127.0.0.1"), ("workers", 2), ("no_worker", False)):
        if not hasattr(options, name):
            setattr(options, name, value)
    # both moments, so that the web processes and the worker tell the same time
    os.environ.setdefault("XIANGYUE_DEMO_NOW", f"{NOW.isoformat()}/{timezone.now().isoformat()}")
    return serve(options)


def build() -> Place:
    """Tables, town folder and two years of matters; what is there already is left as it is."""
    folder = find_folder(FOLDER)
    if folder is None:
        raise Refused(f"没有找到随系统带来的镇文件夹 {FOLDER}。")
    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True))
    with bar:
        task = bar.add_task("建库", total=1.0)
        call_command("migrate", verbosity=0)
        town = Place.objects.filter(level="town", code=CODE).first()
        if town is not None and Matter.objects.filter(town=town).exists():
            bar.update(task, description="已经建好", completed=1.0)
            return town
        bar.update(task, description="装载镇文件夹", completed=0.01)
        load(folder, at=NOW)
        town = Place.objects.get(level="town", code=CODE)
        generate(town, report=lambda what, share: bar.update(task, description=what, completed=share))
        bar.update(task, description="数据指标", completed=0.98)
        count_figures(town)
        bar.update(task, description="完成", completed=1.0)
    return town


def count_figures(town: Place) -> None:
    """Every period of the demo's indicators, so that no page says that it is being counted."""
    lay_out(town, local_day(NOW))
    while fill_next(NOW):
        pass


def set_password(town: Place) -> str:
    """The password of all demo users: given in the environment, else made now; "" when they have one and none is
    given.
    """
    users = User.objects.filter(seats__town=town).distinct()
    given = os.environ.get("XIANGYUE_DEMO_PASSWORD", "")
    if not given and all(user.has_usable_password() for user in users):
        return ""
    password = given or secrets.token_urlsafe(9)
    if not given or not all(user.check_password(password) for user in users[:1]):
        users_now = list(users.values_list("pk", flat=True))
        User.objects.filter(pk__in=users_now).update(password=make_password(password))
    return password


def print_cast(town: Place, password: str) -> None:
    shown = Table("登录名", "姓名", "岗位", "单位", title=f"{town.name}演示镇：人和事全部虚构 / everything invented")
    for seat in Seat.objects.on(NOW).filter(town=town).select_related("user", "unit").order_by("pk"):
        shown.add_row(seat.user.username, seat.holder, ROLES[seat.role][0], seat.unit.title)
    Console().print(shown)
    print(
        f"所有人的密码 / password for all: {password}"
        if password
        else "密码与上次相同；要换一个，请设 XIANGYUE_DEMO_PASSWORD 再运行一次。"
        " / The password is the one printed before."
    )
