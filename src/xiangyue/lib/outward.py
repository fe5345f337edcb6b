"""Calls to servers of others, plain enough to be made in a process of their own (`apart`).

Whoever writes down an address must not reach through us what stands inside: only addresses of the open network are
called, and hosts that the caller names (`inside`). The address that was checked is the one that is connected to.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

_READ = 8  # seconds for each single read; the deadline for all of it is the caller's
_MOST = 65536
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
INSIDE = "Inside"  # `why` of an answer that was not asked for


class Answer(NamedTuple):
    """`status` 0: there was none, `why` names the exception; never the address, which may hold a secret."""

    status: int
    body: bytes
    why: str


class _NoRedirects(HTTPRedirectHandler):
    """What was meant, or signed, for one address is not handed to another."""

    def redirect_request(self, *given: Any) -> None:
        return None


class _Inside(OSError):
    pass


def ask(address: str, body: bytes | None, headers: dict[str, str], inside: Collection[str] = ()) -> Answer:
    """GET, or POST where there is a body; the first 64 KB of the answer."""
    if lies_inside(address, inside):  # asked here too: behind a proxy of the office, the proxy looks the name up
        return Answer(0, b"", INSIDE)
    with _only_outside(inside) as met:
        try:
            asked = Request(address, data=body, headers=headers)
            with build_opener(_NoRedirects).open(asked, timeout=_READ) as answer:
                return Answer(answer.status, answer.read(_MOST), "")
        except HTTPError as error:
            return Answer(error.code, b"", "HTTPError")
        except (URLError, HTTPException, TimeoutError, OSError, ValueError) as error:
            return Answer(0, b"", INSIDE if met else type(error).__name__)


def tell(address: str, title: str, body: str, inside: Collection[str] = ()) -> str:
    """By one of Apprise's addresses; "" when it was taken, "address" when there is no such address, "inside" when it
    lies inside, else "refused".
    """
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines hold addresses, and with them keys and numbers
    way = apprise.Apprise()
    if not way.add(address):
        return "address"
    with _only_outside(inside) as met, _without_redirects():
        if way.notify(body=body, title=title):
            return ""
    return "inside" if met else "refused"


def lies_inside(address: str, inside: Collection[str] = ()) -> bool:
    """Whether the host of this address is, or has a name for, something that is not on the open network.

    A name that nobody knows at this moment is not: it is looked up again when it is called.
    """
    try:
        host = urlsplit(address).hostname or ""
        if host in inside:
            return False
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, ValueError):  # no such name, or no address at all
        return False
    return any(not _is_outside(one[4][0]) for one in found)


def with_own(inside: Collection[str], *addresses: str) -> list[str]:
    """The hosts of addresses that stand in the server's own settings need no second naming."""
    return [*inside, *(urlsplit(address).hostname or "" for address in addresses)]


def _is_outside(written: Any) -> bool:
    one = ipaddress.ip_address(str(written).partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        within = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if within is None and one in _NAT64:
            within = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
        if within is not None:
            return _is_outside(within)
    return one.is_global and not one.is_multicast


@contextmanager
def _only_outside(inside: Collection[str]) -> Iterator[list[str]]:
    """Every look-up of this process: whoever connects, whatever library, gets the addresses that were checked, so that
    no second look-up finds others. Gives the hosts that were refused.
    """
    looked_up = socket.getaddrinfo
    met: list[str] = []

    def guarded(host: Any, *given: Any, **named: Any) -> Any:
        found = looked_up(host, *given, **named)
        if host not in inside and any(not _is_outside(one[4][0]) for one in found):
            met.append(str(host))
            raise _Inside("inside")
        return found

    socket.getaddrinfo = guarded  # type: ignore[assignment]
    try:
        yield met
    finally:
        socket.getaddrinfo = looked_up


@contextmanager
def _without_redirects() -> Iterator[None]:
    """For libraries that follow them of their own accord, by requests."""
    from requests.sessions import SessionRedirectMixin

    followed = SessionRedirectMixin.get_redirect_target
    SessionRedirectMixin.get_redirect_target = lambda self, resp: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        SessionRedirectMixin.get_redirect_target = followed  # type: ignore[method-assign]
