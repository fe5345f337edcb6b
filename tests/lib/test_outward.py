"""Nobody reaches through us what stands inside: neither by address nor by a name for one, nor by a redirect."""

from __future__ import annotations

import socket
from contextlib import contextmanager

import pytest
from listening import Said, listening

from xiangyue.lib import outward

INSIDE = [
    "http://127.0.0.1:1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0.0.0.0/",
    "http://localhost:8000/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://224.0.0.1/",
    "http://[::1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
]


@contextmanager
def server(to: str = ""):
    asked = []

    def answer(heard):
        asked.append(heard.path)
        return Said(302 if to and heard.path == "/" else 200, headers={"Location": to} if to else {})

    with listening(answer) as host:
        yield int(host.rpartition(":")[2]), asked


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_on_the_open_network_is_neither_saved_nor_asked(address):
    assert outward.lies_inside(address)
    assert outward.ask(address, None, {}) == outward.Answer(0, b"", outward.INSIDE)


@pytest.mark.parametrize(
    "address", ["http://8.8.8.8/", "http://[2001:4860:4860::8888]/", "wecombot://some-key", "http://["]
)
def test_the_open_network_and_what_is_no_host_may_be_saved(address):
    assert not outward.lies_inside(address)


def test_an_inside_host_that_is_named_is_asked_and_only_as_it_is_named():
    with server() as (port, asked):
        assert outward.ask(f"http://127.0.0.1:{port}/a", None, {}, ["127.0.0.1"]).status == 200
        assert outward.ask(f"http://localhost:{port}/b", None, {}, ["127.0.0.1"]).why == outward.INSIDE
    assert asked == ["/a"]


def test_a_name_that_means_something_else_by_the_time_of_the_call_is_not_reached(monkeypatch):
    """The first look-up, of the check, finds an open address; the second, of the connection, one inside."""
    told = iter(["8.8.8.8", "127.0.0.1", "127.0.0.1"])
    with server() as (port, asked):

        def looked_up(host, *given, **named):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(told), port))]

        monkeypatch.setattr(socket, "getaddrinfo", looked_up)
        assert outward.ask(f"http://rebinding.example:{port}/", None, {}) == outward.Answer(0, b"", outward.INSIDE)
    assert asked == []


def test_a_redirect_is_not_followed_by_us_nor_by_the_library():
    with server(to="/elsewhere") as (port, asked):
        assert outward.ask(f"http://127.0.0.1:{port}/", None, {}, ["127.0.0.1"]).status == 302
        assert outward.tell(f"json://127.0.0.1:{port}/", "题", "文", ["127.0.0.1"]) == "refused"
    assert asked == ["/", "/"]


def test_the_library_too_reaches_nothing_inside():
    with server() as (port, asked):
        assert outward.tell(f"json://127.0.0.1:{port}/x", "题", "文") == "inside"
        assert outward.tell(f"mailto://u:p@example.org?smtp=127.0.0.1:{port}&to=a@example.org", "题", "文") != ""
        assert outward.tell(f"json://127.0.0.1:{port}/x", "题", "文", ["127.0.0.1"]) == ""
    assert asked == ["/x"]


def test_look_ups_are_free_again_afterwards():
    before = socket.getaddrinfo
    outward.ask("http://127.0.0.1:1/", None, {})
    assert socket.getaddrinfo is before
