from __future__ import annotations

import argparse

from xiangyue.house.commands.which import town_named
from xiangyue.kernel import queries
from xiangyue.kernel.models import Event, Place


def verify(options: argparse.Namespace) -> int:
    """0 when every chain and seal holds; otherwise 1, and each fault in a sentence."""
    towns = [town_named(options.town)] if options.town else list(Place.objects.filter(level="town").exclude(seats=None))
    faults = 0
    for town in towns:
        for fault in queries.verify(town):
            faults += 1
            print(f"{town.name}：{fault.says}")
        print(f"{town.name}：核验了 {Event.objects.filter(town=town).count()} 条动态。")
    print("事件链和日封完好。" if not faults else f"发现 {faults} 处问题。")
    return 1 if faults else 0
