from __future__ import annotations

import argparse
from datetime import datetime, timedelta

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
        ended = [one for one in keys if one.title == options.title and _holds(one, now)]
        if not ended:
            raise Refused(f"{town.name}没有叫“{options.title}”的有效接口密钥，名称见 xiangyue open311 list。")
        for one in ended:
            end_key(one, at=now)
    for one in keys.all():
        state = "有效" if _holds(one, now) else f"已于 {one.until:%Y-%m-%d} 停用"
        print(f"{one.title}  每分钟 {one.per_minute} 件  {state}")
    return 0


def _holds(key: ApiKey, now: datetime) -> bool:
    return key.until is None or key.until > now
