"""The way from granian to Django: reads a request whole, calls Django in one of a few threads, tells the answer.

granian's own WSGI gives a thread to a request before its body has come, and to an answer until it is taken: eight
slow visitors would hold every thread. Here slow visitors wait in the event loop, in both directions.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from xiangyue.house.server.bodies import IN_MEMORY, LONGEST, MOST, RATE, Bodies, TooLarge, TooSlow
from xiangyue.lib.apart import end_with

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
THREADS = 4
KEEPER = "KEEPER_OF_XIANGYUE"  # the process that keeps this one; set by `web`, never by hand
WAITING = 400  # requests that have come whole and wait for a thread
PIECE = 64 * 1024
ASKED_BY_MONITORS = ("/house/health",)  # answered by a thread of its own, whatever the others wait for

logger = logging.getLogger(__name__)
_TEXT = [("content-type", "text/plain; charset=utf-8"), ("connection", "close"), ("cache-control", "no-store")]
_TOO_SLOW = "内容没有在规定的时间内传完，没有收下。请换到信号好一些的地方再提交一次。"
_TOO_LARGE = f"提交的内容超过 {MOST // 1_000_000} MB，没有收下。请把文件压缩或分几次提交。"
_BUSY = "同时来访的人太多，这一次没有收下，请过一会儿再试。"
_FAILED = "系统出了问题，刚才的操作没有完成，请过几分钟再试。"


class Gateway:
    """An RSGI application around a WSGI one."""

    def __init__(self, application: Application, visitor: Callable[[str, str], str], *, threads: int = THREADS) -> None:
        """`visitor`: from X-Forwarded-For and the address of the connection, whose request it is."""
        self._application, self._visitor = application, visitor
        self._bodies = Bodies()
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="visitor")
        self._monitors = ThreadPoolExecutor(1, thread_name_prefix="monitor")
        self._whole = 0

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        if KEEPER in os.environ:
            end_with(int(os.environ[KEEPER]))

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        headers = scope.headers
        try:
            told = int(headers.get("content-length") or 0)
            if told > MOST:
                raise TooLarge
            comes = told > 0 or "transfer-encoding" in headers
            peer = scope.client.rpartition(":")[0].strip("[]")
            whose = self._visitor(",".join(headers.get_all("x-forwarded-for")), peer)
            body: IO[bytes] = await self._bodies.read(proto, whose) if comes else BytesIO()  # type: ignore[assignment]
        except TooSlow:
            return proto.response_str(408, _TEXT, _TOO_SLOW)
        except (TooLarge, ValueError):
            return proto.response_str(413, _TEXT, _TOO_LARGE)
        with body:
            await self._answer(scope, proto, environ_of(scope, body, peer))

    async def _answer(self, scope: Any, proto: Any, environ: dict[str, Any]) -> None:
        if self._whole >= WAITING:
            return proto.response_str(503, [*_TEXT, ("retry-after", "5")], _BUSY)
        threads = self._monitors if scope.path in ASKED_BY_MONITORS else self._threads
        self._whole += 1
        try:
            status, headers, answer = await asyncio.get_running_loop().run_in_executor(
                threads, called, self._application, environ
            )
        except Exception:
            logger.exception("a request got no answer")
            return proto.response_str(500, _TEXT, _FAILED)
        finally:
            self._whole -= 1
        with answer:
            await _told(proto, status, headers, answer)


def environ_of(scope: Any, body: IO[bytes], address: str) -> dict[str, Any]:
    """PEP 3333. A name with an underscore is left out: it would pass for one with a hyphen that a proxy of ours set."""
    host, _, port = scope.server.rpartition(":")
    size = body.seek(0, os.SEEK_END)
    body.seek(0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" not in name:
            key = "HTTP_" + name.upper().replace("-", "_")
            apart = "; " if name == "cookie" else ","
            environ[key] = f"{environ[key]}{apart}{value}" if key in environ else value
    if "HTTP_CONTENT_TYPE" in environ:
        environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = str(size)
    return environ


def called(application: Application, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], IO[bytes]]:
    """Status, headers and the whole answer, set to its beginning; all of it in the thread that called."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        begun.append((status, headers))

    answer: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
    parts = application(environ, start_response)
    try:
        for part in parts:
            answer.write(part)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = begun[-1]
    size = answer.tell()
    answer.seek(0)
    told = [(name.lower(), value.strip()) for name, value in headers if name.lower() != "content-length"]
    code = int(status.split(" ", 1)[0])
    if environ["REQUEST_METHOD"] == "HEAD":
        told += [(name.lower(), value) for name, value in headers if name.lower() == "content-length"]
    elif code >= 200 and code not in (204, 304):
        told.append(("content-length", str(size)))
    return code, told, answer


async def _told(proto: Any, status: int, headers: list[tuple[str, str]], answer: IO[bytes]) -> None:
    first = answer.read(PIECE)
    if len(first) < PIECE:
        return proto.response_bytes(status, headers, first)
    way = proto.response_stream(status, headers)
    size = answer.seek(0, os.SEEK_END)
    answer.seek(0)
    try:
        async with asyncio.timeout(min(LONGEST, 30 + size / RATE)):
            while piece := answer.read(PIECE):
                await way.send_bytes(piece)
    except Exception:  # they went away, or take it too slowly: nobody is left to tell
        return
