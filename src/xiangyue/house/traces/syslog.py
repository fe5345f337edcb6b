"""The chained lines leave for a log server, in order and at least once (RFC 5424; over TCP with the octets counted,
RFC 6587).
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from xiangyue.house.environment import SyslogServer
from xiangyue.house.models import Trace, TraceHead
from xiangyue.kernel.models import Place
from xiangyue.lib.chain import written

BATCH = 200
PATIENCE = 5.0  # seconds
AGAIN = timedelta(minutes=1)
_AUDIT, _INFO, _WARNING = 13, 6, 4  # facility and severities of RFC 5424
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "]": "\\]"})
_LOUD = frozenset({"failed", "refused"})
logger = logging.getLogger(__name__)


def send_next(now: datetime) -> int:
    """The next lines of every town; how many were sent. What a server does not take waits and is tried again."""
    server: SyslogServer | None = settings.XIANGYUE_SYSLOG
    if server is None:
        return 0
    due = TraceHead.objects.filter(Q(send_after=None) | Q(send_after__lte=now))
    return sum(_send_of(head, server, now) for head in due.select_related("town").order_by("pk"))


def _send_of(head: TraceHead, server: SyslogServer, now: datetime) -> int:
    lines = list(unsent(head).select_related("user")[:BATCH])
    if not lines:
        return 0
    held = TraceHead.objects.filter(pk=head.pk, sent_seq=head.sent_seq)
    try:
        deliver(server, [message(line, head.town) for line in lines])
    except OSError as error:
        logger.warning("the log server %s:%s takes nothing: %s", server.host, server.port, error)
        held.update(send_after=now + AGAIN)
        return 0
    # after the sending: a worker that dies between the two sends once more
    held.update(sent_seq=lines[-1].seq, send_after=None)
    return len(lines)


def unsent(head: TraceHead) -> QuerySet[Trace]:
    return Trace.objects.filter(town=head.town_id, seq__gt=head.sent_seq).order_by("seq")


def waiting_since() -> datetime | None:
    """The moment of the oldest chained line that the server has not taken; None where there is none, or no server."""
    if settings.XIANGYUE_SYSLOG is None:
        return None
    oldest = (unsent(head).values_list("at", flat=True).first() for head in TraceHead.objects.all())
    return min((at for at in oldest if at is not None), default=None)


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
