"""Two hundred visitors who send a byte now and then do not keep anybody else waiting, and are sent away."""

from __future__ import annotations

import re
import selectors
import socket
import time
import uuid

import pytest
from served import PATIENCE, free_port, served

SLOW = 200


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("slow"), "--no-worker") as one:
        yield one


class Drippers:
    """Connections that send what is left of a request byte by byte."""

    def __init__(self, port: int, head: bytes, many: int) -> None:
        self.open, self.said = selectors.DefaultSelector(), []
        for _ in range(many):
            way = socket.create_connection(("127.0.0.1", port))
            way.sendall(head)
            way.setblocking(False)
            self.open.register(way, selectors.EVENT_READ)

    def left(self) -> int:
        return len(self.open.get_map())

    def drip(self) -> None:
        for key in list(self.open.get_map().values()):
            try:
                key.fileobj.send(b"a")
            except OSError:
                self._gone(key.fileobj, b"")
        for key, _ in self.open.select(timeout=0):
            try:
                self._gone(key.fileobj, key.fileobj.recv(4096))
            except OSError:
                self._gone(key.fileobj, b"")

    def _gone(self, way: socket.socket, last: bytes) -> None:
        self.said.append(last)
        self.open.unregister(way)
        way.close()


def until_all_are_gone(slow: Drippers) -> None:
    until = time.monotonic() + PATIENCE
    while slow.left() and time.monotonic() < until:
        slow.drip()
        time.sleep(0.2)
    assert slow.left() == 0


def form_of(server) -> tuple[str, dict[str, str]]:
    """The token that stands in a fresh page's form, and the headers that go with it."""
    status, headers, page = server.ask("GET", "/login")
    assert status == 200
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1].decode()
    cookie = headers["set-cookie"].split(";")[0]
    return f"csrfmiddlewaretoken={token}", {"Cookie": cookie, "Content_Type": "application/x-www-form-urlencoded"}


def logs_in(server) -> int:
    """A page with a form, and the form sent: both need a thread. The status of the second."""
    token, headers = form_of(server)
    body = f"{token}&username={uuid.uuid4()}&password=nothing".encode()
    return server.ask("POST", "/login", body, **headers)[0]


def test_slow_bodies_keep_nobody_waiting_and_are_cut(server):
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n"
    slow = Drippers(server.port, head, SLOW)
    for _ in range(5):
        slow.drip()
        assert logs_in(server) == 200
    assert slow.left() > 0  # they were there all the while
    until_all_are_gone(slow)
    told = [said for said in slow.said if said]
    assert told and all(said.startswith(b"HTTP/1.1 408") for said in told)
    assert "没有在规定的时间内传完" in told[0].decode()


def test_slow_heads_keep_nobody_waiting_and_are_cut(server):
    slow = Drippers(server.port, b"GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", SLOW)
    for _ in range(5):
        slow.drip()
        assert logs_in(server) == 200
    assert slow.left() > 0
    until_all_are_gone(slow)


def test_who_does_not_take_the_answer_keeps_nobody_waiting(server):
    style = re.search(rb'/static/house/[^"]+\.css', server.ask("GET", "/login")[2])[0]
    ways = []
    for _ in range(SLOW // 4):
        way = socket.socket()
        way.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        way.connect(("127.0.0.1", server.port))
        way.sendall((b"GET " + style + b" HTTP/1.1\r\nHost: localhost\r\n\r\n") * 20)
        ways.append(way)
    assert [logs_in(server) for _ in range(5)] == [200] * 5
    for way in ways:
        way.close()


def test_a_large_body_comes_whole_in_pieces_too(server):
    token, headers = form_of(server)
    large = f"{token}&username=".encode() + b"x" * 3_000_000
    assert server.ask("POST", "/login", large, **headers)[0] == 413
    in_pieces = [token.encode(), b"&username=no", b"body&password=nothing"]
    assert server.ask("POST", "/login", iter(in_pieces), Transfer_Encoding="chunked", **headers)[0] == 200
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as way:
        way.sendall(head)
        assert b" 413 " in way.recv(4096).split(b"\r\n")[0]


def test_one_connection_carries_several_requests_and_files_come_as_they_are(server):
    import http.client

    way = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    way.request("GET", "/login")
    first = way.getresponse()
    page = first.read()
    held = way.sock
    style = re.search(rb'/static/house/[^"]+\.css', page)[0].decode()
    way.request("GET", style)
    answer = way.getresponse()
    sheet = answer.read()
    assert (answer.status, int(answer.headers["content-length"]), way.sock) == (200, len(sheet), held)
    way.request("HEAD", style)
    answer = way.getresponse()
    assert (answer.read(), int(answer.headers["content-length"])) == (b"", len(sheet))
    way.request("GET", style, headers={"If-None-Match": "x", "If-Modified-Since": answer.headers["last-modified"]})
    assert way.getresponse().status in (200, 304)
    way.close()


def test_a_busy_port_is_told(server):
    second = server.command("serve", "--port", str(server.port))
    assert (second.returncode, "已经有程序在用" in second.stderr) == (1, True)
    assert server.command("serve", "--port", "99999").returncode == 1
    assert free_port() != server.port
