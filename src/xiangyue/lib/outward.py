"""Calls to servers of others, plain enough to be made in a process of their own (`apart`)."""

from __future__ import annotations

import logging
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

_READ = 8  # seconds for each single read; the deadline for all of it is the caller's
_MOST = 65536


class Answer(NamedTuple):
    """`status` 0: there was none, `why` names the exception; never the address, which may hold a secret."""

    status: int
    body: bytes
    why: str


class _NoRedirects(HTTPRedirectHandler):
    """What was meant, or signed, for one address is not handed to another."""

    def redirect_request(self, *given: Any) -> None:
        return None


def ask(address: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    """GET, or POST where there is a body; the first 64 KB of the answer."""
    try:
        asked = Request(address, data=body, headers=headers)
        with build_opener(_NoRedirects).open(asked, timeout=_READ) as answer:
            return Answer(answer.status, answer.read(_MOST), "")
    except HTTPError as error:
        return Answer(error.code, b"", "HTTPError")
    except (URLError, HTTPException, TimeoutError, OSError, ValueError) as error:
        return Answer(0, b"", type(error).__name__)


def tell(address: str, title: str, body: str) -> str:
    """By one of Apprise's addresses; "" when it was taken, "address" when there is no such address, else "refused"."""
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines hold addresses, and with them keys and numbers
    way = apprise.Apprise()
    if not way.add(address):
        return "address"
    return "" if way.notify(body=body, title=title) else "refused"
