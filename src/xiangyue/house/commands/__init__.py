"""What each command does, one file each. A command reads its words, makes one call, and words the answer."""

from __future__ import annotations

import argparse
import sys

from django.db import DatabaseError

from xiangyue.house.commands import (
    addresses,
    backup,
    chain,
    demo,
    exchange,
    facts,
    figures,
    open311,
    pack,
    profile,
    serve,
    town,
)
from xiangyue.kernel.errors import Refused

_COMMANDS = {
    "demo": demo.demo,
    "serve": serve.serve,
    "work": serve.work,
    "town": town.town,
    "import": exchange.bring,
    "reconcile": exchange.beside,
    "export": exchange.export,
    "score": figures.score,
    "facts": facts.facts,
    "verify": chain.verify,
    "token": serve.token,
    "reseal": chain.reseal,
    "open311": open311.key,
    "backup": backup.backup,
    "restore": backup.restore,
    "pack": pack.pack,
    "profile": profile.profile,
    "addresses": addresses.addresses,
}


def run(options: argparse.Namespace) -> int:
    """The exit status; refusals and a database that is away are told in one sentence."""
    try:
        return _COMMANDS[options.command](options)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
    except FileNotFoundError as error:
        print(f"找不到文件：{error.filename}", file=sys.stderr)
    except DatabaseError as error:
        print(f"数据库没有应答或写不进去，什么都没有改动：{error}", file=sys.stderr)
    return 1
