from __future__ import annotations

import argparse
from datetime import timedelta

from xiangyue.doors.open311.actions import end_key, make_key
from xiangyue.doors.open311.models import ApiKey
from xiangyue.house import moment
from xiangyue.house.commands.which import town_named
from xiangyue.kernel.errors import Refused


def key(options: argparse.Namespace) -> int:
    """Make an Open311 key (told once), list a town's keys, or end one."""
    town, now = town_named(options.town), moment.now()
    if options.deed == "make":
        until = now + timedelta(days=options.days) if options.days else None
        print(make_key(town, title=options.title, at=now, until=until, per_minute=options.per_minute))
        return 0
    keys = ApiKey.objects.filter(town=town).order_by("pk")
    if options.deed == "end":
        ended = keys.filter(pk=options.id).first()
        if ended is None:
            raise Refused(f"{town.name}没有编号为 {options.id} 的接口密钥。")
        end_key(ended, at=now)
    for one in keys:
        state = "有效" if one.until is None or one.until > now else f"已于 {one.until:%Y-%m-%d} 停用"
        print(f"{one.pk}  {one.title}  每分钟 {one.per_minute} 件  {state}")
    return 0
