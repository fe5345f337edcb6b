"""A call with a deadline for all of it, however little the other side sends at a time."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from xiangyue.lib.apart import Apart, TookTooLong
from xiangyue.lib.outward import ask, tell


@pytest.fixture
def dripping():
    """The address of a server that sends a head and then one byte every now and then, for as long as it is read."""
    end = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.2)

        def serve(way: socket.socket) -> None:
            with way:
                try:
                    way.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                    while not end.wait(0.2):
                        way.sendall(b"a")
                except OSError:
                    return

        def let_in() -> None:
            while not end.is_set():
                try:
                    way, _ = door.accept()
                except TimeoutError:
                    continue
                threading.Thread(target=serve, args=(way,)).start()

        keeper = threading.Thread(target=let_in)
        keeper.start()
        yield f"127.0.0.1:{door.getsockname()[1]}"
        end.set()
        keeper.join()


HERE = ["127.0.0.1"]


@pytest.mark.parametrize("call", [(ask, "http://{}/", b"x", {}, HERE), (tell, "json://{}/", "镇", "您好", HERE)])
def test_a_server_that_drips_is_left(dripping, call):
    apart = Apart()
    function, address, *more = call
    with pytest.raises(TookTooLong):
        apart.call(function, address.format(dripping), *more, seconds=1.0)
    assert apart.call(os.getpid, seconds=30) != os.getpid()  # the next call has a process again


def test_what_a_call_gives_and_raises_comes_back():
    apart = Apart()
    assert apart.call(divmod, 7, 2, seconds=30) == (3, 1)
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        apart.call(divmod, 7, 0, seconds=30)
    first = apart.call(os.getpid, seconds=30)
    assert apart.call(os.getpid, seconds=30) == first
    with pytest.raises(TookTooLong):
        apart.call(os._exit, 3, seconds=30)
    assert apart.call(os.getpid, seconds=30) != first


def test_it_ends_with_whoever_started_it():
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        apart = Apart()
        os.write(writing, str(apart.call(os.getpid, seconds=30)).encode())
        time.sleep(60)
        os._exit(0)
    helper = int(os.read(reading, 100))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    stat = Path(f"/proc/{helper}/stat")
    for _ in range(100):
        if not stat.exists() or ") Z " in stat.read_text():
            return
        time.sleep(0.1)
    pytest.fail("the helper lives on without its keeper")
