"""The keeper of the web processes: granian as we run it.

`python -m xiangyue.house.server.web HOST PORT PROCESSES PARENT`
"""

from __future__ import annotations

import os
import resource
import sys

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from xiangyue.house.server.gateway import KEEPER
from xiangyue.lib.apart import end_with

HEADERS = 10_000  # milliseconds in which the head of a request has to come
CONNECTIONS = 4000  # of one process at a time
END = 8  # seconds for what is under way when the server is told to stop


def main(host: str, port: int, processes: int, parent: int) -> None:
    end_with(parent)
    os.environ[KEEPER] = str(os.getpid())
    raise_open_files()
    Granian(
        "xiangyue.house.rsgi:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=processes,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS),
        websockets=False,
        loop=Loops.asyncio,
        backlog=1024,
        backpressure=CONNECTIONS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=END,
    ).serve()


def raise_open_files() -> None:
    """Every connection is an open file; the usual soft limit of 1,024 is a quarter of what is let in."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS + 1024
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
