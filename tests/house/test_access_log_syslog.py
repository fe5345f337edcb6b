"""The access log at a log server of ours, over real sockets: in order, nothing left out, again after a failure."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress

import pytest
from cast import NOON, later
from django.test import Client

from xiangyue.house import environment, moment
from xiangyue.house.environment import SyslogServer
from xiangyue.house.models import Trace, TraceHead
from xiangyue.house.traces import syslog
from xiangyue.house.traces.chain import chain_all

FORM = re.compile(
    r"<(\d+)>1 2024-11-05T04:00:00\.000000Z \S+ xiangyue - (\w+) "
    r"\[access@32473 ((?:\w+=\"[^\"]*\" ?)+)\] \ufeff(\w+) (\S+)"
)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.fixture
def logged(cast):
    client = cast.client("roads")
    for address in ("/matters/mine", "/house/people/", "/matters/mine?q=19900001234"):
        client.get(address)
    chain_all(cast.town, NOON)
    return cast


class TcpServer:
    """Takes connections one after the other; `framed` is what came, without the counts."""

    def __init__(self, breaks_off: int = 0):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.framed, self.breaks_off = [], breaks_off
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while True:
            try:
                one, _ = self.listening.accept()
            except OSError:
                return
            with one:
                if self.breaks_off:
                    self.breaks_off -= 1
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    continue  # unread: the other side is told that it was broken off
                data = b""
                while part := one.recv(65536):
                    data += part
                while data:
                    count, _, rest = data.partition(b" ")
                    self.framed.append(rest[: int(count)].decode())
                    data = rest[int(count) :]

    def close(self):
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)  # whoever waits in accept() is woken
        self.listening.close()


@pytest.fixture
def tcp(settings):
    servers = []

    def start(**how):
        servers.append(TcpServer(**how))
        settings.XIANGYUE_SYSLOG = SyslogServer("tcp", "127.0.0.1", servers[-1].port)
        return servers[-1]

    yield start
    for one in servers:
        one.close()


def test_over_tcp_each_line_comes_once_in_order_with_its_octets_counted(logged, tcp):
    server = tcp()
    assert syslog.send_next(NOON) == 3
    assert syslog.send_next(NOON) == 0
    told = [FORM.fullmatch(one).groups() for one in server.framed]
    assert [(level, kind) for level, kind, *_ in told] == [("110", "page"), ("108", "refused"), ("110", "page")]
    assert [re.search(r'seq="(\d)"', data)[1] for _, _, data, *_ in told] == ["1", "2", "3"]
    assert told[0][3:] == ("GET", "/matters/mine") and 'user="roads"' in told[0][2] and 'role="handler"' in told[0][2]
    assert Trace.objects.get(seq=3).hash in told[2][2]
    assert "19900001234" not in "".join(server.framed)
    assert TraceHead.objects.get(town=logged.town).sent_seq == 3


def test_over_udp(logged, settings):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        settings.XIANGYUE_SYSLOG = SyslogServer("udp", "127.0.0.1", server.getsockname()[1])
        assert syslog.send_next(NOON) == 3
        told = [FORM.fullmatch(server.recv(65536).decode()) for _ in range(3)]
    assert [one[2] for one in told] == ["page", "refused", "page"]


def test_a_server_that_breaks_off_gets_them_later(logged, tcp):
    server = tcp(breaks_off=1)
    assert syslog.send_next(NOON) == 0
    assert TraceHead.objects.get(town=logged.town).sent_seq == 0
    assert syslog.send_next(later(NOON, seconds=59)) == 0  # not at once again
    assert syslog.send_next(later(NOON, minutes=1)) == 3
    assert len(server.framed) == 3


@pytest.mark.django_db(transaction=True)
def test_one_that_is_away_is_waited_for_and_health_complains(logged, tcp):
    server = tcp()
    server.close()
    server.thread.join(timeout=5)
    assert syslog.send_next(NOON) == 0
    assert syslog.waiting_since() == NOON
    assert "syslog" not in Client().get("/house/health").json()["warnings"]
    Trace.objects.update(at=later(NOON, minutes=-11))
    assert "syslog" in Client().get("/house/health").json()["warnings"]
    tcp()
    assert syslog.send_next(later(NOON, minutes=1)) == 3
    assert syslog.waiting_since() is None


def test_what_is_not_chained_yet_waits(logged, tcp):
    server = tcp()
    logged.client("roads").get("/matters/mine")
    assert syslog.send_next(NOON) == 3 and len(server.framed) == 3


def test_without_a_server_nothing_is_sent(logged, settings):
    assert settings.XIANGYUE_SYSLOG is None
    assert syslog.send_next(NOON) == 0


def test_a_mark_in_a_name_does_not_end_the_data(logged):
    line = Trace.objects.select_related("user").get(seq=1)
    line.user.username = 'a"b]c\\d'
    assert rb'user="a\"b\]c\\d"' in syslog.message(line, logged.town)


@pytest.mark.parametrize("value", ["udp://log", "log:514", "http://log:514", "tcp://:514", "tcp://log:99999"])
def test_an_address_that_makes_no_sense_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("XIANGYUE_SYSLOG", value)
    with pytest.raises(environment.BadSetting, match="XIANGYUE_SYSLOG"):
        environment.syslog_server("XIANGYUE_SYSLOG")


def test_an_address_that_does_is_read(monkeypatch):
    monkeypatch.setenv("XIANGYUE_SYSLOG", "tcp://[::1]:6514")
    assert environment.syslog_server("XIANGYUE_SYSLOG") == SyslogServer("tcp", "::1", 6514)
