from __future__ import annotations

import argparse

from xiangyue.house import moment
from xiangyue.house.commands.which import town_named
from xiangyue.house.people.addresses import lift
from xiangyue.house.people.queries import networks
from xiangyue.kernel.roles import label


def addresses(options: argparse.Namespace) -> int:
    """From where each role comes in; with --lift a role comes in from everywhere again."""
    town = town_named(options.town)
    if options.lift:
        lift(town, role=options.lift, reason=options.reason, at=moment.now())
    for role, named in networks(town).items():
        print(f"{role}  {label(role)}  {'、'.join(named)}")
    print("其余岗位不限地址。")
    return 0
