from __future__ import annotations

import argparse
from pathlib import Path

from django.utils import timezone

from xiangyue.house.commands.backup import passphrase
from xiangyue.house.commands.which import town_named
from xiangyue.house.pack.make import make


def pack(options: argparse.Namespace) -> int:
    """For the night before the day on which the system is gone."""
    page, sheet, rows = make(
        town_named(options.town), Path(options.target), passphrase(options), forms=options.forms, at=timezone.now()
    )
    print(f"{page}：{rows} 件未办结，{options.forms} 张登记表；用浏览器打开，输入口令。")
    print(f"{sheet}：登记表填回这里，再从热线导入（列对应 beijing）。")
    return 0
