"""The chained lines leave for a log server, in order and at least once (RFC 5424; over TCP with the octets counted,
RFC 6587).
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from xiangyue.house.environment import SyslogServer
from xiangyue.house.models import Trace, TraceHead
from xiangyue.kernel.models import Place
from xiangyue.lib.chain import written

BATCH = 200
PATIENCE = 5.0  # seconds
_AUDIT, _INFO, _WARNING = 13, 6, 4  # facility and severities of RFC 5424
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "]": "\\]"})
_LOUD = frozenset({"failed", "refused"})


def send_next(now: datetime) -> int:
    """The next lines of every town; how many were sent. OSError where the server does not take them: they wait."""
    server: SyslogServer | None = settings.XIANGYUE_SYSLOG
    if server is None:
        return 0
    return sum(_send_of(head, server) for head in TraceHead.objects.select_related("town").order_by("pk"))


def _send_of(head: TraceHead, server: SyslogServer) -> int:
    rows = Trace.objects.filter(town=head.town, seq__gt=head.sent_seq).select_related("user").order_by("seq")[:BATCH]
    lines = list(rows)
    if not lines:
        return 0
    deliver(server, [message(line, head.town) for line in lines])
    # after the sending: a worker that dies between the two sends once more
    TraceHead.objects.filter(pk=head.pk, sent_seq=head.sent_seq).update(sent_seq=lines[-1].seq)
    return len(lines)


def message(line: Trace, town: Place) -> bytes:
    """One line as RFC 5424 writes it: the particulars as structured data, the address in words behind them."""
    level = _AUDIT * 8 + (_WARNING if line.kind in _LOUD else _INFO)
    told = {
        "town": town.code,
        "seq": line.seq,
        "user": line.user.get_username() if line.user else "",
        "seat": line.seat_id or "",
        "role": line.role,
        "token": int(line.is_token),
        "address": line.address,
        "route": line.route,
        "status": line.status,
        "hash": line.hash,
    }
    data = " ".join(f'{name}="{str(value).translate(_ESCAPED)}"' for name, value in told.items())
    head = f"<{level}>1 {written(line.at)} {_host()} xiangyue - {line.kind} [access@32473 {data}]"
    return f"{head} \ufeff{line.method} {line.path}".encode()


def _host() -> str:
    return socket.gethostname().encode("ascii", "ignore").decode()[:255] or "-"


def deliver(server: SyslogServer, messages: Sequence[bytes]) -> None:
    if server.kind == "udp":
        _by_udp(server, messages)
    else:
        _by_tcp(server, messages)


def _by_udp(server: SyslogServer, messages: Sequence[bytes]) -> None:
    family, _, _, _, address = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, socket.SOCK_DGRAM) as out:
        for one in messages:
            out.sendto(one, address)


def _by_tcp(server: SyslogServer, messages: Sequence[bytes]) -> None:
    with socket.create_connection((server.host, server.port), timeout=PATIENCE) as out:
        out.sendall(b"".join(b"%d %s" % (len(one), one) for one in messages))
        out.shutdown(socket.SHUT_WR)
        # A server that has read to our end closes; one that broke off resets, and the lines are sent again. Silence is
        # what servers do that keep a connection: the lines are theirs.
        try:
            while out.recv(1024):
                pass
        except TimeoutError:
            return
